"""Terms against days that the State Council has announced, and what is not announced yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.enforcement import calendar

DAYS = st.dates(date(2005, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("start", "length", "ends_on"),
    [
        # 2026-10-01 to 07 are days off; Saturday the 10th is a made-up working day.
        (date(2026, 9, 25), {"days": 5}, date(2026, 9, 30)),
        (date(2026, 9, 25), {"days": 6}, date(2026, 10, 8)),
        (date(2026, 9, 25), {"days": 15}, date(2026, 10, 10)),
        # The months' last days; 2026-02-28 is a made-up working Saturday.
        (date(2026, 1, 31), {"months": 1}, date(2026, 2, 28)),
        (date(2025, 8, 31), {"months": 6}, date(2026, 2, 28)),
        (date(2026, 11, 6), {"days": 15}, date(2026, 11, 23)),  # the 21st is a Saturday
    ],
)
def test_terms_move_off_rest_days(start: date, length: dict[str, int], ends_on: date) -> None:
    found = calendar.term(start, **length)
    assert (found.ends_on, found.announced) == (ends_on, True)


def test_a_year_that_is_not_announced_is_said_to_be_so() -> None:
    found = calendar.term(date(calendar.LAST_YEAR, 12, 20), months=1)
    assert not found.announced
    assert found.ends_on.weekday() < 5


def test_working_days_skip_the_long_holiday() -> None:
    assert calendar.working_days(date(2026, 9, 29), 3).ends_on == date(2026, 10, 9)


@given(DAYS, st.integers(0, 400))
def test_a_term_never_ends_early_nor_on_a_rest_day(start: date, days: int) -> None:
    found = calendar.term(start, days=days)
    assert found.ends_on >= found.counted_to == start + timedelta(days=days)
    assert calendar.is_working_day(found.ends_on)
    assert (found.ends_on - found.counted_to).days <= 12
