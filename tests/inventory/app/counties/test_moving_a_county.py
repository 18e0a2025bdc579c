"""A county's ledger goes to another installation: whole, with its history and its files."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from inventory.app.cli.main import main
from inventory.app.cli.setup import prepare_ledger
from inventory.app.counties import arriving, parcel, sending
from inventory.core import database
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.errors import AppError, Conflict, Invalid
from inventory.core.files import FileStore
from inventory.core.region_codes import inside
from inventory.core.settings import Settings
from inventory.desk.story.service import story
from inventory.judgement.ledger import service as ledger_service
from inventory.judgement.ledger.writing import Origin
from inventory.people.accounts import service as accounts
from inventory.people.accounts.sessions import actor_for
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from inventory.registry.attachments import service as attachments
from inventory.registry.attachments.models import Attachment
from inventory.registry.equipment.models import Equipment, EquipmentRevision
from tests.inventory.conftest import HOME
from tests.inventory.test_migrations import models
from tests.prepared import Shelf

WHO = "（王监察）"
PDF = b"%PDF-1.7\n1\n"


@pytest.fixture
def sent(ledger: Settings, mixed: dict[str, Actor], tmp_path: Path) -> Path:
    """The file of a county whose first device was renamed by somebody, and has a report."""
    device = Equipment.select().where(inside(Equipment.region, HOME)).order_by(Equipment.id).get()
    user = accounts.create_user("wang", "王监察", "correct horse 1", Role.INSPECTOR, [HOME])
    renamed(actor_for(user), device.id, "改过名的设备", "现场核对")
    upload = attachments.Upload("报告.pdf", PDF)
    parent = attachments.Parent(attachments.DEVICE, device.id)
    store = FileStore(ledger.files_dir)
    attachments.add(SYSTEM, parent, upload, store, attachments.Limits())
    path = tmp_path / "county.zip"
    sending.send(ledger, HOME, path)
    return path


def renamed(actor: Actor, key: int, name: str, reason: str) -> None:
    version = Equipment.get_by_id(key).version
    origin = Origin("api", actor.id, reason)
    ledger_service.update(actor, key, version, origin, facts={"name": name})


@contextmanager
def elsewhere(shelf: Shelf, ledger: Settings, folder: Path) -> Iterator[Settings]:
    """Another installation, in which no device is yet."""
    database.db.close()
    with shelf.empty("postgresql" if ledger.database_url else "sqlite", folder) as settings:
        prepare_ledger(settings)
        with database.connection():
            yield settings


def county() -> list[Any]:
    """What a county's ledger says, without numbers of this installation."""
    names = dict(Enterprise.select(Enterprise.id, Enterprise.name).tuples())
    rows = Equipment.select().where(inside(Equipment.region, HOME) & (Equipment.gone == ""))
    return sorted(
        (
            repr(device.facts),
            (device.kind, names[device.enterprise_id], device.region, device.verdict),
            (device.sources, device.next_due, device.findings_digest),
            [
                (
                    row.at,
                    row.reason.split("）")[-1],
                    _told(row.before, names),
                    _told(row.after, names),
                )
                for row in device.revisions.order_by(EquipmentRevision.version)
                if not row.source.startswith("county:")
            ],
        )
        for device in rows
    )


def _told(state: dict[str, Any] | None, names: dict[int, str]) -> Any:
    return state and {**state, "enterprise": names[state["enterprise"]]}


def everything() -> dict[str, list[str]]:
    return {
        model._meta.table_name: sorted(map(repr, model.select().tuples())) for model in models()
    }


def test_a_county_arrives_whole_and_once(
    shelf: Shelf, ledger: Settings, sent: Path, tmp_path: Path
) -> None:
    before = county()
    with elsewhere(shelf, ledger, tmp_path / "other") as other:
        looked = arriving.receive(other, sent, dry_run=True)
        assert (looked.devices, Equipment.select().count()) == (len(before), 0)
        done = arriving.receive(other, sent)
        assert county() == before
        assert (done.devices, done.revisions, done.files) == (len(before), len(before) + 1, 1)
        (kept,) = Attachment.select()
        assert FileStore(other.files_dir).get(kept.sha256) == PDF
        device = Equipment.get_by_id(kept.parent_id)
        assert (device.version, device.name) == (3, "改过名的设备")
        lived = [(entry.what, entry.reason) for entry in story(SYSTEM, device.id)]
        assert ("修改设备名称", f"{WHO}现场核对") in lived
        assert ("随区县台账从另一套系统迁入", "") in lived
        renamed(SYSTEM, device.id, "又改", "以后")
        again = arriving.receive(other, sent)
        assert (again.devices, again.enterprises, again.before) == (0, 0, len(before))


def test_what_broke_off_goes_on(
    shelf: Shelf, ledger: Settings, sent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = county()
    arrive, calls = arriving.arriving.arrive, []

    def breaks(*args: Any) -> Any:
        calls.append(args)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return arrive(*args)

    with elsewhere(shelf, ledger, tmp_path / "other") as other:
        with monkeypatch.context() as broken:
            broken.setattr(arriving, "BATCH", 40)
            broken.setattr(arriving.arriving, "arrive", breaks)
            with pytest.raises(KeyboardInterrupt):
                arriving.receive(other, sent)
        assert Equipment.select().count() == 80
        assert arriving.receive(other, sent).before == 80
        assert county() == before


def test_devices_that_are_known_here_stop_it_before_anything_is_written(
    ledger: Settings, sent: Path
) -> None:
    before = everything()
    with pytest.raises(Conflict, match="已登记"):
        arriving.receive(ledger, sent)
    assert everything() == before


def test_an_enterprise_with_another_code_stops_it(
    shelf: Shelf, ledger: Settings, mixed: dict[str, Actor], tmp_path: Path
) -> None:
    owner = Enterprise.select().where(Enterprise.region == HOME).get()
    enterprises.update(SYSTEM, owner.id, {"uscc": "91440704MA4UH5X99G"}, owner.version)
    path = tmp_path / "county.zip"
    sending.send(ledger, HOME, path)
    with elsewhere(shelf, ledger, tmp_path / "other") as other:
        known = {"name": owner.name, "uscc": "91440704MA51C0LD7B", "region": HOME}
        enterprises.create(SYSTEM, known)
        before = everything()
        with pytest.raises(Conflict, match="对不上"):
            arriving.receive(other, path)
        assert everything() == before


def test_a_file_is_never_overwritten_and_an_empty_county_has_none(
    ledger: Settings, sent: Path, tmp_path: Path
) -> None:
    with pytest.raises(Conflict, match="已存在"):
        sending.send(ledger, HOME, sent)
    with pytest.raises(Invalid, match="没有设备"):
        sending.send(ledger, "110101", tmp_path / "none.zip")
    assert not (tmp_path / "none.zip").exists()


def rewritten(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The file with entries changed, or left out."""
    target = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return target


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (parcel.DEVICES, "改过名".encode(), "没改过".encode(), "devices.jsonl 已损坏"),
        (parcel.ENTERPRISES, b"44", b"45", "enterprises.jsonl 已损坏"),
        (parcel.MANIFEST, b"0001_initial", b"0001_other", "版本不同"),
        (parcel.MANIFEST, b'"format": 1', b'"format": 2', "版本不同"),
        (parcel.MANIFEST, b'"format"', b'"shape"', "不是区县台账文件"),
    ],
)
def test_a_file_that_is_not_as_it_was_written(
    ledger: Settings, sent: Path, name: str, old: bytes, new: bytes, told: str
) -> None:
    def change(entry: str, content: bytes) -> bytes:
        return content.replace(old, new) if entry == name else content

    before = everything()
    with pytest.raises(AppError, match=told):
        arriving.receive(ledger, rewritten(sent, change))
    assert everything() == before


@pytest.mark.parametrize("left_out", [parcel.MANIFEST, parcel.DEVICES])
def test_a_file_that_broke_off(ledger: Settings, sent: Path, left_out: str) -> None:
    broken = rewritten(sent, lambda name, text: None if name == left_out else text)
    with pytest.raises(Invalid):
        arriving.receive(ledger, broken)


def test_what_is_no_such_file(ledger: Settings, tmp_path: Path) -> None:
    for content in (b"", b"PK\x03\x04 broken", b"a,b\n"):
        path = tmp_path / "other.zip"
        path.write_bytes(content)
        with pytest.raises(Invalid, match="不是区县台账文件"):
            arriving.receive(ledger, path)
    with pytest.raises(Invalid, match="找不到"):
        arriving.receive(ledger, tmp_path / "none.zip")


def test_the_command(
    shelf: Shelf,
    ledger: Settings,
    sent: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with elsewhere(shelf, ledger, tmp_path / "other") as other:
        database.db.close()
        monkeypatch.setenv("HUANXIN_DATA_DIR", str(other.data_dir))
        monkeypatch.setenv("DATABASE_URL", other.database_url)
        for word in (["--dry-run"], []):
            assert main(["county", "import", str(sent), *word]) == 0
            assert "江海区" in capsys.readouterr().out
        copy = tmp_path / "copy.zip"
        assert main(["county", "export", HOME, str(copy)]) == 0
        assert main(["county", "export", HOME, str(copy)]) == 2
        told = capsys.readouterr()
        assert "台设备" in told.out
        assert "已存在" in told.err
