"""Stages are computed from dates, so that a missed night changes nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.judgement.alerts.stages import STAGES, stage_of

DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("days", "stage"),
    [
        (181, None),
        (180, "180"),
        (91, "180"),
        (90, "90"),
        (31, "90"),
        (30, "30"),
        (1, "30"),
        (0, "due"),
        (-1, "due"),
        (-29, "due"),
        (-30, "overdue30"),
        (-4000, "overdue30"),
    ],
)
def test_stage_changes_on_its_day(days: int, stage: str | None) -> None:
    assert stage_of("due", DAY + timedelta(days=days), DAY) == stage


@pytest.mark.parametrize(
    ("outcome", "due", "stage"),
    [
        ("eliminate", None, "due"),
        ("rectify", None, "due"),
        ("reassess", None, "due"),
        ("renew", None, None),
        ("renew", DAY, "due"),
        ("improve", DAY, None),
        ("unknown", DAY, None),
        ("meets", DAY, None),
    ],
)
def test_which_outcomes_raise_alerts(outcome: str, due: date | None, stage: str | None) -> None:
    assert stage_of(outcome, due, DAY) == stage


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(0, 4000), st.integers(0, 400))
def test_stages_only_move_forward(due: date, before: int, later: int) -> None:
    first = due - timedelta(days=before)
    order = [None, *STAGES]
    stages = [stage_of("due", due, first), stage_of("due", due, first + timedelta(days=later))]
    assert order.index(stages[0]) <= order.index(stages[1])
