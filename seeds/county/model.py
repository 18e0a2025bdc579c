"""What the generator makes, and the small helpers that every kind of device shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from standards.nameplates import read

Facts = dict[str, object]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Enterprise:
    """A fictional user of equipment. ``trade`` decides which devices it has."""

    name: str
    uscc: str
    region: str
    address: str
    trade: str


@dataclass(frozen=True, slots=True)
class Device:
    """``facts`` are as standards judges them; ``enterprise`` counts into County.enterprises."""

    kind: str
    region: str
    enterprise: int
    facts: Facts


@dataclass(frozen=True, slots=True)
class County:
    """All of one generated county, as it stood on ``as_of``."""

    seed: int
    region: str
    as_of: date
    enterprises: tuple[Enterprise, ...]
    devices: tuple[Device, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """What a kind's generator needs to know about where and when a device stands."""

    region: str
    as_of: date
    trade: str
    serial: int


def weighted(random: Random, weights: Mapping[T, float]) -> T:
    """One key of ``weights``, as often as its weight says."""
    return random.choices(list(weights), list(weights.values()))[0]


def chance(random: Random, probability: float) -> bool:
    return random.random() < probability


def day_between(random: Random, first: date, last: date) -> date:
    """A day from first to last, both included; ``first`` where they are in the wrong order."""
    return first + timedelta(days=random.randint(0, max(0, (last - first).days)))


def anniversary(day: date, years: int) -> date:
    """The same day ``years`` later; 29 February falls on 28 February in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def made_and_commissioned(random: Random, first_year: int, last: date) -> tuple[date, date]:
    """A day of manufacture from ``first_year`` on, and of commissioning within the year after it,
    neither later than ``last``."""
    made = day_between(random, date(first_year, 1, 1), last)
    return made, min(last, made + timedelta(days=random.randint(20, 300)))


def as_recorded(random: Random, day: date) -> str:
    """A date as ledgers hold it: mostly whole, at times only the month or the year."""
    text = day.isoformat()
    return weighted(random, {text: 88, text[:7]: 5, text[:4]: 7})


def with_blanks(
    random: Random, facts: Facts, fields: Sequence[str], probability: float = 0.04
) -> Facts:
    """The facts without those of ``fields`` that nobody filled in."""
    blank = {field for field in fields if chance(random, probability)}
    return {field: value for field, value in facts.items() if field not in blank}


def as_named(kind: str, facts: Facts) -> Facts:
    """The facts with those that the model name states as the name states them: a made-up device
    whose cells contradict its name would teach nobody anything."""
    stated = read(kind, str(facts.get("model") or "")).facts()
    return {field: stated.get(field, value) for field, value in facts.items()}


def state_of_use(random: Random) -> str:
    return weighted(random, {"在用": 93, "停用": 4, "拆除": 1, "报废": 1, "注销": 1})
