"""Without a field that a rule cannot do without, it knows nothing: never good by default."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import standards

# rule, device that it calls good, the fields that it cannot do without
GOOD: list[tuple[str, str, dict[str, Any], list[str]]] = [
    (
        "transformer.grade",
        "transformer",
        {
            "model": "ZX-400",
            "voltage_kv": 10,
            "rated_capacity_kva": 400,
            "core": "电工钢带",
            "insulation_medium": "油浸",
            "connection": "Dyn11",
            "no_load_loss_w": 330,
            "load_loss_w": 3250,
            "made_on": "2025-06-01",
        },
        [
            "voltage_kv",
            "rated_capacity_kva",
            "core",
            "insulation_medium",
            "connection",
            "no_load_loss_w",
            "load_loss_w",
        ],
    ),
    (
        "boiler.grade",
        "boiler",
        {"fuel": "天然气", "combustion": "室燃", "condensing": True, "design_efficiency_pct": 103},
        ["fuel", "combustion", "condensing", "design_efficiency_pct"],
    ),
    (
        "boiler.grade",
        "boiler",
        {
            "fuel": "烟煤",
            "combustion": "层燃",
            "coal_class": "Ⅱ类",
            "rated_power_mw": 14,
            "design_efficiency_pct": 90,
        },
        ["fuel", "combustion", "coal_class", "rated_power_mw", "design_efficiency_pct"],
    ),
    (
        "boiler.running-efficiency",
        "boiler",
        {"fuel": "天然气", "combustion": "室燃", "condensing": False, "tested_efficiency_pct": 99},
        ["fuel", "combustion", "condensing"],
    ),
    (
        "boiler.inspection-external",
        "boiler",
        {"last_external_inspection_on": "2028-01-01"},
        ["last_external_inspection_on"],
    ),
    (
        "boiler.inspection-internal",
        "boiler",
        {"last_internal_inspection_on": "2028-01-01"},
        ["last_internal_inspection_on"],
    ),
    (
        "boiler.emission",
        "boiler",
        {"fuel": "烟煤", "in_service_on": "2015-01-01", "pm_mg_m3": 20},
        ["fuel", "in_service_on"],
    ),
    (
        "elevator.inspection",
        "elevator",
        {"supervision_inspected_on": "2025-10-01", "last_inspected_on": "2026-09-20"},
        ["supervision_inspected_on", "last_inspected_on"],
    ),
    (
        "elevator.design-life",
        "elevator",
        {"in_service_on": "2020-01-01", "design_life_years": 20},
        ["in_service_on"],
    ),
    (
        "truck.scrap-age",
        "truck",
        {"vehicle_type": "重型载货", "registered_on": "2020-01-01"},
        ["vehicle_type", "registered_on"],
    ),
    ("truck.inspection", "truck", {"inspection_valid_to": "2028-01-01"}, ["inspection_valid_to"]),
    (
        "truck.stage-national",
        "truck",
        {"fuel": "柴油", "use_nature": "营运", "emission_stage": "国五"},
        ["fuel", "use_nature", "emission_stage"],
    ),
]


def _judge(kind: str, facts: dict[str, Any], day: date) -> dict[str, standards.Finding]:
    found = standards.assess_one(standards.load(), kind, facts, None, day)
    return {item.rule: item for item in found}


@pytest.mark.parametrize(("rule", "kind", "facts", "needed"), GOOD)
def test_without_a_needed_field_it_is_unknown_and_never_good(
    rule: str, kind: str, facts: dict[str, Any], needed: list[str]
) -> None:
    day = date(2026, 11, 21)
    assert _judge(kind, facts, day)[rule].outcome == "meets"
    for field in needed:
        rest = {k: v for k, v in facts.items() if k != field}
        found = _judge(kind, rest, day)[rule]
        assert found.outcome == "unknown", field
        assert found.missing and not found.presumed, field
