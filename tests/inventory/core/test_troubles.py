"""A full disk, a busy or broken database: told in words with a remedy, and readers do not wait."""

from __future__ import annotations

import errno
import sqlite3
import threading
from contextlib import closing
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from peewee import DatabaseError, OperationalError

from inventory.app import job_kinds as _kinds  # noqa: F401  registers the kinds of jobs
from inventory.core import database, troubles
from inventory.core.access import SYSTEM
from inventory.core.database import db
from inventory.core.settings import Settings
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from inventory.registry.jobs import service as jobs


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (OperationalError("database is locked"), 503, "database_busy"),
        (OperationalError("database or disk is full"), 507, "disk_full"),
        (OSError(errno.ENOSPC, "No space left on device"), 507, "disk_full"),
        (OSError(errno.EROFS, "Read-only file system"), 503, "read_only"),
        (OperationalError("attempt to write a readonly database"), 503, "read_only"),
        (DatabaseError("database disk image is malformed"), 503, "database_broken"),
        (OperationalError("disk I/O error"), 503, "disk_error"),
        (OperationalError("server closed the connection unexpectedly"), 503, "database_away"),
        (OperationalError("failed to resolve host 'database'"), 503, "database_away"),
        (OperationalError('could not translate host name "database"'), 503, "database_away"),
    ],
)
def test_a_trouble_is_answered_with_its_remedy(error: Exception, status: int, code: str) -> None:
    app = Flask("troubled")
    troubles.register(app)

    @app.get("/")
    def suffer() -> str:
        raise error

    answer = app.test_client().get("/")
    assert (answer.status_code, answer.json["error"]["code"]) == (status, code)
    assert answer.json["error"]["remedy"]
    assert answer.json["error"]["remedy_en"]


def test_a_trouble_that_rolling_back_hides_is_told() -> None:
    """SQLite has ended the transaction itself: peewee's own rollback then fails."""
    with pytest.raises(OperationalError) as caught:
        try:
            raise OperationalError("database or disk is full")
        finally:
            raise OperationalError("cannot rollback - no transaction is active")
    assert troubles.sort_of(caught.value) == troubles.FULL
    assert troubles.sort_of(OperationalError("cannot rollback - no transaction is active")) == ""


def test_an_error_of_ours_stays_one() -> None:
    app = Flask("wrong")
    troubles.register(app)

    @app.get("/")
    def wrong() -> str:
        raise OperationalError("no such column: colour")

    assert app.test_client().get("/").status_code == 500


def test_waiting_writers_are_few_and_readers_go_on(
    ledger: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program writes: two may wait, the third is told at once, who reads reads."""
    if ledger.database_url:
        return  # a writer of PostgreSQL locks rows, not the database
    monkeypatch.setattr(database, "WEB_WAIT", 400)
    database.limit_writers(4)
    found: list[Any] = []

    def write() -> None:
        with database.connection():
            try:
                enterprises.create(SYSTEM, {"name": "写入厂", "region": "440704"})
            except OperationalError as error:
                found.append(str(error))

    with closing(sqlite3.connect(ledger.sqlite_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writers = [threading.Thread(target=write) for _ in range(3)]
        for writer in writers:
            writer.start()
        assert Enterprise.select().count() == 0
        for writer in writers:
            writer.join(30)
        other.execute("ROLLBACK")
    assert len(found) == 3
    assert sum("too many writers" in text for text in found) == 1
    enterprises.create(SYSTEM, {"name": "写入厂", "region": "440704"})
    assert Enterprise.select().count() == 1
    assert db.obj.gate is not None


def test_below_the_low_water_mark_no_import_begins(
    ledger: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = SimpleNamespace(free=troubles.RESERVE)
    monkeypatch.setattr(troubles.shutil, "disk_usage", lambda _path: usage)
    troubles.refuse_full()
    usage.free -= 1
    job = jobs.run(jobs.create("import", {"import": 7, "suggested": "reject", "horizon": 1}).id)
    assert (job.status, job.result["failure"]["code"]) == ("failed", "disk_full")
