"""Cells that say more than one thing, and cells of which not every word is understood."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import standards
from inventory.registry.reading.amounts import capacity_in
from inventory.registry.reading.columns import Column
from inventory.registry.reading.model import WARNING, Reading
from inventory.registry.reading.quantities import chinese_number, quantity_of
from inventory.registry.reading.values import reader_of

TODAY = date(2026, 11, 28)
LIBRARY = standards.load()


def cell(kind: str, field: str, value: Any, unit: str | None = None) -> Reading:
    of_kind = LIBRARY.kinds[kind]
    column = Column(of_kind.field(field), unit, of_kind.words, TODAY, kind=of_kind)
    return reader_of(column)(value)


@pytest.mark.parametrize(
    ("kind", "field", "text", "value", "also"),
    [
        ("motor", "poles", "4P", 4, None),
        ("motor", "poles", "四极", 4, None),
        ("motor", "poles", "十二极", 12, None),
        ("motor", "rated_power_kw", "15KW×2", 15, {"quantity": 2}),
        ("motor", "rated_power_kw", "2台×15kW", 15, {"quantity": 2}),
        ("motor", "rated_power_kw", "15（20HP）", 15, None),
        ("motor", "rated_power_kw", "15kW（2台）", 15, {"quantity": 2}),
        ("motor", "rated_power_kw", "单台15kW", 15, None),
        ("motor", "rated_power_kw", "15kW/台", 15, None),
        ("motor", "rated_voltage_v", "380/660", 380, None),
        ("motor", "rated_voltage_v", "6/10kV", 6000, {"second_voltage_v": 10000}),
        ("motor", "rated_voltage_v", "AC380V", 380, None),
        ("motor", "rated_voltage_v", "380±5%", 380, None),
        ("motor", "rated_voltage_v", "0.4kV", 400, None),
        ("motor", "rated_voltage_v", "380V/50Hz", 380, None),
        ("transformer", "rated_capacity_kva", "2×630", 630, {"quantity": 2}),
        ("transformer", "rated_capacity_kva", "630×2", 630, {"quantity": 2}),
        ("transformer", "rated_capacity_kva", "630（1台）", 630, {"quantity": 1}),
        ("transformer", "voltage_kv", "10±2×2.5%/0.4kV", 10, None),
        ("boiler", "rated_power_mw", "6t/h", None, {"rated_capacity_tph": 6}),
        ("boiler", "rated_capacity_tph", "4.2MW", None, {"rated_power_mw": 4.2}),
        ("pump", "stages", "单级", 1, None),
        ("boiler", "fuel", "二类烟煤", "烟煤", {"coal_class": "Ⅱ类"}),
        ("boiler", "fuel", "烟煤Ⅱ", "烟煤", {"coal_class": "Ⅱ类"}),
        ("boiler", "fuel", "烟煤（二类）", "烟煤", {"coal_class": "Ⅱ类"}),
        ("boiler", "fuel", "生物质（木片）", "生物质", None),
        ("boiler", "combustion", "固定炉排", "层燃", {"fixed_grate": True}),
        ("motor", "motor_category", "防爆电机", None, {"explosion_proof": True}),
        ("truck", "emission_stage", "国五（OBD）", "国五", None),
        ("truck", "fuel", "B", "柴油", None),
        ("truck", "vehicle_type", "重型牵引", "半挂牵引车", None),
    ],
)
def test_a_cell_is_read_for_all_that_it_says(
    kind: str, field: str, text: str, value: object, also: Mapping[str, object] | None
) -> None:
    reading = cell(kind, field, text)
    assert reading.fault is None, reading
    assert (reading.value, reading.also) == (value, also)


@pytest.mark.parametrize(
    ("kind", "field", "text", "code"),
    [
        ("motor", "rated_power_kw", "约15", "not_exact"),
        ("motor", "rated_power_kw", "≤15", "not_exact"),
        ("motor", "rated_power_kw", "15左右", "not_exact"),
        ("motor", "rated_power_kw", "15-18", "not_exact"),
        ("motor", "rated_power_kw", "15（30HP）", "not_a_number"),
        ("motor", "rated_power_kw", "15（备用）", "unknown_unit"),
        ("motor", "rated_power_kw", "6×4", "not_a_number"),
        ("motor", "rated_power_kw", "20HP", "unknown_unit"),
        ("motor", "poles", "4-6", "not_exact"),
        ("transformer", "rated_capacity_kva", "315/10", "not_a_number"),
        ("boiler", "rated_power_mw", "10t", "unknown_unit"),
        ("boiler", "fuel", "煤/生物质", "ambiguous_choice"),
        ("boiler", "fuel", "天然气(备用油)", "unknown_choice"),
        ("boiler", "fuel", "非煤", "unknown_choice"),
        ("truck", "emission_stage", "国五(改国四)", "unknown_choice"),
        ("transformer", "use_state", "待报废", "unknown_choice"),
        ("transformer", "use_state", "停用（改在用）", "unknown_choice"),
        ("boiler", "in_service_on", "2003年5月出厂", "other_date"),
        ("truck", "vin", "见行驶证", "vin_format"),
    ],
)
def test_what_is_not_certain_stays_blank_and_warns(
    kind: str, field: str, text: str, code: str
) -> None:
    reading = cell(kind, field, text)
    assert reading.value is None
    assert reading.also is None
    assert reading.fault is not None
    assert (reading.fault.code, reading.fault.severity) == (code, WARNING)


def test_a_listed_word_inside_another_is_taken_with_a_warning() -> None:
    reading = cell("boiler", "fuel", "天然气锅炉")
    assert reading.value == "天然气"
    assert reading.fault is not None
    assert (reading.fault.code, reading.fault.severity) == ("read_as", WARNING)


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("热备用", "在用"),
        ("检修", "在用"),
        ("正常运行", "在用"),
        ("良好", "在用"),
        ("在运", "在用"),
        ("退运", "停用"),
        ("闲置", "停用"),
        ("冷备用", "停用"),
        ("备用", "停用"),
        ("已拆除", "拆除"),
    ],
)
def test_states_of_use_as_people_write_them(word: str, state: str) -> None:
    for kind in ("transformer", "boiler", "pump"):
        assert cell(kind, "use_state", word) == Reading(state)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("3", 3),
        ("3台", 3),
        ("４台（套）", 4),
        ("两台", 2),
        ("十二台", 12),
        ("3+1", 4),
        ("三用一备", 4),
        ("一开一备", 2),
        ("若干", None),
        ("", None),
        ("3.5", None),
        ("-1", None),
    ],
)
def test_how_many_machines(text: str, count: int | None) -> None:
    assert quantity_of(text) == count


@settings(max_examples=80)
@given(number=st.integers(min_value=1, max_value=99))
def test_chinese_numerals_count(number: int) -> None:
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    ten = "" if not tens else ("" if tens == 1 else digits[tens]) + "十"
    assert chinese_number(ten + (digits[ones] if ones else "")) == number


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("boiler", "6t/h", {"rated_capacity_tph": 6}),
        ("boiler", "4.2MW", {"rated_power_mw": 4.2}),
        ("transformer", "500kVA", {"rated_capacity_kva": 500}),
        ("motor", "30kW", {"rated_power_kw": 30}),
        ("transformer", "30kW", None),
        ("boiler", "6", None),
        ("boiler", "10t", None),
    ],
)
def test_a_unit_says_whose_capacity_a_number_is(
    kind: str, text: str, said: Mapping[str, object] | None
) -> None:
    assert capacity_in(text, LIBRARY.kinds[kind]) == said


@settings(max_examples=100)
@given(
    power=st.decimals(min_value="0.6", max_value=999, places=1),
    count=st.integers(min_value=1, max_value=40),
    times=st.sampled_from(["×", "x", "X", "*", "＊"]),
    unit=st.sampled_from(["kW", "KW", "千瓦", "ｋＷ"]),
    spaced=st.booleans(),
)
def test_a_count_is_read_alike_before_and_behind(
    power: Any, count: int, times: str, unit: str, spaced: bool
) -> None:
    space = " " if spaced else ""
    expected = (float(power), {"quantity": count})
    for text in (
        f"{power}{unit}{space}{times}{space}{count}",
        f"{power}{unit}{times}{count}台",
        f"{count}{times}{power}{unit}",
        f"{count}台{times}{space}{power}{unit}",
        f"{power}{unit}（{count}台）",
    ):
        reading = cell("motor", "rated_power_kw", text)
        assert reading.fault is None, text
        assert (reading.value, reading.also) == expected, text


@settings(max_examples=150)
@given(text=st.text("0123456789.,×xX*/()（）±%~≤约台kKwWvVhHpP级极四二 -+=", max_size=14))
def test_a_number_is_never_more_than_the_text_says(text: str) -> None:
    """Every digit of what is read stands in the text; no other number stands beside it unread."""
    for kind, field in (("motor", "rated_power_kw"), ("motor", "poles")):
        reading = cell(kind, field, text)
        if reading.value is not None and not any(c in "四二" for c in text):
            assert any(c.isdigit() for c in text)
        if reading.fault is not None and reading.fault.code != "fraction":
            assert reading.value is None
            assert reading.also is None


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "9.",
        "(",
        "×",
        "1×",
        "1/",
        "约",
        "四",
        "十",
        "-",
        "台",
        "煤",
        "Ⅱ",
        "/",
        "年",
        "±",
        "前",
        "1-",
        "，",
        "k",
        "二类烟煤",
        "天然气",
    ],
)
def test_a_hundred_thousand_characters_are_refused_at_once(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    for kind, field in (
        ("motor", "rated_power_kw"),
        ("motor", "poles"),
        ("motor", "rated_voltage_v"),
        ("transformer", "voltage_kv"),
        ("boiler", "fuel"),
        ("boiler", "made_on"),
        ("elevator", "stations"),
        ("truck", "vin"),
        ("boiler", "fixed_grate"),
    ):
        assert cell(kind, field, text).value is None
    assert quantity_of(text) is None
    assert capacity_in(text, LIBRARY.kinds["boiler"]) is None
