"""Imports: file → staged rows → preview → commit. The only writer of the import tables.

A commit works in batches, each one transaction that writes devices and marks their rows as done;
killed at any point and started again, it ends in the state of an undisturbed run.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from peewee import IntegrityError, ModelSelect, fn

import standards
from inventory import access, clock, database
from inventory.access import Actor
from inventory.database import db, dump
from inventory.equipment import service as equipment
from inventory.errors import Conflict, Invalid, not_found
from inventory.files import FileStore
from inventory.imports import reading
from inventory.imports.matching import Candidate, Decision, Matcher, RowProblem
from inventory.imports.models import Import, ImportProblem, ImportRow
from inventory.jobs.models import Job
from inventory.regions import service as regions

# A batch has its fixed costs; memory grows with it.
BATCH = 5_000
# Two imports that meet on the same new device: the loser reads the ledger again and finds it.
ATTEMPTS = 3
OUTCOMES = ("created", "updated", "unchanged", "rejected", "skipped")
SUGGESTED = ("reject", "update", "create")


@dataclass(frozen=True)
class Request:
    """What to import and how."""

    path: Path
    file_name: str
    region: str
    kind: str | None = None
    enterprise: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)


def stage(actor: Actor, request: Request, store: FileStore | None = None) -> Import:
    """Read a file and keep its rows for review; the ledger is not touched.

    Raises reading.FileProblem for a file that cannot be read at all; then nothing is kept.
    """
    access.require_region(actor, request.region)
    regions.get(request.region)
    content = request.path.read_bytes()
    result = reading.read_file(
        request.path,
        kind=request.kind,
        library=standards.load(),
        today=clock.today(),
        mapping=request.mapping,
        enterprise=request.enterprise,
        name=request.file_name,
    )
    sha256 = store.put(content) if store else hashlib.sha256(content).hexdigest()
    with db.atomic():
        staged = Import.create(
            file_name=request.file_name[:255],
            file_sha256=sha256,
            region=request.region,
            kind=request.kind,
            owner=request.enterprise or "",
            mapping=dict(request.mapping),
            status="staged",
            as_of=clock.today().isoformat(),
            sheets=[_sheet(sheet) for sheet in result.sheets],
            notes=[item.as_dict() for item in result.notes],
            actor=actor.id,
            created_at=clock.now(),
        )
        _stage_rows(staged, result)
    return staged


def _sheet(sheet: reading.SheetResult) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "kind": sheet.kind,
        "header_row": sheet.header_row,
        "columns": [
            {"heading": item.heading, "field": item.field, "unit": item.unit, "how": item.how}
            for item in sheet.columns
        ],
        "skipped": dict(sheet.skipped),
        "notes": [item.as_dict() for item in sheet.notes],
    }


def _stage_rows(staged: Import, result: reading.ReadResult) -> None:
    rows = [row for sheet in result.sheets for row in sheet.rows]
    outside = {
        row.region for row in rows if row.region and not regions.covers(staged.region, row.region)
    }
    database.bulk_insert(
        ImportRow,
        ("import_", "sheet", "row", "data_row", "kind", "raw", "facts", "enterprise", "uscc",
         "region", "decision", "status"),
        (
            (staged.id, row.sheet, row.row, row.data_row, row.kind, dump(row.raw), dump(row.facts),
             row.enterprise, row.uscc, row.region, "",
             "pending" if row.ok and row.region not in outside else "rejected")
            for row in rows
        ),
    )  # fmt: skip
    _record_problems(staged, ((row, problem) for row in rows for problem in row.problems))
    _record_problems(
        staged,
        (
            (
                row,
                RowProblem(
                    "region_outside",
                    f"行政区划 {row.region} 不在导入的区划 {staged.region} 之内",
                    f"Region {row.region} lies outside the import's region {staged.region}",
                    "请改正行政区划代码，或选择上一级区划导入",
                    "Correct the code, or import into the division above",
                    "region",
                    row.region,
                ),
            )
            for row in rows
            if row.region in outside
        ),
    )


def _record_problems(staged: Import, problems: Any) -> None:
    database.bulk_insert(
        ImportProblem,
        ("import_", "sheet", "row", "data_row", "field", "heading", "value", "severity", "code",
         "message", "message_en", "remedy", "remedy_en"),
        (
            (staged.id, row.sheet, row.row, row.data_row, item.field, item.heading, item.value,
             item.severity, item.code, item.message, item.message_en, item.remedy,
             item.remedy_en)
            for row, item in problems
        ),
    )  # fmt: skip


def commit(
    import_id: int,
    *,
    suggested: str = "reject",
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    horizon: int = 365,
) -> None:
    """Write the pending rows of a staged import into the ledger; may be called again after a crash.

    `suggested` decides rows that only resemble a device; `progress(done, total)` is told after
    each batch.
    """
    staged = Import.get_by_id(import_id)
    if staged.status in {"committed", "discarded"}:
        return
    with db.atomic():
        Import.update(status="committing").where(Import.id == import_id).execute()
        candidates, done = _candidates(staged)
        matcher = Matcher([item for item, _status in candidates], done)
    pending = [item for item, status in candidates if status == "pending"]
    finished = len(candidates) - len(pending)
    for start in range(0, len(pending), BATCH):
        batch = pending[start : start + BATCH]
        _commit_batch(staged, matcher, batch, suggested, horizon)
        progress(finished + start + len(batch), len(candidates))
    database.gather_statistics()
    with db.atomic():
        Import.update(status="committed", committed_at=clock.now()).where(
            Import.id == import_id
        ).execute()


def _candidates(staged: Import) -> tuple[list[tuple[Candidate, str]], set[int]]:
    query = (
        ImportRow.select(
            ImportRow.id, ImportRow.kind, fn.COALESCE(ImportRow.facts, "{}").coerce(False),
            ImportRow.enterprise, ImportRow.uscc,
            ImportRow.region, ImportRow.decision, ImportRow.target, ImportRow.status,
            ImportRow.equipment,
        )
        .where((ImportRow.import_ == staged.id) & (ImportRow.status != "rejected"))
        .order_by(ImportRow.id)
    )  # fmt: skip
    candidates, done = [], set()
    for key, kind, facts, owner, uscc, region, decision, target, status, device in query.tuples():
        place = region or staged.region
        item = Candidate(
            key, kind, json.loads(facts), owner or "", uscc, place, decision, target, facts
        )
        candidates.append((item, status))
        if device:
            done.add(device)
    return candidates, done


def _commit_batch(
    staged: Import, matcher: Matcher, batch: Sequence[Candidate], suggested: str, horizon: int
) -> None:
    for attempt in range(ATTEMPTS):
        try:
            with db.atomic():
                _write_batch(staged, matcher.decide(batch, suggested), horizon)
            return
        except IntegrityError:
            if attempt + 1 == ATTEMPTS:
                raise


def _write_batch(staged: Import, decisions: Sequence[Decision], horizon: int) -> None:
    writes = [item for item in decisions if item.status in {"created", "updated"}]
    origin = equipment.Origin(
        source=f"import:{staged.id}",
        actor=staged.actor,
        reason=f"导入 {staged.file_name}"[:300],
        horizon=horizon,
    )
    changes = [
        equipment.Change(
            item.candidate.kind,
            item.enterprise or 0,
            item.candidate.region if item.device is None else item.device.region,
            item.facts,
            item.device,
            item.fingerprint,
            item.candidate.text if item.facts is item.candidate.facts else "",
        )
        for item in writes
    ]
    for item, key in zip(writes, equipment.write(changes, origin), strict=True):
        item.device_id = key
    database.bulk_update(
        ImportRow,
        ("status", "equipment"),
        [(item.status, item.device_id, item.candidate.row) for item in decisions],
    )
    rejected = {item.candidate.row: item.problem for item in decisions if item.problem}
    rows = ImportRow.select().where(ImportRow.id.in_(list(rejected))) if rejected else ()
    _record_problems(staged, ((row, rejected[row.id]) for row in rows))


def decide_row(
    actor: Actor, import_id: int, row_id: int, decision: str, target: int | None = None
) -> ImportRow:
    """A person's choice for one row: create, update (with the device), skip, or "" to take back."""
    staged = get(actor, import_id)
    _require_staged(staged)
    row = ImportRow.get_or_none((ImportRow.id == row_id) & (ImportRow.import_ == staged.id))
    if row is None:
        raise not_found("行", "row")
    if row.status == "rejected":
        raise Invalid(
            "这一行有错误，不能选择如何导入",
            "This row has errors",
            "row_rejected",
            "请在文件中改正后重新上传",
        )
    if decision == "update":
        if target is None:
            raise Invalid("请选择要更新的设备", "Choose the device", "no_target", "填写 target")
        equipment.get(actor, target)
    row.decision, row.target = decision, target if decision == "update" else None
    row.save()
    return row


def discard(actor: Actor, import_id: int) -> None:
    """Give up a staged import; its rows stay readable."""
    staged = get(actor, import_id)
    _require_staged(staged)
    Import.update(status="discarded").where(Import.id == staged.id).execute()


def _require_staged(staged: Import) -> None:
    if staged.status != "staged":
        raise Conflict(
            f"这次导入的状态是“{staged.status}”，不能再改",
            f"This import is {staged.status}",
            "import_state",
            "请重新上传文件",
        )


def begin(actor: Actor, import_id: int, create_job: Callable[[], Job]) -> Job:
    """Hand a staged import over to a job; a second click gets the same job again."""
    with db.atomic():
        staged = get(actor, import_id)
        if staged.job_id is not None:
            return staged.job
        _require_staged(staged)
        job = create_job()
        Import.update(job=job, status="committing").where(Import.id == staged.id).execute()
    return job


def rows(actor: Actor, import_id: int, status: str = "") -> ModelSelect:
    """The staged rows of an import, in the order of the file."""
    staged = get(actor, import_id)
    query = ImportRow.select().where(ImportRow.import_ == staged.id).order_by(ImportRow.id)
    return query.where(ImportRow.status == status) if status else query


def visible(actor: Actor) -> ModelSelect:
    """Imports into regions of the actor; enterprise clerks see their own uploads only."""
    own = Import.actor == actor.id
    inside = access.scope(actor, Import.region, Import.actor)
    condition = own if actor.role is access.Role.ENTERPRISE else inside
    return Import.select().where(condition).order_by(Import.id.desc())


def get(actor: Actor, import_id: int) -> Import:
    found = visible(actor).where(Import.id == import_id).get_or_none()
    if found is None:
        raise not_found("导入", "import")
    return found


def resumable(file_sha256: str, region: str) -> Import | None:
    """An import of the same file into the same region that was interrupted."""
    return (
        Import.select()
        .where(
            (Import.file_sha256 == file_sha256)
            & (Import.region == region)
            & Import.status.in_(("staged", "committing"))
        )
        .order_by(Import.id.desc())
        .first()
    )


def interrupted() -> Iterator[int]:
    """Imports whose commit began and did not end."""
    for (key,) in Import.select(Import.id).where(Import.status == "committing").tuples():
        yield key


def preview(actor: Actor, import_id: int, suggested: str = "reject") -> dict[str, Any]:
    """What a commit would do, by really doing it and rolling back."""
    staged = get(actor, import_id)
    _require_staged(staged)
    with db.atomic() as transaction:
        commit(staged.id, suggested=suggested)
        result = report(staged.id)
        transaction.rollback()
    return result


def report(import_id: int) -> dict[str, Any]:
    """The result that adds up: created + updated + unchanged + rejected + skipped = read."""
    staged = Import.get_by_id(import_id)
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
        "skipped_rows": {sheet["name"]: sheet["skipped"] for sheet in staged.sheets},
        "notes": [
            *({"sheet": None, **note} for note in staged.notes),
            *(
                {"sheet": sheet["name"], **note}
                for sheet in staged.sheets
                for note in sheet["notes"]
            ),
        ],
        "problems": problems(import_id),
    }


def _totals(counter: Counter[str]) -> dict[str, int]:
    """Rows not decided yet (a preview of nothing) count as read and `pending`."""
    totals = {"read": sum(counter.values()), **{word: counter.get(word, 0) for word in OUTCOMES}}
    if counter.get("pending"):
        totals["pending"] = counter["pending"]
    return totals


PROBLEM_KEYS = (
    "sheet", "row", "data_row", "field", "heading", "value", "severity", "code", "message",
    "message_en", "remedy", "remedy_en",
)  # fmt: skip


def problems(import_id: int) -> list[dict[str, Any]]:
    """All problems of an import, in the order of the file."""
    query = (
        ImportProblem.select(*(getattr(ImportProblem, key) for key in PROBLEM_KEYS))
        .where(ImportProblem.import_ == import_id)
        .order_by(ImportProblem.id)
    )
    return sorted(query.dicts(), key=lambda item: (item["sheet"], item["row"]))


def error_workbook(actor: Actor, import_id: int, path: Path) -> bytes:
    """The user's own rows that need a look, with the reasons; `path` is the file as uploaded.

    The file is read again, by the day of the upload, and what only the ledger knew is added.
    """
    staged = get(actor, import_id)
    result = reading.read_file(
        path,
        kind=staged.kind,
        library=standards.load(),
        today=date.fromisoformat(staged.as_of),
        mapping=staged.mapping,
        enterprise=staged.owner or None,
        name=staged.file_name,
    )
    rows = {(row.sheet, row.row): row for row in result.rows}
    for problem in problems(import_id):
        row = rows[(problem["sheet"], problem["row"])]
        item = reading.Problem(**problem)
        if item not in row.problems:
            row.problems.append(item)
    return reading.error_workbook(Path(staged.file_name), result)
