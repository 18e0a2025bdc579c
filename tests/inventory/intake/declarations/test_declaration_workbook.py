"""The workbook goes out, is edited as a clerk edits it, and comes back."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

import standards
from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.errors import Invalid
from inventory.intake.declarations import drafting, lookup, uploading, workbook
from inventory.intake.declarations.drafting import Draft
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.registry import reading

HEAD = workbook.HEAD_ROW + 1
FIRST = workbook.FIRST_ROW + 1
Edit = Callable[[openpyxl.Workbook], None]


@pytest.fixture
def fill(house: Any, tmp_path: Path) -> Callable[..., Any]:
    """fill(edit) downloads the workbook, edits it and uploads it to a draft."""
    content = workbook.make(house.clerk)

    def run(edit: Edit = lambda _book: None, draft: Any = None) -> tuple[Any, uploading.Report]:
        book = openpyxl.load_workbook(io.BytesIO(content))
        edit(book)
        path = tmp_path / "filled.xlsx"
        book.save(path)
        target = draft or drafting.create(house.clerk)
        return target, uploading.upload(house.clerk, target.id, path, "填好的.xlsx")

    return run


def column(sheet: Any, heading: str) -> int:
    """The column of a heading, counted from 1."""
    return next(cell.column for cell in sheet[HEAD] if cell.value == heading)


def put(sheet: Any, row: int, heading: str, value: Any) -> None:
    sheet.cell(row, column(sheet, heading)).value = value


def counts(report: uploading.Report) -> dict[str, int]:
    return {word: count for word, count in uploading.totals(report.counts).items() if count}


def test_the_workbook_is_ready_to_fill_in(house: Any) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook.make(house.clerk)))
    assert book.sheetnames == ["电梯", "变压器", "填表说明"]
    sheet = book["变压器"]
    assert sheet.protection.sheet
    assert sheet.column_dimensions["A"].hidden
    assert sheet.cell(FIRST, 1).value == f"HX-{house.transformer}-1"
    heading = {cell.value: cell.column for cell in sheet[HEAD]}
    assert {"额定容量(kVA)", "空载损耗(W)", "本年确认"} <= set(heading)
    assert not {"使用单位", "统一社会信用代码"} & set(heading)
    assert sheet.cell(FIRST, heading["出厂编号"]).value == "0042"
    assert sheet.cell(FIRST, heading["出厂编号"]).protection.locked
    assert not sheet.cell(FIRST, heading["空载损耗(W)"]).protection.locked
    assert not sheet.cell(FIRST + 1, heading["出厂编号"]).protection.locked
    assert sheet.cell(HEAD, heading["额定容量(kVA)"]).comment is not None
    lists = {
        area.min_col
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
        for area in rule.sqref.ranges
    }
    assert {heading["使用状态"], heading["绝缘介质"]} <= lists


def test_an_enterprise_without_devices_gets_every_kind(house: Any) -> None:
    equipment.update(SYSTEM, house.foreign, 1, writing.Origin("test"), facts={"use_state": "报废"})
    book = openpyxl.load_workbook(io.BytesIO(workbook.make(house.stranger, "boiler")))
    assert book.sheetnames[0] == "锅炉"
    for sheet in book.sheetnames[:-1]:
        assert book[sheet].cell(FIRST, 1).value is None


def test_every_heading_is_understood_with_its_unit(house: Any, tmp_path: Path) -> None:
    for kind in standards.load().kinds.values():
        path = tmp_path / f"{kind.id}.xlsx"
        fields = workbook.columns(kind)
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet(kind.name_zh)
            sheet.write_row(0, 0, [workbook.heading(field) for field in fields])
            sheet.write_row(1, 0, [_example(field) for field in fields])
        result = reading.read_file(
            path, kind=None, library=standards.load(), today=clock.today(), enterprise="某厂"
        )
        (sheet_result,) = result.sheets
        matched = {item.heading: item.field for item in sheet_result.columns}
        assert matched == {workbook.heading(field): field.id for field in fields}
        assert sheet_result.kind == kind.id


def _example(field: standards.Field) -> Any:
    if field.choices:
        return field.choices[0]
    if field.type in ("number", "integer"):
        return field.maximum or 10
    return {"date": "2019-06-01", "yesno": "是"}.get(field.type, "甲1")


def test_untouched_nothing_is_declared(fill: Any) -> None:
    draft, report = fill()
    assert counts(report) == {"unchanged": 2}
    assert list(draft.items) == []
    assert report.notes == []


def test_a_round_trip_declares_what_was_edited_and_nothing_else(house: Any, fill: Any) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        sheet = book["变压器"]
        put(sheet, FIRST, "空载损耗(W)", 410)
        put(sheet, FIRST, "投用日期", "2013-06")
        put(sheet, FIRST + 1, "设备名称", "新变压器")
        put(sheet, FIRST + 1, "型号", "S22-M-400/10")
        put(sheet, FIRST + 1, "制造单位", "甲变压器厂")
        put(sheet, FIRST + 1, "出厂编号", "0099")
        put(sheet, FIRST + 1, "额定容量(kVA)", 400)
        put(book["电梯"], FIRST, "本年确认", "是")

    draft, report = fill(edit)
    assert counts(report) == {"new": 1, "changed": 1, "confirmed": 1}
    items = {item.action: item for item in lookup.items(house.clerk, draft)}
    stood = house.device(house.transformer).facts
    assert items["change"].facts == {**stood, "no_load_loss_w": 410, "in_service_on": "2013-06"}
    assert items["change"].base_version == 1
    assert items["new"].facts["serial_no"] == "0099"
    assert items["new"].region == "440704"
    assert items["confirm"].equipment_id == house.elevator


def test_a_new_state_retires_and_an_emptied_cell_takes_away(house: Any, fill: Any) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        put(book["变压器"], FIRST, "负载损耗(W)", None)
        put(book["电梯"], FIRST, "使用状态", "拆除")

    draft, report = fill(edit)
    assert counts(report) == {"changed": 1, "retired": 1}
    items = {item.action: item for item in lookup.items(house.clerk, draft)}
    assert "load_loss_w" not in items["change"].facts
    assert items["retire"].facts == {"use_state": "拆除"}


def test_uploading_again_corrects_and_doubles_nothing(house: Any, fill: Any) -> None:
    def first(book: openpyxl.Workbook) -> None:
        put(book["变压器"], FIRST, "空载损耗(W)", 410)
        new_lift(book)

    def second(book: openpyxl.Workbook) -> None:
        put(book["变压器"], FIRST, "空载损耗(W)", 400)
        new_lift(book)
        put(book["电梯"], FIRST + 1, "安装地点", "二号楼")

    def new_lift(book: openpyxl.Workbook) -> None:
        for heading, value in {
            "设备名称": "货梯",
            "型号": "THJ2000",
            "制造单位": "丙厂",
            "出厂编号": "N-1",
        }.items():
            put(book["电梯"], FIRST + 1, heading, value)

    draft, _ = fill(first)
    fill(second, draft)
    items = {item.action: item for item in lookup.items(house.clerk, draft)}
    assert len(lookup.items(house.clerk, draft)) == 2
    assert items["change"].facts["no_load_loss_w"] == 400
    assert items["new"].facts["location"] == "二号楼"


def test_all_problems_come_at_once_and_nothing_is_half_written(house: Any, fill: Any) -> None:
    draft = drafting.create(house.clerk)
    drafting.add_item(house.clerk, draft.id, Draft("confirm", equipment=house.elevator))

    def edit(book: openpyxl.Workbook) -> None:
        sheet = book["变压器"]
        put(sheet, FIRST, "空载损耗(W)", "很多")
        put(sheet, FIRST, "投用日期", "去年")
        sheet.cell(FIRST + 1, 1).value = f"HX-{house.foreign}-1"
        put(sheet, FIRST + 1, "设备名称", "别家的")
        sheet.cell(FIRST + 2, 1).value = f"HX-{house.transformer}-1"
        put(sheet, FIRST + 2, "设备名称", "复制的行")
        put(book["电梯"], FIRST, "行政区划代码", "440703")
        put(book["电梯"], FIRST + 1, "设备名称", "新电梯")
        put(book["电梯"], FIRST + 1, "行政区划代码", "999999")

    with pytest.raises(Invalid) as refused:
        fill(edit, draft)
    found = refused.value.details
    assert {item["code"] for item in found} >= {
        "unknown_device",
        "device_twice",
        "region_fixed",
        "unknown_region",
    }
    assert {"no_load_loss_w", "in_service_on"} <= {item["field"] for item in found}
    assert all(item["message"] and item["remedy"] and item["row"] for item in found)
    assert [item.action for item in lookup.items(house.clerk, draft)] == ["confirm"]
    assert "SECRET" not in str(refused.value.as_dict())


def test_a_cleared_row_is_asked_about(house: Any, fill: Any) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        sheet = book["变压器"]
        for cell in sheet[FIRST][1:]:
            cell.value = None

    with pytest.raises(Invalid) as refused:
        fill(edit)
    assert [item["code"] for item in refused.value.details] == ["row_cleared"]


def test_a_ledger_of_ones_own_is_matched_by_its_numbers(house: Any, tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("变压器")
        sheet.write_row(0, 0, ["型号", "制造单位", "出厂编号", "空载损耗(kW)"])
        sheet.write_row(1, 0, ["S11-M-315/10", "甲变压器厂", "0042", 0.41])
    draft = drafting.create(house.clerk)
    report = uploading.upload(house.clerk, draft.id, path, "own.xlsx")
    assert counts(report) == {"changed": 1}
    (item,) = lookup.items(house.clerk, draft)
    assert item.facts == {**house.device(house.transformer).facts, "no_load_loss_w": 410}


def test_a_row_of_another_enterprise_is_refused(house: Any, tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("变压器")
        sheet.write_row(0, 0, ["使用单位", "型号", "制造单位", "出厂编号"])
        sheet.write_row(1, 0, ["别的公司", "S11-M-315/10", "甲变压器厂", "0042"])
    draft = drafting.create(house.clerk)
    with pytest.raises(Invalid) as refused:
        uploading.upload(house.clerk, draft.id, path, "own.xlsx")
    assert [item["code"] for item in refused.value.details] == ["other_enterprise"]
