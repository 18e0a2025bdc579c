"""What a whole row or file says: identity, contradictions, repeats; every problem at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import standards
from inventory.registry import reading
from inventory.registry.reading.checks import RowChecker
from inventory.registry.reading.model import ReadRow

Read = Callable[..., reading.ReadResult]
ReadRows = Callable[..., list[reading.ReadRow]]
WriteBook = Callable[..., Path]
BOILER = [
    "使用单位",
    "型号",
    "设备代码",
    "燃料种类",
    "燃烧方式",
    "额定蒸发量(t/h)",
    "额定热功率(MW)",
]
TRUCK = ["所有人", "车牌号", "车架号", "车辆类型", "燃料种类", "注册日期", "使用性质"]
VIN = "LZZ1BLMJ4TJ465057"
LIBRARY = standards.load()


def codes(row: reading.ReadRow) -> list[tuple[str, str]]:
    return [(problem.code, problem.severity) for problem in row.problems]


def boiler(**cells: Any) -> list[Any]:
    usual = dict(zip(BOILER, ["甲公司", "SZL10", "3" * 18, "烟煤", "层燃", 10, None], strict=True))
    return list({**usual, **cells}.values())


def test_all_problems_of_all_rows_come_in_one_pass(read: Read, write_book: WriteBook) -> None:
    path = write_book(
        [
            ["锅炉台账"],
            [*BOILER, "设计热效率(%)", "制造日期"],
            [*boiler(燃料种类="核能"), 0.92, "长期"],
            [*boiler(设备代码="4" * 18), 92, "2019-02-30"],
        ]
    )
    result = read(path)
    assert [(p.row, p.data_row, p.field, p.code) for p in result.problems] == [
        (3, 1, "fuel", "unknown_choice"),
        (3, 1, "design_efficiency_pct", "fraction"),
        (3, 1, "made_on", "not_a_date"),
        (4, 2, "made_on", "impossible_date"),
    ]
    first = result.problems[0]
    assert first.as_dict() == {
        "sheet": "Sheet1",
        "row": 3,
        "data_row": 1,
        "field": "fuel",
        "heading": "燃料种类",
        "value": "核能",
        "severity": "warning",
        "code": "unknown_choice",
        "message": "燃料种类“核能”不在可选项中",
        "message_en": "燃料种类 '核能' is not one of the choices",
        "remedy": "请改为其中之一：烟煤；贫煤；无烟煤；褐煤；天然气；油；生物质；电；其他",
        "remedy_en": "use one of: 烟煤；贫煤；无烟煤；褐煤；天然气；油；生物质；电；其他",
    }
    assert "92" in result.problems[1].remedy


@pytest.mark.parametrize(
    ("tph", "mw", "ok"),
    [(10, 7, True), (10, 7.35, True), (10, 6.65, True), (10, 7.36, False), (10, 6.64, False)],
)
def test_capacity_in_two_units_must_agree_within_5_percent(
    tph: float, mw: float, ok: bool, read_rows: ReadRows
) -> None:
    rows = read_rows([BOILER, boiler(**{"额定蒸发量(t/h)": tph, "额定热功率(MW)": mw})])
    assert codes(rows[0]) == ([] if ok else [("capacity_disagrees", "error")])


def test_fixed_grate_is_taken_from_the_way_of_burning(read_rows: ReadRows) -> None:
    headings = [*BOILER, "固定炉排"]
    rows = read_rows(
        [
            headings,
            [*boiler(燃烧方式="固定炉排"), None],
            [*boiler(燃烧方式="固定炉排", 设备代码="4" * 18), "否"],
        ]
    )
    assert rows[0].facts["combustion"] == "层燃"
    assert rows[0].facts["fixed_grate"] is True
    assert codes(rows[1]) == [("contradiction", "warning")]
    assert rows[1].facts["combustion"] == "层燃"
    assert "fixed_grate" not in rows[1].facts


def test_in_service_before_it_was_made_is_a_warning(read_rows: ReadRows) -> None:
    rows = read_rows(
        [
            [*BOILER, "制造日期", "投用日期"],
            [*boiler(), "2019-06-01", "2018-12-01"],
            [*boiler(设备代码="4" * 18), "2019-06", "2019"],
        ]
    )
    assert codes(rows[0]) == [("dates_out_of_order", "warning")]
    assert codes(rows[1]) == []


def test_capacity_in_the_model_name_that_contradicts_is_a_warning(read_rows: ReadRows) -> None:
    headings = ["使用单位", "型号", "额定容量(kVA)", "空载损耗(W)"]
    rows = read_rows(
        [headings, ["甲", "S11-M-200/10", 315, 340], ["甲", "Ｓ１１－Ｍ－３１５／１０", 315, 340]]
    )
    assert codes(rows[0]) == [("nameplate_capacity", "warning")]
    assert codes(rows[1]) == []


# --- identity ------------------------------------------------------------------------------------


def test_row_without_enterprise_is_an_error_unless_the_file_has_one(
    read: Read, write_book: WriteBook
) -> None:
    path = write_book([BOILER, boiler(使用单位=None)])
    assert codes(read(path).rows[0]) == [("no_enterprise", "error")]
    row = read(path, enterprise="乙公司").rows[0]
    assert row.ok
    assert row.enterprise == "乙公司"


def test_damaged_code_is_an_error_where_nothing_else_identifies(read_rows: ReadRows) -> None:
    headings = [*BOILER, "使用登记证编号"]
    rows = read_rows(
        [
            headings,
            [*boiler(设备代码=3.11e17), None],
            [*boiler(设备代码=3.12e17), "锅12赣A0001"],
            [*boiler(设备代码=None), None],
        ]
    )
    assert codes(rows[0]) == [("damaged_code", "warning"), ("no_identity", "error")]
    assert codes(rows[1]) == [("damaged_code", "warning")]
    assert codes(rows[2]) == []


def truck(**cells: Any) -> list[Any]:
    usual = dict(
        zip(TRUCK, ["甲", "赣D92661", VIN, "重型载货", "柴油", "2015-01-02", "货运"], strict=True)
    )
    return list({**usual, **cells}.values())


def test_truck_needs_a_plate_or_a_vin(read_rows: ReadRows) -> None:
    rows = read_rows([TRUCK, truck(车牌号=None), truck(车牌号=None, 车架号=None)])
    assert codes(rows[0]) == [("required_blank", "warning")]
    assert codes(rows[1]) == [("required_blank", "warning"), ("no_identity", "error")]


def test_repeats_name_the_first_row_over_all_sheets(read: Read, write_book: WriteBook) -> None:
    path = write_book(
        {
            "货车一": [TRUCK, truck(), truck(车架号=None)],
            "货车二": [TRUCK, truck(车牌号="赣D00001"), truck(车牌号="赣·d00001", 车架号=None)],
        }
    )
    problems = read(path).problems
    assert [(p.sheet, p.row, p.field, p.code) for p in problems] == [
        ("货车一", 3, "plate_no", "duplicate"),
        ("货车二", 2, "vin", "duplicate"),
        ("货车二", 3, "plate_no", "duplicate"),
    ]
    assert "第 2 行" in problems[0].message
    assert "工作表“货车一”第 2 行" in problems[1].message


def test_manufacturer_and_serial_number_together_identify(read_rows: ReadRows) -> None:
    headings = ["使用单位", "型号", "制造单位", "出厂编号", "额定容量(kVA)", "空载损耗(W)"]
    rows = read_rows(
        [
            headings,
            ["甲", "S11-M-200/10", "乙厂", "001", 200, 340],
            ["甲", "S11-M-200/10", "丙厂", "001", 200, 340],
            ["丁", "S11-M-200/10", "乙厂", "001", 200, 340],
        ]
    )
    assert [codes(row) for row in rows] == [[], [], [("duplicate", "error")]]


def test_rows_only_to_be_judged_may_lack_names_and_repeat(
    read: Read, write_book: WriteBook
) -> None:
    path = write_book([TRUCK, truck(所有人=None), truck(车牌号=None)])
    assert all(row.ok for row in read(path, for_ledger=False).rows)
    assert not any(row.ok for row in read(path).rows[1:])


def test_dangerous_goods_are_taken_from_the_use(read_rows: ReadRows) -> None:
    row = read_rows([TRUCK, truck(使用性质="危险货物运输")])[0]
    assert row.facts["use_nature"] == "营运"
    assert row.facts["hazmat"] is True


@settings(max_examples=60)
@given(
    tph=st.floats(0.1, 200, allow_nan=False),
    ratio=st.floats(0.5, 1.5, allow_nan=False),
)
def test_capacities_disagree_exactly_beyond_5_percent(tph: float, ratio: float) -> None:
    row = ReadRow("s", 1, 1, "boiler", (), (), {})
    row.facts = {"rated_capacity_tph": tph, "rated_power_mw": tph * 0.7 * ratio}
    RowChecker(LIBRARY.kinds["boiler"], {}, for_ledger=False).check(row)
    if abs(ratio - 1) > 0.0501:
        assert codes(row) == [("capacity_disagrees", "error")]
    elif abs(ratio - 1) < 0.0499:
        assert codes(row) == []


def test_the_model_name_says_which_coal_a_cell_leaves_open(read_rows: ReadRows) -> None:
    rows = read_rows(
        [
            BOILER,
            boiler(型号="DZL4-1.25-AⅡ", 燃料种类="燃煤"),
            boiler(型号="", 燃料种类="燃煤", 设备代码="4" * 18),
        ]
    )
    assert [row.facts["fuel"] for row in rows] == ["烟煤", "煤"]
    assert [p.code for row in rows for p in row.problems if p.field == "fuel"] == [
        "ambiguous_choice",
        "ambiguous_choice",
    ]
