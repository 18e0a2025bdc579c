"""Fifteen questions that people of the trade ask, answered by the library as it ships."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

import standards
from standards.comparing import compare
from standards.drafting import RuleChange, draft
from standards.savings import savings
from standards.subsidies import subsidies

TODAY = date(2026, 11, 21)
LIB = standards.load()
S8 = {
    "model": "S8-315/10",
    "rated_capacity_kva": 315,
    "voltage_kv": 10,
    "connection": "Yyn0",
    "insulation_medium": "油浸",
    "made_on": "1996",
    "in_service_on": "1996-06-01",
    "no_load_loss_w": 760,
    "load_loss_w": 4800,
    "region": "440704",
}
GAS = {
    "model": "WNS4",
    "boiler_type": "蒸汽锅炉",
    "fuel": "天然气",
    "combustion": "室燃",
    "condensing": False,
    "rated_capacity_tph": 4,
    "design_efficiency_pct": 90,
    "made_on": "2012-01-01",
    "region": "360704",
}
LIFT = {
    "model": "GPS",
    "elevator_type": "曳引驱动乘客电梯",
    "residential": True,
    "stations": 11,
    "delivered_on": "2009-09-01",
    "supervision_inspected_on": "2009-08-20",
    "last_inspected_on": "2026-06-01",
    "region": "360704",
}
TRUCK = {
    "plate_no": "赣H12345",
    "vehicle_type": "重型载货",
    "fuel": "柴油",
    "use_nature": "营运",
    "emission_stage": "国三",
    "registered_on": "2012-03-01",
    "inspection_valid_to": "2027-03-31",
    "region": "360281",
}


def outcomes(kind: str, record: dict[str, Any], day: date = TODAY) -> dict[str, str]:
    found = standards.assess_one(LIB, kind, record, None, day)
    return {finding.rule: finding.outcome for finding in found}


def changed(
    kind: str,
    records: list[dict[str, Any]],
    days: tuple[date, date] = (TODAY, TODAY),
    *changes: RuleChange,
) -> list[tuple[Any, ...]]:
    frame = standards.frame_of(LIB.kind(kind), records)
    return compare(LIB, draft(LIB, changes), kind, frame, days).rules.rows()


def test_01_what_did_the_law_say_on_2016_06_01_about_this_s8() -> None:
    """Batch 4 was out, its day had not come: a reminder, and nothing before it was published."""
    found = standards.assess_one(LIB, "transformer", S8, None, date(2016, 6, 1))
    batch = next(f for f in found if f.rule == "transformer.batch-4")
    assert (batch.outcome, batch.then, batch.due) == ("due", "eliminate", date(2017, 1, 1))
    assert "transformer.batch-4" not in outcomes("transformer", S8, date(2016, 3, 13))


def test_02_which_devices_become_due_in_2027() -> None:
    records = [
        {**LIFT, "next_inspection_on": day} for day in ("2026-12-01", "2027-08-20", "2028-08-20")
    ]
    frame = standards.frame_of(LIB.kind("elevator"), records)
    found = standards.assess(LIB, "elevator", frame, TODAY, horizon=800).findings()
    due = found.filter(pl.col("due").dt.year() == 2027, pl.col("rule") == "elevator.inspection")
    assert due["row"].to_list() == [1]


def test_03_what_if_jianghai_lowered_the_age_from_25_to_20_years() -> None:
    s9 = {**S8, "model": "S9-315/10", "in_service_on": "2004-01-01", "made_on": "2003-05-01"}
    change = RuleChange("plan.440704.transformer", "params.years", 20)
    assert changed("transformer", [s9, S8], (TODAY, TODAY), change) == [
        (0, "plan.440704.transformer", None, "renew")
    ]


def test_04_what_does_the_new_transformer_standard_change_for_one_made_in_2022() -> None:
    """It is bound by the edition under which it was made, before and after the new one."""
    made = {**S8, "model": "S13-M-315/10", "made_on": "2022-05-01", "in_service_on": "2022-06-01"}
    before = standards.assess_one(LIB, "transformer", made, None, date(2025, 1, 31))
    after = standards.assess_one(LIB, "transformer", made, None, date(2025, 2, 1))
    documents = [
        next(f.document for f in found if f.rule == "transformer.grade")
        for found in (before, after)
    ]
    assert documents == ["GB 20052-2020", "GB 20052-2020"]


def test_05_when_did_the_2024_catalogue_reach_this_coal_boiler() -> None:
    coal = {
        **GAS,
        "fuel": "烟煤",
        "coal_class": "Ⅱ类",
        "combustion": "层燃",
        "fixed_grate": False,
        "rated_capacity_tph": 10,
        "design_efficiency_pct": 80,
    }
    days = (date(2024, 1, 31), date(2024, 2, 1))
    assert changed("boiler", [coal], days) == [(0, "boiler.catalogue-2024", None, "eliminate")]


def test_06_which_trucks_does_jingdezhen_want_out_by_the_end_of_2027() -> None:
    fourth = {**TRUCK, "emission_stage": "国四", "registered_on": "2015-03-01"}
    found = {f.rule: f for f in standards.assess_one(LIB, "truck", fourth, None, TODAY)}
    assert found["plan.360200.truck-4"].due == date(2027, 12, 31)
    assert "plan.360200.truck-3" not in found
    assert "plan.360200.truck-4" not in outcomes("truck", {**fourth, "region": "360704"})


def test_07_when_must_this_truck_be_scrapped_and_what_is_it_paid_before() -> None:
    found = {f.rule: f for f in standards.assess_one(LIB, "truck", TRUCK, None, TODAY)}
    assert found["truck.scrap-age"].due == date(2027, 3, 1)
    frame = standards.frame_of(LIB.kind("truck"), [TRUCK])
    in_2024 = subsidies(LIB, "truck", frame, date(2024, 9, 1)).best().rows()
    assert in_2024 == [(0, 35_000.0, 130_000.0)]
    now = {a["programme"]: a for a in subsidies(LIB, "truck", frame, TODAY).explain(0)}
    assert now["truck-renewal-2024"]["message"] == "已于2024-12-31截止"
    assert now["truck-renewal-2026"]["message"] == "差一项条件：距强制报废年限满1年"


def test_08_is_a_fifteen_year_old_elevator_to_be_scrapped() -> None:
    """No: there is no national scrapping age. Ganxian wants it renewed, and it may be paid."""
    found = outcomes("elevator", LIFT)
    assert found["plan.360704.elevator"] == "renew"
    assert "eliminate" not in found.values()
    frame = standards.frame_of(LIB.kind("elevator"), [LIFT])
    assert subsidies(LIB, "elevator", frame, TODAY).best()["amount"].to_list() == [150_000.0]


def test_09_what_does_replacing_this_s8_save() -> None:
    frame = standards.frame_of(
        LIB.kind("transformer"), [{**S8, "load_rate_pct": 35, "annual_hours": 8760}]
    )
    first = savings(LIB, "transformer", frame, TODAY).explain(0)[0]
    p0, pk = first["limits"].values()
    expected = ((760 - p0) * 8760 + 0.35**2 * (4800 - pk) * 8760) / 1000
    assert first["saved"] == pytest.approx(expected)
    assert first["factors"][1]["region"] == "广东"
    assert first["defaults"] == []


def test_10_what_is_missing_before_anything_can_be_said_of_this_boiler() -> None:
    found = standards.assess_one(LIB, "boiler", {"model": "DZL4", "fuel": "烟煤"}, "360704", TODAY)
    missing = {field for f in found if f.outcome == "unknown" for field in f.missing}
    assert {"rated_capacity_tph", "combustion"} <= missing
    assert standards.verdict_of(found) == ("unknown", True)


def test_11_which_findings_may_not_enter_an_order() -> None:
    bare = {**S8, "no_load_loss_w": None, "load_loss_w": None, "model": "S9-315/10"}
    found = {f.rule: f for f in standards.assess_one(LIB, "transformer", bare, None, TODAY)}
    assert found["transformer.grade"].presumed is True


def test_12_what_if_the_whole_country_took_stage_four_trucks_out() -> None:
    fourth = {**TRUCK, "emission_stage": "国四", "registered_on": "2015-03-01", "region": "350504"}
    change = RuleChange("truck.stage-national", "params.at_most", "国四")
    assert changed("truck", [fourth], (TODAY, TODAY), change) == [
        (0, "truck.stage-national", "meets", "renew")
    ]


def test_13_what_if_the_catalogue_of_2024_had_come_a_year_later() -> None:
    coal = {**GAS, "fuel": "烟煤", "coal_class": "Ⅱ类", "combustion": "层燃", "fixed_grate": True}
    days = (date(2024, 6, 1), date(2024, 6, 1))
    change = RuleChange("boiler.catalogue-2024", "from", "2025-02-01")
    assert changed("boiler", [coal], days, change) == [
        (0, "boiler.catalogue-2024", "eliminate", None)
    ]


def test_14_which_motors_does_the_standard_of_2020_bind() -> None:
    motor = {
        "model": "YE3-160M-4",
        "rated_power_kw": 11,
        "poles": 4,
        "efficiency_pct": 89,
        "motor_category": "三相异步电动机",
        "region": "440704",
    }
    assert outcomes("motor", {**motor, "made_on": "2021-06-01"})["motor.grade"] == "rectify"
    assert outcomes("motor", {**motor, "made_on": "2021-05-31"})["motor.grade"] == "renew"


def test_15_which_subsidies_are_open_for_this_device_today_and_which_have_closed() -> None:
    frame = standards.frame_of(LIB.kind("elevator"), [LIFT])
    found = {
        a["programme"]: a["status"] for a in subsidies(LIB, "elevator", frame, TODAY).explain(0)
    }
    assert found["elevator-renewal-2026"] == "matches"
    assert found["elevator-renewal-2024"] == "closed"
    assert found["loan-interest-2026"] == "matches"
