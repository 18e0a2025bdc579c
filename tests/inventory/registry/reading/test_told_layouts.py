"""A person says where the header is; what nobody sees in the sheet is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from inventory.registry import reading
from inventory.registry.reading.hints import on_command_line
from inventory.registry.reading.unseen import Unseen, unseen_of

Read = Callable[..., reading.ReadResult]
WriteBook = Callable[..., Path]
HEADINGS = ["使用单位", "型号", "出厂编号", "额定容量(kVA)"]
DEVICE: list[Any] = ["甲公司", "S11-M-200/10", "001", 200]


def problem(read: Read, path: Path, **options: Any) -> reading.FileProblem:
    with pytest.raises(reading.FileProblem) as caught:
        read(path, **options)
    return caught.value


def test_a_table_without_a_header_is_read_by_the_letters(read: Read, write_book: WriteBook) -> None:
    book = write_book([DEVICE, [*DEVICE[:2], "002", 250]])
    assert problem(read, book).code == "no_header"
    mapping = {"A": "enterprise", "B列": "model", "（C列）": "serial_no", "D": "rated_capacity_kva"}
    (sheet,) = read(book, kind="transformer", header_row=0, mapping=mapping).sheets
    assert sheet.header_row == 0
    assert [row.facts["rated_capacity_kva"] for row in sheet.rows] == [200, 250]
    assert [row.row for row in sheet.rows] == [1, 2]
    assert sheet.rows[1].facts["serial_no"] == "002"


def test_the_header_is_told_sheet_by_sheet(read: Read, write_book: WriteBook) -> None:
    strange = ["谁的", "啥型号", "号", "多大"]
    book = write_book({"一": [["表"], strange, DEVICE], "二": [HEADINGS, [*DEVICE[:2], "3", 250]]})
    mapping = dict(
        zip(strange, ("enterprise", "model", "serial_no", "rated_capacity_kva"), strict=True)
    )
    told = read(book, kind="transformer", header_row={"一": 2}, mapping=mapping)
    assert [(sheet.name, sheet.header_row) for sheet in told.sheets] == [("一", 2), ("二", 1)]
    assert [row.facts["serial_no"] for row in told.rows] == ["001", "3"]
    assert problem(read, book, header_row={"一": 9}).code == "header_row"


def test_a_nameless_column_is_no_letter_for_one_with_a_heading(
    read: Read, write_book: WriteBook
) -> None:
    rows = {"一": [DEVICE], "二": [HEADINGS, DEVICE]}
    mapping = {"（B列）": "model", "（C列）": "location"}
    told = read(write_book(rows), kind="transformer", header_row={"一": 0}, mapping=mapping)
    assert [row.facts.get("location") for row in told.rows] == ["001", None]
    assert told.rows[1].facts["serial_no"] == "001"


def test_one_of_two_columns_with_the_same_heading_is_told(
    read: Read, write_book: WriteBook
) -> None:
    book = write_book([[*HEADINGS, "编码", "编码"], [*DEVICE, "x", "丙厂"]])
    (row,) = read(book, mapping={"编码（F列）": "manufacturer"}).rows
    assert row.facts["manufacturer"] == "丙厂"


@pytest.mark.parametrize(
    ("second", "asked"),
    [
        (["单位名称", "规格型号", "产品编号", "容量"], True),
        (HEADINGS, False),
        (["单位名称", "规格型号"], False),
        (["乙公司", "S9-M-100/10", "7", "100"], False),
    ],
)
def test_two_rows_that_may_be_the_header_are_a_question(
    second: list[Any], asked: bool, read: Read, write_book: WriteBook
) -> None:
    book = write_book([HEADINGS, DEVICE, second, [*DEVICE[:2], "9", 100]])
    if not asked:
        assert read(book, kind="transformer").sheets[0].header_row == 1
        return
    found = problem(read, book, kind="transformer")
    assert (found.code, "第 1、3 行" in found.message) == ("two_headers", True)
    assert "--" not in found.remedy
    assert "--header-row" in on_command_line(found).remedy
    (row,) = read(book, kind="transformer", header_row=3).rows
    assert row.facts["serial_no"] == "9"
    assert len(read(book, kind="transformer", settled=True).rows) > 1


def test_rows_are_asked_where_the_file_has_been(read: Read, write_book: WriteBook) -> None:
    book = write_book([["使用单位", "设备名称", "型号", "出厂编号"], ["甲公司", "设备", "A1", "1"]])
    assert problem(read, book).code == "kind_unclear"
    (row,) = read(book, settled=True).rows
    assert (row.kind, [item.code for item in row.problems]) == ("", ["kind_unclear"])


@pytest.fixture
def veiled(tmp_path: Path) -> Path:
    path = tmp_path / "隐藏.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("甲&乙")
        for number, row in enumerate((HEADINGS, DEVICE, [*DEVICE[:2], "002", 250])):
            sheet.write_row(number, 0, row)
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_row(40, None, None, {"hidden": True})
        sheet.set_column(2, 2, None, None, {"hidden": True})
        sheet.set_column(9, 16383, None, None, {"hidden": True})
        sheet.write_formula("D3", '=IF(A1<"x",100,250)', None, "")
    return path


def test_hidden_rows_and_columns_and_formulas_without_a_result_are_said(
    read: Read, veiled: Path
) -> None:
    result = read(veiled)
    assert len(result.rows) == 2
    notes = {note.code: note for note in result.notes}
    assert (notes["hidden_rows"].count, notes["hidden_rows"].rows) == (1, (2,))
    assert "（C）" in notes["hidden_columns"].message
    assert (notes["no_value"].rows, "D3" in notes["no_value"].message) == ((3,), True)
    assert "rated_capacity_kva" not in result.rows[1].stated


def test_what_is_not_hidden_is_not_told(write_book: WriteBook) -> None:
    assert unseen_of(write_book([HEADINGS, DEVICE])) == {}


def test_only_what_the_parts_say(veiled: Path) -> None:
    (found,) = unseen_of(veiled).values()
    assert found.rows == (2, 41)
    assert found.columns[:2] == (2, 9) and found.columns[-1] == 16383
    assert found != Unseen()


def test_a_format_that_does_not_tell_says_so(read: Read) -> None:
    notes = read(Path(__file__).parent / "ledger.xls").notes
    assert "hidden_untold" in {note.code for note in notes}
