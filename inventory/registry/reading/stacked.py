"""Several tables below each other on one sheet (表1 变压器, 表2 锅炉), told apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from standards.words import heading_key

from .grids import Grid
from .headings import BRACKETS
from .model import Cell
from .rowkinds import ORDINALS, is_total

if TYPE_CHECKING:
    from standards import Kind

# A line above a table has at most so many filled cells; a header at least so many.
MOST_IN_TITLE = 2
FEWEST_HEADINGS = 3
FEWEST_ROWS = 2
FEWEST_FIELDS = 2
LONGEST_ORDINAL = 8
# Titles of one table that stand above its header.
MOST_TITLES = 3
# A header that has so much of the last one is that one again, on the next page.
SAME_HEADINGS = 0.8
# No sheet that people keep has more; beyond them the rest is read as part of the last one.
MOST_TABLES = 40


def known_headings(kinds: Iterable[Kind]) -> Mapping[str, bool]:
    """The keys of everything that is a heading to any kind; whether it is one of a field, not
    only of a column that is left out (序号, 填表人)."""
    known: dict[str, bool] = {}
    for kind in kinds:
        for key in kind.words.ignored:
            known.setdefault(key, False)
        known |= dict.fromkeys(kind.words.headings, True)
    return known


def unstack(grid: Grid, known: Mapping[str, bool]) -> list[Grid]:
    """The tables of a sheet, each with the rows above and below it blank; [grid] where it holds
    one. Row numbers stay.

    Another table begins with a header of other headings that stands below a title or a blank
    line, or that begins with 序号. What repeats the headings of the table above is a new page.
    """
    starts = _starts(grid, known)
    if len(starts) < 2:
        return [grid]
    ends = [*starts[1:], len(grid.rows)]
    return [_between(grid, start, end) for start, end in zip([0, *starts[1:]], ends, strict=True)]


def above(grid: Grid, header: int) -> tuple[Grid, Grid] | None:
    """The part of a sheet above a header and its title, and the rest, where devices seem to stand
    there too: below headings that nobody knows."""
    cut = _title_of(grid, header)
    if not _hold_devices(grid.rows[grid.begins : cut]):
        return None
    return _between(grid, grid.begins, cut), _between(grid, cut, len(grid.rows))


def _hold_devices(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether rows above a header are those of a table themselves: several cells, and numbers."""
    full = [
        row
        for row in rows
        if sum(cell not in ("", None) for cell in row) >= FEWEST_HEADINGS
        and any(isinstance(cell, (int, float)) for cell in row)
    ]
    return len(full) >= FEWEST_ROWS


def _starts(grid: Grid, known: Mapping[str, bool]) -> list[int]:
    """The first row of each table with its title; the first is that of its header."""
    starts: list[int] = []
    above: set[str] = set()
    sparse = holds = True
    for index, row in enumerate(grid.rows):
        keys = _headings(row, known) if sparse or _begins_with_ordinal(row) else set()
        sparse = _is_sparse(row)
        if not keys or len(starts) == MOST_TABLES:
            holds = holds or not sparse
        elif not holds:
            above |= keys  # the same headings in another language, or the lower row of them
        else:
            same = len(keys & above) >= SAME_HEADINGS * len(keys)
            # 二、电梯 above headings of which one is another: no next page of the boilers.
            if not (starts and same) or (keys - above and _title_of(grid, index) < index):
                starts.append(_title_of(grid, index) if starts else index)
            above, holds = keys, False
    return starts


def _headings(row: Sequence[Cell], known: Mapping[str, bool]) -> set[str]:
    """The keys of a row that is nothing but headings; else none."""
    filled = [cell for cell in row if cell not in ("", None)]
    if len(filled) < FEWEST_HEADINGS or not all(isinstance(cell, str) for cell in filled):
        return set()
    keys = [heading_key(BRACKETS.sub("", str(cell)[:40])) for cell in filled]
    found = {key for key in keys if key in known}
    fields = sum(known[key] for key in found)
    enough = fields >= FEWEST_FIELDS and len(found) >= FEWEST_HEADINGS
    whole = enough and len(found) * 2 >= len(filled)
    return set(keys) if whole else set()


def _begins_with_ordinal(row: Sequence[Cell]) -> bool:
    first = next((cell for cell in row if cell not in ("", None)), None)
    return (
        isinstance(first, str) and len(first) <= LONGEST_ORDINAL and heading_key(first) in ORDINALS
    )


def _is_sparse(row: Sequence[Cell]) -> bool:
    filled = 0
    for cell in row:
        if cell not in ("", None):
            filled += 1
            if filled > MOST_IN_TITLE:
                return False
    return True


def _title_of(grid: Grid, header: int) -> int:
    """The row in which the title above a header begins."""
    first = header
    while header - first < MOST_TITLES and first > 0:
        filled = [cell for cell in grid.rows[first - 1] if cell not in ("", None)]
        if len(filled) != 1 or not isinstance(filled[0], str) or is_total(filled[0]):
            break
        first -= 1
    return first


def _between(grid: Grid, start: int, end: int) -> Grid:
    rows: list[list[Cell]] = [[] for _ in range(start)]
    merged = [
        ((top, left), (min(bottom, end - 1), right))
        for (top, left), (bottom, right) in grid.merged
        if start <= top < end
    ]
    return replace(grid, rows=rows + grid.rows[start:end], merged=merged, begins=start)
