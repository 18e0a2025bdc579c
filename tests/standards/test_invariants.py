"""What must hold for any device: properties of judging, over generated facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import standards
from standards.kinds import Kind
from standards.model import Finding
from standards.outcomes import NO_FIELDS, OUTCOMES
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


def some_device() -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    return st.one_of(
        [devices(kind).map(lambda facts, k=kind.id: (k, facts)) for kind in LIBRARY.kinds.values()]
    )


def _judge(
    kind: str,
    facts: Mapping[str, object],
    region: str | None,
    day: date,
    library: standards.Library = LIBRARY,
) -> dict[str, Finding]:
    return {f.rule: f for f in standards.assess_one(library, kind, facts, region, day)}


@given(some_device(), REGIONS, AS_OF)
@settings(max_examples=60, deadline=None)
def test_a_later_rule_changes_no_earlier_finding(
    device: tuple[str, dict[str, Any]], region: str | None, day: date
) -> None:
    kind, facts = device
    later = [
        replace(r, id=r.id + ".later", valid_from=day + timedelta(days=1), valid_to=None)
        for r in LIBRARY.rules
    ]
    known = [r for r in LIBRARY.rules if r.valid_from <= day]
    with_later = replace(LIBRARY, rules=(*LIBRARY.rules, *later))
    without_later = replace(LIBRARY, rules=tuple(known))
    expected = _judge(kind, facts, region, day)
    assert _judge(kind, facts, region, day, with_later) == expected
    assert _judge(kind, facts, region, day, without_later) == expected


@given(devices(LIBRARY.kinds["transformer"]), st.dates(date(2021, 6, 1), date(2025, 1, 31)))
@settings(max_examples=60, deadline=None)
def test_a_later_edition_changes_no_earlier_finding(facts: dict[str, Any], day: date) -> None:
    def only_2020(rule: standards.Rule) -> standards.Rule:
        first = replace(rule.editions[0], valid_to=None)
        return replace(rule, editions=(first,))

    rules = tuple(only_2020(r) if len(r.editions) > 1 else r for r in LIBRARY.rules)
    before = _judge("transformer", facts, None, day, replace(LIBRARY, rules=rules))
    assert _judge("transformer", facts, None, day) == before


# asked for although something stands there: not a field, or it contradicts another field
ASKED_THOUGH_GIVEN = (*NO_FIELDS, "rated_capacity_tph", "model", "stages", "suction")

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


@pytest.mark.parametrize(("rule", "kind", "facts", "needed"), GOOD)
def test_without_a_needed_field_it_is_unknown_and_never_good(
    rule: str, kind: str, facts: dict[str, Any], needed: list[str]
) -> None:
    day = date(2026, 11, 21)
    assert _judge(kind, facts, None, day)[rule].outcome == "meets"
    for field in needed:
        rest = {k: v for k, v in facts.items() if k != field}
        found = _judge(kind, rest, None, day)[rule]
        assert found.outcome == "unknown", field
        assert found.missing and not found.presumed, field


@given(some_device(), REGIONS, AS_OF, st.data())
@settings(max_examples=80, deadline=None)
def test_unknown_says_what_is_missing_and_only_unknown_does(
    device: tuple[str, dict[str, Any]], region: str | None, day: date, data: st.DataObject
) -> None:
    kind, facts = turned(LIBRARY, *device)
    if facts:
        facts.pop(data.draw(st.sampled_from(sorted(facts))))
    for found in _judge(kind, facts, region, day).values():
        assert (found.outcome == "unknown") == bool(found.missing), found
        for field in found.missing:
            assert field in NO_FIELDS or LIBRARY.kinds[kind].has(field)
            assert field in ASKED_THOUGH_GIVEN or not facts.get(field)


@given(
    devices(LIBRARY.kinds["transformer"]),
    st.sampled_from(["no_load_loss_w", "load_loss_w"]),
    st.floats(0.05, 1),
)
@settings(max_examples=100, deadline=None)
def test_a_smaller_loss_is_never_worse(facts: dict[str, Any], field: str, share: float) -> None:
    day = date(2026, 11, 21)
    facts |= {"no_load_loss_w": facts.get("no_load_loss_w", 400.0)}
    facts |= {"load_loss_w": facts.get("load_loss_w", 4000.0)}
    before = _judge("transformer", facts, "440704", day)
    after = _judge("transformer", facts | {field: facts[field] * share}, "440704", day)
    good = OUTCOMES.index("meets")
    for rule in before.keys() | after.keys():
        old = OUTCOMES.index(before[rule].outcome) if rule in before else good
        new = OUTCOMES.index(after[rule].outcome) if rule in after else good
        assert new >= old, rule
        if rule == "transformer.grade" and before[rule].grade is not None:
            assert (after[rule].grade or 4) <= (before[rule].grade or 4)


@pytest.mark.parametrize("kind", list(LIBRARY.kinds))
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_rows_together_and_one_by_one_are_the_same(kind: str, data: st.DataObject) -> None:
    facts = data.draw(st.lists(devices(LIBRARY.kinds[kind]), min_size=1, max_size=8))
    regions = [data.draw(REGIONS) for _ in facts]
    day = data.draw(AS_OF)
    records = [f | {"region": r} for f, r in zip(facts, regions, strict=True)]
    frame = standards.frame_of(LIBRARY.kinds[kind], records)
    together = standards.assess(LIBRARY, kind, frame, day)
    found = together.findings()
    verdicts = together.verdicts.to_dicts()
    assert [v["row"] for v in verdicts] == list(range(len(facts)))
    for row, (device, region) in enumerate(zip(facts, regions, strict=True)):
        alone = standards.assess_one(LIBRARY, kind, device, region, day)
        mine = found.filter(found["row"] == row)
        assert mine["rule"].to_list() == [f.rule for f in alone]
        assert mine["message"].to_list() == [f.message for f in alone]
        assert mine["measured"].is_null().to_list() == [f.measured is None for f in alone]
        verdict = standards.verdict_of(alone)
        assert (verdicts[row]["verdict"], verdicts[row]["incomplete"]) == verdict


@pytest.mark.parametrize("kind", list(LIBRARY.kinds))
def test_a_frame_in_several_pieces_is_judged_like_one(kind: str) -> None:
    facts = [{"model": "JO2-51-4"}, {"model": "ZX-1", "made_on": "2003"}, {}]
    frame = standards.frame_of(LIBRARY.kinds[kind], facts)
    pieces = pl.concat([frame] * 3, rechunk=False)
    day = date(2026, 11, 21)
    whole = standards.assess(LIBRARY, kind, pieces.rechunk(), day)
    assert standards.assess(LIBRARY, kind, pieces, day).verdicts.equals(whole.verdicts)
    assert whole.verdicts.height == 9


@given(some_device(), REGIONS, AS_OF)
@example(("fan", {"blower_type": "单级低速", "nameplate_grade": "1级"}), None, date(2013, 1, 1))
@example(
    ("boiler", {"fuel": "电", "combustion": "电加热", "nameplate_grade": "3级"}),
    None,
    date(2026, 11, 28),
)
@example(("construction_machinery", {"in_service_on": "2000-01-01"}), None, date(2025, 1, 1))
@settings(max_examples=80, deadline=None)
def test_the_shape_of_a_finding(
    device: tuple[str, dict[str, Any]], region: str | None, day: date
) -> None:
    kind, facts = device
    for found in _judge(kind, facts, region, day).values():
        assert found.outcome in OUTCOMES
        assert (found.then is not None) == (found.outcome == "due")
        assert found.outcome != "due" or found.due is not None
        assert (found.measured is None) == (found.limit is None)
        if found.measured is not None and found.limit is not None:
            assert list(found.measured) == list(found.limit)
        assert found.document in LIBRARY.documents and found.clause
        assert found.message and "□" not in found.message, found
        assert found.message_en and "□" not in found.message_en, found
        assert found.level in (None, "access", "saving", "advanced")


@given(some_device(), REGIONS, AS_OF, st.sampled_from(["拆除", "报废", "注销"]))
@settings(max_examples=20, deadline=None)
def test_devices_out_of_use_for_good_are_not_judged(
    device: tuple[str, dict[str, Any]], region: str | None, day: date, state: str
) -> None:
    kind, facts = device
    assert _judge(kind, facts | {"use_state": state}, region, day) == {}


@given(some_device(), REGIONS, AS_OF)
@settings(max_examples=40, deadline=None)
def test_a_stopped_device_is_judged_without_inspection_rules(
    device: tuple[str, dict[str, Any]], region: str | None, day: date
) -> None:
    kind, facts = device
    running = _judge(kind, facts, region, day)
    stopped = _judge(kind, facts | {"use_state": "停用"}, region, day)
    duties = {r.id for r in LIBRARY.rules if r.only_in_use}
    left = {rule: found for rule, found in running.items() if rule not in duties}
    assert {rule: _wordless(f) for rule, f in stopped.items()} == {
        rule: _wordless(f) for rule, f in left.items()
    }
    # What is eliminated says besides that it must not come back into use (RULEBOOK §1).
    for rule, found in stopped.items():
        same = found.message == left[rule].message
        assert same or (found.outcome == "eliminate" and "重新投入使用" in found.message), rule


def _wordless(found: Finding) -> Finding:
    return replace(found, message="", message_en="")


@given(some_device(), REGIONS, AS_OF)
@settings(max_examples=40, deadline=None)
def test_a_year_alone_is_never_judged_harder_than_a_day_in_it(
    device: tuple[str, dict[str, Any]], region: str | None, day: date
) -> None:
    kind, facts = device
    dates = [f.id for f in LIBRARY.kinds[kind].fields if f.type == "date" and facts.get(f.id)]
    exact = {
        d: (facts[d] + "-06-15" if len(facts[d]) == 4 else facts[d] + "-15")[:10]
        if len(facts[d]) < 10
        else facts[d]
        for d in dates
    }
    coarse = {d: exact[d][:4] for d in dates}
    known = _judge(kind, facts | exact, region, day)
    guessed = _judge(kind, facts | coarse, region, day)
    for rule, found in guessed.items():
        if rule not in known:
            assert found.outcome == "meets" or found.outcome == "unknown", (rule, found)
            continue
        assert OUTCOMES.index(found.outcome) >= OUTCOMES.index(known[rule].outcome), rule
        if found.outcome != known[rule].outcome:
            assert found.presumed or found.outcome == "unknown"
