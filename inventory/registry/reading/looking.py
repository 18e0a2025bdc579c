"""The first rows of a file as they stand, for a person who must say how it is to be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from standards.completing import words_of

from .beside import read_sheets
from .column_map import ColumnMap, column_letter
from .grids import Grid, sniff
from .kinds import kinds_of_model
from .model import Cell, cell_text
from .tablekinds import likely_kinds
from .tables import (
    Header,
    HeaderRows,
    find_header,
    header_at,
    rivals,
    told_row,
)
from .understanding import Understanding

if TYPE_CHECKING:
    from standards import Library

MOST_ROWS, MOST_COLUMNS, LONGEST_TEXT = 30, 60, 40
SAMPLES, LOOKED_AT = 3, 200
FIRST_WORDS = 4
RowWords = Mapping[str, Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """A column below a header. ``heading`` is the name by which a mapping knows it."""

    letter: str
    heading: str
    field: str | None
    samples: Sequence[str]


@dataclass(frozen=True, slots=True)
class FirstRows:
    """Rows of one sheet from ``start`` on; ``likely`` are rows that may end its header."""

    name: str
    start: int
    total: int
    rows: Sequence[Sequence[str]]
    header_row: int | None
    likely: Sequence[int]
    kinds: Sequence[str]
    columns: Sequence[ColumnGuess]


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at, and what has been said so far."""

    library: Library
    name: str
    start: int = 1
    kind: str | None = None
    header_row: HeaderRows = None
    mapping: Mapping[str, str] | None = None


def first_rows(path: Path, view: View) -> list[FirstRows]:
    """The sheets of a file, each with its first rows; none of JSON lines.

    Raises FileProblem for what is no table at all.
    """
    form = sniff(path)
    if form == "jsonl":
        return []
    grids = read_sheets(path, form, Path(view.name).stem)
    return [_look(grid, view) for grid in grids.sheets]


def words_of_rows(path: Path, name: str, wanted: Mapping[str, Sequence[int]]) -> RowWords:
    """What stands first in some rows of some sheets: enough to find them again.

    Raises FileProblem for what is no table at all.
    """
    form = sniff(path)
    if form == "jsonl":
        return {}
    grids = read_sheets(path, form, Path(name).stem)
    return {
        grid.name: {
            row: _first_words(grid.rows[row - 1])
            for row in wanted[grid.name]
            if 0 < row <= len(grid.rows)
        }
        for grid in grids.sheets
        if grid.name in wanted
    }


def _first_words(row: Sequence[Cell]) -> str:
    texts = (_cut(cell) for cell in row)
    return " | ".join([text for text in texts if text][:FIRST_WORDS])


def _look(grid: Grid, view: View) -> FirstRows:
    kinds = view.library.kinds
    mapping = ColumnMap(view.mapping, list(kinds.values()))
    told = told_row(view.header_row, grid.name)
    found = [
        header
        for kind in kinds.values()
        if (header := find_header(grid, kind, mapping, told)) is not None
    ]
    best = max(found, key=lambda header: (len(header.fields), header.score), default=None)
    likely = sorted({h.last + 1 for h in (best, *rivals(grid, best, mapping))}) if best else []
    if best is not None and view.kind is not None and view.kind in kinds:
        understand = Understanding(kinds[view.kind], mapping)
        best = header_at(grid, understand, best.first, best.last)
    return FirstRows(
        grid.name,
        view.start,
        len(grid.rows),
        [_shown(row) for row in grid.rows[view.start - 1 :][:MOST_ROWS]],
        best.last + 1 if best else told,
        likely,
        _likely(grid, found, view.name),
        _columns(grid, best) if best else [],
    )


def _likely(grid: Grid, headers: Sequence[Header], name: str) -> list[str]:
    """The kinds that cells of the first rows name, then those that the header may speak of."""
    # In the order of the file: kinds that are named equally often must not change places.
    cells = dict.fromkeys(
        cell for row in grid.rows[:MOST_ROWS] for cell in row if isinstance(cell, str)
    )
    named: Counter[str] = Counter()
    for text in cells:
        named.update(kinds_of_model(text)[:1] or [words_of(text).kind])
    del named[""]
    by_header = [h.kind.id for h in likely_kinds(grid, headers, name) if h.score > 0]
    return list(dict.fromkeys((*(kind for kind, _ in named.most_common()), *by_header)))


def _columns(grid: Grid, header: Header) -> list[ColumnGuess]:
    """The columns that have a heading or contents."""
    below = grid.rows[header.last + 1 :][:LOOKED_AT]
    guesses = []
    for column, heading in enumerate(header.headings[:MOST_COLUMNS]):
        samples = _samples(below, column)
        match = header.matches[column]
        field = match.field if match and not match.unknown_unit else None
        if samples or header.leaves[column]:
            guesses.append(ColumnGuess(column_letter(column), heading, field, samples))
    return guesses


def _samples(rows: Sequence[Sequence[Cell]], column: int) -> list[str]:
    texts = (_cut(row[column]) for row in rows if column < len(row))
    return list(dict.fromkeys(text for text in texts if text))[:SAMPLES]


def _shown(row: Sequence[Cell]) -> list[str]:
    return [_cut(cell) for cell in row[:MOST_COLUMNS]]


def _cut(cell: Cell) -> str:
    text = " ".join(cell_text(cell).split())
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
