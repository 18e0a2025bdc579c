"""A backup is database and files of one moment, proved by restoring, and comes back whole."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from inventory.app.backups import bundle, restoring, sealing, service
from inventory.app.cli.main import main
from inventory.app.cli.setup import prepare
from inventory.app.health import details as health
from inventory.app.models import Backup
from inventory.app.schedules import works
from inventory.app.schedules.timing import Slot
from inventory.core import clock, database, lives, locking, migrating
from inventory.core.access import SYSTEM, Actor
from inventory.core.audit import chain
from inventory.core.errors import Conflict, Invalid
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from inventory.registry.attachments import service as attachments
from tests.inventory.test_migrations import models
from tests.prepared import Shelf

PDF = b"%PDF-1.7\n1\n"


def everything() -> dict[str, list[Any]]:
    """Every row of every table but the notes of backups, which each copy has one less of."""
    return {
        model._meta.table_name: sorted(map(repr, model.select().tuples()))
        for model in models()
        if model is not Backup
    }


@pytest.fixture
def filed(ledger: Settings, mixed: dict[str, Actor]) -> str:
    """240 devices and a file; its digest."""
    upload = attachments.Upload("报告.pdf", PDF)
    parent = attachments.Parent(attachments.DEVICE, 1)
    store = FileStore(ledger.files_dir)
    kept = attachments.add(SYSTEM, parent, upload, store, attachments.Limits())
    return str(kept.sha256)


def elsewhere(shelf: Shelf, ledger: Settings, folder: Path) -> Any:
    """Another machine: an empty database, an empty folder."""
    return shelf.empty("postgresql" if ledger.database_url else "sqlite", folder)


def test_a_backup_comes_back_whole_on_another_machine(
    shelf: Shelf, ledger: Settings, filed: str, tmp_path: Path
) -> None:
    key = "四马分肥 correct horse"
    target = tmp_path / "copies" / "today.hxb"
    made = service.back_up(replace(ledger, backup_key=key), target)
    assert [path.name for path in target.parent.iterdir()] == ["today.hxb"]
    assert (made.files, sealing.is_sealed(target)) == (1, True)
    before = everything()
    database.db.close()
    with elsewhere(shelf, ledger, tmp_path / "other") as empty:
        other = replace(empty, backup_key=key)
        with pytest.raises(Invalid, match="加密的"):
            restoring.restore(empty, target)
        with pytest.raises(Invalid, match="口令不对"):
            restoring.restore(replace(empty, backup_key="other"), target)
        done = restoring.restore(other, target)
        prepare(other)
        with database.connection():
            assert everything() == before
            assert FileStore(other.files_dir).get(filed) == PDF
            assert chain.verify().whole
            later = enterprises.create(SYSTEM, {"name": "恢复后新建厂", "region": "440704"})
            assert later.id == len(before["enterprise"]) + 1
        assert (done.manifest.files, done.aside) == (1, None)
        if empty.database_url:
            with pytest.raises(Conflict, match="不是空的"):
                restoring.restore(other, target)
    database.connect(ledger)
    database.db.connect(reuse_if_open=True)


def test_what_is_restored_over_is_set_aside(
    ledger: Settings, filed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite in place; while the service runs, or half-way through, nothing may start."""
    if ledger.database_url:
        return  # restored into an empty database only
    target = tmp_path / "today.hxb"
    service.back_up(ledger, target)
    before = everything()
    enterprises.create(SYSTEM, {"name": "后来厂", "region": "440704"})
    database.db.close()
    lock = locking.take(ledger.data_dir / "run" / "web-1-a.alive")
    assert lock is not None
    with pytest.raises(Conflict, match="正在运行"):
        restoring.restore(ledger, target)
    locking.give_back(lock)
    rename, moves = Path.rename, iter(range(100))

    def killed(path: Path, to: Path) -> Path:
        if next(moves) == 3:
            raise KeyboardInterrupt
        return rename(path, to)

    lives.settle(tmp_path)  # this process's own life is no service
    with monkeypatch.context() as dying, pytest.raises(KeyboardInterrupt):
        dying.setattr(Path, "rename", killed)
        restoring.restore(ledger, target)
    with pytest.raises(Conflict, match="没有做完"):
        prepare(ledger)
    restoring.restore(ledger, target)
    prepare(ledger)
    database.db.connect()
    assert everything() == before
    asides = [path / "huanxin.db" for path in ledger.data_dir.glob("replaced-*")]
    assert any(path.exists() for path in asides)


def changed(path: Path, change: Callable[[bytes], bytes]) -> Path:
    path.write_bytes(change(path.read_bytes()))
    return path


PLAIN = bytes(range(256)) * 9000  # two pieces and a bit


@pytest.mark.parametrize("place", [0, 11, 27, 1 << 20, len(PLAIN) - 1, len(PLAIN)])
def test_a_sealed_file_that_was_changed_or_cut_is_refused(tmp_path: Path, place: int) -> None:
    path, plain = tmp_path / "a.hxb", tmp_path / "plain"
    with path.open("wb") as file:
        out = sealing.Sealed(file, "correct horse")
        out.write(PLAIN)
        out.close()
    sealing.unseal(path, "correct horse", plain)
    assert plain.read_bytes() == PLAIN
    whole = path.read_bytes()
    for wrong in (
        whole[:4] + whole[4:][:place],
        whole[: 4 + place] + bytes([whole[4 + place] ^ 1]) + whole[5 + place :],
    ):
        path.write_bytes(wrong)
        with pytest.raises(Invalid):
            sealing.unseal(path, "correct horse", plain)


def test_a_file_with_other_bytes_than_its_name_is_refused(
    ledger: Settings, filed: str, tmp_path: Path
) -> None:
    """The store itself was damaged: the backup says so now, not on the day it is needed."""
    FileStore(ledger.files_dir).path(filed).write_bytes(b"rotten")
    with pytest.raises(Invalid, match="校验值不符"):
        service.back_up(ledger, tmp_path / "a.hxb")
    assert list(tmp_path.glob("*.hxb*")) == []
    assert Backup.select().count() == 0


def test_a_newer_programs_backup_and_other_files_are_refused(
    ledger: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.hxb"
    service.back_up(ledger, target)
    with pytest.raises(Conflict, match="不会被覆盖"):
        service.back_up(ledger, target)
    with monkeypatch.context() as older, pytest.raises(Invalid, match="更新的程序"):
        older.setattr(migrating, "known", lambda: ["0001_initial"])
        service.verify(target, "")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as other:
        other.writestr("readme", "x")
    half = changed(target, lambda data: data[: len(data) // 2])
    for path in (tmp_path / "b.zip", half):
        with pytest.raises(Invalid, match="不是本系统的备份"):
            service.verify(path, "")


def test_others_write_while_a_backup_is_made(ledger: Settings, tmp_path: Path) -> None:
    began = threading.Event()

    def write() -> None:
        with database.connection():
            for number in range(20):
                now = clock.now()
                name = f"企业{number}"
                Enterprise.create(name=name, region="440704", created_at=now, updated_at=now)
                began.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert began.wait(30)
    service.back_up(ledger, tmp_path / "ledger.hxb")
    writer.join(timeout=30)
    assert Enterprise.select().count() == 20


def test_the_schedule_rotates_and_the_command_restores(
    ledger: Settings,
    filed: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = replace(ledger, backups_kept=1)
    now = clock.now()
    for day in range(2):
        with clock.frozen(now + timedelta(days=day)):
            made = works.backup(settings, Slot("x", clock.today(), clock.today(), now))
    assert (made["files"], made["deleted"]) == (1, 1)
    folder = ledger.data_dir / "backups"
    names = [path.name for path in sorted(folder.iterdir())]
    assert names == ["huanxin-20261122-120000.hxb"]
    shown = health.details(ledger.data_dir).backup
    assert shown is not None and shown.name == names[-1]
    monkeypatch.setenv("HUANXIN_DATA_DIR", str(ledger.data_dir))
    monkeypatch.setenv("DATABASE_URL", ledger.database_url)
    lives.settle(tmp_path)
    database.db.close()
    status = main(["restore", str(folder / names[0])])
    said = capsys.readouterr()
    assert status == (2 if ledger.database_url else 0)
    assert ("不是空的" in said.err) if ledger.database_url else ("已恢复" in said.out)
    database.db.connect(reuse_if_open=True)


def test_an_unpacked_name_stays_in_its_folder(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.hxb", "w") as made:
        made.writestr("../out", "x")
    with zipfile.ZipFile(tmp_path / "a.hxb") as made, pytest.raises(Invalid):
        bundle._take(made, "../out", "", tmp_path / "in")
