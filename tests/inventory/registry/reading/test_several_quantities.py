"""主要参数, 规格: several quantities in one cell, and how many devices a row stands for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import standards
from inventory.registry.reading.combined import LONGEST, CombinedReader
from inventory.registry.reading.model import ReadRow

LIBRARY = standards.load()
TODAY = date(2026, 11, 28)
READERS = {kind: CombinedReader(of, TODAY) for kind, of in LIBRARY.kinds.items()}
ReadRows = Callable[..., list[ReadRow]]


def said(kind: str, text: str) -> dict[str, object]:
    found = READERS[kind].read(text).found
    return {field: reading.value for field, (reading, _) in found.items()}


@pytest.mark.parametrize(
    ("kind", "text", "facts", "left"),
    [
        ("pump", "Q=100m³/h H=32m n=2900", dict(flow_m3h=100, head_m=32, speed_rpm=2900), []),
        ("pump", "Ｑ＝１００ｍ³／ｈ　Ｈ＝３２ｍ", dict(flow_m3h=100, head_m=32), []),
        ("pump", "Q:100 H:32 N:15", dict(flow_m3h=100, head_m=32), ["N:15"]),
        ("pump", "流量100m3/h，扬程32m，功率15kW", dict(flow_m3h=100, head_m=32), ["功率15kW"]),
        ("pump", "流量100m3/h扬程32m", dict(flow_m3h=100, head_m=32), []),
        ("pump", "流量（m3/h）100", {}, ["流量", "m3/h", "100"]),
        ("pump", "Q=50L/s", dict(flow_m3h=180), []),
        ("pump", "单级双吸 Q=100", dict(pump_type="单级双吸", flow_m3h=100), []),
        ("pump", "Q100 H32", {}, ["Q100", "H32"]),
        ("pump", "100 32", {}, ["100", "32"]),
        ("pump", "吸程7m", {}, ["吸程7m"]),
        ("pump", "Q=100~120m3/h", {}, ["Q=100~120m3/h"]),
        ("pump", "约100m3/h", {}, ["约100m3/h"]),
        ("pump", "Q=100 Q=50", {}, ["Q=100"]),
        ("pump", "IS100-80-160", {}, ["IS100-80-160"]),
        ("pump", "配套电机Y160L-4 15kW 1480r/min", {}, None),
        (
            "boiler",
            "额定蒸发量6t/h；额定压力1.25MPa；燃煤",
            dict(rated_capacity_tph=6, rated_pressure_mpa=1.25, fuel="煤"),
            [],
        ),
        ("boiler", "6t/h-1.25MPa", dict(rated_capacity_tph=6, rated_pressure_mpa=1.25), []),
        ("boiler", "7MW，1.0MPa，115/70℃", dict(rated_power_mw=7, rated_pressure_mpa=1), None),
        ("boiler", "6t/h 30kW", dict(rated_capacity_tph=6), ["30kW"]),
        ("boiler", "6吨 1.25MPa", dict(rated_pressure_mpa=1.25), ["6吨"]),
        ("boiler", "90kW", dict(rated_power_mw=0.09), []),
        ("boiler", "30kW", {}, ["30kW"]),  # its fan, more likely
        (
            "boiler",
            "燃料:烟煤 链条炉排 6t/h",
            dict(fuel="烟煤", combustion="层燃", rated_capacity_tph=6),
            [],
        ),
        ("transformer", "3000kVA 10/0.4kV", dict(rated_capacity_kva=3000, voltage_kv=10), []),
        (
            "transformer",
            "10/0.4kV，Dyn11，630kVA",
            dict(voltage_kv=10, rated_capacity_kva=630, connection="Dyn11"),
            [],
        ),
        (
            "transformer",
            "S=630 P0=810W Pk=6.2kW",
            dict(rated_capacity_kva=630, no_load_loss_w=810, load_loss_w=6200),
            [],
        ),
        ("transformer", "0.4kV", {}, ["0.4kV"]),
        ("transformer", "1,250kVA 10kV", dict(rated_capacity_kva=1250, voltage_kv=10), []),
        (
            "motor",
            "15kW 4P 380V 1460r/min",
            dict(rated_power_kw=15, poles=4, rated_voltage_v=380, speed_rpm=1460),
            [],
        ),
        ("motor", "四极 15kW", dict(poles=4, rated_power_kw=15), []),
        ("motor", "15KW-4P", dict(rated_power_kw=15, poles=4), []),
        ("motor", "24V", {}, ["24V"]),
        ("motor", "n=1460 N=15", dict(speed_rpm=1460), ["N=15"]),
        (
            "compressor",
            "排气量 10m³/min 压力 0.8MPa 75kW",
            dict(discharge_pressure_mpa=0.8, drive_power_kw=75, flow_m3min=10),
            [],
        ),
        (
            "compressor",
            "P=0.8MPa N=75kW",
            dict(discharge_pressure_mpa=0.8, drive_power_kw=75),
            [],
        ),
        ("compressor", "P=75", {}, ["P=75"]),
        ("fan", "风量20000m3/h 全压1500Pa", dict(flow_m3h=20000, pressure_pa=1500), []),
        ("elevator", "Q=100", {}, ["Q=100"]),
    ],
)
def test_each_quantity_is_read_by_its_symbol_name_or_unit(
    kind: str, text: str, facts: dict[str, object], left: list[str] | None
) -> None:
    assert said(kind, text) == facts
    if left is not None:
        assert READERS[kind].read(text).left == left


@pytest.mark.parametrize(
    ("text", "kva", "count"),
    [
        ("630kVA×2", 630, 2),
        ("630kVA*2台", 630, 2),
        ("2×630kVA", 630, 2),
        ("２＊６３０ＫＶＡ", 630, 2),
        ("630kVA 2台", 630, 2),
        ("2台630kVA", 630, 2),
        ("2台 630kVA", 630, 2),
        ("两台630kVA", 630, 2),
        ("630kVA（2台）", 630, 2),
        ("630kVA,共2台", 630, 2),
        ("630kVA", 630, 1),
        ("0×630kVA", None, 1),
    ],
)
def test_a_count_in_the_cell_is_the_quantity_and_the_rating_that_of_one(
    read_rows: ReadRows, text: str, kva: int | None, count: int
) -> None:
    for heading in ("额定容量(kVA)", "主要参数"):
        row = read_rows(
            [["型号", "出厂编号", heading], ["S11", "A-1", text]],
            kind="transformer",
            for_ledger=False,
        )[0]
        assert (row.facts.get("rated_capacity_kva"), row.quantity) == (kva, count), heading


@pytest.mark.parametrize(
    ("cell", "quantity", "warned"), [("2×630", 2, False), ("2×630", 3, True), ("630", 3, False)]
)
def test_the_column_of_quantities_goes_before_and_a_difference_is_said(
    read_rows: ReadRows, cell: str, quantity: int, warned: bool
) -> None:
    row = read_rows(
        [["型号", "额定容量(kVA)", "数量"], ["S11", cell, quantity]],
        kind="transformer",
        for_ledger=False,
    )[0]
    assert row.quantity == quantity
    assert row.facts["rated_capacity_kva"] == 630
    assert ("quantity_differs" in {p.code for p in row.problems}) is warned


def rows_of(read_rows: ReadRows, headings: Sequence[str], *cells: Sequence[Any]) -> list[ReadRow]:
    return read_rows([headings, *cells], for_ledger=False)


def test_every_row_is_read_by_its_own_kind(read_rows: ReadRows) -> None:
    rows = rows_of(
        read_rows,
        ["设备名称", "型号", "主要参数", "数量"],
        ["循环水泵", "IS100-80-160", "Q=100m³/h H=32m n=2900", 2],
        ["变压器", "S11-M-630/10", "630kVA 10/0.4kV", 1],
        ["空压机", "LG-75", "10m³/min 0.8MPa 75kW", 1],
    )
    facts = {row.kind: row.facts for row in rows}
    assert facts["pump"]["flow_m3h"] == 100 and facts["pump"]["head_m"] == 32
    assert facts["transformer"]["voltage_kv"] == 10
    assert facts["compressor"]["discharge_pressure_mpa"] == 0.8


def test_what_is_left_over_is_said_as_not_used(
    write_book: Callable[..., Any], read: Callable[..., Any]
) -> None:
    book = write_book(
        [["水泵名称", "水泵型号", "主要参数"], ["清水泵", "IS80-65-160", "Q=50 N=7.5kW"]]
    )
    result = read(book, for_ledger=False)
    notes = {note.code: note for note in (*result.notes, *result.sheets[0].notes)}
    assert "N=7.5kW" in notes["left_over"].message and notes["left_over"].rows == (2,)
    assert "unknown_heading" not in notes


def test_two_cells_that_differ_decide_nothing(read_rows: ReadRows) -> None:
    row = rows_of(
        read_rows, ["水泵型号", "流量", "扬程", "技术参数"], ["IS80", 60, 32, "Q=50m3/h H=32m"]
    )[0]
    assert "flow_m3h" not in row.facts and row.facts["head_m"] == 32
    assert [p.field for p in row.problems if p.code == "contradiction"] == ["flow_m3h"]


def test_under_规格_stands_a_model_name_or_the_quantities(read_rows: ReadRows) -> None:
    first, second = rows_of(
        read_rows,
        ["设备名称", "规格", "数量"],
        ["变压器", "630kVA 10/0.4kV", 1],
        ["变压器", "S7-315/10", 1],
    )
    assert first.facts["rated_capacity_kva"] == 630 and "model" not in first.facts
    assert second.facts["model"] == "S7-315/10"


@pytest.mark.parametrize(
    ("cell", "model", "count"),
    [
        ("S11-M-630/10 630kVA 2台", "S11-M-630/10", 2),
        ("S11-M-630/10，2台", "S11-M-630/10", 2),
        ("S11-M-630 /10", "S11-M-630 /10", 1),
        ("S11-M-630/10 厂内", "S11-M-630/10 厂内", 1),
    ],
)
def test_quantities_behind_a_model_name_are_no_part_of_it(
    read_rows: ReadRows, cell: str, model: str, count: int
) -> None:
    row = rows_of(read_rows, ["变压器型号", "使用状态"], [cell, "在用"])[0]
    assert (row.facts["model"], row.quantity) == (model, count)


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(["pump", "boiler", "transformer", "motor", "compressor", "fan"]),
    text=st.text(alphabet="QHnP=:0123456789. m³/hkWVA×2台，；燃煤(%四极", max_size=40),
)
def test_no_number_is_read_that_the_cell_does_not_hold(kind: str, text: str) -> None:
    digits = set("".join(char for char in text if char.isdigit()))
    for value in said(kind, text).values():
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            # Units change a number by powers of ten or by 3.6; a count in Chinese is none.
            assert digits or "四" in text


def test_a_long_cell_is_no_list_of_quantities() -> None:
    text = "Q=100m³/h " * LONGEST
    combined = READERS["pump"].read(text)
    assert not combined.found and len(combined.left[0]) == LONGEST


@pytest.mark.parametrize("text", ["4吨", "4T", "4 蒸吨", "４吨", "4t/h"])
def test_tons_under_a_capacity_are_those_of_a_boiler_by_the_hour(
    read_rows: ReadRows, text: str
) -> None:
    rows = [
        ["设备名称", "出厂编号", "容量", "位置"],
        ["蒸汽锅炉", "A-1", text, "东"],
        ["叉车", "A-2", text, "西"],
        ["热水锅炉", "A-3", "2.8MW", "东"],
        ["蒸汽锅炉", "A-4", 4, "东"],  # t/h or MW
    ]
    found = {row.row: row for row in read_rows(rows, for_ledger=False)}
    assert found[2].facts["rated_capacity_tph"] == 4
    assert "rated_capacity_tph" not in found[3].facts
    assert found[4].facts["rated_power_mw"] == 2.8
    assert {"rated_capacity_tph", "rated_power_mw"}.isdisjoint(found[5].facts)
