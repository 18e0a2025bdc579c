"""Lists counted by the sums that the writes keep, without reading devices.

`None` everywhere means that the sums cannot tell: then the ledger itself is counted. They know
region, kind, verdict, state of use, level, year, emission stage, first date and what it is for,
and not all of them together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import standards
from inventory.core import region_codes
from inventory.core.access import Actor
from inventory.core.kinds import known_kinds
from inventory.judgement.library import current
from inventory.judgement.sums import service as sums
from inventory.judgement.sums.definitions import AGE, DUE, RULE, SORTS, STATE
from inventory.judgement.sums.service import Condition
from inventory.registry.equipment.verdicts import NOT_JUDGED

BLANK = "none"


class Filters(Protocol):
    """What a list is narrowed to (listing.Filters)."""

    @property
    def region(self) -> str:
        """The division, blank for all."""

    def chosen(self) -> Mapping[str, Any]:
        """The filters that are set."""


RECORDS, DEVICES = "records", "devices"
# Texts of a sum → values as the ledger has them.
VALUES: Mapping[str, Callable[[str], Any]] = {"verdict_rank": int, "since_year": int}


def grouped(
    actor: Actor, filters: Filters, columns: Sequence[str], measure: str
) -> list[tuple[Any, ...]] | None:
    """(values of the columns …, sum) of what the filters leave."""
    found = _asked(actor, filters, columns)
    if found is None:
        return None
    sort, places, conditions = found
    rows = sums.read(sort, places, columns, conditions, measure)
    return _with_values(rows, columns)


def by_place(
    actor: Actor, filters: Filters, codes: Sequence[str], columns: Sequence[str], measure: str
) -> list[tuple[Any, ...]] | None:
    """(one of the divisions `codes`, values of the columns …, sum)."""
    found = _asked(actor, filters, columns)
    places = {region_codes.prefix(code): code for code in codes}
    if found is None or len(sums.outermost(places)) < len(codes):
        return None
    sort, within, conditions = found
    if not all(any(place.startswith(own) for own in within) for place in places):
        return None
    rows = sums.read(sort, tuple(places), columns, conditions, measure, by_place=True)
    return _with_values([(places[row[0]], *row[1:]) for row in rows], ("", *columns))


def version(actor: Actor, filters: Filters) -> str | None:
    """What changes with every write that these counts can depend on, and with the library."""
    if _conditions(filters) is None or sums.places(actor, filters.region) is None:
        return None
    return f"{sums.version()} {current.load().version}"


def by_rule(actor: Actor, filters: Filters) -> dict[str, int] | None:
    """Records by the rules of their standing findings."""
    conditions = _conditions(filters)
    places = sums.places(actor, filters.region)
    if conditions is None or places is None or any(it.column != "kind" for it in conditions):
        return None
    return dict(sums.read(RULE, places, ("rule",), conditions))


def count(actor: Actor, filters: Filters) -> int | None:
    """How many records the filters leave."""
    rows = grouped(actor, filters, (), RECORDS)
    return None if rows is None else sum(row[0] for row in rows)


def _asked(
    actor: Actor, filters: Filters, columns: Sequence[str]
) -> tuple[str, tuple[str, ...], list[Condition]] | None:
    """The sort of sums that knows all that is asked, the places and the conditions."""
    conditions = _conditions(filters)
    places = sums.places(actor, filters.region)
    if conditions is None or places is None:
        return None
    wanted = {*columns, *(item.column for item in conditions)} - {"kind"}
    sort = next((each for each in (STATE, AGE, DUE) if wanted <= set(SORTS[each])), None)
    return None if sort is None else (sort, places, conditions)


def _conditions(filters: Filters) -> list[Condition] | None:
    found: list[Condition] = []
    for name, value in filters.chosen().items():
        if name == "region":
            continue
        condition = CONDITIONS.get(name, _unknown)(value)
        if condition is None:
            return None
        found += condition
    return found


def _unknown(_value: Any) -> None:
    return None


def _equals(column: str) -> Callable[[str], list[Condition]]:
    return lambda word: [Condition(column, "=", "" if word == BLANK else word)]


def _verdict(word: str) -> list[Condition] | None:
    if word != BLANK and word not in standards.OUTCOMES:
        return None
    rank = NOT_JUDGED if word == BLANK else standards.OUTCOMES.index(word)
    return [Condition("verdict_rank", "=", str(rank))]


def _department(name: str) -> list[Condition]:
    led = [kind.id for kind in known_kinds().values() if kind.department == name]
    return [Condition("kind", "IN", led)]


def _fact(asked: str) -> list[Condition] | None:
    field, _, value = asked.partition(":")
    return _equals(field)(value) if field == "emission_stage" else None


# Years are four digits, 0 where none is known: they compare as texts.
CONDITIONS: Mapping[str, Callable[[Any], list[Condition] | None]] = {
    "kind": lambda word: [Condition("kind", "=", word)],
    "department": _department,
    "verdict": _verdict,
    "incomplete": lambda yes: [Condition("incomplete", "=", str(int(yes)))],
    "use_state": _equals("use_state"),
    "level": _equals("level"),
    "stage": _equals("emission_stage"),
    "fact": _fact,
    "since_from": lambda year: [Condition("since_year", ">=", f"{year:04d}")],
    "since_to": lambda year: [
        Condition("since_year", "<=", f"{year:04d}"),
        Condition("since_year", ">", "0"),
    ],
    "since_known": lambda yes: [Condition("since_year", ">" if yes else "=", "0")],
    "due_from": lambda day: [Condition("next_due", ">=", day)],
    "due_to": lambda day: [Condition("next_due", "<=", day)],
    "due_for": _equals("due_for"),
}


def _with_values(rows: Sequence[tuple[Any, ...]], columns: Sequence[str]) -> list[tuple[Any, ...]]:
    turned = [VALUES.get(column, str) for column in columns]
    return [
        (*(turn(value) for turn, value in zip(turned, row, strict=False)), row[-1]) for row in rows
    ]
