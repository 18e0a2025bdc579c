"""Working days and legal terms: rest days as the State Council announces them, year by year.

行政强制法 §69, 民法典 §202–203: a term counts from the day after; a term in months ends on the same
day of its last month, or on that month's last; a term that ends on a rest day ends on the next
working day. `chinesecalendar` holds the announced years; for a year not yet announced only the
weekends are known, and the answer says so.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar
from chinese_calendar import constants

FIRST_YEAR = min(constants.holidays).year
LAST_YEAR = max(constants.holidays).year
SATURDAY = 5


@dataclass(frozen=True)
class Term:
    """When a term ends; `counted_to` is the day before rest days moved it.

    `announced` is false where the rest days of a year that it touches are not published yet: the
    end may still move.
    """

    ends_on: date
    counted_to: date
    announced: bool


def is_announced(year: int) -> bool:
    """Whether the State Council's arrangement of this year's rest days is held."""
    return FIRST_YEAR <= year <= LAST_YEAR


def is_working_day(day: date) -> bool:
    """Whether offices work: with announced days off and made-up days, else by the weekend."""
    if is_announced(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < SATURDAY


def next_working_day(day: date) -> date:
    """The day itself, or the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def term(start: date, *, days: int = 0, months: int = 0) -> Term:
    """A term of calendar days or months that begins the day after `start`."""
    return _ended(_months_after(start, months) + timedelta(days=days))


def working_days(start: date, count: int) -> Term:
    """The `count`th working day after `start`."""
    day = start
    for _ in range(count):
        day = next_working_day(day + timedelta(days=1))
    return _ended(day)


def _ended(counted_to: date) -> Term:
    ends_on = next_working_day(counted_to)
    return Term(ends_on, counted_to, is_announced(counted_to.year) and is_announced(ends_on.year))


def _months_after(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))
