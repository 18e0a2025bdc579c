"""Saying that something happened: rows of the outbox, in the transaction in which it happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from peewee import chunked

from inventory.core import clock, database
from inventory.core.bulk import bulk_insert
from inventory.core.database import dump
from inventory.core.messages import Sentence
from inventory.registry.notifications.done import Things, together
from inventory.registry.notifications.events import events
from inventory.registry.notifications.models import Happening

COLUMNS = (
    *("event", "key", "region", "kind", "enterprise", "users", "subject", "subject_id"),
    *("count", "params", "things", "at"),
)
# Rows of one INSERT that skips known keys: below SQLite's limit of bound variables.
KEYED = 60


@dataclass(frozen=True)
class News:
    """Something that happened. `key` is given where a sweep may come upon it again.

    `users` are those that it is for by name; region, kind and enterprise say who else may know.
    `things` are what is to be done by their numbers, where that is not the subject alone: when
    they are done, the notification says so.
    """

    event: str
    params: Mapping[str, Any]
    region: str = ""
    kind: str = ""
    enterprise: int | None = None
    users: Sequence[int] = ()
    subject: str = ""
    subject_id: int | None = None
    count: int = 1
    key: str | None = field(default=None)
    things: Things | None = None

    @property
    def asked(self) -> Things:
        """What is to be done; nothing where the news name nothing, or more than is looked up."""
        if self.things is None:
            return {self.subject: [self.subject_id]} if self.subject_id is not None else {}
        return together([self.things])


def emit(news: Sequence[News]) -> None:
    """Put news into the outbox; call inside the transaction that makes them true.

    Two statements at most for each 60 rows, and no query per person: whom they are for is found
    out when the worker tells them.
    """
    at = database.instant(clock.now())
    rows = [_row(one, at) for one in news]
    bulk_insert(Happening, COLUMNS, (row for row in rows if row[1] is None))
    for part in chunked((row for row in rows if row[1] is not None), KEYED):
        _insert_unknown(part)


def _row(one: News, at: str) -> tuple[Any, ...]:
    if one.event not in events():
        raise KeyError(one.event)
    return (
        *(one.event, one.key, one.region, one.kind, one.enterprise),
        *(dump(list(one.users)), one.subject, one.subject_id, one.count),
        *(dump(_plain(one.params)), dump(dict(one.asked)), at),
    )


def _plain(params: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        name: {"zh": value.zh, "en": value.en} if isinstance(value, Sentence) else value
        for name, value in params.items()
    }


def _insert_unknown(rows: Sequence[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{Happening._meta.fields[name].column_name}"' for name in COLUMNS)
    mark = "%s" if database.is_postgres() else "?"
    marks = ", ".join(f"({', '.join([mark] * len(COLUMNS))})" for _ in rows)
    database.db.execute_sql(
        f'INSERT INTO "{Happening._meta.table_name}" ({names}) VALUES {marks} '
        'ON CONFLICT ("key") DO NOTHING',
        [value for row in rows for value in row],
    )
