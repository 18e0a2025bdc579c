"""When a schedule is due: dates in, dates out; reads no clock and no database.

A slot is what one run is for: a day, or the month, quarter or year that has just ended. Its name is
what a claim is made on, so that no clock, moved forth or back, makes one run twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile

from inventory.core.clock import SHANGHAI
from inventory.enforcement import calendar

# Months of a period; a day is none.
DAILY = "daily"
MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}
CADENCES = (DAILY, *MONTHS)


@dataclass(frozen=True)
class When:
    """How often, at what time in China, and for periods on which working day of the next one.

    Working day 0 is the first day of the calendar, whether offices work or not.
    """

    cadence: str
    at: time
    working_day: int = 0


@dataclass(frozen=True)
class Slot:
    """What a run is for: `begin` to `end` are the days of it, `due` is when it may run."""

    name: str
    begin: date
    end: date
    due: datetime


def latest(when: When, now: datetime) -> Slot:
    """The last slot that has become due."""
    return next(slot for slot in _backwards(when, now) if slot.due <= now)


def following(when: When, now: datetime) -> Slot:
    """The first slot that is still to come."""
    *_, slot = takewhile(lambda slot: slot.due > now, _backwards(when, now))
    return slot


def missed(when: When, since: datetime, now: datetime) -> list[Slot]:
    """Every slot that became due after `since`, the oldest first."""
    due = [slot for slot in _until(when, since, now) if slot.due <= now]
    return due[::-1]


def _until(when: When, since: datetime, now: datetime) -> Iterator[Slot]:
    return takewhile(lambda slot: slot.due > since, _backwards(when, now))


def _backwards(when: When, now: datetime) -> Iterator[Slot]:
    """Slots from one that is surely to come back into the past."""
    begin = _after(when.cadence, _begin(when.cadence, now.astimezone(SHANGHAI).date()))
    while True:
        yield _slot(when, begin)
        begin = _before(when.cadence, begin)


def _slot(when: When, begin: date) -> Slot:
    if when.cadence == DAILY:
        due = datetime.combine(begin, when.at, SHANGHAI)
        return Slot(begin.isoformat(), begin, begin, due)
    day = calendar.working_days(begin - timedelta(days=1), when.working_day).counted_to
    due = datetime.combine(day if when.working_day else begin, when.at, SHANGHAI)
    ended = _before(when.cadence, begin)
    return Slot(period_name(when.cadence, ended), ended, begin - timedelta(days=1), due)


def period_name(cadence: str, begin: date) -> str:
    """2026-11, 2026-Q4 or 2026: the period that begins on a day."""
    return {
        "monthly": f"{begin.year}-{begin.month:02}",
        "quarterly": f"{begin.year}-Q{(begin.month + 2) // 3}",
        "yearly": f"{begin.year}",
    }[cadence]


def _begin(cadence: str, day: date) -> date:
    """The first day of the period in which a day lies."""
    if cadence == DAILY:
        return day
    months = MONTHS[cadence]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _before(cadence: str, begin: date) -> date:
    return _begin(cadence, begin - timedelta(days=1))


def _after(cadence: str, begin: date) -> date:
    if cadence == DAILY:
        return begin + timedelta(days=1)
    count = begin.month - 1 + MONTHS[cadence]
    return date(begin.year + count // 12, count % 12 + 1, 1)
