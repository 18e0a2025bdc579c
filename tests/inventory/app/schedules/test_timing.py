"""When a schedule is due: borders of days, months and working days, clocks that jump."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.app.schedules.timing import CADENCES, When, following, latest, missed
from inventory.core.clock import SHANGHAI

NIGHT = When("daily", time(2))
SUMMARY = When("monthly", time(6), 3)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("when", "now", "name", "next_due"),
    [
        (NIGHT, "2026-11-29 01:59", "2026-11-28", "2026-11-29 02:00"),
        (NIGHT, "2026-11-29 02:00", "2026-11-29", "2026-11-30 02:00"),
        # October begins with seven holidays: the third working day is the 10th, for
        # this Saturday is made up.
        (SUMMARY, "2026-10-10 05:59", "2026-08", "2026-10-10 06:00"),
        (SUMMARY, "2026-10-10 06:00", "2026-09", "2026-11-04 06:00"),
        (SUMMARY, "2026-12-03 05:59", "2026-10", "2026-12-03 06:00"),
        (SUMMARY, "2026-12-03 06:00", "2026-11", "2027-01-05 06:00"),
        (When("monthly", time(0, 5)), "2026-12-01 00:05", "2026-11", "2027-01-01 00:05"),
        (When("quarterly", time(6), 3), "2026-11-29 12:00", "2026-Q3", "2027-01-05 06:00"),
        (When("yearly", time(6), 3), "2026-11-29 12:00", "2025", "2027-01-05 06:00"),
    ],
)
def test_a_slot_begins_at_its_minute(when: When, now: str, name: str, next_due: str) -> None:
    assert latest(when, at(now)).name == name
    assert following(when, at(now)).due == at(next_due)


def test_a_period_has_its_days() -> None:
    slot = latest(When("quarterly", time(6), 3), at("2026-11-29 12:00"))
    assert (slot.begin, slot.end) == (date(2026, 7, 1), date(2026, 9, 30))


def test_missed_periods_are_told_from_the_first_to_the_last() -> None:
    names = [slot.name for slot in missed(SUMMARY, at("2026-07-20 00:00"), at("2026-11-29 12:00"))]
    assert names == ["2026-07", "2026-08", "2026-09", "2026-10"]
    assert missed(SUMMARY, at("2026-11-10 00:00"), at("2026-11-29 12:00")) == []


@given(
    st.sampled_from(CADENCES),
    st.integers(0, 5),
    st.datetimes(datetime(2024, 1, 1), datetime(2026, 11, 1)),
    st.integers(1, 200_000),
)
def test_time_goes_through_the_slots_in_order(
    cadence: str, day: int, start: datetime, minutes: int
) -> None:
    when, now = When(cadence, time(6), day), start.replace(tzinfo=SHANGHAI)
    later = now + timedelta(minutes=minutes)
    before, after = latest(when, now), latest(when, later)
    assert before.due <= now < following(when, now).due
    assert before.due <= after.due
    due = missed(when, now, later)
    assert [slot.due for slot in due] == sorted({slot.due for slot in due})
    assert (due[-1] if due else before) == after
