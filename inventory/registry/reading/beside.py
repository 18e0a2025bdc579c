"""Several tables beside each other on one sheet, told apart: two halves of one list, or lists of
two things with a blank column between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from standards.words import heading_key

from .column_map import column_letter
from .grids import Grid, Grids, read_grids
from .messages import note
from .model import Cell
from .rowkinds import ORDINALS
from .unseen import NOTHING

LOOKED_AT = 40
LONGEST_HEADING = 30
FEWEST_HEADINGS = 3
MOST_TABLES = 8


def read_sheets(path: Path, form: str, title: str) -> Grids:
    """The tables of a file as ``read_grids`` gives its sheets, those beside each other apart.

    The first keeps the sheet's name; of each other one the name says in which column it begins.
    Rows and columns keep their places. Raises FileProblem (see read_grids).
    """
    grids = read_grids(path, form, title)
    sheets: list[Grid] = []
    for grid in grids.sheets:
        parts = apart(grid)
        sheets += parts
        if len(parts) > 1:
            said = {"sheet": grid.name, "count": len(parts), "others": _names(parts[1:])}
            grids.notes.append(note("side_by_side", said))
    return replace(grids, sheets=sheets)


def apart(grid: Grid) -> list[Grid]:
    """The tables that stand beside each other in a sheet; [grid] where it holds one."""
    if grid.pages:
        return [grid]
    for index, row in enumerate(grid.rows[:LOOKED_AT]):
        starts = _starts(grid.rows, index, row)
        if len(starts) > 1:
            width = max(map(len, grid.rows))
            ends = [*starts[1:], width]
            return [
                _part(grid, index, start, end)
                for start, end in zip([0, *starts[1:]], ends, strict=True)
            ]
    return [grid]


def _names(grids: Sequence[Grid]) -> str:
    return "、".join(grid.name for grid in grids)


def _starts(rows: Sequence[Sequence[Cell]], index: int, row: Sequence[Cell]) -> list[int]:
    """The columns in which tables begin whose headings stand in a row; fewer than two where it is
    the header of one table, or none."""
    keys = _keys(row)
    filled = [column for column, key in enumerate(keys) if key]
    if len(filled) < 2 * FEWEST_HEADINGS:
        return []
    ordinals = [column for column in filled if keys[column] in ORDINALS]
    starts = ordinals if ordinals[:1] == filled[:1] else []
    if len(starts) < 2:
        # Without 序号: the same headings again behind a blank column.
        gaps = [b for a, b in pairwise(filled) if b > a + 1]
        starts = [filled[0], *(b for b in gaps if _is_blank(rows, index, b - 1))]
        return starts if _same(keys, starts) and len(starts) <= MOST_TABLES else []
    if len(starts) > MOST_TABLES:
        return []
    behind_gaps = all(_is_blank(rows, index, start - 1) for start in starts[1:])
    parts = _parts(keys, starts)
    whole = all(len(part) >= FEWEST_HEADINGS for part in parts)
    return starts if whole and (behind_gaps or _same(keys, starts)) else []


def _keys(row: Sequence[Cell]) -> list[str]:
    """The headings of a row by their keys; none where it holds anything else."""
    if not all(cell is None or isinstance(cell, str) for cell in row):
        return []
    texts = [cell.strip() if isinstance(cell, str) else "" for cell in row]
    if any(len(text) > LONGEST_HEADING for text in texts):
        return []
    return [heading_key(text) if text else "" for text in texts]


def _parts(keys: Sequence[str], starts: Sequence[int]) -> list[list[str]]:
    ends = [*starts[1:], len(keys)]
    return [
        [key for key in keys[start:end] if key] for start, end in zip(starts, ends, strict=True)
    ]


def _same(keys: Sequence[str], starts: Sequence[int]) -> bool:
    """Whether all tables have the headings of the first one, or the first of them (备注 is often
    left out of one half)."""
    parts = _parts(keys, starts)
    least = min(map(len, parts))
    alike = all(part[:least] == parts[0][:least] for part in parts)
    return least >= FEWEST_HEADINGS and alike and max(map(len, parts)) <= least + 1


def _is_blank(rows: Sequence[Sequence[Cell]], index: int, column: int) -> bool:
    """Whether a column holds nothing from a row on."""
    return all(column >= len(row) or row[column] in ("", None) for row in rows[index:])


def _part(grid: Grid, header: int, start: int, end: int) -> Grid:
    """One of the tables. What stands above all of them stands above each."""
    rows: list[list[Cell]] = []
    for index, row in enumerate(grid.rows):
        own: list[Cell] = [*(None for _ in range(start)), *row[start:end]]
        filled = [column for column, cell in enumerate(row) if cell not in ("", None)]
        title = len(filled) == 1 and index < header
        if title and not start <= filled[0] < end:
            own += [None] * (start + 1 - len(own))
            own[start] = row[filled[0]]
        rows.append(own)
    merged = [
        ((top, max(left, start)), (bottom, min(right, end - 1)))
        for (top, left), (bottom, right) in grid.merged
        if left < end and right >= start
    ]
    unsure = frozenset(place for place in grid.unsure if start <= place[1] < end)
    if start == 0:
        return replace(grid, rows=rows, merged=merged, unsure=unsure)
    name = f"{grid.name}（{column_letter(start)}列起）"
    return replace(
        grid,
        name=name,
        rows=rows,
        merged=merged,
        unsure=unsure,
        overlong=(),
        unseen=NOTHING,
    )
