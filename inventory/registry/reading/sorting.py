"""Which rows of a table hold devices, and of which kind each is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from standards.completing import words_of
from standards.nameplates import KindOfWords

from . import rowkinds
from .corrections import Corrected
from .grids import Grid
from .headings import is_combined
from .kinds import LEAN, NO_KIND, UNCLEAR, RowKinds, Said
from .messages import note
from .model import Cell, Note
from .quantities import QUANTITY
from .rowkinds import (
    BLANK_ROW,
    DEVICE_HEADING,
    LONE_CELL,
    NAMELESS,
    NONE_THERE,
    SECTION,
    RowSorter,
    section_title,
)
from .tables import Header

# 实际数量 0: planned, and never built.
_NONE = frozenset({0, *(f"0{counter}" for counter in ("", "台", "套", "辆", "部", "座", "个"))})


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a sheet, and what every kind makes of its header.

    ``kind`` is the kind of the table where it is clear; ``asked`` that a person said so.
    ``user`` is the enterprise that title or file name give, ``titles`` what stands above the table
    and the names of sheet and file.
    """

    grid: Grid
    headers: Mapping[str, Header]
    kind: str | None
    asked: bool = False
    user: str | None = None
    turned: bool = False
    titles: Sequence[str] = ()

    @property
    def header(self) -> Header:
        """The header as the table's kind, or else the kind that understands most, reads it."""
        if self.kind is not None:
            return self.headers[self.kind]
        return max(self.headers.values(), key=lambda header: len(header.fields))


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table that holds a device. ``number`` counts them from 1; ``told``: a person
    has said of which kind it is. ``under`` is the line that heads its section."""

    number: int
    index: int
    cells: Sequence[Cell]
    said: Said
    told: bool = False
    under: str = ""


def set_apart(
    groups: dict[str, list[Line]],
    table: Table,
    skipped: dict[str, int],
    listed: list[tuple[int, str]],
) -> list[Note]:
    """Count the rows that are of no kind, or of another one than a person asked for."""
    notes = []
    apart = [(NO_KIND, rowkinds.NO_KIND, "no_kind")]
    if table.asked:
        others = [kind for kind in groups if kind not in (NO_KIND, table.kind)]
        apart += [(kind, rowkinds.OTHER_KIND, "rows_of_other_kinds") for kind in others]
    by_code: dict[str, list[int]] = {}
    for kind, reason, code in apart:
        kept = [line for line in groups.get(kind, ()) if line.told]
        for line in groups.pop(kind, []):
            if line.told:
                continue
            skipped[reason] = skipped.get(reason, 0) + 1
            listed.append((line.index + 1, reason))
            by_code.setdefault(code, []).append(line.index + 1)
        if kept:
            groups[kind] = kept
    for code, rows in by_code.items():
        notes.append(note(code, {"count": len(rows)}, rows=sorted(rows)))
    return notes


def sort_rows(
    table: Table, corrected: Corrected
) -> tuple[list[Line], dict[str, int], list[tuple[int, str]]]:
    """The rows that hold devices, each with what it says of its kind; the others by reason."""
    grid, header = table.grid, table.header
    below = grid.rows[header.last + 1 :]
    sorter = RowSorter(grid.rows[header.first : header.last + 1], below)
    kinds = RowKinds(
        table.headers, table.headers[table.kind] if table.kind else None, asked=table.asked
    )
    merged = _merged_below(grid, header.last)
    count = header.column(QUANTITY)
    lines: list[Line] = []
    counts: Counter[str] = Counter()
    listed: list[tuple[int, str]] = []
    section: KindOfWords | None = None
    under = ""
    for index in range(header.last + 1, len(grid.rows)):
        row = grid.rows[index]
        reason = sorter.reason(row)
        if reason is None and count is not None and count < len(row) and row[count] in _NONE:
            reason = NONE_THERE
        if reason is None:
            cells = _filled_down(grid, index, merged)
            said = kinds.say(cells, section)
            told = corrected.get((grid.name, index + 1), {}).get("kind")
            is_told = bool(told) and told in table.headers
            if is_told:
                said = replace(said, kind=str(told))
            elif said.kind == table.kind and _says_nothing(cells, header, said):
                counts[NAMELESS] += 1
                listed.append((index + 1, NAMELESS))
                continue
            lines.append(Line(len(lines) + 1, index, cells, said, is_told, under))
            continue
        if reason in (SECTION, LONE_CELL):
            headed = _section(grid.rows[index], reason)
            if headed is not None:
                section, under = headed, section_title(grid.rows[index]) or ""
        counts[reason] += 1
        if reason != BLANK_ROW:
            listed.append((index + 1, reason))
    return _leaning(lines, table.kind), dict(counts), listed


# 4# | 停用, with nothing of what stands there: so few cells beside the columns that are understood.
_MOST_STRANGE = 2


def _says_nothing(cells: Sequence[Cell], header: Header, said: Said) -> bool:
    """Whether a row fills no column that means anything to its kind, and names no device."""
    if said.words.kind or said.classed:
        return False
    strange, words = 0, header.kind.words
    for column, cell in enumerate(cells):
        if cell in ("", None):
            continue
        known = column >= len(header.matches) or header.matches[column] is not None
        # 630kVA under 主要参数 is of no one field, and says all.
        if known or column in header.foreign or is_combined(header.leaves[column], words):
            return False
        if header.leaves[column] == DEVICE_HEADING:
            return False
        strange += 1
    return strange <= _MOST_STRANGE


def _section(row: Sequence[Cell], reason: str) -> KindOfWords | None:
    """The kind of the devices below a line such as 二、压力容器; an unknown word behind a number
    ends a section."""
    title = section_title(row)
    said = words_of(title) if title else None
    return said if said and (said.kind or reason == SECTION) else None


def _leaning(lines: list[Line], kind: str | None) -> list[Line]:
    """Rows that only the title tells: it is right unless a row of the table contradicts it."""
    decided = {line.said.kind for line in lines if not line.told} - {LEAN, UNCLEAR}
    lean = kind if kind is not None and decided <= {kind} else UNCLEAR
    return [
        replace(line, said=replace(line.said, kind=lean)) if line.said.kind == LEAN else line
        for line in lines
    ]


def _merged_below(grid: Grid, header_end: int) -> Mapping[int, list[tuple[int, int]]]:
    """Row -> (row, column) of the cell whose merged range covers (row, that column)."""
    covers: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, _) in grid.merged:
        if top > header_end:
            for row in range(top + 1, min(bottom, len(grid.rows) - 1) + 1):
                covers.setdefault(row, []).append((top, left))
    return covers


def _filled_down(
    grid: Grid, index: int, merged: Mapping[int, list[tuple[int, int]]]
) -> Sequence[Cell]:
    """A row as the reader of the sheet sees it: a merged cell stands for all rows it covers."""
    row = grid.rows[index]
    covering = merged.get(index)
    if not covering:
        return row
    filled = list(row)
    for top, column in covering:
        if column < len(filled) and filled[column] in ("", None):
            filled[column] = grid.rows[top][column]
    return filled
