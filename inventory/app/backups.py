"""Copies of the database, and when the last one was made."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from inventory.app.models import Backup
from inventory.core import clock
from inventory.core.database import db, is_postgres
from inventory.core.errors import Conflict, Invalid


@dataclass(frozen=True)
class Made:
    """A backup that has been made."""

    path: Path
    size: int
    at: datetime


def back_up(target: Path) -> Made:
    """Copy the SQLite database to a file while others go on reading and writing.

    The copy is checked before it takes its name: a file of that name is a whole backup or not
    there. Raises Invalid where the database is PostgreSQL, whose own tool does this.
    """
    if is_postgres():
        raise Invalid.of("backups.use_pg_dump")
    if target.exists():
        raise Conflict.of("backups.file_exists", target=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        _copy(Path(db.obj.database), partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return record(target)


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy, pages=4096)
        (verdict,) = copy.execute("PRAGMA quick_check").fetchone()
    if verdict != "ok":
        raise Conflict.of("backups.backup_damaged", verdict=verdict)


def record(path: Path) -> Made:
    """Note that a backup was made, also one that another tool made."""
    if not path.is_file():
        raise Invalid.of("backups.no_file", path=path)
    size, now = path.stat().st_size, clock.now()
    Backup.create(name=path.name, size=size, made_at=now)
    return Made(path, size, now)


def last() -> Backup | None:
    """The last backup that is known of."""
    return Backup.select().order_by(Backup.made_at.desc(), Backup.id.desc()).first()
