"""The same file again: what people mended and decided the last time is applied, and can be undone.

Same are the contents, the division and the enterprise. Cells show who changed them and when, as
ever; what was decided of a row (skip, create, update) comes after the cells, for reading a file
anew makes new rows.
"""

from __future__ import annotations

from peewee import fn

from inventory.core import database
from inventory.core.bulk import bulk_update
from inventory.intake.imports.divisions import MINE
from inventory.intake.imports.models import Import, ImportCorrection, ImportRow

CELL = ("sheet", "row", "field", "heading", "before", "after", "actor", "actor_name", "at")


def former(staged: Import) -> Import | None:
    """The last import of the same file for the same place that somebody has worked on."""
    corrected = ImportCorrection.select(ImportCorrection.import_)
    decided = ImportRow.select(ImportRow.import_).where(ImportRow.decision != "")
    query = Import.select().where(
        (Import.file_sha256 == staged.file_sha256)
        & (Import.region == staged.region)
        & (Import.owner == staged.owner)
        & (Import.id.in_(corrected) | Import.id.in_(decided))
    )
    if staged.id is not None:
        query = query.where(Import.id < staged.id)
    return query.order_by(Import.id.desc()).first()


def take_cells(staged: Import, last: Import) -> int:
    """Take over the corrected cells; how many there are."""
    fields = [getattr(ImportCorrection, name) for name in CELL]
    query = ImportCorrection.select(*fields).where(ImportCorrection.import_ == last.id)
    rows = [{"import_": staged.id, **row} for row in query.order_by(ImportCorrection.id).dicts()]
    for chunk in database.in_chunks(rows):
        ImportCorrection.insert_many(chunk).execute()
    final = {(row["sheet"], row["row"], row["field"]): row["after"] for row in rows}
    return sum(text is not None for text in final.values())


PLACE = (ImportRow.sheet, ImportRow.row)


def decisions(last: Import) -> dict[tuple[str, int], tuple[str, int | None]]:
    """What was decided of rows, and the device that they are, by where they stand.

    Rows that were left out with all of their division were not decided about one by one.
    """
    decided = ImportRow.select(*PLACE, ImportRow.decision, ImportRow.target).where(
        (ImportRow.import_ == last.id) & (ImportRow.decision != "")
    )
    if last.others == MINE:
        decided = decided.where(ImportRow.decision != "skip")
    return {(sheet, row): (said, target) for sheet, row, said, target in decided.tuples()}


def take_decisions(staged: Import, last: Import) -> int:
    """Take over what was decided of rows that can be written; how many there are."""
    told = decisions(last)
    mine = ImportRow.select(*PLACE, ImportRow.id).where(
        (ImportRow.import_ == staged.id)
        & (ImportRow.status == "pending")
        & (ImportRow.decision == "")
    )
    rows = [(*told[at], key) for *spot, key in mine.tuples() if (at := tuple(spot)) in told]
    bulk_update(ImportRow, ("decision", "target"), rows)
    return len(rows)


def forget_cells(staged: Import) -> None:
    """Forget the cells that were taken over, and none that was corrected since."""
    ImportCorrection.delete().where(
        (ImportCorrection.import_ == staged.id) & (ImportCorrection.id <= last_taken(staged))
    ).execute()


def last_taken(staged: Import) -> int:
    """The last of the corrections that were taken over; 0 where there are none."""
    return int((staged.recalled or {}).get("until", 0))


def told(staged: Import, last: Import, cells: int, rows: int) -> dict[str, object]:
    """What an import says of what it has taken over; `until` is the last such correction."""
    mine = ImportCorrection.select(fn.MAX(ImportCorrection.id)).where(
        ImportCorrection.import_ == staged.id
    )
    return {
        "import": last.id,
        "file": last.file_name,
        "at": last.created_at.isoformat(),
        "cells": cells,
        "rows": rows,
        "until": mine.scalar() or 0,
    }
