"""The workbook that goes back: the user's rows, his columns, why, and what to do."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl

from inventory.registry import reading

Read = Callable[..., reading.ReadResult]
WriteBook = Callable[..., Path]
HEADINGS = [
    "序号",
    "使用单位",
    "型号",
    "出厂编号",
    "额定容量(kVA)",
    "空载损耗(W)",
    "制造日期",
    "颜色",
]
GOOD = [1, "甲公司", "S11-M-200/10", "001", 200, 340, datetime(2013, 6, 1), "绿"]
BAD = [2, "甲公司", "=1+1", "007", "四百", -5, datetime(2013, 6, 1), None]


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_only_rows_with_problems_in_the_users_columns(read: Read, write_book: WriteBook) -> None:
    path = write_book({"变压器": [["台账"], HEADINGS, GOOD, BAD]}, strings_to_formulas=False)
    page = opened(reading.error_workbook(path, read(path)))["变压器"]
    assert page.max_row == 2
    assert [cell.value for cell in page[1]] == [*HEADINGS, "行号", "问题", "怎么办"]
    assert [cell.value for cell in page[2]][:7] == BAD[:7]
    assert page["I2"].value == 4
    assert "四百" in page["J2"].value
    assert "请填写数字" in page["K2"].value


def test_cells_at_fault_are_coloured_and_codes_are_text(read: Read, write_book: WriteBook) -> None:
    path = write_book([HEADINGS, BAD], strings_to_formulas=False)
    page = opened(reading.error_workbook(path, read(path))).worksheets[0]
    coloured = {cell.coordinate for cell in page[2] if cell.fill.fgColor.rgb == "FFFFC7CE"}
    assert coloured == {"E2", "F2"}
    assert page["D2"].value == "007"
    assert page["C2"].data_type == "s"
    assert page["G2"].is_date


def test_corrected_workbook_is_read_again(
    read: Read, write_book: WriteBook, tmp_path: Path
) -> None:
    path = write_book([HEADINGS, GOOD, BAD], strings_to_formulas=False)
    book = opened(reading.error_workbook(path, read(path)))
    book.worksheets[0]["E2"] = 400
    book.worksheets[0]["F2"] = 500
    corrected = tmp_path / "corrected.xlsx"
    book.save(corrected)
    rows = read(corrected).rows
    assert [(row.ok, row.facts["serial_no"]) for row in rows] == [(True, "007")]


def test_same_input_gives_the_same_bytes(read: Read, write_book: WriteBook) -> None:
    path = write_book([HEADINGS, BAD], strings_to_formulas=False)
    first, second = (reading.error_workbook(path, read(path)) for _ in range(2))
    assert first == second


def test_json_lines_and_long_or_forbidden_sheet_names(tmp_path: Path, read: Read) -> None:
    path = tmp_path / f"{'长' * 40}[1].jsonl"
    path.write_text('{"kind": "boiler", "facts": {"fuel": "煤", "wings": 2}}', encoding="utf-8")
    page = opened(reading.error_workbook(path, read(path, for_ledger=False))).worksheets[0]
    assert len(page.title) == 31
    assert [cell.value for cell in page[1]][:2] == ["fuel", "wings"]
    assert page["D2"].value.startswith("1. ")


def test_ledger_without_problems_gives_its_headings_only(read: Read, write_book: WriteBook) -> None:
    path = write_book([HEADINGS, GOOD])
    page = opened(reading.error_workbook(path, read(path))).worksheets[0]
    assert page.max_row == 1
