"""Prepared queries: the same rows as peewee's own, on both databases, whatever is asked next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from peewee import CharField, ModelSelect

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField, db
from inventory.core.prepared import Prepared
from inventory.core.settings import Settings

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Note(BaseModel):
    name = CharField()
    at = UtcDateTimeField()
    said = JsonField()

    class Meta:
        database = db


@pytest.fixture
def notes(ledger: Settings) -> Iterator[type[Note]]:
    db.create_tables([Note])
    for number in range(4):
        Note.create(name=f"n{number}", at=NOON + timedelta(hours=number), said={"n": number})
    yield Note
    db.drop_tables([Note])


def _since(name: object, at: object) -> ModelSelect:
    return Note.select().where((Note.name > name) & (Note.at >= at)).order_by(Note.id)


SINCE = Prepared(2, _since)
AMONG = Prepared(1, lambda ids: Note.select(Note.name).where(ids.holds(Note.id)).tuples())
NAMED = Prepared(1, lambda names: Note.select(Note.id).where(names.holds(Note.name)).tuples())


def test_rows_are_those_of_the_query_itself(notes: type[Note]) -> None:
    for name, at in (("n0", NOON), ("n0", NOON + timedelta(hours=2)), ("n3", NOON), ("", NOON)):
        found = [(row.id, row.name, row.at, row.said) for row in SINCE.rows(name, at)]
        assert found == [(row.id, row.name, row.at, row.said) for row in _since(name, at)]


def test_what_is_written_meanwhile_is_found(notes: type[Note]) -> None:
    assert SINCE.first("n3", NOON) is None
    added = Note.create(name="n4", at=NOON, said={})
    assert SINCE.first("n3", NOON) == added
    Note.update(name="a").where(Note.id == added.id).execute()
    assert SINCE.first("n3", NOON) is None


def test_a_list_of_any_length(notes: type[Note]) -> None:
    ids = [row.id for row in notes.select().order_by(Note.id)]
    for asked in ([], ids[:1], ids, [*ids[1:3], 10**9]):
        assert {name for (name,) in AMONG.rows(asked)} == {
            f"n{number}" for number, key in enumerate(ids) if key in asked
        }
    assert [key for (key,) in NAMED.rows(["n2", "'); DROP TABLE note; --"])] == [ids[2]]
