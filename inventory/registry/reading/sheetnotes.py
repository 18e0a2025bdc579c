"""What to say of a sheet as a whole, whatever table it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from standards.words import heading_key

from .column_map import column_letter
from .grids import LONGEST_CELL, Grid
from .messages import note
from .model import Cell, Note

MOST_LISTED = 10
# The findings of an exported ledger: what was judged of devices that stand in its other sheets.
_OF_FINDINGS = frozenset(map(heading_key, ("结论", "规则", "依据文件", "条款")))
_ROW_NUMBER = re.compile(r"\d+$")
# What these files hold of hidden rows and of formulas is not looked at.
UNTOLD = frozenset({"xls", "ods"})


def grid_notes(grid: Grid) -> Iterator[Note]:
    """Cells left out, hidden rows and columns that hold something, formulas without a result."""
    if grid.overlong:
        said = {"count": len(grid.overlong), "longest": LONGEST_CELL}
        yield note("overlong", said, rows=grid.overlong)
    rows = [row for row in grid.unseen.rows if _filled(grid.rows[row - 1 : row])]
    if rows:
        yield note("hidden_rows", {"sheet": grid.name, "count": len(rows)}, rows=rows)
    columns = [
        column
        for column in grid.unseen.columns
        if _filled([row[column : column + 1] for row in grid.rows])
    ]
    if columns:
        yield _placed("hidden_columns", grid, [column_letter(column) for column in columns])
    if grid.unseen.no_value:
        yield _placed("no_value", grid, grid.unseen.no_value)


def lists_findings(headings: Sequence[str]) -> bool:
    """Whether a table says what was judged of devices, and holds none itself."""
    return set(map(heading_key, headings)) >= _OF_FINDINGS


def _placed(code: str, grid: Grid, places: Sequence[str]) -> Note:
    """A note that names its columns or cells."""
    more = "…" if len(places) > MOST_LISTED else ""
    named = "、".join(places[:MOST_LISTED]) + more
    rows = [int(found[0]) for place in places if (found := _ROW_NUMBER.search(place))]
    params = {"sheet": grid.name, "count": len(places), "places": named}
    return note(code, params, rows=rows, count=len(places))


def _filled(rows: Sequence[Sequence[Cell]]) -> bool:
    return any(cell not in ("", None) for row in rows for cell in row)
