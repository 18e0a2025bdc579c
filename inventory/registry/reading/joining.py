"""Tables of documents: what stands above them, and tables that go on over pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .model import Cell
from .places import Stretch

Place = tuple[int, int]
Range = tuple[Place, Place]
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
        if own != again or _has_numbers(own):
            break
        repeated += 1
    return repeated


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
