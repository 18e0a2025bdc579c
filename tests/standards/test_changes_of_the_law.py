"""What changed in the law between two days: each date belongs to the span that it ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import standards
from standards.changes import Change, changes_between

DAY = timedelta(days=1)


def on(day: date) -> list[Change]:
    """What changed on one day."""
    return changes_between(standards.load(), day - DAY, day)


def ids(day: date, sort: str) -> set[str]:
    return {change.id for change in on(day) if change.sort == sort}


@pytest.mark.parametrize(
    ("day", "sort", "name"),
    [
        (date(2025, 2, 1), "document", "GB 20052-2024"),  # in force
        (date(2025, 2, 1), "document", "GB 20052-2020"),  # superseded
        (date(2025, 2, 1), "rule", "transformer.grade"),  # its later edition
        (date(2025, 9, 1), "rule", "motor.grade-high-voltage"),  # begins
        (date(2026, 5, 1), "document", "TSG 08-2017"),
        (date(2025, 1, 1), "programme", "truck-renewal-2024"),  # the day after its last
        (date(2026, 1, 1), "programme", "truck-renewal-2026"),  # its first
    ],
)
def test_a_change_is_told_on_its_day_only(day: date, sort: str, name: str) -> None:
    assert name in ids(day, sort)
    assert name not in ids(day - DAY, sort) | ids(day + DAY, sort)


def test_nothing_changes_within_a_day() -> None:
    assert changes_between(standards.load(), date(2025, 2, 1), date(2025, 2, 1)) == []


def test_changes_come_by_day_and_name_the_kinds() -> None:
    found = changes_between(standards.load(), date(2024, 1, 1), date(2026, 12, 31))
    assert [c.day for c in found] == sorted(c.day for c in found)
    assert {c.sort for c in found} == {"document", "rule", "programme"}
    edition = next(c for c in found if c.sort == "document" and c.id == "GB 20052-2024")
    assert edition.kinds == ("transformer",)
    assert all(c.zh and c.en for c in found)
