"""Putting right what was recognised wrongly, only where exactly one way makes a valid value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

# Characters that plates and recognisers take for each other; pairs stand in both directions.
_ALIKE = (
    "0O", "0o", "0D", "0Q", "1I", "1l", "1i", "1|", "2Z", "2z", "5S", "5s", "8B", "6G", "6b",
    "4A", "7T", "9g", "9q", "VU", "cC", "nH", "-一", "-—", "·.", ",.",
)  # fmt: skip
LONGEST_REPAIRED = 40
MOST_WRONG = 2


def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for pair in _ALIKE:
        one, other = pair[0], pair[1]
        table[one] = table.get(one, "") + other
        table[other] = table.get(other, "") + one
    return table


_OTHERS = _table()


def repairs(text: str, valid: Callable[[str], bool]) -> list[str]:
    """The valid texts with the fewest characters changed; [] where none is.

    One is a repair; of several a person must choose.
    """
    if len(text) > LONGEST_REPAIRED:
        return []
    for wrong in range(1, MOST_WRONG + 1):
        found = sorted({other for other in _changed(text, wrong) if valid(other)})
        if found:
            return found
    return []


def _changed(text: str, wrong: int) -> Iterator[str]:
    places = [place for place, char in enumerate(text) if char in _OTHERS]
    for chosen in combinations(places, wrong):
        yield from _filled(text, chosen)


def _filled(text: str, places: tuple[int, ...]) -> Iterator[str]:
    if not places:
        yield text
        return
    first, *others = places
    for char in _OTHERS[text[first]]:
        yield from _filled(text[:first] + char + text[first + 1 :], tuple(others))


def doubtful(text: str) -> bool:
    """Whether a code has letters that look like digits: nothing but the plate itself tells."""
    return any(char.isalpha() and char.isascii() and char.upper() in "OIQ" for char in text)
