"""From a file to staged rows: reading it, again with another mapping, and what was remembered."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from inventory.core import access, clock, database, region_codes
from inventory.core.access import Actor
from inventory.core.database import db, dump
from inventory.core.errors import Invalid
from inventory.core.files import FileStore
from inventory.core.regions import service as regions
from inventory.intake.imports.known_words import library_of
from inventory.intake.imports.matching import RowProblem
from inventory.intake.imports.models import (
    Import,
    ImportCorrection,
    ImportMapping,
    ImportProblem,
    ImportRow,
)
from inventory.registry import reading

# What a row is once it has become a device, or been found to be one.
WRITTEN = ("created", "updated", "unchanged")
# Of each column, so many different cells are shown, found in so many rows.
SAMPLES, LOOKED_AT, LONGEST_SAMPLE = 3, 200, 60
# A file that cannot be read without a mapping is tried with so many remembered ones.
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
        )


@dataclass(frozen=True)
class _Read:
    """A file as read, with the mapping that was used and whether it came from memory."""

    result: reading.ReadResult
    mapping: Mapping[str, str]
    kind: str | None
    remembered: bool = False


def stage(actor: Actor, request: Request, store: FileStore | None = None) -> Import:
    """Read a file and keep its rows for review; the ledger is not touched.

    Without a mapping, the one last used for these headings (same region, same enterprise) counts.
    Raises reading.FileProblem for a file that cannot be read at all; then nothing is kept.
    """
    access.require_region(actor, request.region)
    regions.get(request.region)
    content = request.path.read_bytes()
    read = _read_remembering(request)
    for kind in {row.kind for row in read.result.rows if row.kind}:
        access.require_kind(actor, kind)
    sha256 = store.put(content) if store else hashlib.sha256(content).hexdigest()
    with db.atomic():
        staged = Import.create(
            file_name=request.file_name[:255],
            file_sha256=sha256,
            region=request.region,
            owner=request.enterprise or "",
            header_row=request.header_row,
            settled=request.settled,
            status="staged",
            actor=actor.id,
            created_at=clock.now(),
            **_columns(read, clock.today()),
        )
        _stage_rows(staged, read.result)
    return staged


def restage(staged: Import, mapping: Mapping[str, str], kind: str | None, path: Path) -> None:
    """Read the stored file again with another mapping or kind, by the day of the upload.

    Call inside a transaction. Choices made for single rows are lost, for the rows are other ones;
    corrected cells stay corrected.
    """
    request = replace(Request.of(staged, path), kind=kind, mapping=dict(mapping))
    day = date.fromisoformat(staged.as_of)
    read = _Read(_read(request, day, told(staged)), request.mapping, kind)
    ImportProblem.delete().where(ImportProblem.import_ == staged).execute()
    ImportRow.delete().where(ImportRow.import_ == staged).execute()
    Import.update(**_columns(read, day)).where(Import.id == staged.id).execute()
    _stage_rows(staged, read.result)


def reread(
    staged: Import, path: Path, corrections: reading.Corrections | None = None
) -> reading.ReadResult:
    """The stored file exactly as it was read for this import, with what people have corrected."""
    request = Request.of(staged, path)
    return _read(request, date.fromisoformat(staged.as_of), corrections or told(staged))


def told(staged: Import) -> reading.Corrections:
    """What people have corrected, and the rows that are in the ledger already."""
    cells: dict[tuple[str, int], dict[str, str]] = {}
    query = ImportCorrection.select().where(ImportCorrection.import_ == staged.id)
    for item in query.order_by(ImportCorrection.id):
        of_row = cells.setdefault((item.sheet, item.row), {})
        of_row.pop(item.field, None)
        if item.after is not None:
            of_row[item.field] = item.after
    return reading.Corrections(cells, _standing(staged))


def _standing(staged: Import) -> list[reading.ReadRow]:
    written = ImportRow.select().where(
        (ImportRow.import_ == staged.id) & ImportRow.status.in_(WRITTEN)
    )
    return [
        reading.ReadRow(item.sheet, item.row, item.data_row, item.kind, (), (), item.facts)
        for item in written.order_by(ImportRow.id)
    ]


def _read(
    request: Request, today: date, corrections: reading.Corrections | None = None
) -> reading.ReadResult:
    return reading.read_file(
        request.path,
        kind=request.kind,
        library=library_of(request.region, request.enterprise),
        today=today,
        mapping=request.mapping,
        header_row=request.header_row,
        settled=request.settled,
        enterprise=request.enterprise,
        name=request.file_name,
        corrections=corrections or reading.Corrections(),
    )


def _read_remembering(request: Request) -> _Read:
    today = clock.today()
    if request.mapping:
        return _Read(_read(request, today), request.mapping, request.kind)
    try:
        result = _read(request, today)
    except reading.FileProblem as problem:
        read = _try_remembered(request, today)
        if read is None:
            raise problem
        return read
    known = ImportMapping.get_or_none(
        (ImportMapping.region == request.region)
        & (ImportMapping.owner == (request.enterprise or ""))
        & (ImportMapping.signature == signature(result))
    )
    if known is None:
        return _Read(result, {}, request.kind)
    return _with_known(request, known, today) or _Read(result, {}, request.kind)


def _try_remembered(request: Request, today: date) -> _Read | None:
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
        read = _with_known(request, known, today)
        if read is not None and signature(read.result) == known.signature:
            return read
    return None


def _with_known(request: Request, known: ImportMapping, today: date) -> _Read | None:
    kind = request.kind or known.kind
    told = replace(request, mapping=known.mapping, kind=kind)
    try:
        return _Read(_read(told, today), known.mapping, kind, remembered=True)
    except reading.FileProblem:
        # The library or the vocabulary has changed since: memory helps, it does not hinder.
        return None


def signature(result: reading.ReadResult) -> str:
    """Digest of a file's headings, whatever their order; equal for next month's ledger."""
    return _signature(column.heading for sheet in result.sheets for column in sheet.columns)


def _signature(headings: Any) -> str:
    return hashlib.sha256(dump(sorted(set(headings))).encode()).hexdigest()


def remember_mapping(staged: Import) -> None:
    """Keep the mapping of an import that has gone in; call inside the transaction."""
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


def _columns(read: _Read, as_of: date) -> dict[str, Any]:
    """What an import keeps of how its file was read."""
    return {
        "kind": read.kind,
        "mapping": dict(read.mapping),
        "as_of": as_of.isoformat(),
        "sheets": [_sheet(sheet, read.remembered) for sheet in read.result.sheets],
        "notes": [item.as_dict() for item in read.result.notes],
    }


def _sheet(sheet: reading.SheetResult, remembered: bool) -> dict[str, Any]:
    told = "remembered" if remembered else "map"
    return {
        "name": sheet.name,
        "kind": sheet.kind,
        "header_row": sheet.header_row,
        "columns": [
            {
                "heading": item.heading,
                "field": item.field,
                "unit": item.unit,
                "how": told if item.how == "map" else item.how,
                "samples": _samples(sheet.rows, item.heading),
            }
            for item in sheet.columns
        ],
        "skipped": dict(sheet.skipped),
        "notes": [item.as_dict() for item in sheet.notes],
    }


def _samples(rows: Sequence[reading.ReadRow], heading: str) -> list[str]:
    """The first few different cells of a column, for whoever confirms what it means."""
    found: dict[str, None] = {}
    for row in rows[:LOOKED_AT]:
        text = row.text_of(heading)
        if text:
            found[text[:LONGEST_SAMPLE]] = None
        if len(found) == SAMPLES:
            break
    return list(found)


def _stage_rows(staged: Import, result: reading.ReadResult) -> None:
    rows = result.rows
    outside = outside_of(staged, rows)
    database.bulk_insert(
        ImportRow,
        ("import_", "sheet", "row", "data_row", "kind", *READ, "decision", "status", "version"),
        (
            (
                staged.id,
                row.sheet,
                row.row,
                row.data_row,
                row.kind,
                *as_read(row),
                "",
                "pending" if row.ok and row.region not in outside else "rejected",
                1,
            )
            for row in rows
        ),
    )
    record_problems(
        staged, ((row, problem) for row in rows for problem in problems_in(staged, row, outside))
    )


# What a row keeps of how it was read.
READ = ("raw", "facts", "enterprise", "uscc", "region")


def as_read(row: reading.ReadRow) -> tuple[str | None, ...]:
    """The columns READ of a row, in database form.

    The stored file keeps every row as it stood; here only those that a person must see, or has
    changed.
    """
    raw = dump(row.original) if row.problems or row.corrected else "{}"
    return raw, dump(row.facts), row.enterprise, row.uscc, row.region


def outside_of(staged: Import, rows: Iterable[reading.ReadRow]) -> set[str]:
    """The divisions that rows name and that do not belong to the import's own."""
    named = {row.region for row in rows if row.region}
    return {region for region in named if not region_codes.covers(staged.region, region)}


def problems_in(
    staged: Import, row: reading.ReadRow, outside: Container[str | None]
) -> Iterator[reading.Problem | RowProblem]:
    """What is wrong with a row of the file, whatever the ledger says."""
    yield from row.problems
    if row.region in outside:
        yield RowProblem(
            "region_outside",
            f"行政区划 {row.region} 不在导入的区划 {staged.region} 之内",
            f"Region {row.region} lies outside the import's region {staged.region}",
            "请改正行政区划代码，或选择上一级区划导入",
            "Correct the code, or import into the division above",
            "region",
            row.region,
        )


def record_problems(staged: Import, problems: Any, *, of_ledger: bool = False) -> None:
    """Keep problems of rows: pairs of (row, problem), of the file or of the ledger."""
    database.bulk_insert(
        ImportProblem,
        (
            "import_",
            "sheet",
            "row",
            "data_row",
            "field",
            "heading",
            "value",
            "severity",
            "code",
            "message",
            "message_en",
            "remedy",
            "remedy_en",
            "of_ledger",
        ),
        (
            (
                staged.id,
                row.sheet,
                row.row,
                row.data_row,
                item.field,
                item.heading,
                item.value,
                item.severity,
                item.code,
                item.message,
                item.message_en,
                item.remedy,
                item.remedy_en,
                of_ledger,
            )
            for row, item in problems
        ),
    )


def as_error(problem: reading.FileProblem) -> Invalid:
    """A file that cannot be read, as the API and the command line say it."""
    return Invalid.told(problem)
