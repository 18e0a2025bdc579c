"""The library that the running system judges by: built in, and what the office added."""

from __future__ import annotations

import pytest

import standards
from inventory.app import schedule
from inventory.core import clock
from inventory.core.database import db
from inventory.core.settings import Settings
from inventory.judgement.library import current
from inventory.judgement.library.models import LibraryMark
from standards.outcomes import PRESUMED_CERTAINTIES
from standards.overlaying import content_of
from tests.conftest import TODAY


def recalled() -> standards.Table:
    """A built-in table that says itself that it is not sure."""
    return next(
        table
        for table in standards.load().tables.values()
        if set(table.rows["certainty"]) & PRESUMED_CERTAINTIES
    )


def mark(table: standards.Table, content: str | None = None) -> LibraryMark:
    with db.atomic():
        made = LibraryMark.create(
            table=table.id,
            content=content or content_of(table),
            page="第3页",
            checked_on=TODAY,
            created_at=clock.now(),
        )
        current.changed()
    return made


def certainties(library: standards.Library, table: standards.Table) -> set[str]:
    return set(library.tables[table.id].rows["certainty"])


def test_nothing_added_is_the_built_in_library_itself(ledger: Settings) -> None:
    assert current.load() is standards.load()


def test_without_a_ledger_there_is_the_built_in_library(
    ledger: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark(recalled())
    assert current.load() is not standards.load()
    db.close()
    assert current.load() is standards.load()
    monkeypatch.setattr(db, "obj", None)
    assert current.load() is standards.load()
    monkeypatch.undo()
    db.connect()


def test_a_marked_table_is_confirmed_and_the_library_another_version(ledger: Settings) -> None:
    table = recalled()
    mark(table)
    library = current.load()
    assert not certainties(library, table) & PRESUMED_CERTAINTIES
    assert library.version != standards.load().version
    assert len(library.version) == 12
    assert certainties(standards.load(), table) & PRESUMED_CERTAINTIES


def test_a_mark_on_other_contents_says_nothing(ledger: Settings) -> None:
    table = recalled()
    mark(table, "0" * 64)
    assert certainties(current.load(), table) == certainties(standards.load(), table)


def test_equal_additions_give_the_same_version(ledger: Settings) -> None:
    table = recalled()
    first = mark(table)
    version = current.load().version
    LibraryMark.delete().where(LibraryMark.id == first.id).execute()
    current.changed()
    assert current.load() is standards.load()
    mark(table)
    assert current.load().version == version


def test_what_another_process_added_is_seen_at_the_next_look(
    ledger: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = recalled()
    here = current.load()
    monkeypatch.setattr(current, "_recent", {})
    mark(table)
    monkeypatch.undo()
    assert current.load() is not here


def test_a_request_looks_once_and_keeps_what_it_found(
    ledger: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark(recalled())
    current.load()
    asked: list[str] = []
    whole = type(db.obj).execute_sql

    def counted(self: object, sql: str, *args: object, **kwargs: object) -> object:
        asked.append(sql)
        return whole(self, sql, *args, **kwargs)

    monkeypatch.setattr(type(db.obj), "execute_sql", counted)
    with current.holding():
        assert current.load() is current.load()
    assert len([sql for sql in asked if "library_revision" in sql]) == 1
    assert len(asked) == 1


def test_a_changed_library_is_a_new_slot_of_the_nightly_run(ledger: Settings) -> None:
    assert schedule.tick(ledger) is not None
    assert schedule.tick(ledger) is None
    mark(recalled())
    assert schedule.tick(ledger) is not None
    assert schedule.tick(ledger) is None


def test_every_table_has_its_own_hash_that_remarks_do_not_change() -> None:
    tables = list(standards.load().tables.values())
    assert len({content_of(table) for table in tables}) == len(tables)
