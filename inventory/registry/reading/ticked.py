"""Sheets as a reader of them sees them: ditto marks, ticks under the choices of one heading, and
two numbers in one cell under a heading of two (功率/转速)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from standards.words import heading_key

from .column_map import ColumnMap
from .grids import Grid
from .headings import BRACKETS, NUMBER_TYPES
from .model import Cell, cell_text

if TYPE_CHECKING:
    from standards import Kind

LOOKED_AT = 40
LONGEST_HEADING = 40
_DITTO = frozenset({"同上", "同前", "〃", "″", "〞", "”", '"', "''", "ditto", "do."})
_TICKS = frozenset("√✓✔☑■●▲")
_NO_TICKS = frozenset({None, "", "-", "—", "/", "□", "☐", "×", "✗"})
_TWO = re.compile(r"\s*(\d+(?:\.\d+)?\s*[^\d/.]*)/\s*(\d+(?:\.\d+)?\s*[^\d.]*)")


def without_dittos(grid: Grid) -> Grid:
    """The sheet with what stands above in the place of every 同上 or 〃."""
    rows = grid.rows
    for at in range(1, len(rows)):
        if _DITTO.isdisjoint(rows[at]):
            continue
        above = rows[at - 1]
        for column, cell in enumerate(rows[at]):
            if cell in _DITTO and column < len(above) and above[column] not in ("", None):
                rows[at][column] = above[column]
    return grid


def without_ticks(grid: Grid, known: Mapping[str, bool], mapping: ColumnMap) -> Grid:
    """The sheet with a group of columns that are ticked (燃料种类 over 煤 | 天然气 | 电) as the one
    column that the group names; the group itself where it names nothing stays as it is."""
    for (top, left), (bottom, right) in sorted(grid.merged):
        if top == bottom and left < right and top < grid.begins + LOOKED_AT:
            below = grid.rows[top + 1] if top + 1 < len(grid.rows) else ()
            leaves = [cell_text(cell).strip() for cell in below[left : right + 1]]
            heads = known.get(heading_key(cell_text(grid.rows[top][left])))
            named = any(known.get(heading_key(leaf)) for leaf in leaves)
            told = any(mapping.is_told(left + at, leaf) for at, leaf in enumerate(leaves))
            if heads and all(leaves) and not (named or told):
                grid = _joined(grid, top, left, leaves) or grid
    return grid


def _joined(grid: Grid, top: int, left: int, leaves: Sequence[str]) -> Grid | None:
    """None where something else than ticks stands below the group."""
    right = left + len(leaves)
    found = {cell for row in grid.rows[top + 2 :] for cell in row[left:right]}
    if found <= _NO_TICKS or not found <= _NO_TICKS | _TICKS:
        return None
    rows = [[*row, *(None for _ in range(right - len(row)))] for row in grid.rows]
    blank = [None] * (len(leaves) - 1)
    rows[top + 1][left:right] = [None, *blank]
    for row in rows[top + 2 :]:
        ticked = [
            leaf for leaf, cell in zip(leaves, row[left:right], strict=True) if cell in _TICKS
        ]
        row[left:right] = ["、".join(ticked) or None, *blank]
    merged = [each for each in grid.merged if each != ((top, left), (top, right - 1))]
    return replace(grid, rows=rows, merged=[*merged, ((top, left), (top + 1, left))])


_LONGEST_TAIL = 6
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def number_headings(kinds: Iterable[Kind]) -> Collection[str]:
    """The keys of all headings of fields that are numbers."""
    return {
        key
        for kind in kinds
        for key, target in kind.words.headings.items()
        if kind.field(target.field).type in NUMBER_TYPES
    }


def paired_headings(kinds: Iterable[Kind]) -> Mapping[str, tuple[str, ...]]:
    """The keys of headings of two numbers, with the heading of each."""
    return {key: sides for kind in kinds for key, sides in kind.words.pairs.items()}


def without_pairs(
    grid: Grid, numbers: Collection[str], pairs: Mapping[str, tuple[str, ...]], mapping: ColumnMap
) -> Grid:
    """The sheet with each column of two numbers (162/2200 under 功率/转速(kW/rpm)) as two."""
    for at, row in enumerate(grid.rows[: grid.begins + LOOKED_AT]):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and len(cell) < LONGEST_HEADING:
                sides = _of_pair(cell, pairs) or list(_sides(cell, numbers) if "/" in cell else ())
                if len(sides) == 2 and not mapping.is_told(column, cell):
                    # 损耗 does not say which is which: the no-load loss is the smaller.
                    rising = "/" not in BRACKETS.sub("", cell)
                    grid = _parted(grid, at, column, sides, rising=rising) or grid
    return grid


def _of_pair(heading: str, pairs: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The two headings that a listed heading (损耗(W)) stands for; [] where it is none."""
    plain = unicodedata.normalize("NFKC", heading).strip()
    sides = pairs.get(heading_key(BRACKETS.sub("", plain)), ())
    units = BRACKETS.findall(plain)[:1]
    return [f"{side}({units[0]})" if units else side for side in sides]


def _sides(heading: str, numbers: Collection[str]) -> Iterator[str]:
    """The two headings of a heading of two numbers; none where it is one of its own. Where they
    share a unit the first may leave out the tail of the second: 整备/总质量kg."""
    plain = unicodedata.normalize("NFKC", heading).strip()
    sides = [side.strip() for side in BRACKETS.sub("", plain).split("/", 1)]
    if len(sides) != 2 or "/" in sides[1] or not all(sides):
        return
    units = [unit.split("/") for unit in BRACKETS.findall(plain)]
    two = units[0] if units else ["", ""]
    if len(units) < 2 and len(two) < 3 and all(heading_key(side) in numbers for side in sides):
        for side, unit in zip(sides, (two[0], two[-1]), strict=True):
            yield f"{side}({unit.strip()})" if unit.strip() else side
        return
    second, unit = _without_unit(sides[1], numbers)
    if len(units) == 1 and len(two) == 1:
        unit = two[0]
    if second and unit and len(units) < 2 and heading_key(sides[0]) not in numbers:
        yield f"{sides[0]}({unit})"
        yield f"{second}({unit})"


def _without_unit(heading: str, numbers: Collection[str]) -> tuple[str, str]:
    """总质量kg as the heading of a number and what may be its unit; blank where it is none."""
    for length in range(min(_LONGEST_TAIL, len(heading) - 1) + 1):
        base = heading[: len(heading) - length]
        if heading_key(base) in numbers:
            return base, heading[len(base) :]
    return "", ""


def _rises(two: re.Match[str]) -> bool:
    """Whether the first number of two in the same unit is the smaller."""
    first, second = (_NUMBER.match(side) for side in two.groups())
    return bool(first and second and float(first[0]) < float(second[0]))


def _parted(grid: Grid, at: int, column: int, sides: Sequence[str], *, rising: bool) -> Grid | None:
    cells = {row[column]: None for row in grid.rows[at + 1 :] if column < len(row)}
    pairs: dict[Cell, tuple[Cell, Cell]] = {}
    for cell in cells:
        if cell not in _NO_TICKS:
            short = isinstance(cell, str) and len(cell) < LONGEST_HEADING
            two = _TWO.fullmatch(unicodedata.normalize("NFKC", str(cell))) if short else None
            if two is None or (rising and not _rises(two)):
                return None
            pairs[cell] = (two[1].strip(), two[2].strip())
    if not pairs:
        return None
    width = max(len(row) for row in grid.rows)
    rows = [[*row, *(None for _ in range(width + 1 - len(row)))] for row in grid.rows]
    rows[at][column], rows[at][width] = sides
    for row in rows[at + 1 :]:
        row[column], row[width] = pairs.get(row[column], (row[column], None))
    return replace(grid, rows=rows)
