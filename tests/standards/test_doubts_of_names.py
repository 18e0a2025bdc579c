"""Record against model name: neither decides. What is only inferred makes findings presumed."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

import standards
from standards.completing import complete
from standards.doubts import Doubts

LIBRARY = standards.load()
DAY = date(2026, 11, 21)
OLD = {"model": "S7-315/10", "rated_capacity_kva": 315, "voltage_kv": 10}


def judged(kind: str, facts: dict[str, Any], region: str | None = "440704") -> dict[str, Any]:
    """Rule → finding of a record as every way in completes it."""
    done = complete(LIBRARY.kinds[kind], facts)
    doubts = Doubts(done.inferred, done.disputed)
    found = standards.assess_one(LIBRARY, kind, done.facts, region, DAY, doubts=doubts)
    return {finding.rule: finding for finding in found}


def test_what_the_name_states_is_a_fact_and_blanks_only_are_filled() -> None:
    done = complete(LIBRARY.kinds["transformer"], {"model": "S7-315/10", "voltage_kv": 6})
    assert done.facts["rated_capacity_kva"] == 315 and done.read["rated_capacity_kva"] == "model"
    assert done.facts["voltage_kv"] == 6 and done.disputed == {"voltage_kv": 10}


def test_a_settled_field_is_not_disputed() -> None:
    kind = LIBRARY.kinds["transformer"]
    facts = {**OLD, "rated_capacity_kva": 400}
    assert complete(kind, facts).disputed == {"rated_capacity_kva": 315}
    assert complete(kind, facts, settled={"rated_capacity_kva"}).disputed == {}


def test_a_disputed_fact_decides_nothing_and_the_message_names_both() -> None:
    facts = {"model": "S20-M-315/10", "rated_capacity_kva": 400, "voltage_kv": 10}
    losses = {"no_load_loss_w": 200, "load_loss_w": 2000, "made_on": "2023-05"}
    losses["connection"] = "Dyn11"
    assert (
        judged("transformer", {**facts, "rated_capacity_kva": 315, **losses})[
            "transformer.grade"
        ].outcome
        == "meets"
    )
    found = judged("transformer", {**facts, **losses})["transformer.grade"]
    assert (found.outcome, found.presumed) == ("unknown", False)
    assert found.missing == ("rated_capacity_kva",)
    for part in ("400kVA", "315kVA", "S20-M-315/10", "对照铭牌确认"):
        assert part in found.message
    assert "400 kVA" in found.message_en and "315 kVA" in found.message_en


def test_the_name_does_not_decide_behind_the_back_of_a_dispute() -> None:
    """S7 at 30 to 1600 kVA is on the list; how large this one is nobody knows."""
    assert judged("transformer", OLD)["transformer.batch-1"].outcome == "eliminate"
    found = judged("transformer", {**OLD, "rated_capacity_kva": 2000})["transformer.batch-1"]
    assert found.outcome == "unknown" and "2000kVA" in found.message


@pytest.mark.parametrize(
    ("fuel", "outcome"), [("无烟煤", "eliminate"), ("生物质", "unknown"), ("天然气", "unknown")]
)
def test_what_both_say_is_certain(fuel: str, outcome: str) -> None:
    """无烟煤 in the record, 烟煤 by AⅡ: which coal is disputed, that it is coal is not."""
    facts = {"model": "DZL2-1.0-AⅡ", "rated_capacity_tph": 2, "fuel": fuel}
    assert judged("boiler", facts)["boiler.catalogue-2024"].outcome == outcome


def test_a_whole_name_may_be_the_type() -> None:
    truck = complete(LIBRARY.kinds["truck"], {"name": "重型载货汽车"})
    assert (truck.facts["vehicle_type"], truck.read["vehicle_type"]) == ("重型载货", "name")
    lift = complete(LIBRARY.kinds["elevator"], {"name": "载货电梯"})
    assert "elevator_type" not in lift.facts  # it may be hydraulic


def test_a_dispute_that_nothing_rests_on_changes_nothing() -> None:
    certain = judged("boiler", {"rated_capacity_tph": 4, "fuel": "烟煤", "combustion": "层燃"})
    doubted = standards.assess_one(
        LIBRARY,
        "boiler",
        {"rated_capacity_tph": 4, "fuel": "烟煤", "combustion": "层燃", "rated_pressure_mpa": 1},
        "440704",
        DAY,
        doubts=Doubts(disputed={"rated_pressure_mpa": 1.25}),
    )
    outcomes = {finding.rule: finding.outcome for finding in doubted}
    assert outcomes == {rule: finding.outcome for rule, finding in certain.items()}


@pytest.mark.parametrize(
    ("inferred", "presumed"), [({"fuel": "烟煤"}, True), ({"rated_pressure_mpa": 1.0}, False)]
)
def test_a_finding_that_rests_on_what_is_inferred_is_presumed(
    inferred: dict[str, Any], presumed: bool
) -> None:
    facts = {"rated_capacity_tph": 4, "combustion": "层燃", "fixed_grate": False}
    if "fuel" not in inferred:
        facts["fuel"] = "烟煤"
    found = standards.assess_one(
        LIBRARY, "boiler", facts, "440704", DAY, doubts=Doubts(inferred=inferred)
    )
    rule = next(item for item in found if item.rule == "boiler.catalogue-2024")
    assert (rule.outcome, rule.presumed) == ("eliminate", presumed)


def test_stored_and_given_doubts_judge_alike() -> None:
    kind = LIBRARY.kinds["boiler"]
    facts, doubts = {"rated_capacity_tph": 4}, Doubts({"fuel": "烟煤"}, {})
    given = standards.frame_of(kind, [{**facts, "region": "440704"}, facts], [doubts, None])
    stored = standards.frame_of_json(
        kind,
        pl.Series(['{"rated_capacity_tph":4}'] * 2),
        pl.Series(["440704", None], dtype=pl.String),
        pl.Series(['{"inferred":{"fuel":"烟煤"}}', None], dtype=pl.String),
    )
    assert given.equals(stored)


def test_a_lorry_on_a_vehicle_sheet_keeps_its_doubts() -> None:
    facts = {"vehicle_type": "载货 轻型载货汽车", "powertrain": "柴油", "use_nature": "营运"}
    certain, doubted = (
        {
            finding.rule: finding
            for finding in standards.assess_one(
                LIBRARY, "vehicle", {**facts, "emission_stage": "国三"}, None, DAY, doubts=doubts
            )
        }
        for doubts in (Doubts(), Doubts(disputed={"powertrain": "汽油"}))
    )
    assert certain["truck.stage-national"].outcome == "renew"
    assert doubted["truck.stage-national"].outcome == "unknown"
