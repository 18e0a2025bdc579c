"""A flow in t/h: m³/h of water, and of no other liquid, whose density nobody has told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from standards.words import fold

from .model import WARNING, Fault, ReadRow

if TYPE_CHECKING:
    from standards import Kind

MEDIUM, WATER = "medium", "清水"


def not_of_water(kind: Kind, row: ReadRow) -> Iterator[tuple[str, Fault]]:
    """The fields of a row whose unit holds for water alone, where it moves something else."""
    if not kind.words.spellings or not kind.has(MEDIUM):
        return
    known = row.problem_of(MEDIUM) is None and row.used.get(MEDIUM, WATER) == WATER
    for name, spellings in kind.words.spellings.items():
        unit = next((each for each in spellings if _says(row, each)), None)
        if unit is not None and name in row.facts and not known:
            expected = kind.field(name).unit or ""
            yield name, Fault("unknown_unit", WARNING, {"unit": unit, "expected": expected})


def _says(row: ReadRow, unit: str) -> bool:
    """Whether a heading or a cell of the row has a unit; another quantity may be in it."""
    texts = (*row.headings, *(cell for cell in row.cells if isinstance(cell, str)))
    return any(unit in fold(text) for text in texts)
