"""What an import has done, or would do: totals that add up, problems, corrections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from peewee import fn

from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.intake.imports import lookup
from inventory.intake.imports.models import Import, ImportCorrection, ImportProblem, ImportRow
from inventory.intake.imports.staging import reread
from inventory.registry import reading

OUTCOMES = ("created", "updated", "unchanged", "rejected", "skipped")


class OpenRow(NamedTuple):
    """A row that can still be corrected; its version must be told when it is."""

    row_id: int | None = None
    version: int | None = None
    kind: str = ""
    decision: str = ""
    target: int | None = None


CLOSED = OpenRow()


OpenRows = dict[tuple[str, int], OpenRow]


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
        ImportRow.id,
        ImportRow.version,
        ImportRow.kind,
        ImportRow.decision,
        ImportRow.target,
    ).where((ImportRow.import_ == staged.id) & ImportRow.status.in_(lookup.OPEN_ROWS))
    return {(sheet, row): OpenRow(*rest) for sheet, row, *rest in query.tuples()}


def report(import_id: int, rows: OpenRows | None = None) -> dict[str, Any]:
    """The result that adds up: created + updated + unchanged + rejected + skipped = read.

    `rows` are the open ones; a rehearsal, in which they are closed, must give them.
    """
    staged = Import.get_by_id(import_id)
    rows = open_rows(staged) if rows is None else rows
    counts = (
        ImportRow.select(ImportRow.sheet, ImportRow.status, fn.COUNT(ImportRow.id))
        .where(ImportRow.import_ == import_id)
        .group_by(ImportRow.sheet, ImportRow.status)
    )
    by_sheet: dict[str, Counter[str]] = {sheet["name"]: Counter() for sheet in staged.sheets}
    for sheet, status, count in counts.tuples():
        by_sheet[sheet][status] += count
    for sheet in staged.sheets:
        by_sheet[sheet["name"]]["skipped"] += sum(sheet["skipped"].values())
    sheets = {name: _totals(counter) for name, counter in by_sheet.items()}
    total: Counter[str] = Counter()
    for counter in by_sheet.values():
        total.update(counter)
    return {
        "import": import_id,
        "file": staged.file_name,
        "status": staged.status,
        "totals": {"all": _totals(total), "sheets": sheets},
        "skipped_rows": _skipped(staged.sheets),
        "notes": [
            *({"sheet": None, **note} for note in staged.notes),
            *(
                {"sheet": sheet["name"], **note}
                for sheet in staged.sheets
                for note in sheet["notes"]
            ),
        ],
        "problems": [_with_row(item, rows) for item in problems(import_id)],
        "corrections": [_with_row(item, rows) for item in corrections(import_id)],
        "decisions": [
            {"sheet": sheet, "row": number, **row._asdict()}
            for (sheet, number), row in rows.items()
            if row.decision
        ],
    }


def _skipped(sheets: Sequence[Mapping[str, Any]]) -> dict[str, Counter[str]]:
    """Rows without a device by sheet and reason; a sheet stands once for each of its kinds."""
    found: dict[str, Counter[str]] = {}
    for sheet in sheets:
        found.setdefault(sheet["name"], Counter()).update(sheet["skipped"])
    return found


def _with_row(item: dict[str, Any], rows: OpenRows) -> dict[str, Any]:
    """With the row to which it belongs, as long as that can be corrected."""
    return {**item, **rows.get((item["sheet"], item["row"]), CLOSED)._asdict()}


def _totals(counter: Counter[str]) -> dict[str, int]:
    """Rows not decided yet (a preview of nothing) count as read and `pending`."""
    totals = {"read": sum(counter.values()), **{word: counter.get(word, 0) for word in OUTCOMES}}
    if counter.get("pending"):
        totals["pending"] = counter["pending"]
    return totals


PROBLEM_KEYS = (
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
)


def problems(import_id: int) -> list[dict[str, Any]]:
    """All problems of an import, in the order of the file."""
    query = (
        ImportProblem.select(*(getattr(ImportProblem, key) for key in PROBLEM_KEYS))
        .where(ImportProblem.import_ == import_id)
        .order_by(ImportProblem.id)
    )
    return sorted(query.dicts(), key=lambda item: (item["sheet"], item["row"]))


def corrections(import_id: int) -> list[dict[str, Any]]:
    """The cells that read otherwise than in the file: what stood there, what was put, by whom."""
    current: dict[tuple[str, int, str], dict[str, Any]] = {}
    query = ImportCorrection.select().where(ImportCorrection.import_ == import_id)
    for item in query.order_by(ImportCorrection.id):
        key = (item.sheet, item.row, item.field)
        stood = current[key]["was"] if key in current else item.before
        current[key] = {
            "sheet": item.sheet,
            "row": item.row,
            "field": item.field,
            "heading": item.heading,
            "was": stood,
            "text": item.after,
            "actor_name": item.actor_name,
            "at": item.at,
        }
    return [item for item in current.values() if item["text"] is not None]


def error_workbook(actor: Actor, import_id: int, path: Path) -> bytes:
    """The user's own rows that need a look, with the reasons; `path` is the file as uploaded.

    The file is read again, by the day of the upload, and what only the ledger knew is added.
    """
    staged = lookup.get(actor, import_id)
    lookup.require_read(staged)
    result = reread(staged, path)
    rows = {(row.sheet, row.row): row for row in result.rows}
    for problem in problems(import_id):
        row = rows[(problem["sheet"], problem["row"])]
        item = reading.Problem(**problem)
        if item not in row.problems:
            row.problems.append(item)
    audit.record("import.errors.read", actor, subject="import", subject_id=import_id)
    return reading.error_workbook(Path(staged.file_name), result)
