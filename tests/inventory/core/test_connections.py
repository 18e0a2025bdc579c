"""Connections of the pool: what has died is not handed out."""

from __future__ import annotations

from pathlib import Path

import psycopg

from inventory.core import database
from inventory.core.database import db
from tests.prepared import Shelf


def test_a_connection_that_died_with_its_server_is_replaced(shelf: Shelf, tmp_path: Path) -> None:
    with shelf.empty("postgresql", tmp_path / "var") as settings:
        database.connect(settings)
        with database.connection():
            (before,) = db.execute_sql("SELECT pg_backend_pid()").fetchone()
        with psycopg.connect(settings.database_url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (before,))
        with database.connection():
            (after,) = db.execute_sql("SELECT pg_backend_pid()").fetchone()
            assert after != before
        assert len(db.obj._in_use) == 0
