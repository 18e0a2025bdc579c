"""What an import has done, or would do: totals that add up, problems, corrections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain
from pathlib import Path
from typing import Any

from peewee import fn

from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.intake.imports import lookup, postponed
from inventory.intake.imports.candidates import Decision
from inventory.intake.imports.models import Import, ImportCorrection, ImportProblem, ImportRow
from inventory.intake.imports.results import (
    OpenRow,
    Report,
    ReportedCorrection,
    ReportedDecision,
    ReportedProblem,
    Totals,
)
from inventory.intake.imports.staging import reread
from inventory.registry import reading
from inventory.registry.reading.sheetnotes import no_device_notes

OUTCOMES = ("created", "updated", "unchanged", "rejected", "skipped")
# Where in the file a row stands.
SPOT = ("sheet", "row", "data_row")
CLOSED = OpenRow()
OpenRows = Mapping[tuple[str, int], OpenRow]


def counted(import_id: int) -> dict[str, int]:
    """The rows by what has become of them, without the lines of the file that hold no device."""
    rows = (
        ImportRow.select(ImportRow.status, fn.COUNT(ImportRow.id))
        .where(ImportRow.import_ == import_id)
        .group_by(ImportRow.status)
    )
    return _totals(Counter(dict(rows.tuples())))


def open_rows(staged: Import) -> OpenRows:
    """The rows that can be corrected, by where they stand."""
    if staged.status not in lookup.OPEN:
        return {}
    query = ImportRow.select(
        ImportRow.sheet,
        ImportRow.row,
        ImportRow.id.alias("row_id"),
        ImportRow.version,
        ImportRow.kind,
        ImportRow.decision,
        ImportRow.target,
    ).where((ImportRow.import_ == staged.id) & ImportRow.status.in_(lookup.OPEN_ROWS))
    return {(row.pop("sheet"), row.pop("row")): OpenRow(**row) for row in query.dicts()}


@dataclass(frozen=True)
class Standing:
    """An import as it stands, of which the report tells."""

    counts: Counter[tuple[str, str]]  # rows by sheet and state
    problems: Sequence[Mapping[str, Any]]
    rows: OpenRows
    corrected: int  # the import whose corrected cells count


def report(import_id: int) -> Report:
    """The result of an import as it stands."""
    staged = Import.get_by_id(import_id)
    return _told(staged, standing(staged))


def standing(staged: Import) -> Standing:
    """What is kept of an import."""
    return Standing(_counts(staged.id), _problem_values(staged.id), open_rows(staged), staged.id)


def spots(staged: Import) -> dict[int, Sequence[Any]]:
    """Where in the file the rows that wait stand, by their ids."""
    columns = (ImportRow.id, *(getattr(ImportRow, name) for name in SPOT))
    query = ImportRow.select(*columns).where(
        (ImportRow.import_ == staged.id) & (ImportRow.status == "pending")
    )
    return {key: spot for key, *spot in query.tuples()}


def foretold(
    staged: Import,
    before: Standing,
    spots: Mapping[int, Sequence[Any]],
    decisions: Sequence[Decision],
) -> Report:
    """The result that an import would have, were this done that is decided of its pending rows."""
    counts, problems = before.counts.copy(), list(before.problems)
    for item in decisions:
        spot = spots[item.candidate.row]
        counts[spot[0], "pending"] -= 1
        counts[spot[0], item.status] += 1
        if item.problem:
            problems.append({**dict(zip(SPOT, spot, strict=True)), **vars(item.problem)})
    after = replace(before, counts=counts, problems=problems)
    return replace(_told(staged, after), status="committed")


def _counts(import_id: int) -> Counter[tuple[str, str]]:
    """How many rows of each sheet have become what."""
    rows = (
        ImportRow.select(ImportRow.sheet, ImportRow.status, fn.COUNT(ImportRow.id))
        .where(ImportRow.import_ == import_id)
        .group_by(ImportRow.sheet, ImportRow.status)
    )
    return Counter({(sheet, status): count for sheet, status, count in rows.tuples()})


def _told(staged: Import, standing: Standing) -> Report:
    counts, rows = standing.counts, standing.rows
    by_sheet: dict[str, Counter[str]] = {sheet["name"]: Counter() for sheet in staged.sheets}
    for (sheet, status), count in counts.items():
        by_sheet[sheet][status] += count
    for sheet in staged.sheets:
        by_sheet[sheet["name"]]["skipped"] += sum(sheet["skipped"].values())
    sheets = {name: _totals(counter) for name, counter in by_sheet.items()}
    total: Counter[str] = Counter()
    for counter in by_sheet.values():
        total.update(counter)
    return Report(
        import_id=staged.id or 0,  # none of a rehearsal
        file=staged.file_name,
        status=staged.status,
        totals=Totals(all=_totals(total), sheets=sheets),
        skipped_rows=_skipped(staged.sheets),
        notes=_notes(staged),
        pages={it["name"]: it["pages"] for it in staged.sheets if it.get("pages")},
        problems=[
            ReportedProblem(**item, **_of_row(item, rows)) for item in _in_order(standing.problems)
        ],
        corrections=_corrections(staged, standing.corrected, rows),
        decisions=[
            ReportedDecision(sheet=sheet, row=number, **vars(row))
            for (sheet, number), row in rows.items()
            if row.decision
        ],
    )


def _notes(staged: Import) -> list[Mapping[str, Any]]:
    """Notes on the file as a whole, then on its sheets."""
    of_sheets = [
        {**note, "sheet": sheet["name"]} for sheet in staged.sheets for note in sheet["notes"]
    ]
    apart = [note.as_dict() for sheet in staged.sheets for note in _no_device(sheet)]
    return [*({"sheet": None, **note} for note in staged.notes), *apart, *of_sheets]


def _no_device(sheet: Mapping[str, Any]) -> list[reading.Note]:
    """What was counted as no device; files read before 2026-11-29 kept no rows of these."""
    listed = sheet.get("skipped_rows", {}).items()
    places = ((row, reason) for reason, rows in listed for row in rows)
    return no_device_notes(sheet["name"], sheet["skipped"], places)


def _skipped(sheets: Sequence[Mapping[str, Any]]) -> dict[str, Counter[str]]:
    """Rows without a device by sheet and reason; a sheet stands once for each of its kinds."""
    found: dict[str, Counter[str]] = {}
    for sheet in sheets:
        found.setdefault(sheet["name"], Counter()).update(sheet["skipped"])
    return found


def _of_row(item: Mapping[str, Any], rows: OpenRows) -> Mapping[str, Any]:
    """The row of a problem or correction, if it can still be corrected."""
    return vars(rows.get((item["sheet"], item["row"]), CLOSED))


def _totals(counter: Counter[str]) -> dict[str, int]:
    """Rows not decided yet (a preview of nothing) count as read and `pending`."""
    totals = {"read": sum(counter.values()), **{word: counter.get(word, 0) for word in OUTCOMES}}
    if counter.get("pending"):
        totals["pending"] = counter["pending"]
    return totals


PROBLEM_KEYS = tuple(each.name for each in fields(reading.Problem))


def problems(import_id: int) -> list[reading.Problem]:
    """All problems of an import, in the order of the file."""
    return [reading.Problem(**item) for item in _in_order(_problem_values(import_id))]


def _in_order(values: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(values, key=lambda item: (item["sheet"], item["row"]))


def _problem_values(import_id: int) -> list[Mapping[str, Any]]:
    query = (
        ImportProblem.select(*(getattr(ImportProblem, key) for key in PROBLEM_KEYS))
        .where(ImportProblem.import_ == import_id)
        .order_by(ImportProblem.id)
    )
    return list(query.dicts())


def _corrections(staged: Import, import_id: int, rows: OpenRows) -> list[ReportedCorrection]:
    """The corrected cells: the text of the file, the correction, and who made it.

    Also those that wait to be read.
    """
    first: dict[tuple[str, int, str], Any] = {}
    last: dict[tuple[str, int, str], Any] = {}
    query = ImportCorrection.select().where(ImportCorrection.import_ == import_id)
    for item in chain(query.order_by(ImportCorrection.id), postponed.cells(staged)):
        key = (item.sheet, item.row, item.field)
        first.setdefault(key, item)
        last[key] = item
    return [
        ReportedCorrection(
            sheet=item.sheet,
            row=item.row,
            field=item.field,
            heading=item.heading,
            was=first[key].before,
            text=item.after,
            actor_name=item.actor_name,
            at=item.at,
            **vars(rows.get((item.sheet, item.row), CLOSED)),
        )
        for key, item in last.items()
        if item.after is not None
    ]


def error_workbook(actor: Actor, import_id: int, path: Path) -> bytes:
    """The rows with problems, in the user's columns, with reasons; `path` is the uploaded file.

    The file is read again as of the day of its upload.
    """
    staged = lookup.get(actor, import_id)
    lookup.require_read(staged)
    audit.record("import.errors.read", actor, subject="import", subject_id=import_id)
    return workbook(staged, reread(staged, path), problems(import_id))


def workbook(staged: Import, result: reading.ReadResult, found: Sequence[reading.Problem]) -> bytes:
    """The same of a file that has been read; problems of the ledger are added to the rows."""
    rows = {(row.sheet, row.row): row for row in result.rows}
    for problem in found:
        row = rows[(problem.sheet, problem.row)]
        if problem not in row.problems:
            row.problems.append(problem)
    return reading.error_workbook(Path(staged.file_name), result)


def problems_of(told: Report) -> list[reading.Problem]:
    """The problems that a report tells, without what can still be done about them."""
    return [
        reading.Problem(**{key: getattr(item, key) for key in PROBLEM_KEYS})
        for item in told.problems
    ]
