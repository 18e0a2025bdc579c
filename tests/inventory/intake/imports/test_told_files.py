"""Files that cannot be read by themselves: a person says how, whose, and which rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import Conflict, Forbidden, Invalid
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.intake.imports import (
    committing,
    divisions,
    editing,
    looking,
    reporting,
    service,
    staging,
)
from inventory.intake.imports.editing import Edit
from inventory.intake.imports.looking import Trial
from inventory.intake.imports.models import Import, ImportRow
from inventory.intake.imports.remembering import Request
from inventory.intake.imports.results import EditedRow
from inventory.intake.imports.staging import Remap
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from inventory.registry import reading
from inventory.registry.equipment.models import Equipment
from inventory.registry.jobs import service as jobs

HOME, NEXT, FAR = "440704", "440703", "140522"
INSPECTOR = Actor(None, "王监察", Role.INSPECTOR, (HOME,))
OF_TWO = Actor(None, "李监察", Role.INSPECTOR, (HOME, NEXT))
HEADINGS = ["使用单位", "型号", "出厂编号", "额定容量(kVA)"]
DEVICE = ["江海区某厂", "S11-M-315/10", "1", 315]
CODE = "91440704BB55KBCBBG"
Rows = Sequence[Sequence[Any]]


class File:
    """A file that somebody has uploaded, and what one does with it."""

    def __init__(self, folder: Path, files: FileStore, sheets: dict[str, Rows]) -> None:
        path = folder / "上报.xlsx"
        with xlsxwriter.Workbook(path) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
        self.files = files
        request = Request(path, path.name, HOME)
        self.id = staging.stage(INSPECTOR, request, files, ask=True).id

    @property
    def row(self) -> Import:
        return Import.get_by_id(self.id)

    def tell(self, actor: Actor = INSPECTOR, **said: Any) -> Import:
        return service.remap(actor, self.id, Remap(**said), self.files)

    def look(self, **trial: Any) -> list[reading.FirstRows]:
        return looking.look(INSPECTOR, self.id, Trial(**trial), self.files)

    def rows(self) -> list[ImportRow]:
        return list(ImportRow.select().where(ImportRow.import_ == self.id).order_by(ImportRow.row))

    def codes(self) -> list[tuple[int, str]]:
        return [(item.row, item.code) for item in reporting.problems(self.id)]

    def edit(self, number: int, **edit: Any) -> EditedRow:
        row = next(item for item in self.rows() if item.row == number)
        return editing.edit_row(INSPECTOR, self.id, row.id, Edit(row.version, **edit), self.files)

    def commit(self, actor: Actor = INSPECTOR) -> dict[str, int]:
        service.begin(actor, self.id, lambda: jobs.create("import", {}, actor.id))
        committing.commit(self.id)
        return reporting.counted(self.id)


@pytest.fixture
def upload(ledger: Settings, tmp_path: Path) -> Callable[..., File]:
    files = FileStore(ledger.files_dir)
    return lambda *rows, name="变压器": File(tmp_path, files, {name: rows})


Upload = Callable[..., File]


def test_a_file_without_a_header_is_kept_with_its_question(upload: Upload) -> None:
    file = upload(DEVICE, [*DEVICE[:2], "2", 400])
    assert (file.row.status, file.row.question["code"]) == ("unread", "no_header")
    assert "--" not in str(file.row.question)
    (sheet,) = file.look()
    assert (sheet.header_row, sheet.total, sheet.rows[0][1]) == (None, 2, "S11-M-315/10")
    with pytest.raises(Conflict):
        service.preview(INSPECTOR, file.id)
    with pytest.raises(Conflict):
        path = file.files.path(file.row.file_sha256)
        reporting.error_workbook(INSPECTOR, file.id, path)
    assert sheet.kinds[0] == "transformer"
    (tried,) = file.look(sheet="变压器", header_row=0, kind="transformer")
    assert [item.heading for item in tried.columns][:2] == ["（A列）", "（B列）"]
    assert list(tried.columns[1].samples) == ["S11-M-315/10"]
    fields = ("enterprise", "model", "serial_no", "rated_capacity_kva")
    mapping = {item.heading: name for item, name in zip(tried.columns, fields, strict=True)}
    told = file.tell(header_row={"变压器": 0}, kind="transformer", mapping=mapping)
    assert (told.status, told.question) == ("staged", None)
    assert [row.facts["rated_capacity_kva"] for row in file.rows()] == [315, 400]
    assert file.commit()["created"] == 2


def test_that_a_file_has_no_header_is_remembered(upload: Upload) -> None:
    file = upload(DEVICE, [*DEVICE[:2], "2", 400])
    letters = ("A", "B", "C", "D")
    fields = ("enterprise", "model", "serial_no", "rated_capacity_kva")
    mapping = {f"（{letter}列）": name for letter, name in zip(letters, fields, strict=True)}
    file.tell(header_row={"变压器": 0}, kind="transformer", mapping=mapping)
    file.commit()
    again = upload([*DEVICE[:2], "3", 630], [*DEVICE[:2], "4", 800])
    assert (again.row.status, again.row.question, again.row.header_row) == (
        "staged",
        None,
        {"变压器": 0},
    )
    assert [row.facts["rated_capacity_kva"] for row in again.rows()] == [630, 800]
    again.tell(mapping={**mapping, "（C列）": ""})  # read anew as it was
    assert [row.facts["rated_capacity_kva"] for row in again.rows()] == [630, 800]
    # Headings that nobody knows are no device, though the file is as wide; nor is a wider file.
    strange = upload(["谁的", "啥型号", "几号", "多大"], DEVICE)
    wider = upload([*DEVICE, "东房"])
    assert {strange.row.status, wider.row.status} == {"unread"}


def test_what_was_said_before_stays_said(upload: Upload) -> None:
    file = upload(["谁的", "啥型号", "出厂编号", "多大"], DEVICE)
    mapping = {"谁的": "enterprise", "啥型号": "model", "多大": "rated_capacity_kva"}
    file.tell(header_row={"变压器": 1}, kind="transformer", mapping=mapping)
    file.tell(mapping={**mapping, "多大": ""})
    assert (file.row.kind, file.row.header_row) == ("transformer", {"变压器": 1})
    # What the name says is still known, the cell is not.
    assert file.rows()[0].facts["model"] == "S11-M-315/10"
    file.tell(kind="")
    assert (file.row.kind, file.row.mapping) == (None, {**mapping, "多大": ""})


def test_what_still_does_not_read_changes_nothing(upload: Upload) -> None:
    file = upload(DEVICE)
    with pytest.raises(reading.FileProblem):
        file.tell(header_row={"变压器": 7})
    assert file.row.status == "unread"
    service.discard(INSPECTOR, file.id)
    assert file.row.status == "discarded"


def test_two_likely_headers_are_shown(upload: Upload) -> None:
    other = ["单位名称", "规格型号", "产品编号", "容量"]
    file = upload(HEADINGS, DEVICE, other, [*DEVICE[:2], "2", 400])
    assert file.row.question["code"] == "two_headers"
    assert file.look()[0].likely == [1, 3]
    file.tell(header_row={"变压器": 3})
    assert [row.facts["serial_no"] for row in file.rows()] == ["2"]


def test_a_header_that_was_found_wrongly_is_told(upload: Upload) -> None:
    file = upload(HEADINGS, ["谁", "型号", "编号", "多大"], DEVICE)
    assert file.row.status == "staged"
    file.tell(header_row={"变压器": 2}, mapping={"谁": "enterprise", "编号": "serial_no"})
    (row,) = file.rows()
    assert (row.row, row.facts["serial_no"]) == (3, "1")


def test_the_first_rows_are_few_short_and_can_be_turned(upload: Upload) -> None:
    file = upload(HEADINGS, *([*DEVICE[:2], f"{n}" * 30, 315] for n in range(60)))
    (sheet,) = file.look()
    assert (len(sheet.rows), max(len(text) for row in sheet.rows for text in row)) == (30, 41)
    (later,) = file.look(start=31)
    assert later.rows[0][2].startswith("29")
    assert file.look(start=1000)[0].rows == []


UNCLEAR = ["使用单位", "设备名称", "型号", "出厂编号"]


def test_a_kind_is_told_for_one_row_or_for_all_of_the_name(upload: Upload) -> None:
    strange = [["甲厂", "大家伙", "A", str(n)] for n in range(3)]
    file = upload(UNCLEAR, ["甲厂", "锅炉", "SZL4-1.25", "9"], *strange, ["甲厂", "别的", "B", "7"])
    assert [code for _row, code in file.codes()].count("kind_unclear") == 4
    answer = file.edit(3, values={"kind": "boiler"})
    assert (answer.row.kind, answer.row.status) == ("boiler", "pending")
    assert [row.kind for row in file.rows()] == ["boiler", "boiler", "", "", ""]
    file.edit(4, values={"kind": "pump"}, alike=True)
    assert [row.kind for row in file.rows()] == ["boiler", "boiler", "pump", "pump", ""]
    shown = {(item.row, item.text) for item in reporting.report(file.id).corrections}
    assert shown == {(3, "boiler"), (4, "pump"), (5, "pump")}
    # Another mapping does not forget it; taken back it is unclear again.
    file.tell(mapping={"型号": "model"})
    assert [row.kind for row in file.rows()][1:3] == ["boiler", "pump"]
    file.edit(3, values={"kind": None})
    assert file.rows()[1].kind == ""
    assert file.commit()["created"] == 3


def test_a_kind_that_is_none_or_not_ones_own_is_refused(upload: Upload) -> None:
    file = upload(UNCLEAR, ["甲厂", "锅炉", "SZL4-1.25", "9"], ["甲厂", "大家伙", "A", "1"])
    with pytest.raises(Invalid):
        file.edit(3, values={"kind": "spaceship"})
    with pytest.raises(Invalid):
        file.edit(3, values={"model": "B"})
    row = file.rows()[1]
    of_boilers = Actor(None, "锅炉科", Role.INSPECTOR, (HOME,), kinds=frozenset({"boiler"}))
    with pytest.raises(Forbidden):
        edit = Edit(row.version, {"kind": "pump"})
        editing.edit_row(of_boilers, file.id, row.id, edit, file.files)


def test_a_list_of_nothing_but_strange_names_is_asked_row_by_row(upload: Upload) -> None:
    file = upload(UNCLEAR, ["甲厂", "大家伙", "A", "1"], ["甲厂", "大家伙", "A", "2"], name="一")
    assert file.row.question["code"] == "kind_unclear"
    file.tell(kind="")
    assert [code for _row, code in file.codes()] == ["kind_unclear"] * 2
    file.edit(2, values={"kind": "boiler"}, alike=True)
    assert {row.kind for row in file.rows()} == {"boiler"}


def test_one_owner_is_told_for_all_rows(upload: Upload) -> None:
    rows = [[None, *DEVICE[1:2], str(n), 315] for n in range(9)]
    file = upload([*HEADINGS[1:]], *(row[1:] for row in rows))
    assert [code for _row, code in file.codes()] == ["no_enterprise"] * 9
    known = enterprises.create(SYSTEM, {"name": "江海区某厂", "region": HOME, "uscc": CODE})
    file.tell(enterprise="江海区某厂", uscc=CODE)
    assert (file.row.owner, file.row.owner_uscc, file.codes()) == ("江海区某厂", CODE, [])
    assert file.commit()["created"] == 9
    assert {device.enterprise_id for device in Equipment.select()} == {known.id}
    assert Enterprise.select().count() == 1


def test_who_is_named_in_a_row_stays_the_owner(upload: Upload) -> None:
    file = upload(HEADINGS, DEVICE, ["", *DEVICE[1:2], "2", 400])
    file.tell(enterprise="乙厂", uscc=CODE)
    assert [(row.enterprise, row.uscc) for row in file.rows()] == [
        ("江海区某厂", None),
        ("乙厂", CODE),
    ]
    file.tell(enterprise="")
    assert [row.status for row in file.rows()] == ["pending", "rejected"]


PLACED = [*HEADINGS, "行政区划代码", "安装地点"]


def placed(serial: str, code: str = "", place: str = "") -> list[Any]:
    return [*DEVICE[:2], serial, 315, code, place]


@pytest.fixture
def of_two(upload: Upload) -> File:
    return upload(
        PLACED,
        placed("1", HOME),
        placed("2", NEXT),
        placed("3", "", "广东省江门市蓬江区建设路 3 号"),
        placed("4", "", "江门市江海区礼乐街道"),
        placed("5"),
    )


def test_rows_of_another_division_are_asked_about_first(of_two: File) -> None:
    assert of_two.codes() == [(3, "region_outside"), (4, "region_doubtful")]
    (asked,) = divisions.asked(INSPECTOR, of_two.row)
    assert (asked.region, asked.count, asked.allowed) == (NEXT, 2, False)
    assert "蓬江区" in asked.name and asked.rows == ["变压器 3", "变压器 4"]
    with pytest.raises(Conflict, match="蓬江区"):
        of_two.commit()
    assert Equipment.select().count() == 0


def test_only_mine_leaves_the_others_out(of_two: File) -> None:
    of_two.tell(others="mine")
    assert of_two.codes() == [(3, "region_left_out"), (4, "region_left_out")]
    # One that does stand here is taken, by its code.
    of_two.edit(4, values={"region": HOME})
    assert [row.decision for row in of_two.rows()] == ["", "skip", "", "", ""]
    counted = of_two.commit()
    assert (counted["created"], counted["skipped"]) == (4, 1)
    assert {device.region for device in Equipment.select()} == {HOME}


def test_all_are_taken_by_who_may_write_in_both(of_two: File) -> None:
    with pytest.raises(Forbidden):
        of_two.tell(others="all")
    assert divisions.asked(OF_TWO, of_two.row)[0].allowed
    of_two.tell(OF_TWO, others="all")
    with pytest.raises(Forbidden):
        of_two.commit()
    assert of_two.commit(OF_TWO)["created"] == 5
    found = {device.facts["serial_no"]: device.region for device in Equipment.select()}
    assert found == {"1": HOME, "2": NEXT, "3": NEXT, "4": HOME, "5": HOME}


def test_a_code_that_is_none_is_never_taken(upload: Upload) -> None:
    file = upload(PLACED, placed("1", HOME), placed("2", "999999"))
    file.tell(OF_TWO, others="all")
    assert file.codes() == [(3, "region_outside")]
    assert file.commit(OF_TWO)["created"] == 1


def test_the_ledger_knows_where_an_enterprise_is(upload: Upload) -> None:
    enterprises.create(SYSTEM, {"name": "阳城某矿", "region": FAR, "uscc": CODE})
    heads = [*HEADINGS, "统一社会信用代码"]
    file = upload(heads, [*DEVICE, ""], ["阳城某矿", DEVICE[1], "2", 315, CODE])
    assert file.codes() == [(3, "region_doubtful")]
    (asked,) = divisions.asked(INSPECTOR, file.row)
    assert asked.region == FAR


def test_what_was_said_is_on_the_record(of_two: File) -> None:
    of_two.tell(others="mine")
    (event,) = AuditEvent.select().where(AuditEvent.event == "import.remapped")
    assert "mine" in event.detail
