"""Bringing a backup back. What was there is set aside, never deleted."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from inventory.app.backups import bundle, postgres, service
from inventory.app.backups.bundle import Manifest
from inventory.core import clock, database, keys, lives
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid
from inventory.core.settings import Settings

OWN = ("huanxin.db", "huanxin.db-wal", "huanxin.db-shm", "queue.db", *bundle.STORES)


@dataclass(frozen=True)
class Restored:
    """What came back, and where what was there before has been put; None where nothing was."""

    manifest: Manifest
    aside: Path | None


def restore(settings: Settings, source: Path) -> Restored:
    """Replace the ledger by a backup; broken off at any point, it is simply done again."""
    if not source.is_file():
        raise Invalid.of("backups.no_file", path=source)
    _refuse_running(settings)
    fresh = settings.data_dir / "restoring"
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        manifest = bundle.unpack(source, fresh, settings.backup_key)
        _refuse_other_engine(settings, manifest)
        if settings.database_url:
            _into_postgres(settings, fresh, manifest)
        else:
            service.verify_sqlite(fresh / bundle.SQLITE, manifest)
        aside = _swap(settings, fresh, manifest)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return Restored(manifest, aside)


def _refuse_running(settings: Settings) -> None:
    lives.settle(settings.data_dir)
    if lives.living():
        raise Conflict.of("backups.service_runs")


def _refuse_other_engine(settings: Settings, manifest: Manifest) -> None:
    if (manifest.engine == "postgresql") != bool(settings.database_url):
        raise Invalid.of("backups.other_engine", engine=manifest.engine)


def _into_postgres(settings: Settings, fresh: Path, manifest: Manifest) -> None:
    """All or nothing: what breaks off leaves the database as empty as it was.

    A restore that was killed between the database and the files finds its own tables there.
    """
    database.connect(settings)
    mark, name = settings.data_dir / database.UNFINISHED, _name_of(manifest)
    with database.connection():
        if not postgres.is_empty():
            if not mark.exists() or mark.read_text() != name:
                raise Conflict.of("backups.not_empty")
            return
        mark.write_text(name)
        try:
            with db.atomic():
                service.load(fresh, manifest)
        except Exception:
            mark.unlink()
            raise


def _name_of(manifest: Manifest) -> str:
    """What tells one backup from all others."""
    return hashlib.sha256(json.dumps(asdict(manifest), sort_keys=True).encode()).hexdigest()


def _swap(settings: Settings, fresh: Path, manifest: Manifest) -> Path | None:
    stamp = clock.now().strftime("%Y%m%d-%H%M%S-%f")
    aside = settings.data_dir / f"replaced-{stamp}"
    mark = settings.data_dir / database.UNFINISHED
    mark.write_text(_name_of(manifest))
    moved = False
    for name in OWN:
        if (settings.data_dir / name).exists():
            aside.mkdir(exist_ok=True)
            (settings.data_dir / name).rename(aside / name)
            moved = True
    for name in (bundle.SQLITE, *bundle.STORES):
        if (fresh / name).exists():
            (fresh / name).rename(settings.data_dir / name)
    if (fresh / bundle.KEYS).exists():
        keys.settle(settings.keys_path)
        keys.adopt(fresh / bundle.KEYS)
    mark.unlink()
    return aside if moved else None
