"""Lists that name the model of a machine and that of its motor, each in a column of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from inventory.registry import reading

Read = Callable[..., reading.ReadResult]
WriteBook = Callable[..., Path]

HEADS = ["序号", "设备名称", "规格型号", "电动机型号", "功率(kW)", "电压(V)", "台数"]
ROWS: Sequence[Sequence[object]] = [
    [1, "主通风机", "FBCDZ-8-No24", "YBF450-8", 160, 380, 2],
    [2, "主排水泵", "MD280-43×8", "YB2-4503-4", 500, 10000, 3],
    [3, "提升机", "JK-2.5×2.0", "YR560-10", 400, 10000, 1],
    [4, "给煤机电动机", "Y160M-6", "—", 7.5, 380, 4],
]


def _models(result: reading.ReadResult) -> dict[str, tuple[str, object]]:
    return {
        str(row.cells[1]): (row.kind, row.facts.get("model"))
        for row in sorted(result.rows, key=lambda row: row.row)
    }


@pytest.mark.parametrize("grouped", [False, True])
def test_each_kind_takes_the_column_that_names_it(
    read: Read, write_book: WriteBook, grouped: bool
) -> None:
    rows: list[Sequence[object]] = [HEADS, *ROWS]
    merge = []
    if grouped:
        rows[:1] = [
            [*HEADS[:3], None, None, None, HEADS[6]],
            [None, None, None, "型号", "功率(kW)", "电压(V)", None],
        ]
        merge = [("Sheet1", "D1:F1", "电动机")]
    found = _models(read(write_book(rows, merge=merge), for_ledger=False))
    assert found.pop("提升机") in (("motor", "YR560-10"), ("", None))
    assert found == {
        "主通风机": ("fan", "FBCDZ-8-No24"),
        "主排水泵": ("pump", "MD280-43×8"),
        "给煤机电动机": ("motor", "Y160M-6"),
    }


def test_a_model_of_another_thing_does_not_fill_the_gap(read: Read, write_book: WriteBook) -> None:
    rows = [HEADS, *ROWS, [5, "绞车电动机", "JD-1.6", "", 25, 380, 1]]
    found = _models(read(write_book(rows), for_ledger=False))
    assert found["绞车电动机"] == ("motor", None)


@pytest.mark.parametrize(
    ("heading", "name", "cell", "expected"),
    [
        (
            "规格型号",
            "客梯",
            "ELENESSA 1600kg 1.75m/s",
            {"rated_load_kg": 1600, "model": "ELENESSA"},
        ),
        ("规格型号", "客梯", "HOPE-II 1000kg", {"rated_load_kg": 1000, "model": "HOPE-II"}),
        ("规格型号", "离心风机", "4-72-6C 7.5kW", {"machine_no": 6, "model": "4-72-6C"}),
        ("规格型号", "离心风机", "4-72-6C 7.5kW 1450rpm", {"machine_no": 6, "model": "4-72-6C"}),
        ("规格型号", "污水泵", "WQ 15-15-1.5", {"model": "WQ 15-15-1.5"}),
        ("规格型号", "热水锅炉", "CWNS0.7-85/60-Q/0.7", {"model": "CWNS0.7-85/60-Q/0.7"}),
        ("型号／功率", "热水锅炉", "CWNS0.7-85/60-Q／0.7MW", {"model": "CWNS0.7-85/60-Q"}),
        ("型号／功率", "热水锅炉", "0.7MW", {"rated_power_mw": 0.7, "model": None}),
        ("型号/功率", "引风机", "Y5-47No8C/30kW", {"machine_no": 8, "model": "Y5-47No8C"}),
    ],
)
def test_what_stands_behind_a_model_is_no_part_of_it(
    read: Read,
    write_book: WriteBook,
    heading: str,
    name: str,
    cell: str,
    expected: dict[str, object],
) -> None:
    rows = [["设备名称", heading, "安装地点"], [name, cell, "车间"]]
    (row,) = read(write_book(rows), for_ledger=False).rows
    assert {field: row.facts.get(field) for field in expected} == expected
