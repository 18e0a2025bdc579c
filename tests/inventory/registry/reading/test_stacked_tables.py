"""Several tables on one sheet, headers of two rows, and what is of no kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inventory.registry import reading
from inventory.registry.reading.grids import Grid
from inventory.registry.reading.owners import planned_groups
from inventory.registry.reading.stacked import known_headings, unstack
from standards.completing import names_several
from tests.inventory.registry.reading.cells import LIBRARY

Read = Callable[..., reading.ReadResult]
WriteBook = Callable[..., Path]
KNOWN = known_headings(LIBRARY.kinds.values())


def test_tables_below_each_other_are_read_each_by_its_own_header(
    read: Read, write_book: WriteBook
) -> None:
    book = write_book(
        [
            ["某公司设备"],
            ["表1 变压器"],
            ["序号", "型号", "容量(kVA)", "台数"],
            [1, "S7-315/10", 315, 2],
            ["合计", None, None, 2],
            ["表2 锅炉"],
            ["序号", "锅炉型号", "蒸发量(t/h)", "燃料"],
            [1, "DZL4-1.25-AⅡ", 4, "烟煤"],
            ["序号", "锅炉型号", "蒸发量(t/h)", "燃料"],
            [2, "WNS2-1.0-Q", 2, "天然气"],
            [],
            ["序号", "电机型号", "功率(kW)", "投运日期"],
            [1, "Y160L-4", 15, "2001"],
        ]
    )
    found = read(book, enterprise="甲厂", for_ledger=False)
    said = [(row.row, row.kind, row.facts["model"]) for row in found.rows]
    assert said == [
        (4, "transformer", "S7-315/10"),
        (8, "boiler", "DZL4-1.25-AⅡ"),
        (10, "boiler", "WNS2-1.0-Q"),
        (13, "motor", "Y160L-4"),
    ]
    assert [sheet.header_row for sheet in found.sheets] == [3, 7, 12]


def test_one_table_with_its_header_on_every_page_stays_one() -> None:
    header = ["序号", "型号", "容量(kVA)"]
    grid = Grid("一", [["表"], header, [1, "S7-315/10", 315], [], header, [2, "S7-200/10", 200]])
    assert unstack(grid, KNOWN) == [grid]


def test_a_sheet_is_looked_at_once_whatever_its_length() -> None:
    looked = 0

    class Known(dict[str, bool]):
        def __contains__(self, key: object) -> bool:
            nonlocal looked
            looked += 1
            return super().__contains__(key)

    header: list[Any] = ["序号", "型号", "容量(kVA)"]
    counts = []
    for rows in (500, 1_000):
        looked = 0
        unstack(Grid("一", [header, *([n, "S7-315/10", "甲"] for n in range(rows))]), Known(KNOWN))
        counts.append(looked)
    assert counts[0] == counts[1]


def test_a_line_of_signatures_is_no_header() -> None:
    header = ["序号", "型号", "容量(kVA)"]
    signed = ["填表人", "审核人", "填表日期"]
    grid = Grid("一", [header, [1, "S7-315/10", 315], [], signed])
    assert unstack(grid, KNOWN) == [grid]


def test_headings_in_two_languages_are_one_header(read: Read, write_book: WriteBook) -> None:
    book = write_book(
        [
            ["序号", "设备名称", "型号", "额定容量", "制造年月"],
            ["No.", "Equipment", "Model", "Capacity (kVA)", "Made"],
            [1, "变压器", "S9-M-630/10", 630, "2001-06"],
        ]
    )
    (row,) = read(book, enterprise="甲厂", for_ledger=False).rows
    assert (row.row, row.facts["made_on"], row.facts["rated_capacity_kva"]) == (3, "2001-06", 630)


def test_what_is_to_replace_a_device_is_none(read: Read, write_book: WriteBook) -> None:
    book = write_book(
        [
            ["序号", "拟淘汰电机", None, "拟更换电机", None],
            [None, "型号", "功率(kW)", "型号", "功率(kW)"],
            [1, "Y315M-6", 90, "YE4-315L1-6", 90],
        ],
        merge=[("Sheet1", "B1:C1", "拟淘汰电机"), ("Sheet1", "D1:E1", "拟更换电机")],
    )
    (row,) = read(book, enterprise="甲厂", for_ledger=False).rows
    assert row.facts["model"] == "Y315M-6"


@pytest.mark.parametrize(
    ("groups", "planned"),
    [
        ({"拟淘汰设备", "拟更新设备"}, {"拟更新设备"}),
        ({"现有电机", "更换后"}, {"更换后"}),
        ({"拟更新设备"}, set()),  # alone it is what is to go
        ({"改造前", "改造后"}, set()),  # done or not: asked
    ],
)
def test_groups_of_what_is_to_come(groups: set[str], planned: set[str]) -> None:
    assert planned_groups(groups) == planned


@pytest.mark.parametrize(
    ("title", "rows", "kinds"),
    [
        (
            "厂内专用机动车辆台账",
            [["内燃叉车", "CPCD30", "柴油"], ["电瓶叉车", "CPD15", "蓄电池"]],
            ["nonroad_machinery", "nonroad_machinery"],
        ),
        (
            "空压站设备",
            [["螺杆空压机", "GA75-8", ""], ["冷冻式干燥机", "LD-15", ""]],
            ["compressor"],
        ),
    ],
)
def test_name_and_model_say_what_a_row_is(
    title: str, rows: list[list[Any]], kinds: list[str], read: Read, write_book: WriteBook
) -> None:
    header = ["设备名称", "型号", "动力方式"]
    book = write_book([[title], header, *rows])
    found = read(book, enterprise="甲厂", for_ledger=False)
    assert [row.kind for row in found.rows if row.kind] == kinds


def test_a_list_of_another_thing_is_asked_about(read: Read, write_book: WriteBook) -> None:
    rows = [["加油机编号", "额定功率(kW)", "额定电压"], ["001", 1.5, "380V"], ["002", 1.5, "220V"]]
    book = write_book({"加油机": rows}, name="加油机清单.xlsx")
    with pytest.raises(reading.FileProblem) as caught:
        read(book, for_ledger=False)
    assert caught.value.code in ("kind_unclear", "no_header")


def test_charging_piles_are_a_system_of_the_plans(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["充电桩编号", "桩类型", "额定功率(kW)", "厂家", "投运时间", "状态"],
        ["001", "直流一体桩", 120, "某厂", "2022-05", "在用"],
    ]
    book = write_book({"充电桩": rows}, name="充电桩清单.xlsx")
    (row,) = read(book, for_ledger=False).rows
    assert (row.kind, row.presumed) == ("general", {"system": "ev_charging"})
    mixed = [["设备名称", "型号", "数量"], ["充电桩", "DC-120", 2], ["生活水泵", "CR15-5", 3]]
    found = read(write_book(mixed), for_ledger=False).rows
    assert [row.kind for row in found] == ["general", "pump"]
    assert found[0].facts["system"] == "ev_charging"


def test_two_models_in_one_cell_are_of_no_device() -> None:
    assert names_several("transformer", "S9-315/10  S11-400/10")
    assert names_several("motor", "Y160L-4、Y180L-4")
    assert not names_several("transformer", "S9-M 315/10")
    assert not names_several("boiler", "DZL4-1.25-A Ⅱ")


def test_a_section_whose_headings_differ_little(read: Read, write_book: WriteBook) -> None:
    head = ["序号", "设备名称", "型号", "注册代码", "使用证号", "投用日期"]
    rows = [
        ["特种设备台账"],
        ["一、锅炉（1台）"],
        [*head, "下次外检", "下次内检", "状态"],
        ["1", "蒸汽锅炉", "DZL4-1.25-AⅡ", "", "", "2010.5", "2027.8", "2027.12", "在用"],
        ["二、电梯（1台）"],
        [*head, "下次检验", None, "状态"],
        ["1", "货梯", "THJ2000", "", "", "2012.5", "2026.9", None, "在用"],
    ]
    found = read(write_book(rows), for_ledger=False).rows
    assert [row.kind for row in found] == ["boiler", "elevator"]
    assert found[1].facts["next_inspection_on"] == "2026-09"
    del rows[5]  # without a header of its own
    assert [row.kind for row in read(write_book(rows), for_ledger=False).rows][1] == "elevator"
