"""The numbers of a transformer's name: which is the capacity, which the high and the low side.

Units outrank places. Without units the capacity comes first and the voltage behind it, but for a
pair such as ``12/0.4`` and for names that have the two in reverse (``110/50000``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

Place = tuple[int, int]

VOLTAGE_CLASSES = frozenset({3.0, 6.0, 10.0, 20.0, 35.0, 66.0, 110.0, 220.0, 330.0, 500.0, 750.0})
SYSTEM_VOLTAGE = {3.6: 3.0, 7.2: 6.0, 12.0: 10.0, 24.0: 20.0, 40.5: 35.0}
"""Rated voltage of switchgear (GB/T 11022) → nominal voltage of the system."""
_STANDARD_SIZES = frozenset({30, 50, 63, 80, 100, 125, 160, 200, 250, 315, 400, 500, 630, 800})
_HIGHEST_LOW_SIDE = 1.2
KVA_OF_UNIT = {"KVA": 1.0, "千伏安": 1.0, "MVA": 1000.0, "VA": 0.001}

_N = r"[0-9]+(?:\.[0-9]+)?"
_NUMBER = re.compile(rf"(?P<n>{_N})(?P<unit>KVA|MVA|VA|KV|千伏安|千伏|V(?![A-Z]))?(?P<range>~)?")


@dataclass(frozen=True)
class Number:
    value: float
    unit: str
    place: Place
    before: str
    in_range: bool


@dataclass
class Ratings:
    """Sizes with the place of each; ``swapped`` where they stood in reverse."""

    capacity: Number | None = None
    high: Number | None = None
    low: Number | None = None
    swapped: bool = False
    lone: bool = False
    is_range: bool = False

    def kva(self) -> float | None:
        found = self.capacity
        return None if found is None else found.value * KVA_OF_UNIT.get(found.unit, 1.0)


def numbers_of(text: str) -> list[Number]:
    """The numbers of a rating; those of letters (``M2``) are not."""
    found: list[Number] = []
    for m in _NUMBER.finditer(text):
        before = text[m.start() - 1] if m.start() else ""
        ranged = bool(m["range"]) or before == "~"
        found.append(Number(float(m["n"]), m["unit"] or "", m.span("n"), before, ranged))
    return found


def _of_units(numbers: list[Number], ratings: Ratings) -> list[Number]:
    """Takes the numbers with a unit; gives back those without."""
    plain = []
    for one in numbers:
        if one.unit in KVA_OF_UNIT:
            ratings.capacity = ratings.capacity or one
        elif one.unit in ("KV", "千伏"):
            if one.value <= _HIGHEST_LOW_SIDE:
                ratings.low = ratings.low or one
            elif ratings.high is None:
                ratings.high = one
            else:
                ratings.low = ratings.low or one
        elif not one.unit:
            plain.append(one)
    return plain


def rate(numbers: list[Number]) -> Ratings:
    """Which number is what. Ranges give no capacity; units outrank places."""
    ratings = Ratings(is_range=any(n.in_range for n in numbers))
    plain = _of_units([n for n in numbers if not n.in_range], ratings)
    if ratings.is_range:
        ratings.capacity = ratings.capacity or next((n for n in numbers if n.in_range), None)
    for i, one in enumerate(plain):
        capacity = ratings.capacity
        follower = plain[i + 1] if i + 1 < len(plain) else None
        if _is_voltage_pair(one, follower, ratings):
            ratings.high, ratings.low = one, follower
        elif capacity is None and one is not ratings.low:
            ratings.capacity = one
        elif capacity is None or one is ratings.low or one.value == capacity.value:
            continue
        elif ratings.high is None and (not capacity.unit or is_voltage(one.value)):
            ratings.high = one
        elif ratings.low is None and one.value <= _HIGHEST_LOW_SIDE * 100:
            ratings.low = one
    return _righted(ratings)


def is_voltage(value: float) -> bool:
    """Whether a number is near a voltage class (10.5, 38.5 and 40.5 kV are)."""
    return any(0.95 * c <= value <= 1.21 * c for c in VOLTAGE_CLASSES)


def _is_voltage_pair(one: Number, follower: Number | None, ratings: Ratings) -> bool:
    """``12/0.4``: the high and the low side, wherever the capacity stands."""
    return (
        ratings.high is None
        and follower is not None
        and follower.before in ("/", "-")
        and 0 < follower.value <= _HIGHEST_LOW_SIDE
        and one.value in VOLTAGE_CLASSES | SYSTEM_VOLTAGE.keys()
    )


def _righted(ratings: Ratings) -> Ratings:
    """Capacity and voltage that stand in reverse, and a lone voltage."""
    capacity, high = ratings.capacity, ratings.high
    if capacity is None or capacity.unit:
        return ratings
    if high is not None and not high.unit:
        reversed_ = (
            capacity.value in VOLTAGE_CLASSES
            and high.value not in VOLTAGE_CLASSES
            and high.value >= 10 * capacity.value
        )
        if reversed_:
            ratings.capacity, ratings.high, ratings.swapped = high, capacity, True
    elif high is None and capacity.value in VOLTAGE_CLASSES - _STANDARD_SIZES:
        ratings.capacity, ratings.high, ratings.lone = None, capacity, True
    return ratings
