"""Headings that nobody knows: what stands below them tells models, names, plates and VINs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.registry import reading

Read = Callable[..., reading.ReadResult]
WriteBook = Callable[..., Path]


def _columns(found: reading.ReadResult) -> dict[str, tuple[str | None, str]]:
    return {
        column.heading: (column.field, column.how)
        for sheet in found.sheets
        for column in sheet.columns
    }


def test_models_and_names(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["二车间在册机电"],
        ["序", "名堂", "牌号代码", "几台"],
        [1, "配电变压器", "S7-315/10", 1],
        [2, "电动机", "Y2-160M-4", 2],
        [3, "车床", "CA6140", 1],
    ]
    found = read(write_book(rows), for_ledger=False)
    assert [(row.kind, row.facts["model"], row.facts["name"]) for row in found.rows] == [
        ("transformer", "S7-315/10", "配电变压器"),
        ("motor", "Y2-160M-4", "电动机"),
    ]
    columns = _columns(found)
    assert columns["名堂"] == ("name", "cells")
    assert columns["牌号代码"] == ("model", "cells")
    notes = [note for note in found.notes if note.code == "told_by_cells"]
    notes += [
        note for sheet in found.sheets for note in sheet.notes if note.code == "told_by_cells"
    ]
    assert {note.heading for note in notes} == {"名堂", "牌号代码"}
    assert all(note.heading in note.message and note.heading in note.message_en for note in notes)


def test_beside_headings_that_are_known(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["序号", "代码牌号", "额定容量(kVA)", "投用日期"],
        [1, "S7-315/10", 315, "1998-05"],
        [2, "S9-400/10", 400, "2003-05"],
    ]
    found = read(write_book(rows, name="变压器.xlsx"), for_ledger=False)
    assert [row.facts["model"] for row in found.rows] == ["S7-315/10", "S9-400/10"]


def test_plates_and_vins(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["编", "牌子", "大架", "排放标准", "燃料种类"],
        [1, "粤J·12345", "LFNA4LCA5FAX12345", "国三", "柴油"],
        [2, "粤JD1234", "", "国五", "柴油"],
    ]
    found = read(write_book(rows, name="柴油货车台账.xlsx"), for_ledger=False)
    assert [row.facts["plate_no"] for row in found.rows] == ["粤J12345", "粤JD1234"]


@pytest.mark.parametrize("heading", ["安装位置说明", "供应厂", "服务对象"])
def test_where_it_stands_is_no_name(read: Read, write_book: WriteBook, heading: str) -> None:
    rows = [
        ["序号", "型号", "额定容量(kVA)", heading],
        [1, "S7-315/10", 315, "锅炉"],
        [2, "S9-400/10", 400, "空压机"],
    ]
    found = read(write_book(rows), for_ledger=False)
    assert _columns(found)[heading][0] != "name"


def test_two_such_columns_are_asked(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["序", "原先牌号", "如今牌号", "几台"],
        [1, "S7-315/10", "S13-315/10", 1],
        [2, "S9-400/10", "S20-400/10", 2],
    ]
    with pytest.raises(reading.FileProblem) as refused:
        read(write_book(rows), for_ledger=False)
    assert refused.value.code == "no_header"


def test_a_persons_word_goes_before(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["序号", "代码牌号", "额定容量(kVA)", "投用日期"],
        [1, "S7-315/10", 315, "1998-05"],
    ]
    book = write_book(rows, name="变压器.xlsx")
    found = read(book, for_ledger=False, mapping={"代码牌号": ""})
    assert "model" not in found.rows[0].facts


def test_rows_without_a_header_are_no_header(read: Read, write_book: WriteBook) -> None:
    rows = [["一号", "配电变压器", "S7-315/10"], ["二号", "配电变压器", "S9-400/10"]]
    with pytest.raises(reading.FileProblem):
        read(write_book(rows), for_ledger=False)
