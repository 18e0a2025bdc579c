"""Devices as hypothesis makes them up, and how a whole fleet of them is judged at once.

A frame costs about what one device costs, so properties are shown on fleets; that a row of a frame
is judged like the device alone is a property of its own (test_invariants).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hypothesis import strategies as st

import standards
from standards.kinds import Kind
from standards.model import Finding
from standards.rendering import as_findings
from standards.turning import turned

LIBRARY = standards.load()
REGIONS = st.sampled_from([None, "440704", "360704100", "360281", "140522", "350504", "110101"])
AS_OF = st.dates(date(2009, 1, 1), date(2030, 12, 31))
MODELS = st.sampled_from(
    [
        "JO2-51-4",
        "Y112M-2",
        "YB-160M-4",
        "3BA-9",
        "Y5-47No.4C",
        "L-10/8",
        "ZX5-315",
        "S7-315/10",
        "S9-M-400/10",
        "S11-M-400/10",
        "S13-M-400/10",
        "S8-30/10",
        "SCB10-400/10",
        "SBH15-M-400/10",
        "SJ-100/10",
        "KZG1-8",
        "ZX-400",
        "SG(B)8-400/10",
    ]
)
NUMBERS: Mapping[str, st.SearchStrategy[float]] = {
    "rated_capacity_kva": st.sampled_from([30.0, 315.0, 400.0, 630.0, 2500.0, 350.0]),
    "voltage_kv": st.sampled_from([10.0, 10.0, 10.0, 35.0]),
    "no_load_loss_w": st.floats(1, 3000),
    "load_loss_w": st.floats(1, 30000),
    "rated_capacity_tph": st.sampled_from([0.5, 2.0, 10.0, 10.1, 20.0, 35.0, 40.0]),
    "rated_power_mw": st.sampled_from([7.0, 14.0, 24.5]),
    "design_efficiency_pct": st.floats(70, 110),
    "tested_efficiency_pct": st.floats(70, 110),
    "pm_mg_m3": st.floats(0, 120),
    "so2_mg_m3": st.floats(0, 700),
    "nox_mg_m3": st.floats(0, 500),
    "design_life_years": st.sampled_from([10.0, 15.0, 20.0]),
    "mileage_km": st.floats(0, 900_000),
    "rated_power_kw": st.sampled_from([0.12, 7.5, 8.0, 90.0, 1000.0, 1200.0]),
    "poles": st.sampled_from([2, 4, 4, 6, 8, 10]),
    "efficiency_pct": st.floats(30, 99),
    "drive_power_kw": st.sampled_from([7.5, 37.0, 40.0, 110.0]),
    "discharge_pressure_mpa": st.sampled_from([0.7, 0.8, 0.75, 1.0]),
    "specific_power": st.floats(4, 20),
    "machine_no": st.sampled_from([2.0, 3.5, 4.5, 5.0, 10.0, 12.0]),
    "pressure_coefficient": st.sampled_from([0.3, 0.5, 0.95, 1.1, 1.4]),
    "specific_speed": st.sampled_from([10.0, 20.0, 35.0, 40.0, 60.0]),
    "hub_ratio": st.sampled_from([0.2, 0.3, 0.6, 0.8]),
    "flow_m3h": st.sampled_from([4.0, 5.0, 100.0, 300.0, 600.0, 4000.0]),
    "head_m": st.sampled_from([8.0, 32.0, 125.0, 400.0]),
    "speed_rpm": st.sampled_from([990.0, 1450.0, 2950.0]),
    "stages": st.sampled_from([1, 1, 2, 8]),
    "cooling_capacity_kw": st.sampled_from([100.0, 300.0, 300.1, 1200.0]),
    "heating_capacity_kw": st.sampled_from([9.0, 10.0, 35.0, 300.0]),
    "frame_size_mm": st.sampled_from([63.0, 160.0, 355.0, 400.0]),
    "rated_voltage_v": st.sampled_from([380.0, 660.0, 1140.0, 6000.0]),
    "lifting_moment_knm": st.sampled_from([629.0, 630.0, 1250.0]),
    "power_kw": st.sampled_from([14.0, 60.0, 560.0, 600.0]),
    "working_hours": st.sampled_from([100.0, 12000.0, 18000.0]),
    "cop": st.floats(1, 8),
    "iplv": st.floats(1, 10),
}


def _day(draw: st.DrawFn) -> str:
    """A date as ledgers give it: mostly to the day, sometimes a month or a year alone."""
    text = draw(st.dates(date(1988, 1, 1), date(2028, 12, 31))).isoformat()
    return text[: draw(st.sampled_from([10, 10, 10, 7, 4]))]


@st.composite
def devices(draw: st.DrawFn, kind: Kind) -> dict[str, Any]:
    """Facts of one device; every field may be blank."""
    facts: dict[str, Any] = {}
    for field in kind.fields:
        if field.id in ("region", "use_state") or draw(st.integers(0, 9)) < 2:
            continue
        if field.id == "model":
            facts["model"] = draw(MODELS)
        elif field.id in NUMBERS:
            facts[field.id] = draw(NUMBERS[field.id])
        elif field.type == "date":
            facts[field.id] = _day(draw)
        elif field.type == "choice":
            facts[field.id] = draw(st.sampled_from(field.choices))
        elif field.type == "yesno":
            facts[field.id] = draw(st.booleans())
    return facts


Fleet = tuple[str, list[dict[str, Any]]]


def fleets(kind: Kind) -> st.SearchStrategy[list[dict[str, Any]]]:
    """A few devices of a kind."""
    return st.lists(devices(kind), min_size=2, max_size=8)


def some_fleet() -> st.SearchStrategy[Fleet]:
    """A few devices of some kind."""
    return st.one_of(
        [fleets(kind).map(lambda fleet, k=kind.id: (k, fleet)) for kind in LIBRARY.kinds.values()]
    )


def judged(
    kind: str,
    fleet: Sequence[Mapping[str, Any]],
    region: str | None,
    day: date,
    library: standards.Library = LIBRARY,
) -> list[dict[str, Finding]]:
    """The findings of each device by their rules, as `assess_one` gives them."""
    found: list[dict[str, Finding]] = [{} for _ in fleet]
    groups: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    place = {} if region is None else {"region": region}
    for number, facts in enumerate(fleet):
        really, record = turned(library, kind, {**facts, **place})
        groups.setdefault(really, []).append((number, record))
    for really, rows in groups.items():
        frame = standards.frame_of(library.kind(really), [record for _, record in rows])
        result = standards.assess(library, really, frame, day).findings()
        for (row,), mine in result.partition_by("row", as_dict=True).items():
            found[rows[row][0]] = {item.rule: item for item in as_findings(mine)}
    return found
