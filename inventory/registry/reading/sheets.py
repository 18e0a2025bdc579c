"""One table read column by column: every distinct cell of a column is parsed once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from standards.nameplates import KindOfWords

from . import rowkinds
from .checks import BESIDE_FACTS, Repeats, RowChecker
from .columns import Column
from .corrections import Corrected, correct_row
from .grids import Grid
from .kinds import LEAN, NO_KIND, UNCLEAR, RowKinds, Said, kind_of_words
from .matching import match_columns
from .measures import read_measures
from .messages import CELL, NOTE, ROW
from .model import (
    ERROR,
    WARNING,
    Cell,
    ColumnMatch,
    Fault,
    Note,
    Problem,
    Reading,
    ReadRow,
    SheetResult,
    cell_text,
)
from .names import TITLE, NameReader
from .quantities import QUANTITY, quantity_of
from .rowkinds import BLANK_ROW, LONE_CELL, SECTION, RowSorter, section_title
from .tables import ColumnMap, Header
from .values import reader_of

if TYPE_CHECKING:
    from standards import Field, Kind

FIRST_ROWS_IN_NOTE = 10


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a sheet, and what every kind makes of its header.

    ``kind`` is the kind of the table where it is clear; ``asked`` that a person said so.
    ``user`` is the enterprise that title or file name give.
    """

    grid: Grid
    headers: Mapping[str, Header]
    kind: str | None
    asked: bool = False
    user: str | None = None
    turned: bool = False

    @property
    def header(self) -> Header:
        """The header as the table's kind, or else the kind that understands most, reads it."""
        if self.kind is not None:
            return self.headers[self.kind]
        return max(self.headers.values(), key=lambda header: len(header.fields))


@dataclass(frozen=True, slots=True)
class Reader:
    """What is the same for all tables of a file.

    ``repeats`` remembers the devices of the file's other sheets; None where the rows are only to
    be judged and not to be stored.
    """

    kinds: Mapping[str, Kind]
    mapping: ColumnMap
    today: date
    enterprise: str | None
    repeats: Repeats | None
    corrected: Corrected


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a table that holds a device. ``number`` counts them from 1."""

    number: int
    index: int
    cells: Sequence[Cell]
    said: Said


def read_table(table: Table, reader: Reader) -> list[SheetResult]:
    """The devices of one table with all their problems, a result for every kind of them.

    Raises FileProblem (see match_columns).
    """
    grid, header = table.grid, table.header
    lines, skipped, listed = _sort_rows(table, reader)
    groups: dict[str, list[_Line]] = {}
    for line in lines:
        groups.setdefault(line.said.kind, []).append(line)
    unclear = groups.pop(UNCLEAR, [])
    notes = _set_apart(groups, table, skipped, listed)
    if table.turned:
        notes.append(_note("turned", {}))
    if table.kind is not None:
        groups.setdefault(table.kind, [])
    order = sorted(groups, key=lambda kind: groups[kind][0].index if groups[kind] else -1)
    found = [_read_kind(kind, groups[kind], table, reader) for kind in order]
    if unclear or not found:
        rows = [_unclear_row(line, table) for line in unclear]
        found.append(SheetResult(grid.name, None, header.last + 1, [], rows))
    found[0].skipped, found[0].skipped_rows = skipped, sorted(listed)
    found[0].notes[:0] = notes
    return found


def _set_apart(
    groups: dict[str, list[_Line]],
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
        for line in groups.pop(kind, []):
            skipped[reason] = skipped.get(reason, 0) + 1
            listed.append((line.index + 1, reason))
            by_code.setdefault(code, []).append(line.index + 1)
    for code, rows in by_code.items():
        notes.append(_note(code, {"count": len(rows)}, rows=sorted(rows)))
    return notes


def _read_kind(kind_id: str, lines: Sequence[_Line], table: Table, reader: Reader) -> SheetResult:
    """The devices of one kind, column by column."""
    grid, header, kind = table.grid, table.headers[kind_id], reader.kinds[kind_id]
    data = [(line.index, line.cells) for line in lines]
    columns, notes = match_columns(header, grid, reader.mapping, data)
    used = [column for column in columns if column.field and kind.has(column.field)]
    rows = [
        ReadRow(grid.name, line.index + 1, line.number, kind.id, header.headings, line.cells, {})
        for line in lines
    ]
    headings = {str(column.field): column.heading for column in used}
    beside = _correct(rows, reader.corrected, headings, kind)
    for column in used:
        notes += _read_column(column, kind, rows, reader.today, grid.epoch_1904)
    for field_id, row in beside:
        heading, _ = row.corrected[field_id]
        column = ColumnMatch(heading, field_id, None, "map", row.headings.index(heading))
        _read_column(column, kind, [row], reader.today, grid.epoch_1904)
    read_measures(columns, kind, rows, reader.today)
    _count(columns, rows)
    notes += _finish(rows, lines, headings, table, reader, kind)
    given = {**headings, **dict.fromkeys(_everywhere(rows), "")}
    notes += missing_columns(kind, given, reader.enterprise or table.user)
    return SheetResult(grid.name, kind.id, header.last + 1, columns, rows, notes=notes)


def _finish(
    rows: Sequence[ReadRow],
    lines: Sequence[_Line],
    headings: Mapping[str, str],
    table: Table,
    reader: Reader,
    kind: Kind,
) -> list[Note]:
    """What takes a whole row: its owner, what its names say, its checks."""
    checker = RowChecker(kind, headings, for_ledger=reader.repeats is not None)
    names = NameReader(kind, headings)
    titled = []
    for row, line in zip(rows, lines, strict=True):
        checker.take_also(row)
        names.read(row, line.said)
        lift(row, reader.enterprise)
        if row.enterprise is None and table.user and row.problem_of("enterprise") is None:
            row.enterprise = table.user
            row.read_from["enterprise"] = TITLE
            titled.append(row.row)
        checker.check(row)
    if reader.repeats is not None:
        reader.repeats.check(kind, rows, checker)
    notes = marked_notes(kind, headings, rows)
    notes += [
        _note("refitted", {"heading": names.heading(field), "count": len(at)}, field, rows=at)
        for field, at in names.refitted.items()
    ]
    if titled:
        params = {"value": table.user}
        notes.append(_note("enterprise_from_title", params, "enterprise", rows=titled))
    return notes


def _everywhere(rows: Sequence[ReadRow]) -> set[str]:
    """The fields that every row has, from wherever."""
    if not rows:
        return set()
    return set(rows[0].facts).intersection(*(row.facts for row in rows[1:]))


def _count(columns: Sequence[ColumnMatch], rows: Sequence[ReadRow]) -> None:
    """How many devices each row stands for; a cell that does not say it leaves one."""
    column = next((c for c in columns if c.field == QUANTITY), None)
    if column is None:
        return
    for row in rows:
        cell = row.cells[column.index] if column.index < len(row.cells) else None
        text = cell_text(cell).strip()
        if not text or text in ("-", "/", "—"):
            continue
        count = quantity_of(cell)
        if count is not None:
            row.quantity = count
            row.read_from.setdefault(QUANTITY, "cell")
        elif row.problem_of(QUANTITY) is None:
            row.problems.append(
                row_problem(row, "quantity_unreadable", WARNING, QUANTITY, column.heading, text)
            )


def _unclear_row(line: _Line, table: Table) -> ReadRow:
    """A row whose kind must be asked for; nothing of it is read before."""
    header = table.header
    row = ReadRow(table.grid.name, line.index + 1, line.number, "", header.headings, line.cells, {})
    place = next((p for f in ("name", "model") if (p := header.column(f)) is not None), None)
    heading = None if place is None else header.headings[place]
    text = row.text_of(heading) or next(iter(row.raw.values()), "")
    row.problems.append(row_problem(row, "kind_unclear", ERROR, "kind", heading, text[:100]))
    return row


def row_problem(
    row: ReadRow, code: str, severity: str, field: str, heading: str | None, value: str
) -> Problem:
    """A problem of a row, worded, where no kind's checker is at hand."""
    text = ROW[code].format({"heading": heading, "value": value})
    return Problem(
        row.sheet,
        row.row,
        row.data_row,
        field,
        heading,
        value,
        severity,
        code,
        text.zh,
        text.en,
        text.remedy,
        text.remedy_en,
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
    row.enterprise = _text(facts.pop("enterprise", None)) or enterprise
    row.uscc = _text(facts.pop("uscc", None))
    row.region = _text(facts.pop("region", None))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _sort_rows(
    table: Table, reader: Reader
) -> tuple[list[_Line], dict[str, int], list[tuple[int, str]]]:
    """The rows that hold devices, each with what it says of its kind; the others by reason."""
    grid, header = table.grid, table.header
    sorter = RowSorter(grid.rows[header.first : header.last + 1])
    kinds = RowKinds(
        table.headers, table.headers[table.kind] if table.kind else None, asked=table.asked
    )
    merged = _merged_below(grid, header.last)
    lines: list[_Line] = []
    counts: Counter[str] = Counter()
    listed: list[tuple[int, str]] = []
    section: KindOfWords | None = None
    for index in range(header.last + 1, len(grid.rows)):
        reason = sorter.reason(grid.rows[index])
        if reason is None:
            cells = _filled_down(grid, index, merged)
            said = kinds.say(cells, section)
            told = reader.corrected.get((grid.name, index + 1), {}).get("kind")
            if told and told in table.headers:
                said = replace(said, kind=told)
            lines.append(_Line(len(lines) + 1, index, cells, said))
            continue
        if reason in (SECTION, LONE_CELL):
            section = _section(grid.rows[index], reason) or section
        counts[reason] += 1
        if reason != BLANK_ROW:
            listed.append((index + 1, reason))
    return _leaning(lines, table.kind), dict(counts), listed


def _section(row: Sequence[Cell], reason: str) -> KindOfWords | None:
    """The kind of the devices below a line such as 二、压力容器; an unknown word behind a number
    ends a section."""
    title = section_title(row)
    said = kind_of_words(title) if title else None
    return said if said and (said.kind or reason == SECTION) else None


def _leaning(lines: list[_Line], kind: str | None) -> list[_Line]:
    """Rows that only the title tells: it is right where no row of the table says otherwise."""
    decided = {line.said.kind for line in lines} - {LEAN, UNCLEAR}
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


def _read_column(
    column: ColumnMatch, kind: Kind, rows: Sequence[ReadRow], today: date, epoch_1904: bool
) -> list[Note]:
    """Read one column into the facts of all rows; gives the notes about it."""
    field = kind.field(str(column.field))
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
            row.problems.append(cell_problem(row, field, column.heading, cell, fault))
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


def cell_problem(row: ReadRow, field: Field, heading: str, cell: Cell, fault: Fault) -> Problem:
    """The problem of one cell, worded."""
    shown = cell_text(cell)
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
    params = {"heading": heading, "count": len(rows)}
    return _note(code, params, field.id, heading, rows)


def _note(
    code: str,
    params: Mapping[str, object],
    field: str | None = None,
    heading: str | None = None,
    rows: Sequence[int] = (),
) -> Note:
    zh, en = NOTE[code]
    count, first = max(len(rows), 1), tuple(rows[:FIRST_ROWS_IN_NOTE])
    return Note(code, zh.format_map(params), en.format_map(params), field, heading, count, first)


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
