"""Tables of documents: what stands above them, and tables that go on over pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from unicodedata import normalize

from .model import Cell
from .places import Stretch

Place = tuple[int, int]
Range = tuple[Place, Place]
# Of a head that was recognised so many cells are right; the others have most letters right.
EQUAL_SHARE, LIKE = 0.6, 0.7
_NUMBER = re.compile(r"[\d.,%]+")


@dataclass
class Sheet:
    """A table: its rows, texts above it included, and its merged ranges."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    above: int = 0
    pages: list[Stretch] = field(default_factory=list)
    unsure: set[Place] = field(default_factory=set)

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows[self.above :]), default=0)


def join(first: Sheet, table: Sheet) -> None:
    """Add rows and ranges; headings that are repeated on the next page are left out."""
    repeated = repeated_head(first, table)
    moved = len(first.rows) - repeated
    first.merged += [
        ((top + moved, left), (bottom + moved, right))
        for (top, left), (bottom, right) in table.merged
        if top >= repeated
    ]
    first.pages += [
        Stretch(it.row + moved + repeated, it.page, it.line + repeated) for it in table.pages
    ]
    first.unsure |= {(row + moved, column) for row, column in table.unsure if row >= repeated}
    first.rows += table.rows[repeated:]


def repeated_head(first: Sheet, table: Sheet) -> int:
    """How many rows of a table repeat the head of the one before; rows with numbers are none."""
    repeated = 0
    for own, again in zip(first.rows[first.above :], table.rows, strict=False):
        # Only the head itself may differ by a letter that was recognised wrongly: rows of devices
        # are alike, too.
        same = _folded(own) == _folded(again) or (repeated == 0 and _nearly(own, again))
        if not same or _has_numbers(own):
            break
        repeated += 1
    return repeated


def _folded(row: Sequence[Cell]) -> list[str]:
    """The cells however wide their letters are and whatever space is between."""
    return ["".join(normalize("NFKC", str(cell)).split()).casefold() for cell in row]


def _nearly(own: Sequence[Cell], again: Sequence[Cell]) -> bool:
    """Whether two heads are the same but for a few letters: most cells are equal, no one differs
    much."""
    pairs = [(a, b) for a, b in zip(_folded(own), _folded(again), strict=False) if a or b]
    equal = sum(a == b for a, b in pairs)
    return equal >= max(2, EQUAL_SHARE * len(pairs)) and all(
        SequenceMatcher(None, a, b).ratio() > LIKE for a, b in pairs
    )


def _has_numbers(row: Sequence[Cell]) -> bool:
    return any(isinstance(cell, str) and _NUMBER.fullmatch(cell.strip()) for cell in row)


def under(texts: list[str], table: Sheet) -> Sheet:
    """The table under the texts that stand above it."""
    down = len(texts)
    merged = [
        ((top + down, left), (bottom + down, right))
        for (top, left), (bottom, right) in table.merged
    ]
    rows: list[list[Cell]] = [[text] for text in texts]
    unsure = {(row + down, column) for row, column in table.unsure}
    return Sheet(table.name, rows + table.rows, merged, down, table.pages, unsure)
