"""Several tables beside each other on one sheet, and what only looks like them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.registry import reading
from inventory.registry.reading.beside import apart
from inventory.registry.reading.grids import Grid
from inventory.registry.reading.looking import View, first_rows
from tests.inventory.registry.reading.cells import LIBRARY

Read = Callable[..., reading.ReadResult]
WriteBook = Callable[..., Path]
RIGHT = "Sheet1（G列起）"
LISTS = [
    ["空压机", None, None, None, None, None, "储气罐"],
    ["编号", "型号", "功率(kW)", "排气压力(MPa)", "投用日期", None, "编号", "名称", "下次检验日期"],
    ["1#", "BK30-8", 30, 0.8, "2014-06", None, "Q1", "储气罐", "2027-05-10"],
    ["2#", "BK55-8", 55, 0.8, "2016-06", None, "Q2", "储气罐", "2026-08-10"],
    ["3#", "BK75-8", 75, 0.8, "2018-06"],
]


def test_lists_of_two_things(read: Read, write_book: WriteBook) -> None:
    found = read(write_book(LISTS), for_ledger=False)
    said = [(row.sheet, row.row, row.kind) for row in found.rows]
    assert said == [
        ("Sheet1", 3, "compressor"),
        ("Sheet1", 4, "compressor"),
        ("Sheet1", 5, "compressor"),
        (RIGHT, 3, "pressure_vessel"),
        (RIGHT, 4, "pressure_vessel"),
    ]
    assert [row.facts.get("next_inspection_on") for row in found.rows[3:]] == [
        "2027-05-10",
        "2026-08-10",
    ]
    note = next(note for note in found.notes if note.code == "side_by_side")
    assert RIGHT in note.message and RIGHT in note.message_en


def test_two_halves_of_one_list(read: Read, write_book: WriteBook) -> None:
    half = ["序号", "型号", "额定容量(kVA)", "台数"]
    rows = [
        ["变压器台账"],
        [*half, *half, "备注"],
        [1, "S7-315/10", 315, 1, 3, "S9-400/10", 400, 2, ""],
        [2, "S7-200/10", 200, 1, None, None, None, None, None],
    ]
    found = read(write_book(rows, merge=[("Sheet1", "A1:I1", "变压器台账")]), for_ledger=False)
    assert [(row.sheet, row.row, row.facts["rated_capacity_kva"]) for row in found.rows] == [
        ("Sheet1", 3, 315),
        ("Sheet1", 4, 200),
        ("Sheet1（E列起）", 3, 400),
    ]
    assert {row.kind for row in found.rows} == {"transformer"}


def test_a_person_is_shown_each_with_its_own_columns(write_book: WriteBook) -> None:
    shown = first_rows(write_book(LISTS), View(LIBRARY, "ledger.xlsx"))
    assert [sheet.name for sheet in shown] == ["Sheet1", RIGHT]
    assert [column.letter for column in shown[1].columns] == ["G", "H", "I"]


@pytest.mark.parametrize(
    "header",
    [
        # Two groups of one device, and a blank column that somebody left.
        ["序号", "型号", "功率", "数量", "型号", "功率", "数量"],
        ["序号", "设备名称", "型号", "数量", None, "电机型号", "功率", "备注"],
        # 编号 of another thing without a blank column.
        ["序号", "设备名称", "型号", "编号", "出厂日期", "状态"],
        ["型号", "序号", "功率", "数量", "序号", "台数", "备注"],
    ],
)
def test_one_table(header: list[str | None]) -> None:
    grid = Grid("一", [["表"], list(header), [1, "a", "b", "c", "d", "e", "f"]])
    assert apart(grid) == [grid]
