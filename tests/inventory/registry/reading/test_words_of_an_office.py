"""Headings, cells and names of everyday lists: pairs, tons of water, powers of engines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from inventory.core.kinds import known_kinds
from inventory.registry import reading
from inventory.registry.reading.headings import match_heading

Read = Callable[..., reading.ReadResult]
WriteBook = Callable[..., Path]
LOSSES = {"no_load_loss_w": 670, "load_loss_w": 3650}
NO_LOSSES = {"no_load_loss_w": None, "load_loss_w": None}


@pytest.mark.parametrize(
    ("kind", "heading", "field"),
    [
        ("motor", "年代", "made_on"),
        ("boiler", "起用年月", "in_service_on"),
        ("motor", "买来时间", None),
        ("bus", "三电质保到期", "battery_warranty_to"),
        ("bus", "三电系统质保期至", "battery_warranty_to"),
        ("nonroad_machinery", "动力(kW)", "power_kw"),
        ("chiller", "名义热量", "heating_capacity_kw"),
        ("heat_pump", "名义热量(kW)", "heating_capacity_kw"),
    ],
)
def test_headings(kind: str, heading: str, field: str | None) -> None:
    match = match_heading(heading, known_kinds()[kind], known_kinds()[kind].words)
    assert (match and match.field) == field


@pytest.mark.parametrize(
    ("name", "model", "heading", "cell", "expected"),
    [
        ("变压器", "S9-315/10", "P0/Pk(W)", "670/3650", LOSSES),
        ("变压器", "S9-315/10", "空载损耗/负载损耗(kW)", "0.67/3.65", LOSSES),
        ("变压器", "S9-315/10", "空载/负载损耗(W)", "670/3650", LOSSES),
        ("变压器", "S9-315/10", "损耗(W)", "670/3650", LOSSES),
        ("变压器", "S9-315/10", "损耗(W)", "3650/670", NO_LOSSES),
        ("变压器", "S9-315/10", "损耗(W)", "4320", NO_LOSSES),
        ("变压器", "S9-315/10", "主要参数", "315kVA，P0/Pk=670/3650W", LOSSES),
        ("变压器", "S9-315/10", "主要参数", "P0/Pk 0.67kW/3.65kW", LOSSES),
        ("变压器", "S9-315/10", "主要参数", "10/0.4kV", NO_LOSSES),
        ("冷水机组", "LSBLG130", "主要参数", "制冷130kW COP 3.2", {"cooling_capacity_kw": 130}),
        ("热泵机组", "RSJ-380", "主要参数", "制热38kW，制冷30kW", {"heating_capacity_kw": 38}),
        (
            "冷水机组",
            "LSBLG130",
            "名义冷/热量(kW)",
            "130/140",
            {"cooling_capacity_kw": 130, "heating_capacity_kw": 140},
        ),
        ("循环水泵", "IS100-80-160", "流量", "100吨/小时", {"flow_m3h": 100}),
        ("循环水泵", "IS100-80-160", "流量(t/h)", 100, {"flow_m3h": 100}),
        ("循环水泵", "IS100-80-160", "主要参数", "100t/h，32m", {"flow_m3h": 100, "head_m": 32}),
        ("鼓风机", "4-72No6C", "流量(t/h)", 100, {"flow_m3h": None}),
        ("装载机", "ZL50", "主参数", "162kW", {"power_kw": 162}),
        ("装载机", "ZL50", "动力", "162kW", {"power_kw": 162, "fuel": None}),
        ("叉车", "CPD20", "动力", "电动", {"power_kw": None, "fuel": "电动"}),
        ("空压机", "GA", "主参数", "110kW", {"drive_power_kw": 110}),
        ("局部通风机", "FBD№6.0", "功率(kW)", "2×15", {"machine_no": 6, "model": "FBD№6.0"}),
    ],
)
def test_cells(
    read: Read,
    write_book: WriteBook,
    name: str,
    model: str,
    heading: str,
    cell: object,
    expected: Mapping[str, object],
) -> None:
    rows = [["设备名称", "型号", heading], [name, model, cell]]
    (row,) = read(write_book(rows), for_ledger=False).rows
    assert {field: row.facts.get(field) for field in expected} == expected
    assert all(problem.field != "fuel" for problem in row.problems)


@pytest.mark.parametrize(
    ("medium", "model", "flow"),
    [
        ("清水", "IS100-80-160", 100),
        ("", "IS100-80-160", 100),
        ("石油化工", "IS100-80-160", None),
        ("甲醇", "IH80-65-160", None),
        ("", "IH80-65-160", None),
    ],
)
def test_tons_of_another_liquid_are_no_cubic_metres(
    read: Read, write_book: WriteBook, medium: str, model: str, flow: float | None
) -> None:
    rows = [["水泵名称", "型号", "流量t/h", "介质"], ["泵", model, 100, medium]]
    (row,) = read(write_book(rows), for_ledger=False).rows
    assert row.facts.get("flow_m3h") == flow
    assert (row.problem_of("flow_m3h") is None) == (flow is not None)


@pytest.mark.parametrize(
    ("title", "rows", "kinds"),
    [
        ("工业炉窑清单", [("加热炉", "天然气"), ("均质炉", "天然气")], ["furnace", ""]),
        ("冷水机组清单", [("冷水机组", ""), ("循环水冷却器", "")], ["chiller", ""]),
    ],
)
def test_a_name_of_several_kinds_is_asked_about(
    read: Read,
    write_book: WriteBook,
    title: str,
    rows: list[tuple[str, str]],
    kinds: list[str],
) -> None:
    heads = ["设备名称", "型号", "燃料", "制冷量(kW)"]
    book = write_book([[title], heads, *([n, "A-1", f, "" if f else 90] for n, f in rows)])
    found = sorted(read(book, for_ledger=False).rows, key=lambda row: row.row)
    assert [row.kind for row in found] == kinds
