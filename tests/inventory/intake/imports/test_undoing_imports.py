"""A committed import is taken back as a whole, until later work rests on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from inventory.core import clock, lives
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit import context
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import Conflict, Forbidden
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.enforcement.notices import service as notices
from inventory.enforcement.notices.terms import Terms
from inventory.intake.imports import committing, lookup, reporting, service, staging, undoing
from inventory.intake.imports.models import Import, ImportMapping, ImportRow
from inventory.intake.imports.staging import Remap
from inventory.judgement.ledger import listing, retiring, writing
from inventory.judgement.ledger import service as equipment
from inventory.registry import reading
from inventory.registry.equipment.models import Equipment
from inventory.registry.jobs import service as jobs
from inventory.registry.jobs.models import Job

HEADINGS = ["使用单位", "型号", "制造单位", "出厂编号", "额定容量(kVA)", "空载损耗(W)"]
ORIGIN = writing.Origin("api", reason="核查")
Take = Callable[..., int]


def workbook(path: Path, rows: list[list[Any]], headings: list[str] | None = None) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("变压器")
        for number, row in enumerate([headings or HEADINGS, *rows]):
            sheet.write_row(number, 0, row)
    return path


def transformer(serial: str, loss: int = 480) -> list[Any]:
    return ["江海区某厂", "S11-M-315/10", "甲厂", serial, 315, loss]


@pytest.fixture
def take(ledger: Settings, tmp_path: Path) -> Take:
    """take(rows) imports a ledger and returns the import's number."""

    def run(rows: list[list[Any]], **kwargs: Any) -> int:
        path = workbook(tmp_path / "t.xlsx", rows)
        request = staging.Request(path, path.name, "440704")
        staged = staging.stage(SYSTEM, request, FileStore(ledger.files_dir))
        committing.commit(staged.id, **kwargs)
        return staged.id

    return run


def listed() -> list[Equipment]:
    return listing.page(SYSTEM, listing.Filters(), "id").items


def facts() -> list[tuple[str, int]]:
    return [(item.facts["serial_no"], item.facts["no_load_loss_w"]) for item in listed()]


def test_created_devices_leave_and_changed_ones_are_as_before(take: Take) -> None:
    take([transformer("1"), transformer("2")])
    before = [(item.facts, item.verdict, item.fingerprint) for item in listed()]
    second = take([transformer("1", 500), transformer("2"), transformer("3")])
    assert facts() == [("1", 500), ("2", 480), ("3", 480)]
    look = service.undo_preview(SYSTEM, second)
    assert (look.possible, look.created, look.updated) == (True, 1, 1)
    service.undo(SYSTEM, second, "导错文件")
    assert [(item.facts, item.verdict, item.fingerprint) for item in listed()] == before
    gone = Equipment.get(Equipment.gone == "withdrawn")
    assert gone.facts["serial_no"] == "3"
    assert [item.after is None for item in equipment.revisions(SYSTEM, gone.id)] == [False, True]
    assert Import.get_by_id(second).status == "undone"
    for device in Equipment.select():
        state = None
        for number, revision in enumerate(equipment.revisions(SYSTEM, device.id), start=1):
            assert (revision.version, revision.before) == (number, state)
            state = revision.after
        assert state == writing.state(device)


def test_the_same_file_can_go_in_again(take: Take) -> None:
    rows = [transformer("1"), transformer(""), transformer("")]
    service.undo(SYSTEM, take(rows), "")
    assert listed() == []
    again = reporting.report(take(rows)).totals.all
    assert again["created"] == 3
    assert reporting.report(take(rows)).totals.all["unchanged"] == 3


def test_later_work_stands_in_the_way_and_is_named(take: Take) -> None:
    number = take([transformer("1"), transformer("2")])
    device = listed()[1]
    equipment.update(SYSTEM, device.id, 1, ORIGIN, facts={"location": "一号房"})
    look = service.undo_preview(SYSTEM, number)
    assert not look.possible
    (block,) = look.blocks
    assert (block.equipment_id, block.code) == (device.id, "later_revision")
    with pytest.raises(Conflict) as refusal:
        service.undo(SYSTEM, number, "")
    assert refusal.value.details[0]["value"] == device.id
    assert len(listed()) == 2
    assert Import.get_by_id(number).status == "committed"


def test_a_later_import_stands_in_the_way_until_it_is_undone(take: Take) -> None:
    first = take([transformer("1")])
    second = take([transformer("1", 500)])
    assert service.undo_preview(SYSTEM, first).blocks[0].code == "later_import"
    service.undo(SYSTEM, second, "")
    # The undoing is itself later work: the device now has a history beyond the first import.
    assert service.undo_preview(SYSTEM, first).blocked == 1
    assert facts() == [("1", 480)]


def test_a_number_taken_since_stands_in_the_way(ledger: Settings, tmp_path: Path) -> None:
    def trucks(plate: str, vin: str) -> int:
        path = tmp_path / "trucks.csv"
        head = "号牌号码,车辆识别代号,使用单位,车辆类型,燃料种类,注册登记日期\n"
        path.write_text(f"{head}{plate},{vin},某物流,重型载货,柴油,2018-01-01\n", "utf-8")
        staged = staging.stage(SYSTEM, staging.Request(path, path.name, "440704"))
        committing.commit(staged.id)
        return staged.id

    trucks("粤J11111", "LSVAU2A37N2183294")
    second = trucks("粤J22222", "LSVAU2A37N2183294")
    assert [item.identifier for item in listed()] == ["粤J22222"]
    assert service.undo_preview(SYSTEM, second).possible
    trucks("粤J11111", "LSVAU2A37N2183295")
    (block,) = service.undo_preview(SYSTEM, second).blocks
    assert (block.equipment_id, block.code) == (listed()[0].id, "identity_taken")


def test_a_document_stands_in_the_way(take: Take) -> None:
    old = ["江海区某厂", "S7-315/10", "甲厂", "1", 315, 760]
    number = take([old])
    enterprise = listed()[0].enterprise_id
    notices.draft(SYSTEM, enterprise, "order", Terms())
    (block,) = service.undo_preview(SYSTEM, number).blocks
    assert block.code == "notice"


def test_an_import_is_undone_once(take: Take) -> None:
    number = take([transformer("1")])
    service.undo(SYSTEM, number, "")
    with pytest.raises(Conflict) as refusal:
        service.undo(SYSTEM, number, "")
    assert refusal.value.code == "import_state"
    assert service.undo_preview(SYSTEM, number).possible is False


INSPECTOR = Actor(7, "监察员", Role.INSPECTOR, ("440704",))


def begun(number: int, actor: Actor = INSPECTOR) -> Job:
    return service.begin_undo(actor, number, "导错文件", 365)


def test_an_import_is_undone_in_the_background_in_the_askers_name(take: Take) -> None:
    number = take([transformer("1"), transformer("2")])
    with context.acting("click-1", "192.0.2.1"):
        job = begun(number)
    assert lookup.get(SYSTEM, number).status == "undoing"
    assert begun(number).id == job.id
    assert len(listed()) == 2
    ended = jobs.run(job.id)
    assert (ended.status, ended.done, ended.total, ended.result) == ("done", 2, 2, {"devices": 2})
    assert listed() == []
    trace = AuditEvent.get(AuditEvent.event == "import.undone")
    assert (trace.actor, trace.request_id, trace.address) == (7, "click-1", "192.0.2.1")
    with pytest.raises(Conflict) as refusal:
        begun(number)
    assert refusal.value.code == "import_state"


def test_work_done_meanwhile_stops_the_job_and_nothing_changes(take: Take) -> None:
    number = take([transformer("1"), transformer("2")])
    job = begun(number)
    device = listed()[1]
    equipment.update(SYSTEM, device.id, 1, ORIGIN, facts={"location": "一号房"})
    ended = jobs.run(job.id)
    assert ended.status == "failed"
    assert "不能撤销" in ended.error
    assert (lookup.get(SYSTEM, number).status, len(listed())) == ("committed", 2)
    assert begun(number).id != job.id


@pytest.mark.parametrize("wrote", [False, True])
def test_a_job_whose_worker_died_is_taken_up_again(take: Take, wrote: bool) -> None:
    number = take([transformer("1")])
    job = begun(number)
    long_ago = clock.now() - lives.STALE * 2
    Job.update(status="running", heartbeat_at=long_ago).where(Job.id == job.id).execute()
    if wrote:  # it died between its work and telling of it
        undoing.undo(INSPECTOR, lookup.get(SYSTEM, number), "导错文件", 365)
    assert jobs.unfinished() == [job.id]
    assert jobs.run(job.id).status == "done"
    assert (lookup.get(SYSTEM, number).status, listed()) == ("undone", [])
    assert AuditEvent.select().where(AuditEvent.event == "import.undone").count() == 1


def test_a_fault_leaves_the_import_in_the_ledger(
    take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = take([transformer("1")])
    job = begun(number)

    def fail(*_args: object) -> None:
        raise RuntimeError("disk")

    monkeypatch.setattr(retiring, "retire", fail)
    with pytest.raises(RuntimeError):
        jobs.run(job.id)
    assert (lookup.get(SYSTEM, number).status, len(listed())) == ("committed", 1)


def test_only_whoever_may_write_the_devices_begins(take: Take) -> None:
    number = take([transformer("1")])
    boilers = Actor(8, "", Role.INSPECTOR, ("440704",), kinds=frozenset({"boiler"}))
    for actor in (boilers, Actor(9, "", Role.LEADER, ("440704",))):
        with pytest.raises(Forbidden):
            begun(number, actor)
    assert lookup.get(SYSTEM, number).status == "committed"
    assert Job.select().count() == 0


def test_the_trail_has_one_event_for_each_import(take: Take) -> None:
    number = take([transformer("1"), transformer("2")])
    service.undo(SYSTEM, number, "导错文件")
    events = [item.event for item in AuditEvent.select().where(AuditEvent.subject == "import")]
    assert events == ["import.committed", "import.undone"]


def test_departments_bound_imports_too(ledger: Settings, tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", [transformer("1")])
    other = Actor(None, "", Role.INSPECTOR, ("440704",), kinds=frozenset({"boiler"}))
    with pytest.raises(Forbidden):
        staging.stage(other, staging.Request(path, path.name, "440704"))
    assert Import.select().count() == 0


def test_a_device_elsewhere_is_not_changed_by_an_import_here(
    ledger: Settings, tmp_path: Path
) -> None:
    """One enterprise, two counties: the code finds the enterprise, the number the device."""
    heads = [
        "使用单位",
        "统一社会信用代码",
        "型号",
        "制造单位",
        "出厂编号",
        "额定容量(kVA)",
        "空载损耗(W)",
    ]
    code = "91440704BB55KBCBBG"
    for region, loss in (("140522", 480), ("440704", 500)):
        row = ["某集团", code, "S11-M-315/10", "甲厂", "1", 315, loss]
        path = workbook(tmp_path / f"{region}.xlsx", [row], heads)
        staged = staging.stage(SYSTEM, staging.Request(path, path.name, region))
        committing.commit(staged.id)
    codes = [item.code for item in reporting.problems(staged.id)]
    assert codes == ["region_doubtful", "device_outside"]
    assert Equipment.get().facts["no_load_loss_w"] == 480


STRANGE = ["使用单位", "型号", "制造单位", "出厂编号", "容量大小", "空载损耗(W)"]
MAPPING = {"容量大小": "rated_capacity_kva"}


def test_a_staged_import_is_read_again_with_another_mapping(
    ledger: Settings, tmp_path: Path
) -> None:
    files = FileStore(ledger.files_dir)
    path = workbook(tmp_path / "t.xlsx", [transformer("1")], STRANGE)
    staged = staging.stage(SYSTEM, staging.Request(path, path.name, "440704"), files)
    assert "rated_capacity_kva" not in {c["field"] for c in staged.sheets[0]["columns"]}
    again = service.remap(SYSTEM, staged.id, Remap(MAPPING), files)
    assert ImportRow.get().facts["rated_capacity_kva"] == 315
    assert again.mapping == MAPPING
    with pytest.raises(reading.FileProblem):
        service.remap(SYSTEM, staged.id, Remap({"没有这一列": "model"}), files)
    assert ImportRow.get().facts["rated_capacity_kva"] == 315
    committing.commit(staged.id)
    with pytest.raises(Conflict):
        service.remap(SYSTEM, staged.id, Remap({}), files)


def test_a_mapping_is_remembered_for_the_same_headings(ledger: Settings, tmp_path: Path) -> None:
    files = FileStore(ledger.files_dir)
    path = workbook(tmp_path / "t.xlsx", [transformer("1")], STRANGE)
    request = staging.Request(path, path.name, "440704", mapping=MAPPING)
    first = staging.stage(SYSTEM, request, files)
    assert ImportMapping.select().count() == 0
    committing.commit(first.id)
    later = workbook(tmp_path / "next.xlsx", [transformer("2")], STRANGE)
    second = staging.stage(SYSTEM, staging.Request(later, later.name, "440704"), files)
    hows = {item["heading"]: item["how"] for item in second.sheets[0]["columns"]}
    assert hows["容量大小"] == "remembered"
    assert second.mapping == MAPPING
    elsewhere = staging.stage(SYSTEM, staging.Request(later, later.name, "140522"), files)
    assert elsewhere.mapping == {}
    committing.commit(second.id)
    assert ImportMapping.select().count() == 1
