"""How ledgers write a kind of equipment: names, headings, units and choices, folded to compare."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from standards.kinds import Field

# Ranks of a heading: the library's own, a usual synonym, one that nobody knows and whose column
# shows what it is, one that also means other things.
OWN, SYNONYM, BY_CELLS, WEAK = range(4)
FUTURES = ("error", "note", "allowed")
FRACTIONS = ("error", "warning")
CODES = ("code", "serial", "device_code", "uscc", "region", "plate", "vin")
"""Forms of identifiers: what Excel makes of them matters (lost zeros, 3.1E+17), so they are read
apart from other text."""
GUESSES = (
    *("made", "used", "no_day", "other_checks", "owners", "other_owners", "other_things"),
    *("quantities", "no_quantities"),
)
"""What words of an unknown heading make of what stands below it, see `reading/guessing.py`."""
COMPOSITES = ("stations", "high_side", "dual_low")
"""Cells of several numbers of which one is the field's: 12层/12站/12门, 10/0.4 kV, 380/660 V. Two
low voltages of a motor are of one table, so the first stands for both; 6/10 kV are not."""

_SPACE = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[\s_\-.·:;*/\\'\"()\[\]{}<>,、。|~“”‘’《》【】〔〕—–]+")


# Words of this length and shorter, of which ledgers are full, are folded once.
_SHORT = 40


def fold(text: str) -> str:
    """Text as it is compared: full-width to half-width, lower case, no spaces."""
    return _folded(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).lower()


_folded = lru_cache(maxsize=16_384)(_fold)


def heading_key(text: str) -> str:
    """A heading as it is compared: folded and without punctuation."""
    return _keyed(text) if len(text) <= _SHORT else _key(text)


def _key(text: str) -> str:
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text)).lower()


# Every kind asks for the key of every heading, and of its parts.
_keyed = lru_cache(maxsize=16_384)(_key)


@dataclass(frozen=True, slots=True)
class Target:
    """What a heading stands for: a field, and how surely."""

    field: str
    rank: int


@dataclass(frozen=True, slots=True)
class Implication:
    """A cell that says two things: the value of its own field and values of others; or nothing of
    its own field (防爆电机 is no category of motors)."""

    value: str | None
    others: Mapping[str, object]


@dataclass(frozen=True)
class Words:
    """The words of one kind, the common ones included; all keys but field ids are folded.

    ``names`` are words of titles, sheets and files. ``future`` says what a date that lies ahead
    means: "error" where it contradicts itself, "note" where people write down what is planned,
    "allowed". ``fraction`` says what a percentage written as a fraction is. ``units``: unit of a
    field → spelling → exact factor into that unit. ``answers``: field → word → its yes or no,
    beside ``yesno``; a last ``*`` stands for any end.

    Cells of several quantities: ``combined`` are headings over them, ``symbols`` (as they are
    written, field → symbols) name a quantity, those of ``unit_needed`` only together with a unit;
    ``by_unit`` are fields that a unit alone tells, with the least number that does; those of
    ``by_unit_beside`` only where the cell gives one of the others, too. ``sized_by`` is the field
    of a size under a heading of ``sizes`` (2110 kW under 容量).

    ``of_others`` in a heading: the names below it are of other things than the devices;
    ``of_parts``: the models below it are those of parts. ``asked``: ends of names that may be of
    several kinds.

    A heading that nobody knows: ``guesses`` are words by what they make of it (GUESSES),
    ``day_words`` those of days that few kinds have, by field, unless one of ``no_day_words`` is in
    it, too.

    ``bought`` and ``installed`` are headings over days up to which a device was made, ``leading``
    those over cells that begin with a quantity of the field (10kV城南线), ``pairs`` headings of two
    numbers with the heading of each. ``spellings``: field → unit → factor, beside ``units``.
    """

    names: tuple[str, ...]
    headings: Mapping[str, Target]
    ignored: frozenset[str]
    blanks: frozenset[str]
    codes: Mapping[str, str]
    yesno: Mapping[str, bool]
    answers: Mapping[str, Mapping[str, bool]]
    future: Mapping[str, str]
    fraction: Mapping[str, str]
    counters: Mapping[str, frozenset[str]]
    composite: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    ambiguous: Mapping[str, Mapping[str, tuple[str, ...]]]
    implies: Mapping[str, Mapping[str, Implication]]
    units: Mapping[str, Mapping[str, Decimal]]
    symbols: Mapping[str, tuple[str, ...]]
    unit_needed: frozenset[str]
    by_unit: Mapping[str, float]
    by_unit_beside: Mapping[str, frozenset[str]]
    combined: frozenset[str]
    sized_by: str | None
    sizes: frozenset[str]
    of_others: tuple[str, ...]
    of_parts: tuple[str, ...]
    guesses: Mapping[str, tuple[str, ...]]
    day_words: Mapping[str, tuple[str, ...]]
    no_day_words: Mapping[str, tuple[str, ...]]
    asked: tuple[str, ...]
    bought: frozenset[str]
    installed: frozenset[str]
    leading: Mapping[str, frozenset[str]]
    pairs: Mapping[str, tuple[str, ...]]
    spellings: Mapping[str, Mapping[str, Decimal]]

    def __hash__(self) -> int:
        return hash(self.names)

    def unit_factor(self, field: Field, unit: str) -> Decimal | None:
        """Factor from ``unit`` (as written) to the field's unit; None where it is not known."""
        folded = fold(unit)
        if field.unit is not None:
            known = self.units.get(field.unit, {}).get(folded)
            return self.spellings.get(field.id, {}).get(folded) if known is None else known
        return Decimal(1) if folded in self.counters.get(field.id, ()) else None
