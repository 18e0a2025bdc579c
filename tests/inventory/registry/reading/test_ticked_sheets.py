"""Ditto marks, ticks under the choices of a heading, two numbers in a cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.registry import reading

Read = Callable[..., reading.ReadResult]
WriteBook = Callable[..., Path]
FUELS = [
    ["单位名称", "锅炉型号", "额定出力(t/h)", None, None, None],
    [None, None, None, "煤", "天然气", "生物质"],
]
OVER = [
    ("Sheet1", "A1:A2", "单位名称"),
    ("Sheet1", "B1:B2", "锅炉型号"),
    ("Sheet1", "C1:C2", "额定出力(t/h)"),
    ("Sheet1", "D1:F1", "燃料种类"),
]


def test_a_fuel_that_is_ticked(read: Read, write_book: WriteBook) -> None:
    rows = [
        *FUELS,
        ["甲厂", "DZL2-0.7", 2, "√", None, None],
        ["乙厂", "WNS2-1.0", 2, None, "√", "/"],
        ["丙厂", "DZL4-1.0", 4, None, None, None],
    ]
    found = read(write_book(rows, merge=OVER), for_ledger=False).rows
    assert [row.facts.get("fuel") for row in found] == ["煤", "天然气", None]


def test_two_ticks_are_no_fuel(read: Read, write_book: WriteBook) -> None:
    rows = [*FUELS, ["甲厂", "DZL2-0.7", 2, "√", None, "√"]]
    (row,) = read(write_book(rows, merge=OVER), for_ledger=False).rows
    assert "fuel" not in row.facts
    assert row.problem_of("fuel") is not None


def test_amounts_under_a_group_stay_as_they_are(read: Read, write_book: WriteBook) -> None:
    rows = [*FUELS, ["甲厂", "DZL2-0.7", 2, 300, None, None]]
    (row,) = read(write_book(rows, merge=OVER), for_ledger=False).rows
    assert "fuel" not in row.facts


@pytest.mark.parametrize("mark", ["同上", "〃", "″", '"'])
def test_dittos(mark: str, read: Read, write_book: WriteBook) -> None:
    rows = [
        ["设备名称", "型号", "数量", "出厂日期"],
        ["电动机", "Y225S-4", 2, "2002年"],
        ["电动机", mark, 3, mark],
        [mark, mark, 1, "2003"],
    ]
    found = read(write_book(rows), for_ledger=False).rows
    assert [row.facts["model"] for row in found] == ["Y225S-4"] * 3
    assert [row.facts["made_on"] for row in found] == ["2002", "2002", "2003"]
    assert [row.kind for row in found] == ["motor"] * 3


def test_two_numbers_under_a_heading_of_two(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["机械名称", "型号", "功率/转速(kW/rpm)", "排放标准"],
        ["装载机", "ZL50G", "162/2200", "国二"],
        ["叉车", "CPCD100", "118kW/2200", "国三"],
        ["电动叉车", "CPD20", "/", None],
    ]
    found = read(write_book(rows), for_ledger=False).rows
    assert [row.facts.get("power_kw") for row in found] == [162, 118, None]


def test_a_column_of_two_that_somebody_named_stays(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["水泵型号", "流量/扬程", "数量"],
        ["IS125-100-200", "200/50", 1],
        ["IS80-65-160", "50/32", 2],
    ]
    book = write_book(rows)
    found = read(book, for_ledger=False).rows
    assert (found[0].facts["flow_m3h"], found[0].facts["head_m"]) == (200, 50)
    kept = read(book, for_ledger=False, mapping={"流量/扬程": ""}).rows
    assert not {"flow_m3h", "head_m"} & kept[0].facts.keys()


def test_one_number_for_either_is_no_pair(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["设备名称", "型号", "扬程/压力"],
        ["水泵", "IS125-100-200", "50m"],
        ["水泵", "IS80-65-160", "32m"],
    ]
    found = read(write_book(rows), for_ledger=False).rows
    assert [row.facts["head_m"] for row in found] == [50, 32]
