"""One row of an import with every cell: as it stands in the file and as it is read now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from inventory.core.access import Actor
from inventory.core.errors import not_found
from inventory.core.files import FileStore
from inventory.intake.imports import lookup, postponed, staging
from inventory.intake.imports.editing import found, shown
from inventory.intake.imports.models import Import, ImportCorrection, ImportRow
from inventory.intake.imports.postponed import KIND
from inventory.intake.imports.results import Cell, WholeRow
from inventory.registry.reading.effort import is_quick


def look(actor: Actor, import_id: int, row_id: int, store: FileStore) -> WholeRow:
    """A row with its problems and every cell: as it stands in the file and as it is read now.

    What a large file said is taken from what is kept of the row, where it was kept.
    """
    staged = lookup.get(actor, import_id)
    row = ImportRow.get_or_none((ImportRow.id == row_id) & (ImportRow.import_ == staged.id))
    if row is None:
        raise not_found("行", "row")
    path = store.path(staged.file_sha256)
    columns = postponed.columns_of(staged, row)
    kept = bool(row.raw and columns) and not is_quick(path)
    cells = _kept_cells(staged, row, columns) if kept else _read_cells(staged, row, path)
    now = shown(staged, row.id)
    return WholeRow(now.row, now.problems, now.reading, cells)


def _kept_cells(staged: Import, row: ImportRow, columns: Sequence[Mapping[str, Any]]) -> list[Cell]:
    """Every cell of a row that is kept as it stood, because it had problems or was corrected."""
    texts: dict[str, str] = {}
    headings: dict[str, str] = {column["field"]: column["heading"] for column in columns}
    mine = (ImportCorrection.import_ == staged.id) & (ImportCorrection.sheet == row.sheet)
    query = ImportCorrection.select().where(mine & (ImportCorrection.row == row.row))
    waiting = (each for each in postponed.cells(staged) if each.row == row.row)
    for item in chain(query.order_by(ImportCorrection.id), waiting):
        if item.sheet != row.sheet or item.field == KIND:
            continue
        headings.setdefault(item.field, item.heading)
        texts.pop(item.field, None)
        if item.after is not None:
            texts[item.field] = item.after
    shown = [(column["heading"], column["field"], column["unit"]) for column in columns]
    named = {column["field"] for column in columns}
    shown += [(headings[field], field, None) for field in texts if field not in named]
    return [
        Cell(heading, field, unit, was := row.raw.get(heading, ""), texts.get(field or "", was))
        for heading, field, unit in shown
    ]


def _read_cells(staged: Import, row: ImportRow, path: Path) -> list[Cell]:
    """Every cell of a row as the file is read again."""
    result = staging.reread(staged, path)
    item = found(result, row)
    sheet = next(each for each in result.sheets if each.name == row.sheet)
    units = {column.heading: column.unit for column in sheet.columns}
    fields = {column.heading: column.field for column in sheet.columns}
    fields |= {heading: key for key, (heading, _was) in item.corrected.items()}
    if not sheet.columns:
        fields |= {heading: heading for heading in item.headings}
    original = item.original
    return [
        Cell(
            heading,
            fields.get(heading),
            units.get(heading),
            original.get(heading, ""),
            item.text_of(heading) or "",
        )
        for heading in item.headings
        if heading in fields
    ]
