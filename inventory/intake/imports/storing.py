"""How a read file is kept: its columns, its rows, what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from inventory.core import clock
from inventory.core.bulk import bulk_insert
from inventory.core.database import dump
from inventory.intake.imports.divisions import Places
from inventory.intake.imports.models import (
    Import,
    ImportProblem,
    ImportRow,
)
from inventory.intake.imports.problems import RowProblem
from inventory.intake.imports.remembering import Read, Request
from inventory.judgement.ledger.foretelling import Told
from inventory.registry import reading
from inventory.registry.equipment.sources import Sources
from standards.completing import CELL

# Samples: the number of different cells shown for a column, and of rows searched.
SAMPLES, LOOKED_AT, LONGEST_SAMPLE = 3, 200, 60
# Of the rows without a device so many are named for each reason.
MOST_SKIPPED = 50


def request_columns(request: Request) -> Mapping[str, Any]:
    """What an import keeps of what it was asked for."""
    return {
        "owner": request.enterprise or "",
        "owner_uscc": request.uscc,
        "header_row": request.header_row,
        "settled": request.settled,
        "as_of": clock.today().isoformat(),
    }


def read_columns(read: Read) -> Mapping[str, Any]:
    """What an import keeps of how its file was read."""
    return {
        "kind": read.kind,
        "mapping": dict(read.mapping),
        "sheets": [_sheet(sheet, read.remembered) for sheet in read.result.sheets],
        "notes": [item.as_dict() for item in read.result.notes],
    }


def _sheet(sheet: reading.SheetResult, remembered: bool) -> Mapping[str, Any]:
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
        "skipped_rows": _skipped_rows(sheet.skipped_rows),
        "notes": [item.as_dict() for item in sheet.notes],
        "pages": sheet.pages,
    }


def _skipped_rows(listed: Sequence[tuple[int, str]]) -> Mapping[str, list[int]]:
    """The first rows that hold no device, by the reason."""
    found: dict[str, list[int]] = {}
    for row, reason in listed:
        of_reason = found.setdefault(reason, [])
        if len(of_reason) < MOST_SKIPPED:
            of_reason.append(row)
    return found


def _samples(rows: Sequence[reading.ReadRow], heading: str) -> list[str]:
    """The first few different cells of a column, for the person who confirms its meaning."""
    found: dict[str, None] = {}
    for row in rows[:LOOKED_AT]:
        text = row.text_of(heading)
        if text:
            found[text[:LONGEST_SAMPLE]] = None
        if len(found) == SAMPLES:
            break
    return list(found)


@dataclass(frozen=True)
class Prepared:
    """Rows of a file with their problems, in database form (COLUMNS): made before the transaction
    that writes them."""

    rows: Sequence[tuple[Any, ...]]
    problems: Sequence[tuple[reading.ReadRow, reading.Problem | RowProblem]]


def prepared(rows: Sequence[reading.ReadRow], places: Places) -> Prepared:
    """Some rows of a read file as they are kept; `places` knows all of the file's rows."""
    return Prepared(
        [
            (
                row.sheet,
                row.row,
                row.data_row,
                *as_read(row),
                places.decision(row),
                state(row, places),
                1,
            )
            for row in rows
        ],
        [(row, problem) for row in rows for problem in problems_in(row, places)],
    )


def told_rows(staged: Import, made: Prepared) -> list[Told]:
    """The rows that can go in, as what they will be is asked."""
    of_row = itemgetter(*map(COLUMNS.index, ("kind", "facts", "region", "sources", "status")))
    return [
        Told(kind, facts, region or staged.region, sources)
        for kind, facts, region, sources, status in map(of_row, made.rows)
        if status == "pending"
    ]


def stage_rows(staged: Import, made: Prepared) -> None:
    """Keep rows of a read file for review, with their problems."""
    rows = ((staged.id, *row) for row in made.rows)
    bulk_insert(ImportRow, ("import_", *COLUMNS), rows)
    record_problems(staged, made.problems)


def forget_rows(staged: Import) -> None:
    """Forget how the file was read before."""
    ImportProblem.delete().where(ImportProblem.import_ == staged.id).execute()
    ImportRow.delete().where(ImportRow.import_ == staged.id).execute()


def state(row: reading.ReadRow, places: Places) -> str:
    """Whether a row of the file can go in."""
    return "pending" if row.ok and not places.refuses(row) else "rejected"


# What a row keeps of how it was read.
READ = ("raw", "facts", "sources", "enterprise", "uscc", "region", "kind")
# What a row is kept as, see `prepared`.
COLUMNS = ("sheet", "row", "data_row", *READ, "decision", "status", "version")


def as_read(row: reading.ReadRow) -> tuple[str | None, ...]:
    """The columns READ of a row, in database form.

    The stored file keeps every row as it stood; here only those that a person must see, or has
    changed.
    """
    raw = dump(row.original) if row.problems or row.corrected else "{}"
    return (
        raw,
        dump(row.facts),
        sources_of(row),
        row.enterprise,
        row.uscc,
        row.region,
        row.kind,
    )


def sources_of(row: reading.ReadRow) -> str | None:
    """Where the row's facts were read, and what was not understood, as the ledger keeps it."""
    read_from = tuple(map(row.read_from.get, row.facts))
    if row.presumed or row.disputed or row.unread:
        by_field = _by_field(tuple(row.facts), read_from)
        told = Sources(by_field, row.presumed, row.disputed, unread=row.unread)
        return told.text(row.facts)
    return _read_from(tuple(row.facts), read_from)


def _by_field(fields: Sequence[str], read_from: Sequence[str | None]) -> dict[str, str]:
    return {name: told or CELL for name, told in zip(fields, read_from, strict=True)}


@lru_cache(maxsize=4_096)
def _read_from(fields: tuple[str, ...], read_from: tuple[str | None, ...]) -> str | None:
    """The same for rows of which nothing else is known: most are read from the same cells."""
    known = _by_field(fields, read_from)
    return Sources(known).text(known)


def problems_in(row: reading.ReadRow, places: Places) -> Iterator[reading.Problem | RowProblem]:
    """What is wrong with a row of the file, whatever the ledger says."""
    yield from row.problems
    yield from places.problems(row)


def record_problems(staged: Import, problems: Any, *, of_ledger: bool = False) -> None:
    """Keep problems of rows: pairs of (row, problem), of the file or of the ledger."""
    bulk_insert(
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
