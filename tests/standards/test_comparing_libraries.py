"""Two days or two libraries: who changes, by which rule; drafts are read as strictly as files."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import standards
from seeds.county import county
from standards.comparing import Comparison, compare, touched_kinds
from standards.drafting import Change, RuleChange, TableChange, draft

TODAY = date(2026, 11, 21)
LIB = standards.load()
OLD = {
    "model": "S9-M-315/10",
    "rated_capacity_kva": 315,
    "voltage_kv": 10,
    "connection": "Dyn11",
    "no_load_loss_w": 670,
    "load_loss_w": 3650,
    "in_service_on": "2004-01-01",
    "made_on": "2003-05-01",
    "region": "440704",
}
AGE = "plan.440704.transformer"
FRAMES = {
    kind: standards.frame_of(
        LIB.kind(kind),
        [
            {**device.facts, "region": device.region}
            for device in county(devices=400).devices
            if device.kind == kind
        ],
    )
    for kind in ("boiler", "elevator", "transformer", "truck")
}


def between(
    records: list[dict[str, Any]],
    *,
    kind: str = "transformer",
    changes: tuple[Change, ...] = (),
    days: tuple[date, date] = (TODAY, TODAY),
) -> Comparison:
    frame = standards.frame_of(LIB.kind(kind), records)
    return compare(LIB, draft(LIB, changes), kind, frame, days)


def test_nothing_changes_between_a_day_and_itself() -> None:
    found = between([OLD, {"model": "S13-M.RL-200/10"}])
    assert found.verdicts.is_empty()
    assert found.rules.is_empty()
    assert found.by_region().is_empty()


def test_jianghai_lowers_the_age_from_25_to_20_years() -> None:
    found = between([OLD], changes=(RuleChange(AGE, "params.years", 20),))
    assert found.rules.rows() == [(0, AGE, None, "renew")]
    young = {**OLD, "in_service_on": "2010-01-01"}
    assert between([young], changes=(RuleChange(AGE, "params.years", 20),)).rules.is_empty()


DRAFTED = [
    (rule, name, value)
    for rule in LIB.rules
    for name, value in rule.params.items()
    if type(value) in (int, float) and sum(each.id == rule.id for each in LIB.rules) == 1
]


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(DRAFTED), st.sampled_from([0.5, 0.8, 1.5]))
def test_a_rule_touches_no_device_of_another_kind(
    drafted: tuple[standards.Rule, str, float], factor: float
) -> None:
    rule, name, value = drafted
    changed = draft(LIB, (RuleChange(rule.id, f"params.{name}", type(value)(value * factor)),))
    touched = touched_kinds(LIB, changed, (TODAY, TODAY))
    assert touched >= {rule.kind} - ({rule.kind} if changed.version == LIB.version else set())
    for kind, frame in FRAMES.items():
        found = compare(LIB, changed, kind, frame, (TODAY, TODAY))
        assert kind in touched or (found.rules.is_empty() and found.verdicts.is_empty())


def test_another_day_or_table_may_touch_every_kind() -> None:
    every = set(LIB.kinds)
    limit = TableChange("gb20052-2024", {}, "load_loss_w__grade3", 1)
    assert touched_kinds(LIB, LIB, (TODAY, TODAY)) == set()
    assert touched_kinds(LIB, LIB, (TODAY, TODAY + timedelta(days=1))) == every
    assert touched_kinds(LIB, draft(LIB, (limit,)), (TODAY, TODAY)) == every
    truck = draft(LIB, (RuleChange("truck.stage-national", "params.at_most", "国四"),))
    assert touched_kinds(LIB, truck, (TODAY, TODAY)) == {"truck", "vehicle"}


def test_another_day_is_another_law() -> None:
    """An S8 is wanted out from 2016 on and must be out from 2017 on."""
    s8 = {**OLD, "model": "S8-315/10"}
    days = (date(2016, 12, 31), date(2017, 1, 1))
    found = between([s8], days=days)
    assert found.rules.rows() == [(0, "transformer.batch-4", "due", "eliminate")]
    assert found.summary().rows() == [("due", "eliminate", 1)]


def test_a_limit_of_a_table_can_be_drafted() -> None:
    limits = {
        "rated_capacity_kva": 315,
        "connection": "Dyn11",
        "core": "电工钢带",
        "insulation_medium": "油浸",
    }
    easier = tuple(
        TableChange("gb20052-2024", limits, f"{name}__grade3", value)
        for name, value in (("no_load_loss_w", 700), ("load_loss_w", 4000))
    )
    found = between([OLD], changes=easier)
    assert found.rules.rows() == [(0, "transformer.grade", "renew", "improve")]


def test_summaries_count_by_rule_and_region() -> None:
    other = {**OLD, "region": "440703"}
    found = between(
        [OLD, other, OLD], changes=(RuleChange("transformer.grade", "to", "2026-01-01"),)
    )
    assert found.by_rule().rows() == [("transformer.grade", "renew", None, 3)]
    assert sum(found.by_region()["better"]) == found.verdicts.height
    assert found.by_region(4)["region"].to_list() in (["4407"], [])


def test_a_draft_leaves_the_library_alone_and_has_a_version_of_its_own() -> None:
    changed = draft(LIB, (RuleChange(AGE, "params.years", 20),))
    assert changed.version != LIB.version
    assert next(r for r in LIB.rules if r.id == AGE).params["years"] == 25
    assert next(r for r in changed.rules if r.id == AGE).params["years"] == 20
    assert draft(LIB, ()).version == LIB.version
    assert draft(LIB, (RuleChange(AGE, "params.years", 21),)).version != changed.version


def test_every_rule_can_be_read_again_as_it_is() -> None:
    for rule in LIB.rules:
        same = (
            draft(LIB, (RuleChange(rule.id, "from", rule.valid_from.isoformat()),))
            if (sum(r.id == rule.id for r in LIB.rules) == 1)
            else LIB
        )
        assert next(r for r in same.rules if r.id == rule.id) == rule


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (RuleChange("plan.440704.none", "params.years", 20), "plan.440704.none"),
        (RuleChange(AGE, "params.yaers", 20), "params.yaers"),
        (RuleChange(AGE, "params.years", "20"), "params.years"),
        (RuleChange(AGE, "params.years", 20.5), "params.years"),
        (RuleChange(AGE, "params.years", True), "params.years"),
        (RuleChange(AGE, "params.grade_rule", 1), "params.grade_rule"),
        (RuleChange(AGE, "params", {}), "params"),
        (RuleChange(AGE, "id", "x"), "id"),
        (RuleChange(AGE, "messages.renew", "x"), "messages.renew"),
        (RuleChange(AGE, "from", "2024-13-01"), "from"),
        (RuleChange(AGE, "from", 2024), "from"),
        (RuleChange(AGE, "to", "2020-01-01"), "to"),
        (RuleChange(AGE, "obligation", "wish"), "obligation"),
        (TableChange("gb0", {}, "x", 1), "gb0"),
        (TableChange("gb20052-2024", {}, "x", 1), "x"),
        (TableChange("gb20052-2024", {"x": 1}, "load_loss_w__grade3", 1), "load_loss_w__grade3"),
        (TableChange("gb20052-2024", {}, "core", 1), "core"),
        (TableChange("gb20052-2024", {}, "load_loss_w__grade3", True), "load_loss_w__grade3"),
        (
            TableChange("gb20052-2024", {"rated_capacity_kva": 7}, "load_loss_w__grade3", 1),
            "load_loss_w__grade3",
        ),
    ],
)
def test_a_wrong_draft_is_refused_with_its_key(change: Change, key: str) -> None:
    with pytest.raises(standards.LibraryError) as error:
        draft(LIB, (change,))
    assert error.value.file == "draft"
    assert key in error.value.key


DAYS = st.dates(date(2010, 1, 1), date(2030, 1, 1))
RECORDS = st.lists(
    st.sampled_from(
        [OLD, {**OLD, "model": "S7-315/10"}, {**OLD, "region": None}, {"model": "S11-M-400/10"}]
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=40, deadline=None)
@given(RECORDS, DAYS, DAYS)
def test_a_comparison_says_what_the_two_judgements_say(
    records: list[dict[str, Any]], first: date, second: date
) -> None:
    found = between(records, days=(first, second))
    ways = (first, second), (found.before, found.after)
    for day, result in zip(*ways, strict=True):
        assert result.as_of == day
    before, after = (r.verdicts["verdict"].to_list() for r in (found.before, found.after))
    assert found.verdicts.rows() == [
        (i, b, a) for i, (b, a) in enumerate(zip(before, after, strict=True)) if b != a
    ]
    changed = set(found.rules["row"])
    assert set(found.verdicts["row"]) <= changed
    back = between(records, days=(second, first))
    swapped = back.rules.select("row", "rule", pl.col("after"), pl.col("before"))
    assert sorted(map(str, swapped.rows())) == sorted(map(str, found.rules.rows()))


def test_what_becomes_due_can_be_asked_for_a_year_ahead() -> None:
    """Question: which devices become due in 2027? An inspection is announced 60 days ahead."""
    lift = {
        "model": "x",
        "elevator_type": "曳引驱动乘客电梯",
        "last_inspected_on": "2026-05-01",
        "region": "360704",
    }
    records = [
        {**lift, "next_inspection_on": day} for day in ("2026-12-31", "2027-06-01", "2028-02-01")
    ]
    eve = date(2026, 12, 31)
    found = between(records, kind="elevator", days=(eve, eve + timedelta(days=365)))
    inspected = found.rules.filter(pl.col("rule") == "elevator.inspection")
    assert inspected.rows() == [
        (0, "elevator.inspection", "due", "rectify"),
        (1, "elevator.inspection", "meets", "rectify"),
        (2, "elevator.inspection", "meets", "due"),
    ]
