"""An export holds exactly what the list holds, as text that stays text, for its owner only."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from unicodedata import normalize

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import standards
from inventory.core import clock
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from inventory.core.settings import Settings
from inventory.core.spreadsheets import FORMULA, defused, plain
from inventory.desk.exports import columns, reading, service, writing
from inventory.desk.exports.columns import Device
from inventory.intake.imports import staging
from inventory.intake.imports.committing import commit
from inventory.intake.imports.models import ImportRow
from inventory.judgement.assessments.models import Finding
from inventory.judgement.ledger import listing
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger.listing import Filters
from inventory.judgement.ledger.writing import Origin
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment
from inventory.registry.jobs import service as jobs
from inventory.registry.reading import read_file
from inventory.registry.reading.delimited import read_delimited

FILTERS = [{}, {"kind": "boiler"}, {"verdict": "eliminate"}, {"due_to": "2027-01-01"}]


def made(actor: Actor, settings: Settings, **wanted: Any) -> Path:
    """The file of an export, made by its job."""
    values = {"filters": {}, "columns": (), "format": "xlsx", **wanted}
    export = service.request(actor, service.ExportRequest(**values), settings.data_dir)
    job = jobs.run(export.job_id)
    assert (job.status, job.error) == ("done", "")
    return service.file(actor, export.id, settings.data_dir)[1]


def tables(path: Path) -> dict[str, list[list[Any]]]:
    """Sheet → rows with the heading, by a second reader."""
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    return {sheet.title: [list(row) for row in sheet.values] for sheet in book}


def own(actor: Actor) -> Actor:
    """The command line's actor owns nothing; exports need somebody with a number."""
    return Actor(9, "管理员", actor.role) if actor.id is None else actor


@pytest.mark.parametrize("who", ["all", "inspector", "clerk"])
@pytest.mark.parametrize("filters", FILTERS)
def test_an_export_is_the_list(
    mixed: dict[str, Actor], ledger: Settings, who: str, filters: dict[str, Any]
) -> None:
    actor = own(mixed[who])
    chosen = service.filters_of(filters)
    expected = {row.id for row in listing.query(actor, chosen)}
    sheets = tables(made(actor, ledger, filters=filters))
    names = {kind.name_zh for kind in standards.load().kinds.values()}
    ids = [row[0] for name, rows in sheets.items() if name in names for row in rows[1:]]
    assert len(ids) == len(set(ids))
    assert set(ids) == expected
    with_findings = Finding.select().where(Finding.current & Finding.equipment.in_(expected))
    assert len(sheets["判定结果"]) - 1 == with_findings.count()
    text = made(actor, ledger, filters=filters, format="csv").read_text("utf-8-sig")
    assert {int(row[0]) for row in list(csv.reader(text.splitlines()))[1:]} == expected


def test_what_somebody_selected_is_exported_and_the_notes_say_how_many(
    mixed: dict[str, Actor], ledger: Settings
) -> None:
    actor = mixed["inspector"]
    chosen = sorted(item.id for item in listing.page(actor, Filters(), size=3).items)
    foreign = listing.query(mixed["all"], Filters(region="140522")).first().id
    path = made(actor, ledger, filters={"ids": [*chosen, foreign]}, format="xlsx")
    sheets = tables(path)
    names = {kind.name_zh for kind in standards.load().kinds.values()}
    assert (
        sorted(row[0] for name, rows in sheets.items() if name in names for row in rows[1:])
        == chosen
    )
    assert ["筛选条件：选中的 4 台"] in sheets["导出说明"]


def test_rows_stand_in_the_lists_order(mixed: dict[str, Actor], ledger: Settings) -> None:
    actor = mixed["inspector"]
    text = made(actor, ledger, format="csv", sort="-due").read_text("utf-8-sig")
    shown = [int(row[0]) for row in list(csv.reader(text.splitlines()))[1:]]
    assert shown == [item.id for item in listing.page(actor, Filters(), "-due", size=200).items]


def test_headings_carry_units_and_verdicts_are_words(
    mixed: dict[str, Actor], ledger: Settings
) -> None:
    sheets = tables(made(mixed["inspector"], ledger, filters={"kind": "transformer"}))
    head, *rows = sheets[standards.load().kinds["transformer"].name_zh]
    assert "额定容量（kVA）" in head
    verdicts = {row[head.index("结论")] for row in rows}
    assert verdicts <= {*standards.OUTCOME_ZH.values(), "不判定"}
    findings = sheets["判定结果"]
    assert {"依据文件", "条款", "到期日", "说明"} <= set(findings[0])
    assert any(row[findings[0].index("条款")] for row in findings[1:])
    assert any(isinstance(row[findings[0].index("到期日")], datetime) for row in findings[1:])


def test_chosen_columns_in_the_chosen_order(mixed: dict[str, Actor], ledger: Settings) -> None:
    wanted = ("model", "id", "verdict", "emission_stage")
    sheets = tables(made(mixed["inspector"], ledger, columns=wanted))
    assert sheets[standards.load().kinds["transformer"].name_zh][0] == ["型号", "台账号", "结论"]
    assert sheets[standards.load().kinds["truck"].name_zh][0] == [
        "型号",
        "台账号",
        "结论",
        "排放阶段",
    ]
    with pytest.raises(Invalid, match="colour"):
        made(mixed["inspector"], ledger, columns=("id", "colour"))


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＠SUM(A1)", "0012345678901234567", "12E5"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula_or_a_number(
    mixed: dict[str, Actor], ledger: Settings, text: str
) -> None:
    device = Equipment.select().where(Equipment.kind == "boiler").first()
    origin = Origin("test")
    equipment.update(
        mixed["all"], device.id, device.version, origin, facts={"remark": text, "serial_no": text}
    )
    owner = Actor(9, "管理员", mixed["all"].role)
    path = made(owner, ledger, columns=("remark", "serial_no"), filters={"kind": "boiler"})
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    cells = [cell for row in book["锅炉"].iter_rows(min_row=2) for cell in row]
    # A number is kept as numbers are compared: in half width.
    ours = [cell for cell in cells if cell.value in (text, normalize("NFKC", text))]
    assert [cell.data_type for cell in ours] == ["s", "s"]
    table = made(owner, ledger, columns=("remark",), filters={"kind": "boiler"}, format="csv")
    assert f"'{text}" in table.read_text("utf-8-sig").splitlines()
    again, _ = read_delimited(table.read_bytes())
    assert [text] in again


def test_numbers_stay_numbers_in_csv() -> None:
    for cell in (-3.5, None, date(2026, 1, 2), "2-3", "", "0", "0.5", "2011", "440704", "粤J0012"):
        assert defused(cell) == cell
    assert defused("-3.5") == "'-3.5"


@given(st.text() | st.from_regex(r"'*[=＝+0-9E'\n]+", fullmatch=True))
def test_what_is_marked_is_read_back_as_it_was(text: str) -> None:
    cell = str(defused(text))
    assert not cell.startswith(FORMULA)
    assert plain(cell) == text


def test_a_file_is_its_owners(mixed: dict[str, Actor], ledger: Settings) -> None:
    inspector = mixed["inspector"]
    wanted = service.ExportRequest({}, (), "csv")
    export = service.request(inspector, wanted, ledger.data_dir)
    with pytest.raises(Conflict, match="还没有完成"):
        service.file(inspector, export.id, ledger.data_dir)
    jobs.run(export.job_id)
    for name in ("leader", "clerk", "nobody", "all"):
        with pytest.raises(NotFound):
            service.file(mixed[name], export.id, ledger.data_dir)
    assert [item.id for item in service.listed(inspector)] == [export.id]
    assert service.listed(mixed["leader"]) == []


def test_the_rights_are_those_of_the_request(mixed: dict[str, Actor], ledger: Settings) -> None:
    """Nothing foreign gets in, whatever the filter asks for."""
    path = made(mixed["inspector"], ledger, filters={"region": "140522"}, format="csv")
    assert len(path.read_text("utf-8-sig").splitlines()) == 1
    clerk = made(mixed["clerk"], ledger, format="csv").read_text("utf-8-sig")
    name = Enterprise.get_by_id(mixed["clerk"].enterprise).name
    at = columns.of_all(list(standards.load().kinds.values()), ())
    owner = [column.id for column in at].index("enterprise")
    assert {row[owner] for row in list(csv.reader(clerk.splitlines()))[1:]} == {name}


BOUND = Actor(31, "监察员", Role.INSPECTOR, ("440700", "140522"), kinds=frozenset({"boiler"}))
LOST = {
    "role": {"role": Role.LEADER},
    "region": {"regions": ("440700",)},
    "part of a region": {"regions": ("440704", "140522")},
    "kind": {"kinds": frozenset({"elevator"})},
    "all regions": {"regions": ()},
    "enterprise": {"role": Role.ENTERPRISE, "enterprise": 1},
}
KEPT_RIGHTS = {
    "nothing": {},
    "more": {"regions": ("440000", "140522", "360704"), "kinds": frozenset({"boiler", "pump"})},
    "all kinds": {"kinds": None},
    "everything": {"role": Role.ADMIN, "regions": (), "kinds": None},
}


@pytest.mark.parametrize("changes", LOST.values(), ids=LOST)
def test_whoever_lost_a_right_does_not_get_the_file(
    mixed: dict[str, Actor], ledger: Settings, changes: dict[str, Any]
) -> None:
    export = service.request(BOUND, service.ExportRequest({}, (), "csv"), ledger.data_dir)
    jobs.run(export.job_id)
    with pytest.raises(Forbidden) as refused:
        service.file(replace(BOUND, **changes), export.id, ledger.data_dir)
    assert (refused.value.code, bool(refused.value.remedy)) == ("rights_changed", True)
    assert AuditEvent.select().where(AuditEvent.event == "export.fetched").count() == 0


@pytest.mark.parametrize("changes", KEPT_RIGHTS.values(), ids=KEPT_RIGHTS)
def test_whoever_has_the_rights_still_gets_it(
    mixed: dict[str, Actor], ledger: Settings, changes: dict[str, Any]
) -> None:
    export = service.request(BOUND, service.ExportRequest({}, (), "csv"), ledger.data_dir)
    jobs.run(export.job_id)
    assert service.file(replace(BOUND, **changes), export.id, ledger.data_dir)[1].is_file()


def test_a_clerk_of_another_enterprise_now_does_not_get_it(
    mixed: dict[str, Actor], ledger: Settings
) -> None:
    clerk = mixed["clerk"]
    export = service.request(clerk, service.ExportRequest({}, (), "csv"), ledger.data_dir)
    jobs.run(export.job_id)
    with pytest.raises(Forbidden):
        service.file(replace(clerk, enterprise=clerk.enterprise + 1), export.id, ledger.data_dir)


def test_a_worker_that_comes_back_changes_no_file_that_was_made(
    mixed: dict[str, Actor], ledger: Settings
) -> None:
    actor = own(mixed["all"])
    path = made(actor, ledger, format="csv")
    (export,) = service.listed(actor)
    Enterprise.update(name=Enterprise.name.concat("（改）")).execute()
    before, files = path.read_bytes(), sorted(path.parent.parent.rglob("*"))
    service.produce(export.id, ledger.data_dir, lambda _done, _all: None)
    assert service.file(actor, export.id, ledger.data_dir)[1].read_bytes() == before
    assert [it for it in sorted(path.parent.parent.rglob("*")) if it.is_file()] == [
        it for it in files if it.is_file()
    ]


def test_old_files_are_deleted(mixed: dict[str, Actor], ledger: Settings) -> None:
    path = made(mixed["inspector"], ledger, format="csv")
    assert service.tidy(ledger.data_dir) == 0
    with clock.frozen(clock.now() + service.KEPT + timedelta(hours=1)):
        assert service.tidy(ledger.data_dir) == 1
        assert service.listed(mixed["inspector"]) == []
    assert not path.exists()


def test_an_unknown_verdict_is_refused_at_once(mixed: dict[str, Actor], ledger: Settings) -> None:
    with pytest.raises(Invalid, match="rusty"):
        made(mixed["inspector"], ledger, filters={"verdict": "rusty"})


def peak(path: Path, count: int) -> int:
    """Bytes that writing so many devices takes at most."""
    kind = standards.load().kinds["boiler"]
    device = Device(
        id=1,
        kind="boiler",
        region="440704",
        model="SZL10",
        identifier="",
        verdict="eliminate",
        incomplete=False,
        next_due=None,
        level="",
        updated_at=clock.now(),
        facts={"model": "SZL10", "remark": "很长" * 20},
        enterprise="江海区示例纺织厂",
        uscc="",
        region_name="江海区",
    )
    tracemalloc.start()
    writer = writing.Workbook(path, [kind], (), ["说明"])
    for _ in range(count):
        writer.add(device, ())
    used = tracemalloc.get_traced_memory()[1]
    writer.close()
    tracemalloc.stop()
    return used


def test_memory_does_not_grow_with_the_list(tmp_path: Path) -> None:
    few, many = peak(tmp_path / "few.xlsx", 200), peak(tmp_path / "many.xlsx", 3000)
    assert many - few < 200_000


def test_devices_come_in_chunks(
    mixed: dict[str, Actor], ledger: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CHUNK", 50)
    keys = reading.ids(mixed["all"], Filters(), "verdict")
    assert [item.id for item in reading.devices(mixed["all"], keys[:50])] == keys[:50]
    read: list[int] = []
    devices = reading.devices

    def counted(actor: Actor, part: Sequence[int]) -> list[Device]:
        read.append(len(part))
        return devices(actor, part)

    monkeypatch.setattr(reading, "devices", counted)
    made(replace(mixed["all"], id=9), ledger, format="csv")
    assert read == [50, 50, 50, 50, 40]


def test_our_own_table_is_read_back_with_the_same_numbers(
    mixed: dict[str, Actor], ledger: Settings
) -> None:
    owner = Actor(9, "管理员", mixed["all"].role)
    table = made(owner, ledger, filters={"kind": "boiler"}, format="csv")
    result = read_file(table, kind=None, library=standards.load(), today=clock.today())
    boilers = list(Equipment.select().where(Equipment.kind == "boiler").order_by(Equipment.id))
    for number in ("serial_no", "device_code", "registration_no"):
        read = sorted(str(row.facts.get(number)) for row in result.rows)
        assert read == sorted(str(device.facts.get(number)) for device in boilers)
    # What the county's boilers say against their own model names is warned of, as at first.
    assert {problem.code for problem in result.problems} <= {"name_disagrees"}


@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_an_exported_file_comes_back_with_the_same_numbers_of_devices(
    ledger: Settings, tmp_path: Path, format_: str
) -> None:
    owner = enterprises.create(SYSTEM, {"name": "江海一厂", "region": "440704"}).id
    for place, number in enumerate((None, 1, 3, 120)):
        facts = {"name": "变压器", "model": "S7-315/10", "location": f"{place}号房"}
        told = facts if number is None else {**facts, "quantity": number}
        equipment.create(SYSTEM, "transformer", owner, "440704", told, Origin("test"))
    before = list(Equipment.select(Equipment.id, Equipment.facts, Equipment.quantity).tuples())
    path = made(Actor(9, "管理员", Role.ADMIN), ledger, format=format_)
    file = path.rename(tmp_path / f"台账.{format_}")
    staged = staging.stage(SYSTEM, staging.Request(file, file.name, "440704"))
    commit(staged.id, suggested="update")
    assert list(Equipment.select(Equipment.id, Equipment.facts, Equipment.quantity).tuples()) == (
        before
    )
    rows = ImportRow.select().where(ImportRow.import_ == staged.id)
    assert {row.status for row in rows} == {"unchanged"}


def test_the_same_question_is_the_same_export_and_few_are_under_way(
    mixed: dict[str, Actor], ledger: Settings
) -> None:
    def ask(region: str) -> int:
        wanted = service.ExportRequest({"region": region}, (), "csv")
        return service.request(mixed["inspector"], wanted, ledger.data_dir).id

    asked = [ask(f"4407{number:02}") for number in range(service.MOST)]
    assert [ask(f"4407{number:02}") for number in range(service.MOST)] == asked
    with pytest.raises(TooMany):
        ask("440799")
    service.produce(asked[0], ledger.data_dir, lambda _done, _all: None)
    assert ask("440700") not in asked
