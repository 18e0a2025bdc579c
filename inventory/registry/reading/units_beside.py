"""Units in a column of their own: 额定功率 75 beside 单位 kW is 75kW.

Left apart, the number would be read in the field's unit: 8 bar as 8 MPa.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from standards.words import fold

from .grids import Grid
from .headings import NUMBER_TYPES, in_chinese, is_combined, match_heading
from .model import Cell, cell_text
from .triples import COUNTERS, LOOKED_AT, VALUE

if TYPE_CHECKING:
    from standards import Kind

    from .column_map import ColumnMap

_UNIT = re.compile(r"(?:计量|参数|数值|规格|功率|容量|压力|流量)?单位|units?|uom")
_NUMBER = re.compile(r"\d[\d.,]*")
LONGEST, LONGEST_UNIT = 40, 12
# What a column of units is called where its group stands over it: no enterprise.
_NAMED = "计量单位"


def join_units(grid: Grid, kinds: Sequence[Kind], mapping: ColumnMap) -> Grid:
    """The sheet with the units of such columns behind the numbers before them, but for columns of
    which a person has said what they are."""
    for index, row in enumerate(grid.rows[: grid.begins + LOOKED_AT]):
        texts = [_heading(cell) for cell in row]
        columns = [
            column
            for column in range(1, len(texts))
            if _UNIT.fullmatch(texts[column])
            and not mapping.is_told(column, cell_text(row[column]).strip())
            and _of_quantity(_above(grid, index, column), texts[column - 1], kinds)
            and _holds_units(grid, index, column, kinds)
        ]
        if columns:
            return _joined(grid, index, columns)
    return grid


def _heading(cell: Cell) -> str:
    return in_chinese(fold(cell)) if isinstance(cell, str) and len(cell) <= LONGEST else ""


def _above(grid: Grid, header: int, column: int) -> str:
    """The group that stands over a column and the one before it."""
    for (top, left), (bottom, right) in grid.merged:
        if top <= header - 1 <= bottom and left < column <= right:
            return _heading(grid.rows[top][left])
    return ""


def _of_quantity(group: str, value: str, kinds: Iterable[Kind]) -> bool:
    """Whether a heading, or its group where it says only 数值, is of what has a unit."""
    heading = group if VALUE.fullmatch(value) else value
    return bool(heading) and any(_has_unit(heading, kind) for kind in kinds)


def _has_unit(heading: str, kind: Kind) -> bool:
    match = match_heading(heading, kind, kind.words)
    field = kind.field(match.field) if match is not None else None
    of_unit = field is not None and field.type in NUMBER_TYPES and field.unit is not None
    return of_unit or is_combined(heading, kind.words)


def _holds_units(grid: Grid, header: int, column: int, kinds: Iterable[Kind]) -> bool:
    """Whether most of what stands below are units, and not what is counted."""
    rows = grid.rows[header + 1 :]
    below = {fold(cell_text(row[column])) for row in rows if len(row) > column and row[column]}
    if not below.isdisjoint(COUNTERS):
        return False
    known = {spelling for kind in kinds for unit in kind.words.units.values() for spelling in unit}
    return len(below & known) * 2 > len(below)


def _joined(grid: Grid, header: int, columns: Sequence[int]) -> Grid:
    rows = list(grid.rows)
    rows[header] = list(rows[header])
    for column in columns:
        group = _above(grid, header, column)
        rows[header][column] = _NAMED if group else None
        if group and VALUE.fullmatch(_heading(rows[header][column - 1])):
            rows[header][column - 1] = None
    for index in range(header + 1, len(rows)):
        rows[index] = _with_units(rows[index], columns)
    return replace(grid, rows=rows)


def _with_units(row: Sequence[Cell], columns: Sequence[int]) -> list[Cell]:
    cells = list(row)
    for column in columns:
        if column < len(cells) and isinstance(unit := cells[column], str):
            value = cell_text(cells[column - 1]).strip()
            if unit.strip() and len(unit) <= LONGEST_UNIT and _NUMBER.fullmatch(value):
                cells[column - 1 : column + 1] = [f"{value}{unit.strip()}", None]
    return cells
