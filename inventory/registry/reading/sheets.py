"""One table read column by column: every distinct cell of a column is parsed once."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat, zip_longest
from typing import TYPE_CHECKING, Any

from standards.completing import TITLE

from . import titles
from .bought import MADE, bound_making
from .checks import BESIDE_FACTS, Repeats, RowChecker, shown
from .column_map import ColumnMap
from .columns import Column
from .combined import CombinedReader
from .corrections import Corrected, correct_row
from .gone import tell_done, tell_gone
from .grids import Grid
from .inspections import name_inspections
from .kinds import UNCLEAR
from .liquids import not_of_water
from .matching import fill_models, match_columns, presumed_columns
from .messages import cell_problem, in_both, note, row_problem
from .model import (
    BLANK,
    ERROR,
    WARNING,
    Cell,
    ColumnMatch,
    Fault,
    Note,
    Reading,
    ReadRow,
    SheetResult,
)
from .names import NameReader
from .narrowing import narrow_by_use
from .parameters import read_combined, split_models
from .presuming import presume
from .progress import RowCount
from .quantities import QUANTITY, count_devices, counts_devices
from .refits import tell_refits
from .sorting import Line, Table, set_apart, sort_rows
from .values import reader_of

if TYPE_CHECKING:
    from standards import Field, Kind


# Of a cell that says more than its value.
_MORE = object()


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
    uscc: str | None = None
    count: RowCount = RowCount(0)


def read_table(table: Table, reader: Reader) -> list[SheetResult]:
    """The devices of one table with all their problems, a result for every kind of them.

    Raises FileProblem (see match_columns).
    """
    grid, header = table.grid, table.header
    lines, skipped, listed = sort_rows(table, reader.corrected)
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.said.kind, []).append(line)
    unclear = groups.pop(UNCLEAR, [])
    notes = set_apart(groups, table, skipped, listed)
    if table.turned:
        notes.append(note("turned", {}))
    if table.kind is not None and (table.asked or not groups):
        groups.setdefault(table.kind, [])  # what a title names and no row is, is not shown
    order = sorted(groups, key=lambda kind: groups[kind][0].index if groups[kind] else -1)
    found = [_read_kind(kind, groups[kind], table, reader) for kind in order]
    if unclear or not found:
        rows = [_unclear_row(line, table) for line in unclear]
        found.append(SheetResult(grid.name, None, header.last + 1, [], rows))
    found[0].skipped, found[0].skipped_rows = skipped, sorted(listed)
    found[0].notes[:0] = notes
    for result in found:
        result.pages = grid.pages
    reader.count.end(len(grid.rows) - len(lines) + len(unclear))
    return found


def _read_kind(kind_id: str, lines: Sequence[Line], table: Table, reader: Reader) -> SheetResult:
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
    counted = counts_devices(kind)
    # The checks of whole rows take about as long as all columns together.
    steps = 2 * len(used)
    cells = list(zip_longest(*(row.cells for row in rows)))
    for step, column in enumerate(used):
        reader.count.part(len(rows), step, steps)
        if counted and column.field == QUANTITY:
            continue  # 3台, 两用一备: see count_devices
        found = cells[column.index] if column.index < len(cells) else (None,) * len(rows)
        notes += _read_column(column, kind, rows, found, reader.today, grid.epoch_1904)
    for field_id, row in beside:
        heading, _ = row.corrected[field_id]
        column = ColumnMatch(heading, field_id, None, "map", row.headings.index(heading))
        cell = row.cells[column.index] if column.index < len(row.cells) else None
        _read_column(column, kind, [row], [cell], reader.today, grid.epoch_1904)
    fill_models(kind, columns, header, rows)
    combined = CombinedReader(kind, reader.today)
    notes += read_combined(columns, kind, rows, combined)
    split_models(kind, headings, rows, combined)
    if counted:
        count_devices(columns, rows)
    narrow_by_use(kind, headings.get("use_nature"), rows)
    name_inspections(kind, columns, rows)
    made = Column(kind.field(MADE), None, kind.words, reader.today, grid.epoch_1904, kind)
    bound_making(columns, rows, made)
    tell_done(kind, columns, rows, table.titles, made)
    notes += tell_gone(kind, columns, rows, [line.under for line in lines], table.titles, made)
    tell_refits(kind, columns, rows, reader.today)
    _tell_unsure(rows, columns, grid)
    reader.count.part(len(rows), len(used), steps)
    notes += _finish(rows, lines, headings, table, reader, kind)
    guessed = presume(kind, columns, rows, reader.today)
    columns, notes = presumed_columns(columns, notes, kind, guessed)
    reader.count.end(len(rows))
    titled = {(each.field, row) for each in notes if each.code == "from_title" for row in each.rows}
    notes += missing_columns(kind, headings, reader.enterprise or table.user, rows, titled)
    return SheetResult(grid.name, kind.id, header.last + 1, columns, rows, notes=notes)


def _tell_unsure(rows: Sequence[ReadRow], columns: Sequence[ColumnMatch], grid: Grid) -> None:
    """Warn of each cell that was recognised and not surely, unless a person has put it right."""
    if not grid.unsure:
        return
    fault = Fault("scan_unsure", WARNING, {})
    for row in rows:
        for column in columns:
            told = column.field in row.corrected or column.how in ("ignored", "unknown")
            if (row.row - 1, column.index) in grid.unsure and not told:
                cell = row.cells[column.index] if column.index < len(row.cells) else None
                name = column.field or ""
                row.problems.append(cell_problem(row, name, column.heading, cell, fault))


def _finish(
    rows: Sequence[ReadRow],
    lines: Sequence[Line],
    headings: Mapping[str, str],
    table: Table,
    reader: Reader,
    kind: Kind,
) -> list[Note]:
    """The steps that need a whole row: its owner, facts from names, checks."""
    checker = RowChecker(kind, headings, for_ledger=reader.repeats is not None)
    names = NameReader(kind, headings)
    titled = []
    for row, line in zip(rows, lines, strict=True):
        checker.take_also(row)
        names.read(row, line.said)
        for name, fault in list(not_of_water(kind, row)):
            heading, cell = names.heading(name), row.text_of(headings.get(name))
            row.facts.pop(name)
            row.problems.append(cell_problem(row, name, heading, cell, fault))
        lift(row, reader.enterprise, reader.uscc)
        if row.enterprise is None and table.user and row.problem_of("enterprise") is None:
            row.enterprise = table.user
            row.read_from["enterprise"] = TITLE
            titled.append(row.row)
        checker.check(row)
    if reader.repeats is not None:
        reader.repeats.check(kind, rows, checker)
    notes = marked_notes(kind, headings, rows)
    notes += [
        note("refitted", {"heading": names.heading(field), "count": len(at)}, field, rows=at)
        for field, at in names.refitted.items()
    ]
    told = titles.of_rows(kind, [line.under for line in lines], table.titles)
    for (field, value), at in titles.tell(rows, told).items() if any(told) else ():
        said = kind.field(field).word_zh(value) if isinstance(value, str) else shown(value)
        params = {"heading": names.heading(field), "value": said, "count": len(at)}
        notes.append(note("from_title", params, field, rows=at))
    if titled:
        params = {"value": table.user}
        notes.append(note("enterprise_from_title", params, "enterprise", rows=titled))
    notes += _turned_notes(kind, reader, rows)
    return notes


def _turned_notes(kind: Kind, reader: Reader, rows: Sequence[ReadRow]) -> list[Note]:
    """Lorries among vehicles are trucks: judged and stored as what they are."""
    turn = kind.turns
    if turn is None:
        return []
    at = [row.row for row in rows if row.facts.get(turn.by) in turn.values]
    target = reader.kinds[turn.kind]
    named = in_both(target.name_zh, target.name_en)
    return [note("kind_turned", {"kind": named, "count": len(at)}, turn.by, rows=at)] if at else []


def _unclear_row(line: Line, table: Table) -> ReadRow:
    """A row of unknown kind: it is read after the user has named its kind."""
    header = table.header
    row = ReadRow(table.grid.name, line.index + 1, line.number, "", header.headings, line.cells, {})
    place = next((p for f in ("name", "model") if (p := header.column(f)) is not None), None)
    heading = None if place is None else header.headings[place]
    text = row.text_of(heading) or next(iter(row.raw.values()), "")
    row.problems.append(row_problem(row, "kind_unclear", "kind", heading, text[:100], ERROR))
    return row


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


def lift(row: ReadRow, enterprise: str | None, uscc: str | None = None) -> None:
    """Take owner and place of a device out of its facts; an enterprise that the row
    does not name is the file's, with its code."""
    facts = row.facts
    row.uscc = _text(facts.pop("uscc", None))
    row.enterprise = _text(facts.pop("enterprise", None))
    if row.enterprise is None and enterprise:
        row.enterprise, row.uscc = enterprise, row.uscc or uscc
    row.region = _text(facts.pop("region", None))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _read_column(
    column: ColumnMatch,
    kind: Kind,
    rows: Sequence[ReadRow],
    cells: Sequence[Cell],
    today: date,
    epoch_1904: bool,
) -> list[Note]:
    """Read one column into the facts of all rows, by its cells; gives the notes about it."""
    field = kind.field(str(column.field))
    words = kind.words
    read = reader_of(Column(field, column.unit, words, today, epoch_1904, kind))
    index, field_id = column.index, field.id
    keys: Sequence[Any] = cells
    if bool in set(map(type, cells)):
        # True equals 1 and 1.0, so a truth value needs a key of its own.
        keys = [(cell,) if isinstance(cell, bool) else cell for cell in cells]
    readings: dict[object, Reading] = {None: BLANK, "": BLANK}
    for key in dict.fromkeys(keys):
        if key not in readings:
            readings[key] = read(key[0] if isinstance(key, tuple) else key)
    # Of the readings those that are nothing but a value, or blank: nearly all.
    values = {key: it.value for key, it in readings.items() if it[1:] == BLANK[1:]}
    marked: dict[str, list[int]] = {}
    plainly = map(values.get, keys, repeat(_MORE))
    for row, key, plain in zip(rows, keys, plainly, strict=True):
        if plain is not _MORE:
            if plain is not None:
                row.facts[field_id] = plain
            continue
        value, fault, mark, also = readings[key]
        if value is not None:
            row.facts[field_id] = value
        if also is not None:
            row.also[field_id] = also
        if fault is not None:
            cell = row.cells[index]
            row.problems.append(cell_problem(row, field.id, column.heading, cell, fault))
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


def _mark_note(code: str, field: Field, heading: str, rows: Sequence[int]) -> Note:
    params = {"heading": heading, "count": len(rows)}
    return note(code, params, field.id, heading, rows)


def missing_columns(
    kind: Kind,
    headings: Mapping[str, str],
    enterprise: str | None,
    rows: Sequence[ReadRow],
    titled: Container[tuple[str | None, int]] = (),
) -> list[Note]:
    """A note for every required field without a column that no name, model or title fills; one
    that they fill in some rows counts the others. ``titled``: what titles fill, by field, row."""
    notes = []
    for field in kind.fields:
        if not field.required or field.id in headings:
            continue
        if field.id in BESIDE_FACTS and enterprise:
            continue
        lacking = [row.row for row in rows if not _has(row, field.id, titled)]
        if rows and not lacking:
            continue
        named = in_both(field.heading_zh, field.heading_en)
        code = "missing_column" if len(lacking) == len(rows) else "missing_in_rows"
        at = lacking if code == "missing_in_rows" else ()
        notes.append(note(code, {"field": named, "count": len(lacking)}, field.id, rows=at))
    return notes


def _has(row: ReadRow, field: str, titled: Container[tuple[str | None, int]]) -> bool:
    """Whether a row has a value of a field, from wherever; what is only usual is none, but for what
    a title says, which is told."""
    if field in BESIDE_FACTS:
        return getattr(row, field) is not None
    return field in row.facts or (field, row.row) in titled
