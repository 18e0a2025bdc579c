"""Putting right what was recognised wrongly, only where exactly one way makes a valid value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import combinations

# Characters that plates and recognisers take for each other; pairs stand in both directions.
_ALIKE = (
    "0O", "0o", "0D", "0Q", "1I", "1l", "1i", "1|", "2Z", "2z", "5S", "5s", "8B", "6G", "6b",
    "4A", "7T", "9g", "9q", "VU", "cC", "nh", "-一", "-—", "·.", ",.",
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


# A Roman numeral at the end of a name, as recognisers write it.
_ROMAN = re.compile(r"(?<=[A-Z])([1Il]{1,3})$")


def better(text: str, facts: Callable[[str], int]) -> list[str]:
    """The texts with the first character or a Roman numeral changed of which more is understood
    than of the text as it stands: 1S80 for IS80, A11 for AⅡ.

    Inside a name a digit may be a letter and both be right: S20 and SZ0 are two series.
    """
    if not text or len(text) > LONGEST_REPAIRED:
        return []
    roman = _ROMAN.search(text)
    if roman:
        numeral = text[: roman.start()] + "ⅠⅡⅢ"[len(roman[1]) - 1]
        if facts(numeral) >= max(1, facts(text)):
            return [numeral]
    told = {other: facts(other) for other in _likely(text)}
    most = max(told.values(), default=0)
    if most <= facts(text):
        return []
    return one_case(sorted(other for other in told if told[other] == most))


def _likely(text: str) -> Iterator[str]:
    """The first character changed, or a later letter into a digit; not a digit into a letter."""
    for place, before in enumerate(text):
        for char in _OTHERS.get(before, ""):
            if place == 0 or (before.isalpha() and char.isdigit()):
                yield text[:place] + char + text[place + 1 :]


def one_case(texts: list[str]) -> list[str]:
    """Of texts that differ by case alone the one in capitals: a model name has no other."""
    found: dict[str, str] = {}
    for text in sorted(texts):  # capitals come first
        found.setdefault(text.upper(), text)
    return list(found.values())


def doubtful(text: str) -> bool:
    """Whether a code has letters that look like digits: nothing but the plate itself tells."""
    return any(char.isalpha() and char.isascii() and char.upper() in "OIQ" for char in text)
