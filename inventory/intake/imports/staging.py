"""From a file to staged rows: reading it, again with another mapping, and what was remembered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from inventory.core import access, clock, troubles
from inventory.core.access import Actor
from inventory.core.database import db, dump
from inventory.core.errors import Invalid
from inventory.core.files import FileStore
from inventory.core.regions import service as regions
from inventory.intake.imports import recalling
from inventory.intake.imports.known_words import note_uses
from inventory.intake.imports.models import (
    Import,
    ImportCorrection,
    ImportProblem,
    ImportRow,
)
from inventory.intake.imports.remembering import Read, Request, read, read_remembering
from inventory.intake.imports.storing import read_columns, request_columns, stage_rows
from inventory.judgement.library import current
from inventory.registry import reading
from standards.turning import turned

# States of a row after it is written.
WRITTEN = ("created", "updated", "unchanged")


# What a person can answer about a file that could not be read: see `looking`.
ANSWERABLE = frozenset(
    {"no_header", "two_headers", "no_rows", "kind_unclear", "conflicting_columns"}
)


def stage(
    actor: Actor, request: Request, store: FileStore | None = None, *, ask: bool = False
) -> Import:
    """Read a file and keep its rows for review; the ledger is not touched.

    Without a mapping, the one last used for these headings (same region, same enterprise) counts.
    Raises reading.FileProblem for a file that cannot be read, and then nothing is kept; with `ask`
    one that a person can explain is kept as unread, with the question.
    """
    access.require_region(actor, request.region)
    regions.get(request.region)
    troubles.refuse_full()
    content = request.path.read_bytes()
    try:
        found: Read | None = read_remembering(request)
        question = None
        if found and found.header_row is not None:
            request = replace(request, header_row=found.header_row, settled=True)
    except reading.FileProblem as problem:
        if not ask or problem.code not in ANSWERABLE:
            raise
        found, question = None, problem.as_dict()
    sha256 = store.put(content) if store else hashlib.sha256(content).hexdigest()
    staged = _begun(actor, request, sha256, found, question)
    with db.atomic():
        staged.save(force_insert=True)
        if found:
            _require_kinds(actor, found.result)
            note_uses(request.region, request.enterprise, found.result)
            stage_rows(staged, found.result)
            _recall(staged, request.path)
    return Import.get_by_id(staged.id)


def _begun(
    actor: Actor,
    request: Request,
    sha256: str,
    found: Read | None,
    question: Mapping[str, Any] | None = None,
) -> Import:
    return Import(
        file_name=request.file_name[:255],
        file_sha256=sha256,
        region=request.region,
        status="staged" if found else "unread",
        question=question,
        actor=actor.id,
        created_at=clock.now(),
        others=request.others,
        **request_columns(request),
        **read_columns(found or Read(reading.ReadResult([]), request.mapping, request.kind)),
    )


def _as_kept(begun: Import) -> Import:
    """With what is JSON in the order in which the database gives it back."""
    begun.sheets, begun.notes = json.loads(dump([begun.sheets, begun.notes]))
    return begun


def rehearse(actor: Actor, request: Request) -> tuple[Import, reading.ReadResult, Import | None]:
    """What `stage` would keep, with the import whose corrections would be taken over, if any.

    Nothing is written.
    """
    access.require_region(actor, request.region)
    regions.get(request.region)
    sha256 = hashlib.sha256(request.path.read_bytes()).hexdigest()
    found = read_remembering(request)
    if found.header_row is not None:
        request = replace(request, header_row=found.header_row, settled=True)
    staged = _begun(actor, request, sha256, found)
    _require_kinds(actor, found.result)
    last = recalling.former(staged)
    if last is None:
        return _as_kept(staged), found.result, None
    request = replace(Remap().over(Request.of(staged, request.path)), others=request.others)
    result = read(request, date.fromisoformat(staged.as_of), reading.Corrections(_cells(last)))
    again = _begun(actor, request, sha256, Read(result, request.mapping, request.kind))
    return _as_kept(again), result, last


def _recall(staged: Import, path: Path) -> None:
    """Mend and decide as the last time, where the same file has been worked on for this place."""
    last = recalling.former(staged)
    if last is None:
        return
    cells = recalling.take_cells(staged, last)
    restage(staged, Remap(), path)
    rows = recalling.take_decisions(staged, last)
    if cells or rows:
        recalled = recalling.told(staged, last, cells, rows)
        Import.update(recalled=recalled).where(Import.id == staged.id).execute()


def _require_kinds(actor: Actor, result: reading.ReadResult) -> None:
    library = current.load()
    kinds = {row.kind for row in result.rows if row.kind}
    really = {
        turned(library, row.kind, row.facts)[0]
        for row in result.rows
        if row.kind and library.kind(row.kind).turns is not None
    }
    for kind in kinds | really:
        access.require_kind(actor, kind)


@dataclass(frozen=True)
class Remap:
    """How a person wants a file to be read; None keeps the former answer.

    `kind` blank: each row says its own. `header_row` by sheet, 0 for a table without a header.
    `enterprise` is whose the rows are that name nobody, `others` see Import.
    """

    mapping: dict[str, str] | None = None
    kind: str | None = None
    header_row: dict[str, int] | None = None
    enterprise: str | None = None
    uscc: str | None = None
    others: str | None = None

    def over(self, before: Request) -> Request:
        """The request with the new answers."""
        changes: dict[str, Any] = {
            "mapping": self.mapping,
            "kind": self.kind,
            "header_row": self.header_row,
            "enterprise": self.enterprise,
            "uscc": (self.uscc or "") if self.enterprise is not None else None,
        }
        said = {key: value for key, value in changes.items() if value is not None}
        found = replace(before, **said, settled=True)
        return replace(
            found,
            kind=found.kind or None,
            enterprise=found.enterprise or None,
            header_row=found.header_row or None,
        )


def restage(staged: Import, remap: Remap, path: Path) -> None:
    """Read the stored file again as a person says, by the day of the upload.

    Call inside a transaction. Choices made for single rows are lost, because the rows are new ones;
    corrected cells stay corrected.
    """
    request = remap.over(Request.of(staged, path))
    day = date.fromisoformat(staged.as_of)
    found = Read(read(request, day, told(staged)), request.mapping, request.kind)
    ImportProblem.delete().where(ImportProblem.import_ == staged).execute()
    ImportRow.delete().where(ImportRow.import_ == staged).execute()
    values = {
        **request_columns(request),
        **read_columns(found),
        "status": "staged",
        "question": None,
    }
    if remap.others is not None:
        values["others"] = remap.others
    Import.update({**values, "as_of": staged.as_of}).where(Import.id == staged.id).execute()
    stage_rows(Import.get_by_id(staged.id), found.result)


def reread(
    staged: Import, path: Path, corrections: reading.Corrections | None = None
) -> reading.ReadResult:
    """The stored file exactly as it was read for this import, with what people have corrected."""
    request = Request.of(staged, path)
    return read(request, date.fromisoformat(staged.as_of), corrections or told(staged))


def told(staged: Import) -> reading.Corrections:
    """What people have corrected, and the rows that are in the ledger already."""
    return reading.Corrections(_cells(staged), _standing(staged))


def _cells(staged: Import) -> dict[tuple[str, int], dict[str, str]]:
    cells: dict[tuple[str, int], dict[str, str]] = {}
    query = ImportCorrection.select().where(ImportCorrection.import_ == staged.id)
    for item in query.order_by(ImportCorrection.id):
        of_row = cells.setdefault((item.sheet, item.row), {})
        of_row.pop(item.field, None)
        if item.after is not None:
            of_row[item.field] = item.after
    return cells


def _standing(staged: Import) -> list[reading.ReadRow]:
    written = ImportRow.select().where(
        (ImportRow.import_ == staged.id) & ImportRow.status.in_(WRITTEN)
    )
    return [
        reading.ReadRow(item.sheet, item.row, item.data_row, item.kind, (), (), item.facts)
        for item in written.order_by(ImportRow.id)
    ]


def as_error(problem: reading.FileProblem) -> Invalid:
    """A file that cannot be read, as the API and the command line say it."""
    return Invalid.told(problem)
