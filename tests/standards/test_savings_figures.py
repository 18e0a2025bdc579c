"""What a replacement saves: formulas by hand, ranges, factors of place and year, blanks."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import standards
from standards.savings import FIGURES, SUMMED, grid_factors, savings

TODAY = date(2026, 11, 21)
S9 = {
    "model": "S9-M-315/10",
    "rated_capacity_kva": 315,
    "voltage_kv": 10,
    "connection": "Dyn11",
    "no_load_loss_w": 670,
    "load_loss_w": 3650,
    "region": "440704",
}
GAS = {
    "model": "WNS10",
    "fuel": "天然气",
    "combustion": "室燃",
    "condensing": False,
    "rated_capacity_tph": 10,
    "design_efficiency_pct": 88,
    "annual_energy": 1_000_000,
    "energy_unit": "m3",
    "region": "360704",
}
TRUCK = {
    "plate_no": "赣B12345",
    "vehicle_type": "重型载货",
    "fuel": "柴油",
    "use_nature": "营运",
    "registered_on": "2014-03-01",
    "gross_mass_kg": 25000,
    "region": "360704",
}


def figures(kind: str, *records: dict[str, Any], day: date = TODAY) -> list[dict[str, Any]]:
    library = standards.load()
    frame = standards.frame_of(library.kind(kind), list(records))
    return savings(library, kind, frame, day).figures.to_dicts()


def explained(kind: str, record: dict[str, Any], day: date = TODAY) -> list[dict[str, Any]]:
    library = standards.load()
    frame = standards.frame_of(library.kind(kind), [record])
    return savings(library, kind, frame, day).explain(0)


def test_a_transformer_by_hand() -> None:
    """Grade 1 of GB 20052-2024 at 315 kVA Dyn11 is 270 W and 2760 W."""
    first, second = figures("transformer", {**S9, "load_rate_pct": 50, "annual_hours": 8000})
    expected = (400 * 8760 + 0.25 * 890 * 8000) / 1000
    assert first["target"] == 1
    assert first["saved"] == pytest.approx(expected)
    assert first["saved_low"] == first["saved_high"] == first["saved"]
    assert first["unit"] == "kWh"
    assert first["kgce"] == pytest.approx(expected * 0.1229)
    assert first["kgco2"] == pytest.approx(expected * 0.4419)
    assert first["defaults"] == first["missing"] == []
    assert first["presumed"] is False
    assert second["saved"] < first["saved"]


def test_defaults_are_named_and_make_a_range() -> None:
    first = figures("transformer", S9)[0]
    by_load = [(400 * 8760 + beta**2 * 890 * 8760) / 1000 for beta in (0.2, 0.4, 0.6)]
    assert [first[k] for k in ("saved_low", "saved", "saved_high")] == pytest.approx(by_load)
    assert first["defaults"] == ["load_rate_pct", "annual_hours"]
    assert first["presumed"] is True


def test_losses_of_the_series_are_presumed_and_say_so() -> None:
    bare = {**S9, "no_load_loss_w": None, "load_loss_w": None}
    (first, _) = explained("transformer", {**bare, "load_rate_pct": 40, "annual_hours": 8760})
    how = {item["field"]: item["how"] for item in first["inputs"]}
    assert how["no_load_loss_w"] == how["load_loss_w"] == "series"
    assert how["load_rate_pct"] == "record"
    assert first["presumed"] is True
    assert first["saved"] > 0


def test_what_is_missing_is_named_and_never_guessed() -> None:
    first = figures("transformer", {"model": "S9-315/10", "region": "440704"})[0]
    assert first["saved"] is None
    assert first["kgco2_high"] is None
    assert "rated_capacity_kva" in first["missing"]


@pytest.mark.parametrize(
    "record",
    [
        {**S9, "use_state": "停用"},
        {**S9, "use_state": "报废"},
        {**S9, "distribution": False},
    ],
)
def test_what_is_out_of_use_or_of_scope_has_no_figure(record: dict[str, Any]) -> None:
    assert figures("transformer", record) == []


def test_better_than_the_target_saves_nothing() -> None:
    first = figures("transformer", {**S9, "no_load_loss_w": 100, "load_loss_w": 1000})[0]
    assert first["saved"] == first["saved_high"] == 0


def test_before_any_edition_there_is_no_replacement() -> None:
    assert figures("transformer", S9, day=date(2020, 1, 1))[0]["missing"] == ["outside_table"]


def test_the_edition_of_the_day_is_the_one_compared_with() -> None:
    old = explained("transformer", S9, date(2023, 1, 1))[0]
    new = explained("transformer", S9)[0]
    assert (old["document"], new["document"]) == ("GB 20052-2020", "GB 20052-2024")


def test_a_boiler_by_hand() -> None:
    """Gas boilers: grade 1 is 96 %, grade 2 is 94 %."""
    first, second = figures("boiler", GAS)
    assert first["saved"] == pytest.approx(1_000_000 * (1 - 88 / 96))
    assert second["saved"] == pytest.approx(1_000_000 * (1 - 88 / 94))
    assert second["kgce"] == pytest.approx(second["saved"] * 1.33)
    assert second["kgco2"] == pytest.approx(second["saved"] * 2.1622)
    assert second["unit"] == "m3"


def test_a_tested_efficiency_stands_before_the_designed_one() -> None:
    second = explained("boiler", {**GAS, "tested_efficiency_pct": 85})[1]
    assert second["saved"] == pytest.approx(1_000_000 * (1 - 85 / 94))
    assert second["inputs"][1]["field"] == "tested_efficiency_pct"


def test_a_boiler_without_its_energy_has_no_figure() -> None:
    second = figures("boiler", {**GAS, "annual_energy": None, "energy_unit": None})[1]
    assert second["missing"] == ["annual_energy", "energy_unit"]


def test_a_unit_that_the_fuel_is_not_measured_in_is_missing() -> None:
    assert figures("boiler", {**GAS, "energy_unit": "t"})[0]["missing"] == ["energy_unit"]


def test_tonnes_of_coal_are_a_thousand_kilograms() -> None:
    coal = {
        "model": "SHL20",
        "fuel": "烟煤",
        "coal_class": "Ⅲ类",
        "combustion": "层燃",
        "rated_capacity_tph": 20,
        "design_efficiency_pct": 78,
        "annual_energy": 5000,
        "energy_unit": "t",
        "region": "140522",
    }
    second = figures("boiler", coal)[1]
    saved = 5000 * (1 - 78 / 84)
    assert (second["saved"], second["unit"]) == (pytest.approx(saved), "t")
    assert second["kgco2"] == pytest.approx(saved * 1000 * 1.7417)


def test_a_truck_by_kilometres_and_by_fuel() -> None:
    (by_km,) = figures("truck", {**TRUCK, "annual_km": 100_000})
    fuel = 100_000 * 37.5 / 100 * 0.84
    assert by_km["saved"] == pytest.approx(fuel * (1 - 32.5 / 37.5))
    (by_fuel,) = figures("truck", {**TRUCK, "annual_energy": 30_000, "energy_unit": "L"})
    assert by_fuel["saved"] == pytest.approx(30_000 * 0.84 * (1 - 32.5 / 37.5))
    assert by_fuel["defaults"] == []
    (by_default,) = figures("truck", TRUCK)
    assert by_default["defaults"] == ["annual_km"]
    assert by_default["saved_low"] < by_default["saved"] == by_default["saved_high"]
    assert by_km["presumed"] and by_fuel["presumed"], "the limits are recalled"


def test_a_truck_of_the_present_stage_has_no_figure() -> None:
    assert figures("truck", {**TRUCK, "registered_on": "2022-01-01"}) == []
    assert figures("truck", {**TRUCK, "fuel": "纯电动"}) == []


def test_a_kind_without_a_formula_has_no_figures() -> None:
    assert figures("elevator", {"model": "x"}) == []


@pytest.mark.parametrize(
    ("day", "region", "year", "value"),
    [
        (date(2026, 11, 21), "44", 2023, 0.4419),
        (date(2022, 6, 1), "44", 2022, 0.4403),
        (date(2021, 6, 1), "", 2021, 0.5568),
        (date(2010, 6, 1), "", 2021, 0.5568),
    ],
)
def test_the_grid_factor_is_of_the_latest_year_known(
    day: date, region: str, year: int, value: float
) -> None:
    row = grid_factors(standards.load(), day)[region]
    assert (row["year"], row["kgco2_per_kwh"]) == (year, value)


def test_without_a_region_the_national_factor_stands_in_and_is_named() -> None:
    first = explained("transformer", {**S9, "region": None})[0]
    assert "region" in first["defaults"]
    assert first["factors"][1]["region"] == "全国"


def test_every_figure_opens_to_formula_inputs_limits_and_factors() -> None:
    for kind, record in (("transformer", S9), ("boiler", GAS), ("truck", TRUCK)):
        for figure in explained(kind, record):
            assert figure["formula"] and figure["formula_en"] and figure["document"]
            assert all(item["value"] is not None for item in figure["inputs"])
            assert all(value is not None for value in figure["limits"].values())
            assert figure["factors"]


@settings(deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "no_load_loss_w": st.none() | st.floats(1, 5000),
                "load_loss_w": st.none() | st.floats(1, 20000),
                "load_rate_pct": st.none() | st.floats(0, 150),
                "annual_hours": st.none() | st.floats(0, 8784),
            }
        ),
        min_size=1,
        max_size=5,
    )
)
def test_the_figure_lies_in_its_range_and_is_never_negative(parts: list[dict[str, Any]]) -> None:
    found = figures("transformer", *[{**S9, **part} for part in parts])
    assert len(found) == 2 * len(parts)
    for item in found:
        if item["saved"] is not None:
            low, middle, high = item["saved_low"], item["saved"], item["saved_high"]
            assert 0 <= low <= middle + 1e-9
            assert middle <= high + 1e-9


def test_many_devices_are_what_each_of_them_is_alone() -> None:
    records = [{**S9, "load_rate_pct": p, "region": r} for p in (10, None) for r in ("44", "14")]
    together = figures("transformer", *records)
    alone = [item for record in records for item in figures("transformer", record)]
    for one, other in zip(together, alone, strict=True):
        assert {k: v for k, v in one.items() if k not in (*SUMMED, "row")} == {
            k: v for k, v in other.items() if k not in (*SUMMED, "row")
        }
        assert [one[k] for k in SUMMED] == pytest.approx([other[k] for k in SUMMED])


def test_totals_add_up_and_count_what_could_not_be_computed() -> None:
    library = standards.load()
    frame = standards.frame_of(library.kind("transformer"), [S9, S9, {"model": "S9"}])
    result = savings(library, "transformer", frame, TODAY)
    total, one = result.totals(1), figures("transformer", S9)[0]
    assert total["kgco2"] == pytest.approx(2 * one["kgco2"])
    assert (total["devices"], total["computed"], total["saving"]) == (3, 2, 2)
    assert list(result.figures.columns) == list(FIGURES)
    assert result.figures.select(pl.col(SUMMED).sum()).height == 1


MOTOR = {
    "model": "Y2-160M-4",
    "rated_power_kw": 11,
    "poles": 4,
    "motor_category": "三相异步电动机",
    "efficiency_pct": 88,
    "region": "440704",
}


def test_a_motor_by_hand() -> None:
    """Grade 2 of 11 kW and 4 poles is IE4."""
    library = standards.load()
    row = library.tables["gb18613-2020"].rows.filter(
        (pl.col("rated_power_kw") == 11) & (pl.col("poles") == 4)
    )
    better = row["efficiency_pct__grade2"][0]
    (_, second) = figures("motor", {**MOTOR, "annual_hours": 6000})
    assert second["saved"] == pytest.approx(11 * 0.75 * 6000 * (100 / 88 - 100 / better))
    assert second["defaults"] == ["load_factor_pct"]
    assert second["saved_low"] == pytest.approx(second["saved"] * 50 / 75)
    assert second["saved_high"] == pytest.approx(second["saved"] * 100 / 75)


def test_what_no_field_holds_is_an_input_with_a_name_of_its_own() -> None:
    inputs = {item["field"]: item for item in explained("motor", MOTOR)[0]["inputs"]}
    assert inputs["load_factor_pct"]["heading"] == "平均负荷率"
    assert (inputs["load_factor_pct"]["how"], inputs["load_factor_pct"]["unit"]) == ("default", "%")


def test_a_motor_without_its_efficiency_has_no_figure() -> None:
    assert figures("motor", {**MOTOR, "efficiency_pct": None})[0]["missing"] == ["efficiency_pct"]
    assert figures("motor", {**MOTOR, "rated_power_kw": None})[0]["missing"] == ["rated_power_kw"]
    assert figures("motor", {**MOTOR, "rated_power_kw": 5000})[0]["missing"] == ["outside_table"]


def test_a_pump_by_hand() -> None:
    pump = {
        "model": "IS100-80-160",
        "pump_type": "单级单吸",
        "suction": "单吸",
        "medium": "清水",
        "flow_m3h": 100,
        "head_m": 32,
        "speed_rpm": 2900,
        "stages": 1,
        "efficiency_pct": 70,
        "annual_hours": 5000,
        "region": "440704",
    }
    first = explained("pump", pump)[0]
    better = first["limits"]["efficiency_pct__grade1"]
    hydraulic = 9.81 * 100 * 32 / 3600
    assert first["saved"] == pytest.approx(hydraulic * 5000 * (100 / 70 - 100 / better))
    assert first["defaults"] == []
    assert first["document"] == "GB 19762-2025"


@pytest.mark.parametrize(
    ("facts", "document", "limit"),
    [
        (
            {
                "motor_category": "高压三相笼型异步电动机",
                "rated_voltage_v": 6000,
                "cooling_method": "IC411",
            },
            "GB 30254-2024",
            94.2,
        ),
        (
            {
                "motor_category": "永磁同步电动机",
                "permanent_magnet_type": "异步起动",
                "rated_voltage_v": 380,
            },
            "GB 30253-2024",
            97.7,
        ),
    ],
)
def test_a_motor_is_replaced_by_its_own_standard(
    facts: dict[str, Any], document: str, limit: float
) -> None:
    motor = {**MOTOR, "rated_power_kw": 200, "efficiency_pct": 90, "annual_hours": 6000, **facts}
    first = explained("motor", motor)[0]
    assert first["document"] == document
    assert first["limits"]["efficiency_pct__grade1"] == limit


def test_a_submersible_pump_has_no_figure_of_another_standard() -> None:
    pump = {
        "model": "200QJ50-52/4",
        "pump_type": "多级",
        "submersible_group": "井用潜水电泵",
        "efficiency_pct": 50,
        "flow_m3h": 50,
        "head_m": 52,
        "speed_rpm": 2900,
        "stages": 4,
        "suction": "单吸",
        "medium": "清水",
    }
    assert figures("pump", pump) == []


def test_a_compressor_by_hand() -> None:
    (first, _) = figures(
        "compressor",
        {
            "model": "x",
            "compressor_type": "喷油回转(工频)",
            "drive_power_kw": 1.5,
            "discharge_pressure_mpa": 0.3,
            "cooling": "风冷",
            "specific_power": 7.25,
            "annual_hours": 8000,
        },
    )
    assert first["saved"] == pytest.approx(1.5 * 0.75 * 8000 * (1 - 5.8 / 7.25))
