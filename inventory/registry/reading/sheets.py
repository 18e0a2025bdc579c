"""One table read column by column: every distinct cell of a column is parsed once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from .checks import BESIDE_FACTS, Repeats, RowChecker
from .columns import Column
from .corrections import Corrected, correct_row
from .grids import Grid
from .messages import CELL, NOTE
from .model import Cell, ColumnMatch, Note, Problem, Reading, ReadRow, SheetResult, cell_text
from .rowkinds import BLANK_ROW, RowSorter
from .tables import ColumnMap, DataRows, Header, match_columns
from .values import reader_of

if TYPE_CHECKING:
    from standards import Field, Kind

FIRST_ROWS_IN_NOTE = 10


def read_sheet(
    grid: Grid,
    header: Header,
    mapping: ColumnMap,
    today: date,
    enterprise: str | None,
    repeats: Repeats | None,
    corrected: Corrected,
) -> SheetResult:
    """The devices of one sheet with all their problems.

    ``repeats`` remembers the devices of the file's other sheets; None where the rows are only to
    be judged and not to be stored. Raises FileProblem (see match_columns).
    """
    kind = header.kind
    data, skipped, skipped_rows = _sort_rows(grid, header)
    columns, notes = match_columns(header, grid, mapping, data)
    used = [column for column in columns if column.field]
    rows = [
        ReadRow(grid.name, index + 1, number, kind.id, header.headings, cells, {})
        for number, (index, cells) in enumerate(data, start=1)
    ]
    headings = {column.field: column.heading for column in used}
    beside = _correct(rows, corrected, headings, kind)
    for column in used:
        notes += _read_column(column, kind, rows, today, grid.epoch_1904)
    for field_id, row in beside:
        heading, _ = row.corrected[field_id]
        column = ColumnMatch(heading, field_id, None, "map", row.headings.index(heading))
        _read_column(column, kind, [row], today, grid.epoch_1904)
    checker = RowChecker(kind, headings, for_ledger=repeats is not None)
    for row in rows:
        lift(row, enterprise)
        checker.check(row)
    notes += marked_notes(kind, headings, rows)
    if repeats is not None:
        repeats.check(kind, rows, checker)
    notes += missing_columns(kind, headings, enterprise)
    return SheetResult(
        grid.name, kind.id, header.last + 1, columns, rows, skipped, skipped_rows, notes
    )


def _correct(
    rows: Sequence[ReadRow], corrected: Corrected, headings: Mapping[str, str], kind: Kind
) -> list[tuple[str, ReadRow]]:
    """Put a person's corrections into the rows; gives those to fields without a column."""
    if not corrected:
        return []
    return [
        (field_id, row)
        for row in rows
        if (told := corrected.get((row.sheet, row.row)))
        for field_id in correct_row(row, told, headings, kind)
    ]


def lift(row: ReadRow, enterprise: str | None) -> None:
    """Take what says whose and where a device is out of its facts."""
    facts = row.facts
    row.enterprise = facts.pop("enterprise", None) or enterprise
    row.uscc = facts.pop("uscc", None)
    row.region = facts.pop("region", None)


def _sort_rows(
    grid: Grid, header: Header
) -> tuple[DataRows, dict[str, int], list[tuple[int, str]]]:
    sorter = RowSorter(grid.rows[header.first : header.last + 1])
    merged = _merged_below(grid, header.last)
    data: list[tuple[int, Sequence[Cell]]] = []
    counts: Counter[str] = Counter()
    listed: list[tuple[int, str]] = []
    for index in range(header.last + 1, len(grid.rows)):
        reason = sorter.reason(grid.rows[index])
        if reason is None:
            data.append((index, _filled_down(grid, index, merged)))
            continue
        counts[reason] += 1
        if reason != BLANK_ROW:
            listed.append((index + 1, reason))
    return data, dict(counts), listed


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


def _read_column(
    column: ColumnMatch, kind: Kind, rows: Sequence[ReadRow], today: date, epoch_1904: bool
) -> list[Note]:
    """Read one column into the facts of all rows; gives the notes about it."""
    field = kind.field(column.field)
    words = kind.words
    read = reader_of(Column(field, column.unit, words, today, epoch_1904, kind))
    cache: dict[object, Reading] = {}
    marked: dict[str, list[int]] = {}
    index, field_id = column.index, field.id
    for row in rows:
        cell = row.cells[index] if index < len(row.cells) else None
        if cell is None or cell == "":
            continue
        # True equals 1 and 1.0, so a truth value needs a key of its own.
        key = (cell,) if isinstance(cell, bool) else cell
        reading = cache.get(key)
        if reading is None:
            reading = cache[key] = read(cell)
        value, fault, mark, also = reading
        if value is not None:
            row.facts[field_id] = value
        if also is not None:
            row.also[field_id] = also
        if fault is not None:
            row.problems.append(cell_problem(row, field, column.heading, cell, reading))
        if mark is not None:
            marked.setdefault(mark, []).append(row.row)
    return [_mark_note(mark, field, column.heading, found) for mark, found in marked.items()]


def marked_notes(kind: Kind, headings: Mapping[str, str], rows: Sequence[ReadRow]) -> list[Note]:
    """What the checks of whole rows only count, as notes."""
    found: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        for mark in row.marks:
            found.setdefault(mark, []).append(row.row)
    return [
        _mark_note(code, kind.field(field_id), headings[field_id], counted)
        for (field_id, code), counted in found.items()
    ]


def cell_problem(row: ReadRow, field: Field, heading: str, cell: Cell, reading: Reading) -> Problem:
    """The problem of one cell, worded."""
    fault, shown = reading.fault, cell_text(cell)
    text = CELL[fault.code].format({"heading": heading, "value": shown, **fault.params})
    return Problem(
        row.sheet,
        row.row,
        row.data_row,
        field.id,
        heading,
        shown,
        fault.severity,
        fault.code,
        text.zh,
        text.en,
        text.remedy,
        text.remedy_en,
    )


def _mark_note(code: str, field: Field, heading: str, rows: Sequence[int]) -> Note:
    zh, en = NOTE[code]
    params = {"heading": heading, "count": len(rows)}
    first = tuple(rows[:FIRST_ROWS_IN_NOTE])
    return Note(
        code, zh.format_map(params), en.format_map(params), field.id, heading, len(rows), first
    )


def missing_columns(kind: Kind, headings: Mapping[str, str], enterprise: str | None) -> list[Note]:
    """A note for every required field without a column."""
    zh, en = NOTE["missing_column"]
    notes = []
    for field in kind.fields:
        if not field.required or field.id in headings:
            continue
        if field.id in BESIDE_FACTS and enterprise:
            continue
        params = {"field": field.heading_zh, "field_en": field.heading_en}
        notes.append(Note("missing_column", zh.format_map(params), en.format_map(params), field.id))
    return notes
