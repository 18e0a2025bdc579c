"""Connection, write transactions, portable field types and fast bulk writes.

SQLite and PostgreSQL differ in three places only, and all three are in this file: how a write
transaction begins, how ids are allocated for a bulk insert, and how rows are sent in bulk.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import structlog
from peewee import (
    SQL,
    Database,
    DatabaseProxy,
    DateTimeField,
    Expression,
    Field,
    Function,
    Model,
    ModelSelect,
    OperationalError,
    PostgresqlDatabase,
    SqliteDatabase,
    TextField,
    Value,
    chunked,
    fn,
)
from playhouse.pool import PooledPostgresqlDatabase
from psycopg import Error as PsycopgError

from inventory.core import keys, lives, locking
from inventory.core.errors import AppError
from inventory.core.settings import Settings

log = structlog.get_logger()
db = DatabaseProxy()
BATCH = 500
# The advisory lock of processes that start together, on PostgreSQL.
STARTING = 0x4875616E78696E
# While it is in the data folder, what lies there is neither the old ledger nor the restored one.
UNFINISHED = "restore-unfinished"
# After how long without an answer a line is taken for cut: below `lives.STALE`, so that the server
# has given up what a host held before another takes it over. Seconds; the last in milliseconds.
LINE = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
SERVER_LINE = ";".join(
    f"SET {name} = {value}"
    for name, value in (
        ("tcp_keepalives_idle", 30),
        ("tcp_keepalives_interval", 10),
        ("tcp_keepalives_count", 3),
        ("tcp_user_timeout", 60_000),
    )
)
# Milliseconds that a request waits to write before it is told that the database is busy.
WEB_WAIT = 3000
# How a transaction begins that only reads, on SQLite: no writer waits for it, nor it for one.
READING = "DEFERRED"
# The log of SQLite, in pages of 4 KB, that is copied into its file: of an import, else.
SELDOM, USUAL = 16_000, 1_000
# Rows of one IN (…) list: below SQLite's limit of bound variables on old builds.
IN_LIST = 900


class UtcDateTimeField(DateTimeField):
    """An instant: aware in Python, stored as naive UTC, so that text order is time order."""

    if TYPE_CHECKING:  # rows have values where models have fields, as with peewee's own fields

        def __new__(cls, *args: Any, **kwargs: Any) -> Any: ...

    def db_value(self, value: datetime | None) -> datetime | None:
        if isinstance(value, datetime) and value.tzinfo is not None:
            value = value.astimezone(UTC).replace(tzinfo=None)
        return super().db_value(value)

    def python_value(self, value: Any) -> datetime | None:
        value = super().python_value(value)
        return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


# Canonical JSON text: equal values give equal text. One encoder, for it is called per row.
dump = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class JsonField(TextField):
    """JSON as canonical text on both databases. Queries use extracted columns, and seldom
    its contents (`inside`).
    """

    if TYPE_CHECKING:

        def __new__(cls, *args: Any, **kwargs: Any) -> Any: ...

    def db_value(self, value: Any) -> str | None:
        return None if value is None else dump(value)

    def python_value(self, value: str | None) -> Any:
        return None if value is None else json.loads(value)


class SealedField(TextField):
    """Text that is encrypted in the database; to read it takes the key outside of it."""

    if TYPE_CHECKING:

        def __new__(cls, *args: Any, **kwargs: Any) -> Any: ...

    def __init__(self, purpose: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.purpose = purpose

    def db_value(self, value: str | None) -> str | None:
        return None if value is None else keys.seal(value, self.purpose)

    def python_value(self, value: str | None) -> str | None:
        return None if value is None else keys.unseal(value, self.purpose)


class SealedJsonField(JsonField):
    """JSON that is encrypted in the database. Without its key it reads as empty: enter it anew."""

    PURPOSE = "settings"

    def db_value(self, value: Any) -> str | None:
        text = super().db_value(value)
        return None if text is None else keys.seal(text, self.PURPOSE)

    def python_value(self, value: str | None) -> Any:
        if value is None:
            return None
        try:
            return super().python_value(keys.unseal(value, self.PURPOSE))
        except keys.KeyMissing as error:
            log.error("sealed_setting_unreadable", column=self.name, error=str(error))
            return {}


def inside(column: JsonField, key: str) -> Expression:
    """The text of a key of a JSON object; no index serves it."""
    if is_postgres():
        return Expression(column.cast("jsonb"), "->>", Value(key, converter=False))
    return fn.json_extract(column, f"$.{key}")


class Select(ModelSelect):
    """A select that writes the columns it reads at once.

    peewee walks through six functions for each, which for a table of thirty columns takes longer
    than the database takes to answer; the text is the same.
    """

    def __sql_selection__(self, ctx: Any, is_subquery: bool = False) -> Any:
        plain = all(type(one).__sql__ is Field.__sql__ for one in self._returning)
        if is_subquery or not plain:
            return super().__sql_selection__(ctx, is_subquery)
        names = ctx.alias_manager
        columns = [f'"{names[one.column.source]}"."{one.column_name}"' for one in self._returning]
        return ctx.literal(", ".join(columns))


class BaseModel(Model):
    class Meta:
        database = db
        legacy_table_names = False
        only_save_dirty = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A row that was read (so peewee marks it) is taken as it is; set column by column, fifty
        devices took longer than to be found."""
        if not kwargs.pop("__no_default__", False):
            super().__init__(*args, **kwargs)
            return
        columns = self._meta.fields
        held = {name: value for name, value in kwargs.items() if name in columns}
        self.__dict__.update(__data__=held, _dirty=set(), __rel__={})
        for name in kwargs.keys() - held.keys():
            setattr(self, name, kwargs[name])

    @classmethod
    def select(cls, *fields: Any) -> Select:
        return Select(cls, fields or cls._meta.sorted_fields, is_default=not fields)


class _Line(PostgresqlDatabase):
    """A connection of which both ends notice within a minute that the line is cut.

    Else a host that was cut off in mid-write would hold its locks for two hours, as TCP has it.
    """

    def _connect(self) -> Any:
        connection = super()._connect()
        connection.execute(SERVER_LINE)
        return connection


class Server(PooledPostgresqlDatabase, _Line):
    """PostgreSQL by a pool of connections in each process. One that has died with its server, or
    with what lies between, is noticed when it is taken out, and another one is made."""

    replica: Server | None = None
    # Seconds that work waits for a replica to catch up with the ledger.
    patience = 0.0

    @contextmanager
    def answered_by(self, other: Server) -> Iterator[None]:
        """Within, what this thread asks goes to another server, beside any transaction."""
        own = dict(vars(self._state))
        with other.connection_context():
            self._state.set_connection(other.connection())
            try:
                yield
            finally:
                self._state.__dict__.update(own)

    def _connect(self) -> Any:
        while True:
            connection = super()._connect()
            try:
                connection.execute("SELECT 1")
            except PsycopgError:
                self._in_use.pop(self.conn_key(connection), None)
                self._close_raw(connection)
            else:
                return connection


class Ledger(SqliteDatabase):
    """SQLite whose waiting writers leave threads to the readers, once `limit_writers` said so."""

    gate: threading.Semaphore | None = None

    def begin(self, lock_type: str | None = None) -> None:
        if self.gate is None or lock_type == READING:
            super().begin(lock_type)
            return
        if not self.gate.acquire(blocking=False):
            raise OperationalError("database is locked: too many writers wait")
        try:
            super().begin(lock_type)
        finally:
            self.gate.release()


def limit_writers(threads: int) -> None:
    """For a web server: half of its threads may wait to write, and each only for a moment."""
    if isinstance(db.obj, Ledger):
        db.obj.gate = threading.Semaphore(max(1, threads // 2))
        with connection():
            db.obj.pragma("busy_timeout", WEB_WAIT, permanent=True)


def connect(settings: Settings) -> Database:
    """Bind the models to the database that the settings name; opens no connection yet."""
    lives.settle(settings.data_dir)
    keys.settle(settings.keys_path)
    if settings.database_url:
        url = urlsplit(settings.database_url)
        if url.scheme not in {"postgresql", "postgres"}:
            raise AppError.of("database.database_url", scheme=url.scheme)
        database: Database = _server(settings.database_url, settings)
        if settings.replica_url:
            # Who waits for a replica that is away is not helped by it.
            database.replica = _server(settings.replica_url, settings, connect_timeout=3)
            database.replica.patience = settings.replica_wait
    else:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        database = Ledger(
            str(settings.sqlite_path),
            # A deferred transaction that reads and then writes fails with 'locked' at once.
            lock_type="IMMEDIATE",
            timeout=30,
            pragmas={
                "journal_mode": "wal",
                "foreign_keys": 1,
                "busy_timeout": 30_000,
                "synchronous": 1,
                "cache_size": -64_000,
                "mmap_size": 1 << 30,
                "temp_store": 2,
            },
        )
    for pool in (db.obj, replica()):
        if isinstance(pool, Server):
            pool.close_idle()
    db.initialize(database)
    return database


def _server(url: str, settings: Settings, **parameters: Any) -> Server:
    return Server(
        line(url),
        prefer_psycopg3=True,
        max_connections=settings.threads + 8,
        stale_timeout=300,
        **parameters,
    )


def line(url: str) -> str:
    """The address with what lets the client notice a cut line; what the address says itself goes
    before."""
    parts = urlsplit(url)
    said = dict(parse_qsl(parts.query, keep_blank_values=True))
    return parts._replace(query=urlencode({**LINE, **said})).geturl()


def replica() -> Server | None:
    """The copy of the database that may be read, where the settings name one."""
    return db.obj.replica if isinstance(db.obj, Server) else None


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """A connection; within, no other process of this database is within, here or elsewhere."""
    if not is_postgres():
        # Before anything is opened: two that switch a new file to WAL at once fail.
        with locking.exclusive(settings.data_dir / lives.FOLDER / "starting.lock"), connection():
            yield
        return
    with connection():
        db.execute_sql("SELECT pg_advisory_lock(%s)", (STARTING,))
        try:
            yield
        finally:
            db.execute_sql("SELECT pg_advisory_unlock(%s)", (STARTING,))


@contextmanager
def copied_seldom() -> Iterator[None]:
    """Within, SQLite copies its log into the file seldom: rows that come by thousands change the
    same pages of the indexes again and again, and each copy waits for the disk."""
    if is_postgres():
        yield
        return
    db.execute_sql(f"PRAGMA wal_autocheckpoint = {SELDOM}")
    try:
        yield
    finally:
        db.execute_sql(f"PRAGMA wal_autocheckpoint = {USUAL}")


def gather_statistics() -> None:
    """Update the planner's statistics; without them it guesses badly.

    Call after bulk changes. PostgreSQL does it by itself in the background.
    """
    if not is_postgres():
        # Looks at a sample of each index: milliseconds on a million rows.
        db.execute_sql("PRAGMA analysis_limit = 1000")
        db.execute_sql("ANALYZE")


@contextmanager
def connection() -> Iterator[None]:
    """An open connection for this thread; nested use shares it."""
    if not db.is_closed():
        yield
        return
    db.connect()
    try:
        yield
    finally:
        db.close()


@contextmanager
def looking() -> Iterator[None]:
    """A transaction that sees one state of the ledger and writes nothing; a nested one is part of
    that around it."""
    if db.in_transaction():
        yield
    elif is_postgres():
        with db.atomic():
            db.execute_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with db.atomic(READING):
            yield


def is_open() -> bool:
    """Whether this thread has a ledger before it; commands about files alone have none."""
    return db.obj is not None and not db.is_closed()


def is_postgres() -> bool:
    return isinstance(db.obj, PostgresqlDatabase)


def in_chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Split a long list for IN (…)."""
    yield from chunked(values, IN_LIST)


def any_of(column: Field | Expression, values: Iterable[str | int]) -> Expression:
    """`column` IN a list of any length, sent as one value.

    An IN (…) of thousands of marks costs more to build than to run.
    """
    listed = list(values)
    if is_postgres():
        return Expression(column, "=", SQL("ANY(%s)", [listed]))
    return Expression(column, "IN", SQL("(SELECT value FROM json_each(?))", [dump(listed)]))


def listed(column: Field, separator: str) -> Function:
    """The texts of a column in one, in no order; null where there is none."""
    joined = fn.STRING_AGG if is_postgres() else fn.GROUP_CONCAT
    return joined(column, separator).coerce(False)


def instant(moment: datetime) -> str:
    """An instant as both databases' bulk writes take it: quicker than converting it per row."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
