"""Every migration on a ledger in which every table that it finds holds a row."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from peewee import ForeignKeyMetadata

from inventory.app.cli.setup import prepare
from inventory.core import database, migrating
from inventory.core.audit import chain, service
from inventory.core.database import JsonField, db, dump
from inventory.core.settings import Settings
from inventory.people.accounts import second_factor
from inventory.people.accounts.models import User
from inventory.registry.notifications.models import Channel
from tests.inventory.test_migrations import differences, models
from tests.prepared import Shelf

SECRET = "JBSWY3DPEHPK3PXP"
WORDS = {"region": "440704", "kind": "transformer", "role": "admin"}
# What migrations make of values that were there: (what is made to stand before it, what is asked
# after it, the answer).
CHANGED: Mapping[str, tuple[str, str, Sequence[Any]]] = {
    "0012_reentry": (
        "UPDATE equipment SET use_state = '报废'",
        "SELECT departed - equipment_id FROM equipment_identity",
        [0],
    ),
    "0014_outcome_order": (
        "UPDATE equipment SET verdict = 'renew', verdict_rank = 4",
        "SELECT verdict_rank FROM equipment",
        [3],
    ),
    "0021_cases": (
        "UPDATE app_user SET role = 'leader'",
        "SELECT duties FROM app_user",
        ['["approve"]'],
    ),
    "0036_responsibilities": (
        "UPDATE alert SET assignee = 1",
        "SELECT COUNT(assigned_at), MAX(step) FROM alert",
        [1, 0],
    ),
    "0074_case_numbers": (  # eight in the evening by UTC is the next year's morning
        "UPDATE enforcement_case SET opened_at = '2025-12-31 20:00:00'",
        "SELECT c.year, c.number, c.number_text, n.last FROM enforcement_case c"
        " JOIN notice_counter n ON n.agency_id = c.agency_id AND n.year = c.year"
        " WHERE n.kind = 'case'",
        [2026, 1, "x案〔2026〕1号", 1],
    ),
    "0079_things_of_notifications": (
        "UPDATE notification SET link = '/cases/7'",
        "SELECT things FROM notification",
        ['{"case":[7]}'],
    ),
}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, shelf: Shelf, tmp_path: Path) -> Iterator[Settings]:
    with shelf.empty(request.param, tmp_path / "var") as settings:
        yield settings


@dataclass
class Filler:
    """Puts one row into each table that has none; what it refers to comes first."""

    shapes: dict[tuple[str, str], Any]
    filled: set[str] = field(default_factory=set)

    def fill(self) -> None:
        for table in sorted(set(db.get_tables()) - self.filled):
            if not table.startswith(("schema_", "search", "sqlite_", "huey")):
                self._row(table)
                self.filled.add(table)

    def lost(self) -> list[str]:
        """Tables that are there and have lost their row; they are filled again."""
        there = sorted(self.filled & set(db.get_tables()))
        query = " UNION ALL ".join(f"SELECT '{name}', COUNT(*) FROM \"{name}\"" for name in there)
        found = (
            [name for name, rows in db.execute_sql(query).fetchall() if not rows] if there else []
        )
        self.filled -= set(found)
        return found

    def _row(self, table: str) -> Any:
        key = (*db.get_primary_keys(table), "id")[0]
        newest = f'SELECT MAX("{key}") FROM "{table}"'
        found = db.execute_sql(newest).fetchone()[0]
        if found is not None:
            return found
        refers = {item.column: item for item in db.get_foreign_keys(table)}
        values = {
            column.name: self._value(table, column, refers.get(column.name))
            for column in db.get_columns(table)
            if column.name != "id"
        }
        values = {name: value for name, value in values.items() if value is not None}
        if table == "audit_event":
            values |= first_event(values)
        mark = "%s" if database.is_postgres() else "?"
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join(mark for _ in values)
        statement = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'
        db.execute_sql(statement, tuple(values.values()))
        return db.execute_sql(newest).fetchone()[0]

    def _value(self, table: str, column: Any, refers: ForeignKeyMetadata | None) -> Any:
        sort = column.data_type.lower()
        if refers is not None:
            own = refers.dest_table == table
            return None if own or column.null else self._row(refers.dest_table)
        if (table, column.name) in self.shapes:
            return dump(self.shapes[table, column.name])
        if "bool" in sort:
            return False
        if "int" in sort or "serial" in sort:
            return 1
        if "real" in sort or "double" in sort or "numeric" in sort or "decimal" in sort:
            return 1.5
        if sort == "date":
            return "2026-01-01"
        if "time" in sort:
            return "2026-01-01 00:00:00"
        return WORDS.get(column.name, "x")


def first_event(values: dict[str, Any]) -> dict[str, Any]:
    """An event as an older program recorded it."""
    content = {name: values.get(name) for name in chain.CONTENT}
    content["at"] = "2026-01-01T00:00:00.000000+00:00"
    previous = chain.START
    return {"previous": previous, "hash": chain.digest(previous, content)}


def shapes() -> dict[tuple[str, str], Any]:
    """(table, column) → an empty value of each column that holds JSON today."""
    found: dict[tuple[str, str], Any] = {}
    for model in models():
        for column in model._meta.sorted_fields:
            if isinstance(column, JsonField):
                made = column.default() if callable(column.default) else {}
                found[model._meta.table_name, column.column_name] = made
    return found


def test_every_migration_keeps_what_was_there(
    empty: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One at a time, with a row in each table before the next, and what it changes changed so."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    database.connect(empty)
    filler, lost, changed = Filler(shapes()), {}, {}
    with database.connection():
        for name in migrating.known():
            shutil.copy(migrating.MIGRATIONS / f"{name}.py", folder)
            before, asked, _ = CHANGED.get(name, ("", "", ()))
            if before:
                db.execute_sql(before)
            with monkeypatch.context() as patch:
                patch.setattr(migrating, "MIGRATIONS", folder)
                assert migrating.migrate() == [name]
            if asked:
                changed[name] = list(db.execute_sql(asked).fetchone() or ())
            lost |= dict.fromkeys(filler.lost(), name)
            with db.atomic():
                filler.fill()
                if name == "0002_accounts":  # which gave the row from before a blank one
                    db.execute_sql(f"UPDATE app_user SET totp_secret = '{SECRET}'")
        assert changed == {name: answer for name, (_, _, answer) in CHANGED.items()}
        assert lost == {"external_login": "0057_sealed_secrets"}  # they last ten minutes
        assert differences() == []
        assert filler.lost() == []
        assert {model._meta.table_name for model in models()} <= filler.filled
        assert second_factor._secret(User.get()) == SECRET
        assert Channel.get().settings == {}
        service.seal_trail()
        whole = chain.verify()
        assert (whole.whole, whole.events, whole.signed) == (True, 2, 1)
    prepare(empty)
