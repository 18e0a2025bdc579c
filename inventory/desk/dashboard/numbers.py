"""A number and the list that it counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from inventory.core.access import Actor
from inventory.judgement.assessments.judging import DUE_FOR
from inventory.judgement.ledger import facets
from inventory.judgement.ledger.listing import BLANK, Filters
from inventory.registry.equipment.models import Equipment


class Listed:
    """Something with a list behind it."""

    filters: Filters

    @property
    def filter(self) -> Mapping[str, Any]:
        """The list's query parameters."""
        return self.filters.chosen()


@dataclass(frozen=True)
class Number(Listed):
    """How many devices the list of `filters` holds; a test opens every list and compares."""

    count: int
    filters: Filters


@dataclass(frozen=True)
class Named(Listed):
    """A number with a name: a slice of a chart."""

    value: str
    name: str
    name_en: str
    count: int
    filters: Filters


@dataclass(frozen=True)
class Period(Listed):
    """Devices whose first date falls into a day or month."""

    period: str  # 2026-12-01 or 2026-12
    begin: date
    end: date
    count: int
    filters: Filters


def number(actor: Actor, filters: Filters) -> Number:
    """Count the devices of a list."""
    return Number(facets.devices(actor, filters), filters)


def by_due(actor: Actor, filters: Filters, begin: date, end: date, *, months: bool) -> list[Period]:
    """Devices by the first date on which something of theirs is due, from `begin` to `end`.

    Every period of the span is there, also without any device.
    """
    within = replace(filters, due_from=begin, due_to=end)
    rows = facets.devices_by(actor, within, Equipment.next_due)
    return _periods(rows, filters, begin, end, months)


def by_month_for(
    actor: Actor, filters: Filters, begin: date, end: date
) -> Mapping[str, list[Period]]:
    """The same by month, apart by what the date is for (judging.DUE_FOR or blank)."""
    within = replace(filters, due_from=begin, due_to=end)
    rows = facets.devices_by(actor, within, Equipment.next_due, Equipment.due_for)
    parts: dict[str, list[tuple[date | str, int]]] = {word: [] for word in (*DUE_FOR, "")}
    for day, word, count in rows:
        parts[word].append((day, count))
    return {
        word: _periods(part, replace(filters, due_for=word or BLANK), begin, end, months=True)
        for word, part in parts.items()
    }


def _periods(
    rows: Iterable[tuple[date | str, int]], filters: Filters, begin: date, end: date, months: bool
) -> list[Period]:
    spans = _months(begin, end) if months else _days(begin, end)
    counts = _added_up(rows, months)
    return [
        Period(name, first, last, counts.get(name, 0), filters.within(first, last))
        for name, first, last in spans
    ]


def _added_up(rows: Iterable[tuple[date | str, int]], months: bool) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for day, count in rows:
        name = str(day)[: 7 if months else 10]
        counts[name] = counts.get(name, 0) + count
    return counts


def _days(begin: date, end: date) -> Iterable[tuple[str, date, date]]:
    for offset in range((end - begin).days + 1):
        day = begin + timedelta(days=offset)
        yield day.isoformat(), day, day


def _months(begin: date, end: date) -> Iterable[tuple[str, date, date]]:
    first = begin
    while first <= end:
        last = min(next_month(first) - timedelta(days=1), end)
        yield first.isoformat()[:7], first, last
        first = next_month(first)


def next_month(day: date) -> date:
    """The first day of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
