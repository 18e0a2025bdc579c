"""Transposed tables: field names down a column, one or several devices to the right."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from standards.words import heading_key

from .column_map import ColumnMap
from .grids import Grid
from .headings import match_heading
from .model import Cell, cell_text
from .quantities import is_quantity
from .tables import COMMON_FIELDS, find_header, header_at
from .understanding import Understanding

if TYPE_CHECKING:
    from standards import Kind

LOOKED_AT = 60
MOST_FIELD_COLUMNS = 3
# So many different fields down a column make it a column of headings, if a header has fewer.
FEWEST_FIELDS = 4
LONGEST_NAME = 30
_UNITS = frozenset(map(heading_key, ("单位", "计量单位", "Unit")))
_BESIDE = frozenset(
    map(heading_key, ("序号", "备注", "说明", "No", "No.", "Remark", "符号", "代号"))
)


def turn(grid: Grid, kinds: Collection[Kind], mapping: ColumnMap) -> Grid | None:
    """The sheet as a table of one row a device, or None where it is not on its side.

    Its header stands in row 1; its rows are the sheet's columns, blank where one holds no device.
    """
    found = _field_column(grid, kinds)
    if found is None:
        return None
    column, kind, count = found
    header = find_header(grid, kind, mapping)
    if header is not None and len(header.fields) >= count:
        return None
    first = next(row for row in grid.rows if _is_known(row, column, kind))
    lines = [row for row in grid.rows[grid.rows.index(first) :] if _heads(row, column)]
    above = grid.rows[: grid.rows.index(lines[0])]
    beside = _headings_above(above)
    units = next((c for c, key in beside.items() if key in _UNITS), None)
    headings: list[Cell] = [_heading(row, column, units) for row in lines]
    width = max(len(row) for row in lines)
    rows: list[list[Cell]] = [headings]
    for place in range(1, width):
        holds = place > column and place != units and beside.get(place) not in _BESIDE
        rows.append([_cell(row, place) if holds else None for row in lines])
    turned = Grid(grid.name, rows, [], grid.epoch_1904)
    read = header_at(turned, Understanding(kind, mapping), 0, 0)
    return turned if len(read.fields) >= FEWEST_FIELDS else None


def _field_column(grid: Grid, kinds: Collection[Kind]) -> tuple[int, Kind, int] | None:
    """The column of field names, the kind that knows most of them, and how many it knows."""
    best: tuple[int, Kind, int] | None = None
    rows = grid.rows[:LOOKED_AT]
    for column in range(MOST_FIELD_COLUMNS):
        texts = [t for row in rows if isinstance(t := _cell(row, column), str) and t.strip()]
        if not len(set(texts)) >= FEWEST_FIELDS:
            continue
        for kind in kinds:
            found = {m.field for t in texts if (m := match_heading(t, kind, kind.words))}
            enough = len(found) >= FEWEST_FIELDS and len(found) * 2 >= len(texts)
            if enough and found - COMMON_FIELDS and (best is None or len(found) > best[2]):
                best = (column, kind, len(found))
    return best


def _heads(row: Sequence[Cell], column: int) -> bool:
    """Whether a row may be one field of the devices: a name, and a value beside it."""
    name = _cell(row, column)
    if not isinstance(name, str) or not 0 < len(name.strip()) <= LONGEST_NAME:
        return False
    beside = [cell for cell in row[column + 1 :] if cell not in ("", None)]
    titles = any(heading_key(cell_text(cell)) in _UNITS | _BESIDE for cell in beside)
    return bool(beside) and not titles


def _is_known(row: Sequence[Cell], column: int, kind: Kind) -> bool:
    """Whether a row is a field that the kind knows: what stands above it is a title."""
    if not _heads(row, column):
        return False
    name = cell_text(_cell(row, column))
    known = match_heading(name, kind, kind.words) is not None or is_quantity(name)
    return known or heading_key(name) in kind.words.combined


def _headings_above(rows: Sequence[Sequence[Cell]]) -> dict[int, str]:
    """What stands over the columns: 序号, 名称, 数据, 单位, 备注."""
    last = next((row for row in reversed(rows) if any(c not in ("", None) for c in row)), ())
    return {i: heading_key(cell_text(c)) for i, c in enumerate(last) if c not in ("", None)}


def _heading(row: Sequence[Cell], column: int, units: int | None) -> str:
    name = cell_text(_cell(row, column)).strip()
    unit = cell_text(_cell(row, units)).strip() if units is not None else ""
    return f"{name}({unit})" if unit else name


def _cell(row: Sequence[Cell], index: int) -> Cell:
    return row[index] if index < len(row) else None
