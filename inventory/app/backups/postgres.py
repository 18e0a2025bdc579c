"""A PostgreSQL database as rows: every table by COPY, of one moment, and back into an empty one.

`pg_dump` need not be there, and its version need not fit the server's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Protocol

import psycopg
from psycopg import sql

from inventory.core.database import db

# What belongs to this database and not to the ledger: the queue, which is made anew.
OTHERS = "huey_"
SCRATCH = "huanxin_scratch"
TABLES = """
SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position)
FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
GROUP BY table_name ORDER BY table_name
"""
KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
"""
COUNTERS = """
SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name)
FROM information_schema.columns
WHERE table_schema = current_schema() AND column_default LIKE 'nextval%'
"""
Connection = psycopg.Connection[Any]


class Out(Protocol):
    """Where the bytes of a table go."""

    def write(self, data: bytes, /) -> object: ...


@contextmanager
def moment() -> Iterator[Connection]:
    """A connection of its own that sees one moment, whatever others write."""
    address = db.obj.database
    with psycopg.connect(address) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield connection


def tables(connection: Connection) -> dict[str, list[str]]:
    """The ledger's tables with the columns that hold something of their own."""
    found = connection.execute(TABLES).fetchall()
    return {name: columns for name, columns in found if not name.startswith(OTHERS)}


def read(connection: Connection, table: str, columns: list[str], out: Out) -> int:
    """Write a table's rows; returns how many."""
    query = sql.SQL("COPY {} ({}) TO STDOUT").format(_name(table), _names(columns))
    with connection.cursor() as cursor:
        with cursor.copy(query) as copy:
            for part in copy:
                out.write(bytes(part))
        return cursor.rowcount


def write(connection: Connection, table: str, columns: list[str], parts: IO[bytes]) -> int:
    """Read a table's rows into it; returns how many."""
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(_name(table), _names(columns))
    with connection.cursor() as cursor:
        with cursor.copy(query) as copy:
            while part := parts.read(1 << 20):
                copy.write(part)
        return cursor.rowcount


def is_empty() -> bool:
    """Whether nothing is in this database."""
    return not db.get_tables()


@contextmanager
def loading() -> Iterator[Connection]:
    """The tables of this database empty, without keys and triggers; within a transaction."""
    connection: Connection = db.connection()
    keys = connection.execute(KEYS).fetchall()
    names = list(tables(connection))
    for table, key, _ in keys:
        connection.execute(
            sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.SQL(table), _name(key))
        )
    for table in names:
        connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(_name(table)))
        connection.execute(sql.SQL("DELETE FROM {}").format(_name(table)))
    yield connection
    for table, key, definition in keys:
        connection.execute(
            sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
                sql.SQL(table), _name(key), sql.SQL(definition)
            )
        )
    for table in names:
        connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(_name(table)))
    _count_on(connection)


def _count_on(connection: Connection) -> None:
    """New rows are numbered after those that came."""
    for table, column, counter in connection.execute(COUNTERS).fetchall():
        query = sql.SQL("SELECT setval({}, COALESCE(MAX({}), 0) + 1, false) FROM {}").format(
            sql.Literal(counter), _name(column), _name(table)
        )
        connection.execute(query)


@contextmanager
def scratch() -> Iterator[None]:
    """A schema beside the ledger's in which tables are made, filled and forgotten."""
    with db.atomic() as transaction:
        db.execute_sql(f'CREATE SCHEMA "{SCRATCH}"')
        db.execute_sql(f'SET LOCAL search_path TO "{SCRATCH}", public')
        try:
            yield
        finally:
            transaction.rollback()


def _name(name: str) -> sql.Identifier:
    return sql.Identifier(name)


def _names(names: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
