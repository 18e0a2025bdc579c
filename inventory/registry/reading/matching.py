"""Every column of a table with the field it was taken for, and what is not used as it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from standards import Field
from standards.words import BY_CELLS, OWN, SYNONYM, WEAK, Words, fold, heading_key

from .column_map import ColumnMap
from .grids import Grid
from .headings import HeadingMatch, is_combined
from .kinds import sure_kind_of
from .messages import file_problem, in_both, note
from .model import Cell, ColumnMatch, Note, ReadRow, cell_text
from .tables import Header

if TYPE_CHECKING:
    from standards import Kind

# Row index in the sheet and cells of every device row.
DataRows = Sequence[tuple[int, Sequence[Cell]]]
# 现场实测流量 beside 铭牌流量: the field is what the plate says.
_MEASURED = re.compile("实测|现场|测试值|复测")
MODEL = "model"
_RANK_WORDS = {OWN: "heading", SYNONYM: "synonym", BY_CELLS: "cells", WEAK: "weak"}


def match_columns(
    header: Header, grid: Grid, mapping: ColumnMap, data: DataRows
) -> tuple[list[ColumnMatch], list[Note]]:
    """Every column of a table with its field, and notes on those that are not used as they stand.

    ``data`` are the device rows (see DataRows); they tell whether two columns of one field agree.
    """
    words = header.kind.words
    columns = [
        _column(index, heading, leaf, match, words, mapping, header)
        for index, (heading, leaf, match) in enumerate(
            zip(header.headings, header.leaves, header.matches, strict=True)
        )
    ]
    notes: list[Note] = []
    _resolve_doubles(columns, header, grid, data, notes)
    for column, match in zip(columns, header.matches, strict=True):
        found = _column_note(column, match, header.kind, data)
        if column.how == "combined" and column.index in header.combined:
            found = note("quantities_by_cells", {"heading": column.heading}, None, column.heading)
        if found is not None:
            notes.append(found)
    return [column for column in columns if not _is_empty(column, header, data)], notes


def _is_empty(column: ColumnMatch, header: Header, data: DataRows) -> bool:
    """Whether a column has neither heading nor contents: the space beside a table."""
    if column.how != "unknown" or header.leaves[column.index]:
        return False
    return all(_cell(row, column.index) in ("", None) for _, row in data)


def _column(
    index: int,
    heading: str,
    leaf: str,
    match: HeadingMatch | None,
    words: Words,
    mapping: ColumnMap,
    header: Header,
) -> ColumnMatch:
    told = mapping.of_column(index, leaf)
    if told is None:
        told = mapping.of(heading)
    if told == "" or (told is None and match is None and heading_key(heading) in words.ignored):
        return ColumnMatch(heading, None, None, "ignored", index)
    if match is None or match.unknown_unit:
        several = index in header.combined or is_combined(heading, words)
        how = "combined" if match is None and several else "unknown"
        how = "foreign" if index in header.foreign else how
        return ColumnMatch(heading, None, None, how, index)
    how = "map" if told else _RANK_WORDS[match.rank]
    return ColumnMatch(heading, match.field, match.unit, how, index)


def _resolve_doubles(
    columns: list[ColumnMatch],
    header: Header,
    grid: Grid,
    data: DataRows,
    notes: list[Note],
) -> None:
    """Of two columns for one field the surer counts; equally sure ones must agree."""
    places = ("map", *_RANK_WORDS.values())
    # Of 产品型号 and 主机型号 the one without an owner is the device's, of 年份 and 月份 the year.
    order = {
        column.index: (
            places.index(column.how),
            _MEASURED.search(column.heading) is not None,
            bool(match and match.bared),
            # Of 规格型号 and 电动机型号 the second is a motor's.
            column.field == MODEL and not _names(header.kind, column.heading),
            column.heading.endswith("月份"),
        )
        for column, match in zip(columns, header.matches, strict=True)
        if column.field
    }
    chosen: dict[str, ColumnMatch] = {}
    for column in sorted((c for c in columns if c.field), key=lambda c: (order[c.index], c.index)):
        field = header.kind.field(str(column.field))
        first = chosen.setdefault(field.id, column)
        if first is column:
            continue
        if order[first.index] == order[column.index]:
            if field.type == "choice":
                first, column = _more_exact(first, column, header.kind.words, data)
                chosen[field.id] = first
            else:
                _must_agree(first, column, header, grid, data)
        columns[column.index] = ColumnMatch(column.heading, None, None, "duplicate", column.index)
        params = {
            "heading": column.heading,
            "other": first.heading,
            "field": in_both(field.heading_zh, field.heading_en),
        }
        notes.append(note("second_column", params, field.id, column.heading))


def fill_models(
    kind: Kind, columns: Sequence[ColumnMatch], header: Header, rows: Sequence[ReadRow]
) -> None:
    """A motor among machines has its model under 规格型号, and nothing under 电动机型号: take it
    where it surely is one of the kind."""
    own = next((column for column in columns if column.field == MODEL), None)
    if own is None or not _names(kind, own.heading):
        return
    others = [
        column.index
        for column in columns
        if column.how == "duplicate" and (m := header.matches[column.index]) and m.field == MODEL
    ]
    for row in rows:
        if MODEL in row.facts or row.problem_of(MODEL) is not None:
            continue
        cells = (_cell(row.cells, index) for index in others)
        told = next((cell for cell in cells if sure_kind_of(cell) == kind.id), None)
        if told is not None:
            row.facts[MODEL] = cell_text(told).strip()


def _names(kind: Kind, heading: str) -> bool:
    """Whether a heading names the kind."""
    return any(fold(name) in fold(heading) for name in kind.words.names)


def _more_exact(
    first: ColumnMatch, second: ColumnMatch, words: Words, data: DataRows
) -> tuple[ColumnMatch, ColumnMatch]:
    """Two levels of one classification (类别, 品种): the one whose words are choices, else the
    finer, which stands to the right."""
    choices = words.choices[first.field or ""]

    def known(column: ColumnMatch) -> int:
        return sum(fold(cell_text(_cell(row, column.index))) in choices for _, row in data)

    return (first, second) if known(first) > known(second) else (second, first)


def _must_agree(
    first: ColumnMatch,
    second: ColumnMatch,
    header: Header,
    grid: Grid,
    data: DataRows,
) -> None:
    for index, row in data:
        other = _cell(row, second.index)
        if other in ("", None) or other == _cell(row, first.index):
            continue
        field = header.kind.field(str(first.field))
        raise file_problem(
            "conflicting_columns",
            sheet=grid.name,
            first=first.heading,
            second=second.heading,
            field=field.heading_zh,
            field_en=field.heading_en,
            row=index + 1,
        )


def _cell(row: Sequence[Cell], index: int) -> Cell:
    return row[index] if index < len(row) else None


def _column_note(
    column: ColumnMatch,
    match: HeadingMatch | None,
    kind: Kind,
    data: DataRows,
) -> Note | None:
    if column.how in ("unknown", "foreign"):
        filled = sum(1 for _, row in data if _cell(row, column.index) not in ("", None))
        if not filled:
            return None
        said = {"heading": column.heading}
        if column.how == "foreign":
            return note("other_thing", said, None, column.heading, count=filled)
        if match is None:
            return note("unknown_heading", said, None, column.heading, count=filled)
        asked = kind.field(match.field)
        params = {**said, "expected": asked.unit or "–"}
        return note("unknown_heading_unit", params, asked.id, column.heading, count=filled)
    field = kind.field(column.field) if column.field else None
    code = _noted(column, field)
    if code is None or field is None:
        return None
    named = {"heading": column.heading, "field": in_both(field.heading_zh, field.heading_en)}
    return note(code, named, field.id, column.heading)


def presumed_columns(
    columns: Sequence[ColumnMatch],
    notes: Sequence[Note],
    kind: Kind,
    guessed: Mapping[int, tuple[str, Sequence[int]]],
) -> tuple[list[ColumnMatch], list[Note]]:
    """Columns and notes with what was presumed from columns that are no field's: by their index
    the field and the rows."""
    if not guessed:
        return list(columns), list(notes)
    by_heading = {each.heading: each.index for each in columns if each.index in guessed}
    told = [replace(each, how="presumed") if each.index in guessed else each for each in columns]
    kept = [
        each for each in notes if each.code != "unknown_heading" or each.heading not in by_heading
    ]
    for heading, index in by_heading.items():
        field_id, rows = guessed[index]
        field = kind.field(field_id)
        named = {"heading": heading, "field": in_both(field.heading_zh, field.heading_en)}
        kept.append(note("presumed_column", {**named, "count": len(rows)}, field_id, heading, rows))
    return told, kept


def _noted(column: ColumnMatch, field: Field | None) -> str | None:
    """What is to be said of a column that was understood."""
    if field is not None and field.by_region:
        return "decided_by_region"
    return {"weak": "weak_heading", "cells": "told_by_cells"}.get(column.how)
