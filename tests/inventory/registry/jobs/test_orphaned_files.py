"""Files that no row names are swept away after a day, and never one that a row names."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from peewee import Model

from inventory.app import orphans, schedule
from inventory.app.health import details as health
from inventory.app.health import levels
from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.database import db
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.intake.imports import staging
from inventory.intake.imports.models import Import
from inventory.registry.attachments import service as attachments
from inventory.registry.attachments.models import Attachment
from tests.inventory.test_migrations import models

PDF = b"%%PDF-1.7\n%d\n"
PARENT = attachments.Parent(attachments.DEVICE, 1)
LATER = orphans.AGE + timedelta(hours=1)
# Digests of secrets and of contents that stand in the database itself, or are nowhere kept.
NO_FILES = {
    "access_token.secret_sha256",
    "registration.secret_sha256",
    "recovery_code.code_sha256",
    "session.secret_sha256",
    "external_login.state_sha256",
    "library_package_file.sha256",
    "scanned_document.sha256",  # of a file that an import keeps
}


@pytest.fixture
def store(ledger: Settings) -> FileStore:
    return FileStore(ledger.files_dir)


def attach(store: FileStore, number: int) -> Attachment:
    upload = attachments.Upload("报告.pdf", PDF % number)
    return attachments.add(SYSTEM, PARENT, upload, store, attachments.Limits())


def stored(store: FileStore) -> set[str]:
    return {path.name for path in store.root.rglob("*") if path.is_file()}


def swept(ledger: Settings, after: timedelta = LATER) -> dict[str, int]:
    with clock.frozen(clock.now() + after):
        return orphans.sweep(ledger)


def test_what_a_crash_left_behind_goes_after_a_day(
    ledger: Settings, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies when the file is there and its row is not."""
    kept = attach(store, 1)

    def die(**_values: object) -> None:
        raise SystemExit

    with monkeypatch.context() as crash, pytest.raises(SystemExit):
        crash.setattr(Attachment, "create", die)
        attach(store, 2)
    now = clock.now().timestamp()
    for own in (".17-4.part", ".9f0c.part"):  # named by an earlier version, and by this one
        half = store.path(kept.sha256).with_suffix(own)
        half.write_bytes(b"half")
        os.utime(half, (now, now))
    assert len(stored(store)) == 4
    assert swept(ledger, timedelta(hours=23))["deleted"] == 0
    assert swept(ledger) == {"deleted": 3, "bytes": len(PDF % 2) + 8, "failed": 0}
    assert stored(store) == {kept.sha256}


def test_a_row_that_was_rolled_back_names_nothing(ledger: Settings, store: FileStore) -> None:
    with db.atomic() as transaction:
        attach(store, 1)
        transaction.rollback()
    assert swept(ledger)["deleted"] == 1


def test_whatever_a_row_names_stays(ledger: Settings, store: FileStore, tmp_path: Path) -> None:
    removed = attach(store, 1)
    attachments.remove(SYSTEM, removed)  # a reviewer may have seen it
    shown = attach(store, 2)
    served, preview = store.put(b"served"), store.put(b"preview")
    Attachment.update(served_sha256=served, preview_sha256=preview).where(
        Attachment.id == shown.id
    ).execute()
    path = tmp_path / "台账.csv"
    path.write_text("使用单位,型号,额定容量(kVA)\n某厂,S7-500/10,500\n", "utf-8")
    staged = staging.stage(SYSTEM, staging.Request(path, path.name, "440704", "transformer"), store)
    assert swept(ledger)["deleted"] == 0
    assert stored(store) == {
        removed.sha256,
        shown.sha256,
        served,
        preview,
        Import.get_by_id(staged.id).file_sha256,
    }


def test_files_that_are_not_ours_are_left_alone(ledger: Settings, store: FileStore) -> None:
    for name in ("ab/README", f"ab/{'a' * 63}", f"{'a' * 64}", "ab/notes.part"):
        path = store.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
        os.utime(path, (0, 0))
    assert swept(ledger)["deleted"] == 0
    assert len(stored(store)) == 4


def test_what_is_stored_again_counts_as_new(ledger: Settings, store: FileStore) -> None:
    """Its row comes a moment later: the old file must not go between the two."""
    sha256 = store.put(b"again")
    long_ago = (clock.now() - LATER).timestamp()
    os.utime(store.path(sha256), (long_ago, long_ago))
    store.put(b"again")
    assert orphans.sweep(ledger)["deleted"] == 0
    assert store.get(sha256) == b"again"


def test_who_stores_it_during_the_sweep_keeps_it(
    ledger: Settings, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = store.put(b"again")
    long_ago = (clock.now() - LATER).timestamp()
    os.utime(store.path(sha256), (long_ago, long_ago))
    rename = Path.rename

    def meanwhile(path: Path, target: Path) -> Path:
        if path.suffix == "":
            store.put(b"again")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", meanwhile)
    assert orphans.sweep(ledger)["deleted"] == 0
    assert store.get(sha256) == b"again"


@pytest.mark.parametrize("named", [True, False])
def test_a_sweep_that_died_half_way_is_finished(
    ledger: Settings, store: FileStore, named: bool
) -> None:
    sha256 = attach(store, 1).sha256 if named else store.put(b"nobody's")
    store.path(sha256).rename(store.path(sha256).with_suffix(".orphan"))
    assert swept(ledger)["deleted"] == (0 if named else 1)
    assert stored(store) == ({sha256} if named else set())


def test_a_file_that_cannot_go_is_counted_and_the_night_goes_on(
    ledger: Settings, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(b"stuck")

    def refuse(_path: Path, _target: Path) -> Path:
        raise PermissionError("read-only")

    monkeypatch.setattr(Path, "rename", refuse)
    with clock.frozen(clock.now() + LATER):
        result = schedule.tick(ledger)
        (told,) = [item for item in told_by(ledger) if item.id == "files"]
    assert result is not None
    assert result["orphans"] == {"deleted": 0, "bytes": 0, "failed": 1}
    assert (told.level, bool(told.remedy)) == (levels.WARN, True)


def told_by(ledger: Settings) -> list[Any]:
    return list(health.details(ledger.data_dir).checks)


def test_health_tells_what_the_night_took(ledger: Settings, store: FileStore) -> None:
    assert [item for item in told_by(ledger) if item.id == "files"] == []
    store.put(b"nobody's")
    with clock.frozen(clock.now() + LATER):
        schedule.tick(ledger)
        (told,) = [item for item in told_by(ledger) if item.id == "files"]
    assert (told.level, "1 个" in told.message) == (levels.GOOD, True)
    assert stored(store) == set()


def test_every_column_with_a_digest_is_known_to_be_a_file_or_none() -> None:
    """Whoever adds a column that names files must say so, or its files would be swept away."""

    def name(model: type[Model], field: str) -> str:
        return f"{model._meta.table_name}.{field}"

    there = {
        name(model, field)
        for model in models()
        for field in model._meta.fields
        if field.endswith("sha256")
    }
    files = {name(field.model, field.name) for field in (*orphans.UPLOADS, *orphans.EXPORTS)}
    assert there == files | NO_FILES
