"""How a file is to be read, and the mappings of earlier ledgers with the same headings."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from inventory.core import clock
from inventory.core.database import dump
from inventory.intake.imports.known_words import library_of
from inventory.intake.imports.models import Import, ImportMapping
from inventory.registry import reading

# At most so many remembered mappings are tried on a file that needs one.
TRIED = 5


@dataclass(frozen=True)
class Request:
    """What to import and how."""

    path: Path
    file_name: str
    region: str
    kind: str | None = None
    enterprise: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    header_row: reading.HeaderRows = None
    settled: bool = False
    uscc: str = ""  # of the enterprise
    others: str = ""  # what becomes of rows of other divisions, see Import
    opening: reading.Opening | None = None  # of the file, where it has begun

    @classmethod
    def of(cls, staged: Import, path: Path) -> Request:
        """How a staged file was read."""
        return cls(
            path,
            staged.file_name,
            staged.region,
            staged.kind,
            staged.owner or None,
            staged.mapping,
            staged.header_row,
            staged.settled,
            staged.owner_uscc,
        )


@dataclass(frozen=True)
class Read:
    """A file as read, with the mapping that was used and whether it came from memory."""

    result: reading.ReadResult
    mapping: Mapping[str, str]
    kind: str | None
    remembered: bool = False
    header_row: reading.HeaderRows = None  # as it was remembered; None: as the request says


def read(
    request: Request, today: date, corrections: reading.Corrections | None = None
) -> reading.ReadResult:
    """The devices of a file, with the words that people have explained for it."""
    return reading.read_file(
        request.path,
        kind=request.kind,
        library=library_of(request.region, request.enterprise),
        today=today,
        mapping=request.mapping,
        header_row=request.header_row,
        settled=request.settled,
        enterprise=request.enterprise,
        uscc=request.uscc or None,
        name=request.file_name,
        corrections=corrections or reading.Corrections(),
        opening=request.opening,
    )


def read_remembering(request: Request) -> Read:
    """A file without a mapping, with the one last used for its headings if there is one."""
    today = clock.today()
    if request.mapping:
        return Read(read(request, today), request.mapping, request.kind)
    try:
        result = read(request, today)
    except reading.FileProblem as problem:
        found = _try_remembered(request, today)
        if found is None:
            raise problem
        return found
    known = ImportMapping.get_or_none(
        (ImportMapping.region == request.region)
        & (ImportMapping.owner == (request.enterprise or ""))
        & (ImportMapping.signature == signature(result))
    )
    if known is None:
        return Read(result, {}, request.kind)
    return _with_known(request, known, today) or Read(result, {}, request.kind)


def _try_remembered(request: Request, today: date) -> Read | None:
    """Whether a remembered mapping makes sense of a file that says too little by itself."""
    query = (
        ImportMapping.select()
        .where(
            (ImportMapping.region == request.region)
            & (ImportMapping.owner == (request.enterprise or ""))
        )
        .order_by(ImportMapping.used_at.desc())
        .limit(TRIED)
    )
    for known in query:
        found = _with_known(request, known, today)
        if found is not None and signature(found.result) == known.signature:
            return found
    return None


def _with_known(request: Request, known: ImportMapping, today: date) -> Read | None:
    kind = request.kind or known.kind
    told = replace(request, mapping=known.mapping, kind=kind)
    headless = all(map(_BY_LETTER.fullmatch, known.mapping))
    if headless:
        told = replace(told, header_row=0, settled=True)
    try:
        result = read(told, today)
    except reading.FileProblem:
        # The library or the vocabulary has changed since: an outdated mapping is skipped.
        return None
    if not headless:
        return Read(result, known.mapping, kind, remembered=True)
    if not _begins_with_a_device(result):
        return None
    rows = dict.fromkeys((sheet.name for sheet in result.sheets), 0)
    return Read(result, known.mapping, kind, remembered=True, header_row=rows)


# Columns of a file without a header are known by their letters alone.
_BY_LETTER = re.compile(r"（[A-Z]+列）")


def _begins_with_a_device(result: reading.ReadResult) -> bool:
    """Whether the first row of the only table is no heading: all of its cells are understood."""
    first = next(iter(result.rows), None)
    if first is None or len({sheet.name for sheet in result.sheets}) > 1:
        return False
    return first.row == 1 and not first.unread


def signature(result: reading.ReadResult) -> str:
    """Digest of a file's headings, whatever their order; equal for next month's ledger."""
    return _signature(column.heading for sheet in result.sheets for column in sheet.columns)


def _signature(headings: Any) -> str:
    return hashlib.sha256(dump(sorted(set(headings))).encode()).hexdigest()


def remember_mapping(staged: Import) -> None:
    """Store the mapping of a committed import; call inside the transaction."""
    if not staged.mapping:
        return
    headings = (column["heading"] for sheet in staged.sheets for column in sheet["columns"])
    values = {
        "kind": staged.kind,
        "mapping": staged.mapping,
        "actor": staged.actor,
        "used_at": clock.now(),
    }
    ImportMapping.insert(
        region=staged.region, owner=staged.owner, signature=_signature(headings), **values
    ).on_conflict(
        conflict_target=(ImportMapping.region, ImportMapping.owner, ImportMapping.signature),
        update=values,
    ).execute()
