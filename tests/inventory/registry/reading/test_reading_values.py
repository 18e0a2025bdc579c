"""Cells into values: numbers with units, dates in every spelling, choices, codes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.registry.reading import plain_numbers, values
from inventory.registry.reading.model import Reading
from standards.words import CODES, COMPOSITES
from tests.inventory.registry.reading.cells import cell, code, value

# --- numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "field", "given", "unit", "expected"),
    [
        ("transformer", "rated_capacity_kva", "400kVA", None, 400),
        ("transformer", "rated_capacity_kva", "４００ ＫＶＡ", None, 400),
        ("transformer", "rated_capacity_kva", "1.25MVA", None, 1250),
        ("transformer", "rated_capacity_kva", "1,250", None, 1250),
        ("transformer", "rated_capacity_kva", "1 250 千伏安", None, 1250),
        ("transformer", "rated_capacity_kva", 400.0, "kVA", 400),
        ("transformer", "no_load_loss_w", "0.41 kW", None, 410),
        ("transformer", "no_load_loss_w", "0.41 kW", "w", 410),
        ("transformer", "no_load_loss_w", 0.41, "kw", 410),
        ("transformer", "no_load_loss_w", "410瓦", "kw", 410),
        ("transformer", "voltage_kv", "10/0.4", None, 10),
        ("motor", "rated_voltage_v", "380/660", None, 380),
        ("motor", "rated_voltage_v", "380V/660V", None, 380),
        ("motor", "rated_voltage_v", "△380/Y660V", None, 380),
        ("motor", "rated_voltage_v", "660/1140", None, 660),
        ("motor", "rated_voltage_v", "10kV", None, 10000),
        ("transformer", "voltage_kv", "10kV/0.4kV", None, 10),
        ("transformer", "voltage_kv", "10000V", None, 10),
        ("truck", "mileage_km", "12.5万公里", None, 125000),
        ("truck", "mileage_km", "12.5万", None, 125000),
        ("truck", "mileage_km", 12.5, "万公里", 125000),
        ("truck", "mileage_km", "12.5万公里", "万公里", 125000),
        ("truck", "gross_mass_kg", "1.25t", None, 1250),
        ("elevator", "rated_load_kg", "630公斤", None, 630),
        ("elevator", "stations", "12层12站", None, 12),
        ("elevator", "stations", "33/32/32", None, 32),
        ("elevator", "stations", "18层", None, 18),
        ("boiler", "rated_capacity_tph", "10蒸吨", None, 10),
        ("boiler", "rated_capacity_tph", "500 kg/h", None, 0.5),
        ("boiler", "rated_power_mw", "1400kW", None, 1.4),
        ("boiler", "rated_power_mw", "60万大卡", None, 0.6978),
        ("boiler", "design_efficiency_pct", "92%", None, 92),
        ("boiler", "design_efficiency_pct", "92.5％", None, 92.5),
    ],
)
def test_numbers_are_converted_exactly(
    kind: str, field: str, given: Any, unit: str | None, expected: float
) -> None:
    assert value(kind, field, given, unit) == expected


@pytest.mark.parametrize(
    ("kind", "field", "given", "unit", "expected"),
    [
        ("transformer", "rated_capacity_kva", "四百", None, "not_a_number"),
        ("transformer", "rated_capacity_kva", "约400", None, "not_exact"),
        ("transformer", "rated_capacity_kva", "315-400", None, "not_exact"),
        ("transformer", "rated_capacity_kva", "4 00", None, "not_a_number"),
        ("transformer", "rated_capacity_kva", "1,25", None, "not_a_number"),
        ("transformer", "rated_capacity_kva", True, None, "not_a_number"),
        ("transformer", "rated_capacity_kva", date(2019, 4, 1), None, "not_a_number"),
        ("transformer", "rated_capacity_kva", "400马力", None, "unknown_unit"),
        ("transformer", "rated_capacity_kva", "-400", None, "negative"),
        ("transformer", "rated_capacity_kva", 0, None, "out_of_range"),
        ("transformer", "rated_capacity_kva", "9e99", None, "out_of_range"),
        ("transformer", "rated_capacity_kva", "#VALUE!", None, "excel_error"),
        ("truck", "mileage_km", "12.5万", "万公里", "unit_conflict"),
        ("truck", "axles", "2.5", None, "not_an_integer"),
        ("boiler", "design_efficiency_pct", 0.92, None, "fraction"),
        ("boiler", "design_efficiency_pct", 120, None, "out_of_range"),
        ("boiler", "annual_hours", 9000, None, "out_of_range"),
    ],
)
def test_numbers_that_cannot_be_are_refused(
    kind: str, field: str, given: Any, unit: str | None, expected: str
) -> None:
    assert code(kind, field, given, unit) == expected


def test_fraction_hints_at_the_percentage() -> None:
    fault = cell("boiler", "design_efficiency_pct", 0.92).fault
    assert fault is not None
    assert fault.severity == "warning"
    assert fault.params["hint"] == "92"


def test_load_rate_as_fraction_is_a_warning_and_kept() -> None:
    reading = cell("transformer", "load_rate_pct", 0.4)
    assert reading.value == 0.4
    assert reading.fault is not None
    assert reading.fault.severity == "warning"


@settings(max_examples=80)
@given(
    number=st.decimals(min_value="0.001", max_value=99999, places=3),
    unit=st.sampled_from([("w", "1"), ("W", "1"), ("kW", "1000"), ("千瓦", "1000"), ("瓦", "1")]),
    space=st.sampled_from(["", " ", "　"]),
    wide=st.booleans(),
)
def test_any_number_with_any_unit_is_converted_exactly(
    number: Decimal, unit: tuple[str, str], space: str, wide: bool
) -> None:
    spelling, factor = unit
    text = f"{number}{space}{spelling}"
    if wide:
        text = text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.kW"})
    assert value("transformer", "no_load_loss_w", text) == float(number * Decimal(factor))


@settings(max_examples=60)
@given(number=st.integers(min_value=1, max_value=999_999_999))
def test_thousands_separators_change_nothing(number: int) -> None:
    for text in (f"{number:,}", f"{number}", f"{number}.0", f"{number:,}".replace(",", "，")):
        assert value("truck", "mileage_km", text) == number


@settings(max_examples=100)
@given(text=st.text(max_size=20))
def test_no_text_makes_a_reader_fail(text: str) -> None:
    for kind, field in (
        ("transformer", "no_load_loss_w"),
        ("transformer", "made_on"),
        ("boiler", "fuel"),
        ("boiler", "key_region"),
        ("elevator", "device_code"),
        ("elevator", "stations"),
        ("truck", "plate_no"),
        ("truck", "uscc"),
    ):
        assert isinstance(cell(kind, field, text), Reading)


# --- choices, yes or no --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "field", "given", "expected"),
    [
        ("boiler", "fuel", "轻柴油", "油"),
        ("boiler", "combustion", "链条炉排", "层燃"),
        ("boiler", "combustion", "固定炉排", "层燃"),
        ("boiler", "coal_class", "II类", "Ⅱ类"),
        ("truck", "vehicle_type", "重型半挂牵引车", "半挂牵引车"),
        ("truck", "vehicle_type", "中型普通货车", "中型载货"),
        ("truck", "emission_stage", "国家第四阶段", "国四"),
        ("truck", "emission_stage", "Ⅳ", "国四"),
        ("truck", "emission_stage", "IV", "国四"),
        ("truck", "emission_stage", "国Ⅳ", "国四"),
        ("truck", "emission_stage", "国4", "国四"),
        ("truck", "emission_stage", "国六B", "国六b"),
        ("truck", "use_nature", "货运", "营运"),
        ("transformer", "connection", "D,yn11", "Dyn11"),
        ("transformer", "insulation_medium", "干 式", "干式"),
        ("transformer", "insulation_class", "F级", "F"),
        ("motor", "nameplate_grade", "3", "3级"),
        ("boiler", "nameplate_grade", "Ⅱ", "2级"),
        ("heat_pump", "nameplate_grade", "五", "5级"),
    ],
)
def test_choices_and_their_synonyms(kind: str, field: str, given: str, expected: str) -> None:
    assert value(kind, field, given) == expected


def test_unknown_choice_lists_the_choices() -> None:
    fault = cell("boiler", "fuel", "核能").fault
    assert fault is not None
    assert fault.code == "unknown_choice"
    assert "生物质" in str(fault.params["choices"])


def test_ambiguous_choice_keeps_only_a_word_for_just_these_choices_and_warns() -> None:
    coal = cell("boiler", "fuel", "煤")
    stage = cell("truck", "emission_stage", "国六")
    assert coal.value == "煤"
    assert stage.value is None
    assert coal.fault is not None
    assert stage.fault is not None
    assert (coal.fault.code, coal.fault.severity) == ("ambiguous_choice", "warning")
    assert (stage.fault.code, stage.fault.severity) == ("ambiguous_choice", "warning")
    assert coal.fault.params["choices"] == "烟煤；贫煤；无烟煤；褐煤"


@pytest.mark.parametrize("given", ["是", "有", "√", "Y", "yes", True, 1.0])
def test_yes(given: Any) -> None:
    assert value("boiler", "key_region", given) is True


@pytest.mark.parametrize("given", ["否", "无", "×", "N", "no", False, 0.0])
def test_no(given: Any) -> None:
    assert value("boiler", "key_region", given) is False


def test_neither_yes_nor_no() -> None:
    assert code("boiler", "key_region", "可能") == "not_yes_or_no"


@pytest.mark.parametrize("given", ["/", "-", "无", "不详", "N/A", "——"])
def test_placeholders_are_blank_and_marked(given: str) -> None:
    assert cell("boiler", "made_on", given) == Reading(mark="placeholder")


@pytest.mark.parametrize("given", ["", "  ", "　", None])
def test_blank_is_blank(given: Any) -> None:
    assert cell("boiler", "made_on", given) == Reading()


# --- text and codes ------------------------------------------------------------------------------


def test_model_is_only_trimmed() -> None:
    assert value("transformer", "model", " Ｓ９－Ｍ·R-315/10 ") == "Ｓ９－Ｍ·R-315/10"


@pytest.mark.parametrize(
    ("field", "given", "expected"),
    [
        ("device_code", 3.11003627219921e17, "damaged_code"),
        ("device_code", "3.11003E+17", "damaged_code"),
        ("serial_no", date(2019, 5, 1), "damaged_by_date"),
        ("uscc", 5.1196e16, "damaged_code"),
        ("uscc", "91440704BB55KBCBB", "uscc_format"),
        ("uscc", "91440704BB55KBCBBI", "uscc_format"),
        ("region", "江海区", "region_format"),
    ],
)
def test_lost_codes_are_warnings_and_not_stored(field: str, given: Any, expected: str) -> None:
    reading = cell("elevator", field, given)
    assert reading.value is None
    assert reading.fault is not None
    assert (reading.fault.code, reading.fault.severity) == (expected, "warning")


def test_number_in_a_code_column_is_marked_for_lost_zeros() -> None:
    assert cell("elevator", "serial_no", 67982.0) == Reading("67982", mark="number_as_code")


def test_serial_number_like_an_exponent_is_not_damage() -> None:
    assert value("elevator", "serial_no", "1E8") == "1E8"


@pytest.mark.parametrize("given", ["LF2M76PHXCYXNE7", "LF2M76PHXCYXNE7OO", "LF2M76PHXCYXNE7IQ1"])
def test_vin_of_wrong_form_is_refused(given: str) -> None:
    assert code("truck", "vin", given) == "vin_format"


def test_vin_and_credit_code_check_digits_are_marks() -> None:
    assert cell("truck", "vin", "LZZ1BLMJ4TJ465057") == Reading("LZZ1BLMJ4TJ465057")
    assert cell("truck", "vin", "lzz1blmj5tj465057").mark == "check_digit"
    assert cell("truck", "uscc", "91350100M000100Y43") == Reading("91350100M000100Y43")
    assert cell("truck", "uscc", "91350100M000100Y44").mark == "check_digit"


@pytest.mark.parametrize(
    ("given", "expected"),
    [("赣D·92661", "赣D92661"), ("赣d 92661", "赣D92661"), ("京A12345D", "京A12345D")],
)
def test_plates_are_written_one_way(given: str, expected: str) -> None:
    assert value("truck", "plate_no", given) == expected


def test_strange_plate_is_kept_with_a_warning() -> None:
    reading = cell("truck", "plate_no", "ABC123")
    assert reading.value == "ABC123"
    assert reading.fault is not None
    assert (reading.fault.code, reading.fault.severity) == ("plate_format", "warning")


def test_every_form_of_code_and_every_composite_has_a_reader() -> None:
    assert set(values._CODES) == set(CODES)
    assert set(plain_numbers.COMPOSITES) == set(COMPOSITES)
