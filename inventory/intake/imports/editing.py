"""Correcting a row in place: the file is read again with the cells that a person has changed.

Reading the whole file again, a second for 20,000 rows, is what makes every check that spans rows
come out right: a number that is mended here may free, or repeat, another row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import standards
from inventory.core import access, clock
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.files import FileStore
from inventory.core.kinds import known_kinds
from inventory.intake.imports import lookup, postponed, staging
from inventory.intake.imports.following import of_row, problems_of, take_over
from inventory.intake.imports.models import Import, ImportCorrection, ImportProblem, ImportRow
from inventory.intake.imports.postponed import KIND
from inventory.intake.imports.results import EditedRow
from inventory.registry import reading
from inventory.registry.equipment import retrieval

# How often the file is read again because others correct rows at the same time.
ATTEMPTS = 5
Place = tuple[str, int]
UNCLEAR = "kind_unclear"


@dataclass(frozen=True)
class Edit:
    """What a person wants of a row, whose version must still be `version`.

    `values` gives texts by field id as one would type them into the sheet: "315 kVA" will do.
    Blank empties the cell, None restores the file's own text. `decision` is create,
    update (of the device `target`), skip, or "" to take the choice back; None leaves it.
    The value `kind` says of which kind the device is; with `alike` it is said of all rows whose
    kind is unclear and that have the same name.
    """

    version: int
    values: Mapping[str, str | None] = field(default_factory=dict)
    decision: str | None = None
    target: int | None = None
    alike: bool = False


def edit_row(actor: Actor, import_id: int, row_id: int, edit: Edit, store: FileStore) -> EditedRow:
    """Correct a row that has not been written, and read it again; other rows follow if they must.

    Gives the row with its problems in the file. Raises Conflict for a row that somebody else has
    changed or that has gone in, Invalid for a field that it does not have.
    """
    for _attempt in range(ATTEMPTS):
        staged = lookup.get(actor, import_id)
        row = editable(actor, staged, row_id, edit)
        others = alike(staged, row) if edit.alike and edit.values.get(KIND) else []
        path = store.path(staged.file_sha256)
        cells, result = _read_anew(staged, row, edit.values, others, path)
        with db.atomic():
            if not _claim(staged):
                continue  # somebody was faster with another row, whose change must be read too
            changes = {}
            if result:
                changes = keep(actor, staged, row, edit.values, cells, result)
                for other in others:
                    keep(actor, staged, other, {KIND: edit.values[KIND]}, {}, result)
                take_over(staged, {row.id}, result)
            decide(actor, staged, row, edit)
            count(row)
            record(actor, staged, row, changes, edit, len(others))
        return shown(staged, row.id)
    raise Conflict.of("imports.import_busy")


def shown(staged: Import, row_id: int) -> EditedRow:
    """A row as it stands now, with what is wrong with it."""
    row = ImportRow.get_by_id(row_id)
    waiting = any(row_id in (each.row_id, *each.alike) for each in postponed.of(staged))
    return EditedRow(row, list(problems_of(staged).where(of_row(row))), waiting)


def editable(actor: Actor, staged: Import, row_id: int, edit: Edit) -> ImportRow:
    """The row, which this actor may correct so; raises Conflict, Invalid, Forbidden."""
    access.require_region(actor, staged.region)
    row = ImportRow.get_or_none((ImportRow.id == row_id) & (ImportRow.import_ == staged.id))
    if row is None:
        raise not_found("行", "row")
    lookup.require_open(staged)
    if row.status in staging.WRITTEN:
        raise Conflict.of("imports.row_written", row=row.row)
    if row.version != edit.version:
        raise Conflict.of("imports.stale", row=row.row)
    kinds = known_kinds()
    said = edit.values.get(KIND)
    kind = kinds.get(said or row.kind)
    if kind is None and KIND not in edit.values:
        raise Invalid.of("imports.row_unreadable", row=row.row)
    if said and kind is None:
        raise Invalid.of("imports.unknown_kind", kind=said)
    for each in {said, row.kind}:
        if each:
            access.require_kind(actor, each)
    _require_fields(edit, kind)
    return row


def _require_fields(edit: Edit, kind: standards.Kind | None) -> None:
    """Raise Invalid for values of fields that the row's kind does not have."""
    own = {field.id for field in kind.fields} if kind else set()
    unknown = edit.values.keys() - own - {KIND}
    if unknown:
        raise Invalid.of(
            "imports.unknown_field",
            name_zh=kind.name_zh if kind else "这一行",
            names="、".join(sorted(unknown)),
            names_2=", ".join(sorted(unknown)),
            details=[{"field": name, "message": "没有这个字段"} for name in sorted(unknown)],
        )


def alike(staged: Import, row: ImportRow) -> list[ImportRow]:
    """The other rows of unclear kind that have the same name as a row, as their problems show."""
    unclear = problems_of(staged).where(ImportProblem.code == UNCLEAR)
    named = unclear.where(of_row(row)).get_or_none()
    if named is None:
        return []
    same = unclear.where((ImportProblem.value == named.value) & ~of_row(row))
    places = {(item.sheet, item.row) for item in same}
    query = ImportRow.select().where(
        (ImportRow.import_ == staged.id)
        & (ImportRow.kind == "")
        & ImportRow.status.in_(lookup.OPEN_ROWS)
    )
    return [item for item in query if (item.sheet, item.row) in places]


def _read_anew(
    staged: Import,
    row: ImportRow,
    values: Mapping[str, str | None],
    others: Sequence[ImportRow],
    path: Path,
) -> tuple[Mapping[str, str], reading.ReadResult | None]:
    """The row's corrected cells so far, and the file as it reads with the new ones.

    `others` get the row's kind.
    """
    if not values:
        return {}, None
    told = staging.told(staged)
    before = told.cells.get((row.sheet, row.row), {})
    kept = {key: text for key, text in before.items() if key not in values}
    after = {**kept, **{key: text for key, text in values.items() if text is not None}}
    cells = {**told.cells, (row.sheet, row.row): after}
    for other in others:
        place = (other.sheet, other.row)
        cells[place] = {**told.cells.get(place, {}), KIND: after[KIND]}
    return before, staging.reread(staged, path, reading.Corrections(cells, told.standing))


def _claim(staged: Import) -> bool:
    """Whether nobody has changed the import since it was read; locks it until the end."""
    return bool(
        Import.update(version=Import.version + 1)
        .where(
            (Import.id == staged.id)
            & (Import.version == staged.version)
            & (Import.status == staged.status)
        )
        .execute()
    )


def keep(
    actor: Actor,
    staged: Import,
    row: ImportRow,
    values: Mapping[str, str | None],
    before: Mapping[str, str],
    result: reading.ReadResult,
    at: datetime | None = None,
) -> dict[str, dict[str, str | None]]:
    """Keep what was changed, by whom; returns it by field for the audit trail."""
    item = found(result, row)
    changes = {}
    for field_id, text in values.items():
        heading, stood = item.corrected.get(field_id) or _in_file(staged, row, item, field_id)
        stood = before.get(field_id, stood)
        if text is None and field_id not in before:
            continue
        ImportCorrection.create(
            import_=staged,
            sheet=row.sheet,
            row=row.row,
            field=field_id,
            heading=heading,
            before=stood,
            after=text,
            actor=actor.id,
            actor_name=actor.name[:200],
            at=at or clock.now(),
        )
        changes[field_id] = {"before": stood, "after": text}
    return changes


def found(result: reading.ReadResult, row: ImportRow) -> reading.ReadRow:
    """A row as it is read."""
    place = (row.sheet, row.row)
    return next(item for item in result.rows if (item.sheet, item.row) == place)


def _in_file(
    staged: Import, row: ImportRow, item: reading.ReadRow, field_id: str
) -> tuple[str, str]:
    """Heading and text of a cell that has its own text again; blank where it has no column."""
    heading = postponed.heading_of(staged, row, field_id)
    return heading, item.original.get(heading, "")


def decide(actor: Actor, staged: Import, row: ImportRow, edit: Edit) -> None:
    """Store the decision about the row, if there is one; raises Invalid for a refused row."""
    if edit.decision is None:
        return
    errors = problems_of(staged).where(
        of_row(row) & ~ImportProblem.of_ledger & (ImportProblem.severity == reading.ERROR)
    )
    if errors.exists():
        raise Invalid.of("imports.row_rejected")
    require_target(actor, edit)
    target = edit.target if edit.decision == "update" else None
    values = {"decision": edit.decision, "target": target, "status": "pending"}
    # The decision settles the problems that the ledger caused.
    ImportProblem.delete().where(
        (ImportProblem.import_ == staged.id) & of_row(row) & ImportProblem.of_ledger
    ).execute()
    ImportRow.update(values).where(ImportRow.id == row.id).execute()


def count(row: ImportRow) -> None:
    """Count that a person has done something to a row."""
    ImportRow.update(version=row.version + 1).where(ImportRow.id == row.id).execute()


def require_target(actor: Actor, edit: Edit) -> None:
    """Raise Invalid or NotFound where the device that a row is said to be is none."""
    if edit.decision == "update":
        if edit.target is None:
            raise Invalid.of("imports.no_target")
        retrieval.get(actor, edit.target)


def record(
    actor: Actor,
    staged: Import,
    row: ImportRow,
    changes: Mapping[str, Any],
    edit: Edit,
    alike: int,
) -> None:
    """Tell the audit trail of a correction."""
    detail: dict[str, Any] = {"row_id": row.id, "sheet": row.sheet, "row": row.row}
    detail |= {"values": changes} if changes else {}
    detail |= {"alike": alike} if alike else {}
    if edit.decision is not None:
        detail |= {"decision": edit.decision, "target": edit.target}
    audit.record("import.row.edited", actor, subject="import", subject_id=staged.id, detail=detail)
