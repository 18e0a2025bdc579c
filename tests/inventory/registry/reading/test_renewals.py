"""Lists of before and after a renewal: the device that stands there now is read, never both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inventory.registry import reading

Read = Callable[..., reading.ReadResult]
WriteBook = Callable[..., Path]
MERGE = [("Sheet1", "B1:C1", "更新前"), ("Sheet1", "D1:E1", "更新后")]
GROUPS = ["序号", "更新前", None, "更新后", None, "更新日期"]
LEAVES = [None, "设备名称", "型号", "设备名称", "型号", None]
OLD, NEW = ["电动机", "Y180L-4"], ["电动机", "YE4-180L-4"]


def models(found: reading.ReadResult) -> list[object]:
    return [row.facts["model"] for row in found.rows]


def test_groups_with_a_day_of_the_renewal(read: Read, write_book: WriteBook) -> None:
    rows = [
        GROUPS,
        LEAVES,
        [1, *OLD, *NEW, "2025-03"],
        [2, *OLD, *NEW, "2027-03"],
        [3, *OLD, None, None, None],
    ]
    found = read(write_book(rows, merge=MERGE), for_ledger=False)
    assert models(found) == ["YE4-180L-4", "Y180L-4", "Y180L-4"]
    assert [each.code for each in found.notes] == ["renewed"]


def test_headings_that_say_what_was_and_what_is(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["用户", "原变压器型号", "原投运年份", "现变压器型号", "现投运日期", "更换状态", "现状"],
        ["甲厂", "S7-315/10", "1992", "S22-M-400/10", "2025-09-15", "已更换", "在用"],
        ["乙厂", "SL7-250/10", "1988", None, None, "未更换", "在用"],
        ["丙厂", "SL7-250/10", "1988", "S22-M-250/10", None, "未更换", "在用"],
        ["丁厂", "SL7-250/10", "1988", "S22-M-250/10", None, None, "在用"],
    ]
    found = read(write_book(rows), for_ledger=False)
    assert models(found) == ["S22-M-400/10", "SL7-250/10", "SL7-250/10", "S22-M-250/10"]
    since = [row.facts.get("in_service_on") for row in found.rows]
    assert {row.facts["use_state"] for row in found.rows} == {"在用"}
    assert since == ["2025-09-15", "1988", "1988", None]


@pytest.mark.parametrize(
    ("title", "day", "expected"),
    [
        ("2027年度电机更新计划", "2025-03", "Y180L-4"),
        ("电机更新完成情况", "2025-03", "YE4-180L-4"),
    ],
)
def test_a_plan_has_not_come(
    read: Read, write_book: WriteBook, title: str, day: str, expected: str
) -> None:
    rows = [
        [title],
        ["位置", "更新前型号", "更新前功率(kW)", "更新后型号", "更新后功率(kW)", "更新日期"],
        ["一车间", "Y180L-4", 22, "YE4-180L-4", 22, day],
    ]
    found = read(write_book(rows), for_ledger=False)
    assert models(found) == [expected]
    assert found.rows[0].facts["rated_power_kw"] == 22


def test_where_nothing_says_it_neither_is_read(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["电机台账"],
        ["位置", "更新前型号", "更新后型号", "功率(kW)"],
        ["一车间", "Y180L-4", "YE4-180L-4", 22],
    ]
    found = read(write_book(rows), for_ledger=False)
    assert [row.facts.get("model") for row in found.rows] == [None]


def test_a_person_has_said_which_column_is_meant(read: Read, write_book: WriteBook) -> None:
    rows: list[list[Any]] = [
        ["位置", "更新前型号", "更新后型号", "功率(kW)", "更新日期"],
        ["一车间", "Y180L-4", "YE4-180L-4", 22, "2025-03"],
    ]
    mapping = {"更新前型号": "model", "更新后型号": ""}
    found = read(write_book(rows), for_ledger=False, mapping=mapping)
    assert models(found) == ["Y180L-4"]


def test_other_words_with_these_letters_are_no_renewal(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["名称", "型号", "功率(kW)", "极数", "原值(元)", "现值(元)", "现状"],
        ["电机", "Y180L-4", 22, 4, 3000, 100, "在用"],
    ]
    found = read(write_book(rows), for_ledger=False)
    assert found.rows[0].facts["use_state"] == "在用"
    assert models(found) == ["Y180L-4"]
