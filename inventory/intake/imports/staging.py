"""From a file to staged rows: reading it, again with another mapping, and what was remembered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
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
from inventory.intake.imports.divisions import Places
from inventory.intake.imports.known_words import note_uses
from inventory.intake.imports.models import Import, ImportCorrection, ImportRow
from inventory.intake.imports.remembering import Read, Request, read, read_remembering
from inventory.intake.imports.storing import (
    forget_rows,
    prepared,
    read_columns,
    request_columns,
    stage_rows,
    state,
    told_rows,
)
from inventory.judgement.ledger.foretelling import Told
from inventory.judgement.library import current
from inventory.registry import reading
from standards.turning import turned

# States of a row after it is written.
WRITTEN = ("created", "updated", "unchanged")


# What a person can answer about a file that could not be read: see `looking`.
ANSWERABLE = frozenset(
    {"no_header", "offers", "two_headers", "no_rows", "kind_unclear", "conflicting_columns"}
)


@dataclass(frozen=True)
class Found:
    """What came of reading a file: its devices, or the question that a person must answer first.

    `last` is the import of the same file whose corrections were taken over, if any.
    """

    request: Request
    read: Read | None
    question: Mapping[str, Any] | None = None
    last: Import | None = None

    @property
    def rows(self) -> Sequence[reading.ReadRow]:
        return self.read.result.rows if self.read else []

    def columns(self) -> Mapping[str, Any]:
        """What an import keeps of it beside its rows."""
        asked = Read(reading.ReadResult([]), self.request.mapping, self.request.kind)
        return {
            **request_columns(self.request),
            **read_columns(self.read or asked),
            "status": "staged" if self.read else "unread",
            "question": self.question,
        }


def stage(
    actor: Actor,
    request: Request,
    store: FileStore | None = None,
    *,
    ask: bool = False,
    ahead: Callable[[Sequence[Told]], None] | None = None,
) -> Import:
    """Read a file and keep its rows for review; the ledger is not touched.

    Without a mapping, the one last used for these headings (same region, same enterprise) counts.
    Raises reading.FileProblem for a file that cannot be read, and then nothing is kept; with `ask`
    one that a person can explain is kept as unread, with the question. `ahead` is told the rows
    that can go in, in their order, before they are kept.
    """
    require_place(actor, request)
    content = request.path.read_bytes()
    staged = begun(actor, request, hashlib.sha256(content).hexdigest())
    found = first(actor, request, staged, ask=ask)
    if store:
        store.put(content)
    for name, value in found.columns().items():
        setattr(staged, name, value)
    made = prepared(found.rows, Places(staged, found.rows))
    if ahead is not None:
        ahead(told_rows(staged, made))
    with db.atomic():
        staged.save(force_insert=True)
        stage_rows(staged, made)
        finish(staged, found)
    return Import.get_by_id(staged.id)


def require_place(actor: Actor, request: Request) -> None:
    """Raise what keeps this actor from importing into this region, or any import from beginning."""
    access.require_region(actor, request.region)
    regions.get(request.region)
    troubles.refuse_full()


def first(actor: Actor, request: Request, staged: Import, *, ask: bool) -> Found:
    """Read the file of a new import; see `stage`. Reads only."""
    try:
        read_ = read_remembering(request)
    except reading.FileProblem as problem:
        if not ask or problem.code not in ANSWERABLE:
            raise
        return Found(request, None, problem.as_dict())
    if read_.header_row is not None:
        request = replace(request, header_row=read_.header_row, settled=True)
    _require_kinds(actor, read_.result)
    last = recalling.former(staged)
    if last is None:
        return Found(request, read_)
    # Mended as the last time, where the same file has been worked on for this place.
    known = replace(request, kind=read_.kind, mapping=read_.mapping)
    request = replace(Remap().over(known), others=request.others)
    result = read(request, clock.today(), reading.Corrections(_cells(last)))
    return Found(request, Read(result, request.mapping, request.kind), last=last)


def finish(staged: Import, found: Found) -> None:
    """The end of staging, once the rows are kept: call inside the transaction."""
    if found.read is None:
        return
    note_uses(found.request.region, found.request.enterprise, found.read.result)
    if found.last is None:
        return
    cells = recalling.take_cells(staged, found.last)
    rows = recalling.take_decisions(staged, found.last)
    if cells or rows:
        recalled = recalling.told(staged, found.last, cells, rows)
        Import.update(recalled=recalled).where(Import.id == staged.id).execute()


def begun(actor: Actor, request: Request, sha256: str) -> Import:
    """An import of which nothing has been read yet; it is not in the database."""
    found = Found(request, None)
    return Import(
        file_name=request.file_name[:255],
        file_sha256=sha256,
        region=request.region,
        actor=actor.id,
        created_at=clock.now(),
        others=request.others,
        **found.columns(),
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
    staged = begun(actor, request, hashlib.sha256(request.path.read_bytes()).hexdigest())
    found = first(actor, request, staged, ask=False)
    assert found.read is not None
    for name, value in found.columns().items():
        setattr(staged, name, value)
    return _as_kept(staged), found.read.result, found.last


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


def again(staged: Import, remap: Remap, path: Path, since: int = 0) -> Found:
    """Read the stored file again as a person says, by the day of the upload. Reads only.

    Choices made for single rows will be lost, because the rows are new ones; corrected cells stay
    corrected, of those after `since` alone.
    """
    request = remap.over(Request.of(staged, path))
    day = date.fromisoformat(staged.as_of)
    result = read(request, day, told(staged, since))
    return Found(request, Read(result, request.mapping, request.kind))


def placed(actor: Actor, staged: Import, remap: Remap, found: Found) -> Places:
    """Where the rows of a file that was read again are; raises Forbidden where one that can go in
    is of a kind that is not the actor's."""
    if remap.others is not None:
        staged.others = remap.others
    places = Places(staged, found.rows)
    for kind in {row.kind for row in found.rows if state(row, places) == "pending"}:
        access.require_kind(actor, kind)
    return places


def columns_again(staged: Import, found: Found) -> Mapping[str, Any]:
    """What an import keeps of a file that was read again, beside its rows."""
    return {**found.columns(), "as_of": staged.as_of, "others": staged.others}


def restage(staged: Import, found: Found, places: Places) -> None:
    """Keep a file as it was read again; call inside a transaction."""
    forget_rows(staged)
    Import.update({**columns_again(staged, found), "problem": None}).where(
        Import.id == staged.id
    ).execute()
    stage_rows(staged, prepared(found.rows, places))


def reread(
    staged: Import, path: Path, corrections: reading.Corrections | None = None
) -> reading.ReadResult:
    """The stored file exactly as it was read for this import, with what people have corrected."""
    request = Request.of(staged, path)
    return read(request, date.fromisoformat(staged.as_of), corrections or told(staged))


def told(staged: Import, since: int = 0) -> reading.Corrections:
    """What people have corrected, and the rows that are in the ledger already."""
    return reading.Corrections(_cells(staged, since), _standing(staged))


def _cells(staged: Import, since: int = 0) -> dict[tuple[str, int], dict[str, str]]:
    cells: dict[tuple[str, int], dict[str, str]] = {}
    query = ImportCorrection.select().where(
        (ImportCorrection.import_ == staged.id) & (ImportCorrection.id > since)
    )
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
