"""Devices judged for two days, or by two drafts, at once: as by two judgements of their own."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

import standards
from seeds.county import county
from standards.assessing import assess
from standards.drafting import RuleChange, draft
from standards.model import Library, Rule
from standards.twice import assess_twice
from tests.standards.generated import Fleet, some_fleet
from tests.standards.test_comparing_libraries import DRAFTED

LIB = standards.load()
TODAY = date(2026, 11, 21)
DAYS = st.dates(date(1995, 1, 1), date(2045, 12, 31))
NEAR = st.integers(-800, 800).map(lambda days: TODAY + timedelta(days=days))
FRAMES = {
    kind: standards.frame_of(
        LIB.kind(kind),
        [
            {**device.facts, "region": device.region}
            for device in county(devices=2_000).devices
            if device.kind == kind
        ],
    )
    for kind in ("boiler", "elevator", "transformer", "truck")
}


def is_as_judged_alone(
    kind: str,
    frame: pl.DataFrame,
    days: tuple[date, date],
    libraries: tuple[Library, Library] = (LIB, LIB),
) -> None:
    found = assess_twice(libraries, kind, frame, days)
    for library, day, got in zip(libraries, days, found, strict=True):
        alone = assess(library, kind, frame, day)
        assert got.findings().equals(alone.findings())
        assert got.verdicts.equals(alone.verdicts)
        assert [rule.id for rule, _ in got.by_rule] == [rule.id for rule, _ in alone.by_rule]


@settings(max_examples=60, deadline=None)
@given(some_fleet(), st.one_of(DAYS, NEAR), st.one_of(DAYS, NEAR))
def test_any_devices_on_any_two_days(fleet: Fleet, first: date, second: date) -> None:
    kind, records = fleet
    is_as_judged_alone(kind, standards.frame_of(LIB.kind(kind), records), (first, second))


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(FRAMES)), NEAR, st.one_of(DAYS, NEAR))
def test_a_county_on_any_two_days(kind: str, first: date, second: date) -> None:
    is_as_judged_alone(kind, FRAMES[kind], (first, second))


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(DRAFTED), st.sampled_from([0.5, 0.8, 1.5]), st.data())
def test_a_county_by_a_draft(
    drafted: tuple[Rule, str, float], factor: float, data: st.DataObject
) -> None:
    rule, name, value = drafted
    changed = draft(LIB, (RuleChange(rule.id, f"params.{name}", type(value)(value * factor)),))
    kind = rule.kind if rule.kind in FRAMES else data.draw(st.sampled_from(sorted(FRAMES)))
    days = (TODAY, data.draw(st.one_of(st.just(TODAY), NEAR)))
    is_as_judged_alone(kind, FRAMES[kind], days, (LIB, changed))


def test_a_rule_that_does_not_ask_for_the_day_is_judged_once() -> None:
    """The grade of a transformer changes on the days of its editions, and on no other."""
    day = timedelta(days=1)
    for at, is_once in ((TODAY, True), (date(2025, 1, 31), False)):
        found = assess_twice((LIB, LIB), "transformer", FRAMES["transformer"], (at, at + day))
        first, second = (
            next(frame for rule, frame in each.by_rule if rule.id == "transformer.grade")
            for each in found
        )
        assert (first is second) is is_once
