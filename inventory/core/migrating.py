"""Migrations: bringing a database up to this program, and how far it is."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playhouse.migrations import Runner

from inventory.core.database import db, gather_statistics
from inventory.core.errors import AppError

MIGRATIONS = Path(__file__).parent / "migrations"


class DatabaseTooNew(AppError):
    """The database was written by a newer version of the program."""

    status = 500


def migrate() -> list[str]:
    """Bring the database up to this program's version; refuses one that is newer.

    Returns the names of the migrations applied.
    """
    runner = Runner(db.obj, str(MIGRATIONS))
    _refuse_newer(runner.status())
    applied = list(runner.up())
    if applied:
        gather_statistics()
    return applied


def _refuse_newer(status: Sequence[Any]) -> None:
    unknown = [item.name for item in status if item.path is None]
    if unknown:
        raise DatabaseTooNew.of(
            "database.database_too_new", names="、".join(unknown), unknown=unknown
        )


def migrate_as(names: Iterable[str], schema: str | None = None) -> None:
    """Make the tables of an empty database, or schema, as these migrations leave them."""
    with TemporaryDirectory() as folder:
        for name in names:
            shutil.copy(MIGRATIONS / f"{name}.py", folder)
        Runner(db.obj, folder, schema=schema).up()


def known() -> list[str]:
    """The migrations that this program knows, in order."""
    return sorted(path.stem for path in MIGRATIONS.glob("[0-9]*.py"))


def applied() -> list[str]:
    """The migrations that the open database has had, in order."""
    return sorted(Runner(db.obj, str(MIGRATIONS)).applied())


@dataclass(frozen=True)
class MigrationState:
    """The latest migration that was applied, blank for none, and how many wait."""

    latest: str
    waiting: int


def migration_state() -> MigrationState:
    """How far the migrations are."""
    status = Runner(db.obj, str(MIGRATIONS)).status()
    _refuse_newer(status)
    applied = [item.name for item in status if item.applied is not None]
    return MigrationState(applied[-1] if applied else "", len(status) - len(applied))
