"""Every number of the dashboard is the total of the list that its filter opens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass
from datetime import date, timedelta
from typing import Any

import pytest

import standards
from inventory.core.access import Actor
from inventory.core.errors import Invalid
from inventory.desk.dashboard import service
from inventory.desk.dashboard.numbers import Named, Number, Period, next_month
from inventory.judgement.ledger import listing
from inventory.judgement.ledger.schemas import EquipmentFilters

REGIONS = ["", "440000", "440704", "140522", "110000"]


def numbers(shown: Any) -> Iterator[Number | Named | Period]:
    """All numbers of an answer, wherever they stand in it."""
    if isinstance(shown, Number | Named | Period):
        yield shown
    elif is_dataclass(shown):
        for value in vars(shown).values():
            yield from numbers(value)
    elif isinstance(shown, list):
        for value in shown:
            yield from numbers(value)


def list_total(actor: Actor, chosen: dict[str, Any]) -> int:
    """The list's total when the filter travels as the query of an address, as a link does."""
    words = {
        key: str(value).lower() if isinstance(value, bool) else str(value)
        for key, value in chosen.items()
    }
    return listing.page(actor, listing.Filters(**EquipmentFilters().load(words))).total


@pytest.mark.parametrize("who", ["all", "inspector", "leader", "clerk", "nobody"])
def test_every_number_is_its_lists_total(mixed: dict[str, Actor], who: str) -> None:
    actor = mixed[who]
    for region in REGIONS:
        shown = service.dashboard(actor, region)
        found = list(numbers(shown))
        assert shown.total in found
        for item in found:
            assert item.count == list_total(actor, item.filter), item


@pytest.mark.parametrize("who", ["all", "leader", "clerk"])
def test_slices_add_up(mixed: dict[str, Actor], who: str) -> None:
    """Nothing is counted twice and nothing is left out."""
    shown = service.dashboard(mixed[who], "")
    total = shown.total.count
    assert total > 0
    assert sum(item.count for item in shown.verdicts) == total
    assert sum(item.total.count for item in shown.kinds) == total
    assert sum(item.total.count for item in shown.regions) + shown.rest == total
    for kind in shown.kinds:
        assert sum(item.count for item in kind.verdicts) == kind.total.count
    by_kind = {item.kind: item.total.count for item in shown.kinds}
    for ages in shown.ages:
        bands = sum(item.count for item in ages.bands)
        assert bands + ages.unknown.count == by_kind[ages.kind]
    for levels in shown.levels:
        assert sum(item.count for item in levels.levels) == by_kind[levels.kind]
    for counted in shown.statistics:
        assert sum(item.count for item in counted.values) == by_kind[counted.kind]
    named = {kind.id for kind in standards.load().kinds.values() if kind.statistics}
    assert {item.kind for item in shown.statistics} == named & by_kind.keys()


def test_the_next_24_months_follow_one_another(mixed: dict[str, Actor]) -> None:
    months = service.dashboard(mixed["all"], "").due.months
    assert len(months) == service.MONTHS
    assert months[0].begin == date(2026, 11, 21)
    assert months[-1].end == date(2028, 10, 31)
    for former, latter in zip(months, months[1:], strict=False):
        assert former.end + timedelta(days=1) == latter.begin
    assert sum(month.count for month in months) > 0


def test_what_dates_are_for_adds_up_to_them(mixed: dict[str, Actor]) -> None:
    due = service.dashboard(mixed["all"], "").due
    assert [part.value for part in due.parts] == ["inspection", "retirement"]
    assert sum(part.overdue.count for part in due.parts) == due.overdue.count > 0
    for index, month in enumerate(due.months):
        assert sum(part.months[index].count for part in due.parts) == month.count
    shown = [number for part in due.parts for number in (part.overdue, *part.months)]
    for number in shown:
        assert number.count == list_total(mixed["all"], number.filter)


@pytest.mark.parametrize("months", [True, False])
def test_the_calendar_adds_up(mixed: dict[str, Actor], months: bool) -> None:
    begin, end = date(2026, 12, 5), date(2027, 6, 20)
    shown = service.calendar(mixed["inspector"], begin, end, kind="elevator", months=months)
    assert sum(item.count for item in shown.periods) == shown.total.count > 0
    assert (shown.periods[0].begin, shown.periods[-1].end) == (begin, end)
    for item in numbers(shown):
        if item.count or months:
            assert item.count == list_total(mixed["inspector"], item.filter)


@pytest.mark.parametrize("end", [date(2026, 1, 1), date(2040, 1, 1)])
def test_a_span_without_sense_is_refused(mixed: dict[str, Actor], end: date) -> None:
    with pytest.raises(Invalid):
        service.calendar(mixed["all"], date(2026, 11, 21), end, months=False)


def test_an_unknown_region_is_refused(mixed: dict[str, Actor]) -> None:
    with pytest.raises(Invalid, match="999999"):
        service.dashboard(mixed["all"], "999999")


def test_months_of_a_year() -> None:
    assert next_month(date(2026, 12, 31)) == date(2027, 1, 1)
    assert next_month(date(2026, 11, 1)) == date(2026, 12, 1)
