"""Writing many rows at once, as fast as each driver allows; call inside a write transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain, islice
from sqlite3 import SQLITE_LIMIT_VARIABLE_NUMBER
from typing import Any

from peewee import Model, __exception_wrapper__

from inventory.core.database import db, is_postgres

# Rows of one statement that inserts, on SQLite.
TOGETHER = 200


def allocate_ids(model: type[Model], count: int) -> range | list[int]:
    """Ids for `count` new rows of a table; call inside the write transaction that inserts them."""
    table = model._meta.table_name
    if is_postgres():
        cursor = db.execute_sql(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            (table, count),
        )
        return [row[0] for row in cursor.fetchall()]
    # The IMMEDIATE transaction is the only writer, and rows of these tables are never deleted.
    last = db.execute_sql(f'SELECT COALESCE(MAX(id), 0) FROM "{table}"').fetchone()[0]
    return range(last + 1, last + 1 + count)


def bulk_insert(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert prepared tuples (already in database form) as fast as the driver allows.

    Column names are field names; JSON fields must be given as text (`dump`).
    """
    names = ", ".join(f'"{model._meta.fields[name].column_name}"' for name in columns)
    table = model._meta.table_name
    # The driver is used directly; its errors must still be peewee's, as everywhere else.
    if is_postgres():
        with (
            __exception_wrapper__,
            db.connection().cursor() as cursor,
            cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy,
        ):
            for row in rows:
                copy.write_row(row)
        return
    one = f"({', '.join('?' * len(columns))})"
    begin = f'INSERT INTO "{table}" ({names}) VALUES '
    with __exception_wrapper__:
        _insert_together(begin, one, len(columns), rows)


def _insert_together(begin: str, one: str, width: int, rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows, on SQLite, TOGETHER at a time.

    Of a table with triggers each statement first copies every page that it will change, so that it
    can be undone alone: a third of the time of 20,000 devices, one by one.
    """
    connection, left = db.connection(), iter(rows)
    together = min(TOGETHER, connection.getlimit(SQLITE_LIMIT_VARIABLE_NUMBER) // width)
    while batch := list(islice(left, together)):
        if len(batch) == together:
            connection.execute(begin + ", ".join([one] * together), [*chain.from_iterable(batch)])
        else:
            connection.executemany(begin + one, batch)


def bulk_update(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Update rows by id; each tuple holds the columns' new values and, last, the id."""
    names = [model._meta.fields[name].column_name for name in columns]
    table = model._meta.table_name
    with __exception_wrapper__:
        if is_postgres():
            _update_together(table, [*names, "id"], rows)
            return
        sets = ", ".join(f'"{name}" = ?' for name in names)
        db.connection().executemany(f'UPDATE "{table}" SET {sets} WHERE id = ?', rows)


def _update_together(table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Update rows, on PostgreSQL, by one statement: one for each takes as long again."""
    last = {row[-1]: row for row in rows}  # of two changes of a row the second stays
    if not last:
        return
    types = _types(db.obj, table, tuple(names))
    # Not to the columns' lengths: a text that is too long must be refused, and no cast refuses it.
    given = ", ".join(f"%s::{kind}[]" for kind in types)
    listed = ", ".join(f'"{name}"' for name in names)
    sets = ", ".join(f'"{name}" = given."{name}"' for name in names[:-1])
    db.execute_sql(
        f'UPDATE "{table}" AS held SET {sets} FROM unnest({given}) AS given ({listed})'
        " WHERE held.id = given.id",
        [list(column) for column in zip(*last.values(), strict=True)],
    )


@cache
def _types(_database: object, table: str, names: tuple[str, ...]) -> list[str]:
    """The types of a table's columns in PostgreSQL, without their lengths."""
    query = (
        "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
    )
    known = dict(db.execute_sql(query, (table,)).fetchall())
    return [known[name] for name in names]
