"""Making backups, verifying them, and when the last one was made."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from inventory.app.backups import bundle, postgres
from inventory.app.backups.bundle import Manifest
from inventory.app.models import Backup
from inventory.core import clock, migrating
from inventory.core.database import is_postgres
from inventory.core.errors import Conflict, Invalid
from inventory.core.settings import Settings

FOLDER = "backups"
NAME, SUFFIX = "huanxin-", ".hxb"


@dataclass(frozen=True)
class Made:
    """A backup that has been made."""

    path: Path
    size: int
    at: datetime
    files: int = 0


def back_up(settings: Settings, target: Path) -> Made:
    """Keep database and files of one moment in a file while others go on reading and writing.

    It is restored into a scratch folder before it takes its name: a file of that name is a whole
    backup or not there.
    """
    made = write(settings, target)
    Backup.create(
        name=target.name, size=made.size, made_at=made.at, files=made.files, verified_at=clock.now()
    )
    return made


def write(settings: Settings, target: Path) -> Made:
    """`back_up` without a note in the database, which may be an older program's."""
    if target.exists():
        raise Conflict.of("backups.file_exists", target=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        manifest = bundle.write(settings, partial, settings.backup_key)
        verify(partial, settings.backup_key)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return Made(target, target.stat().st_size, clock.now(), manifest.files)


def verify(source: Path, key: str) -> Manifest:
    """Restore a backup into a scratch place, look whether all is there, and forget it."""
    scratch = source.with_name(f"{source.name}.scratch")
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        manifest = bundle.unpack(source, scratch, key)
        if manifest.engine == "sqlite":
            verify_sqlite(scratch / bundle.SQLITE, manifest)
        elif is_postgres():
            with postgres.scratch():
                load(scratch, manifest, postgres.SCRATCH)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return manifest


def verify_sqlite(path: Path, manifest: Manifest) -> None:
    """Refuse a copy that is damaged or lacks rows."""
    with closing(sqlite3.connect(path)) as copy:
        bundle.check(copy)
        _compare(bundle.counts(copy), manifest)


def load(folder: Path, manifest: Manifest, schema: str | None = None) -> None:
    """Make the tables of an unpacked backup in the open PostgreSQL database, and fill them."""
    migrating.migrate_as(manifest.migrations, schema)
    found = {}
    with postgres.loading() as connection:
        for table, columns in manifest.columns.items():
            with (folder / bundle.TABLES / table).open("rb") as rows:
                found[table] = postgres.write(connection, table, columns, rows)
    _compare(found, manifest)


def _compare(found: dict[str, int], manifest: Manifest) -> None:
    wrong = sorted(name for name, rows in manifest.tables.items() if found.get(name) != rows)
    if wrong:
        raise Conflict.of("backups.backup_damaged", verdict=", ".join(wrong[:3]))


def record(path: Path) -> Made:
    """Note that a backup was made by another tool."""
    if not path.is_file():
        raise Invalid.of("backups.no_file", path=path)
    size, now = path.stat().st_size, clock.now()
    Backup.create(name=path.name, size=size, made_at=now)
    return Made(path, size, now)


def last() -> Backup | None:
    """The last backup that is known of."""
    return Backup.select().order_by(Backup.made_at.desc(), Backup.id.desc()).first()


def next_name(settings: Settings, why: str = "") -> Path:
    """Where a backup of now belongs."""
    stamp = clock.now().astimezone(clock.SHANGHAI).strftime("%Y%m%d-%H%M%S")
    return settings.data_dir / FOLDER / f"{why or NAME}{stamp}{SUFFIX}"


def rotate(settings: Settings) -> int:
    """Delete the oldest of our own; those made before an upgrade stay."""
    folder = settings.data_dir / FOLDER
    own = [path for path in folder.glob(f"{NAME}*") if path.suffix in {SUFFIX, ".db"}]
    old = sorted(own, key=lambda path: path.name)[: -settings.backups_kept]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
