"""Imports: file → staged rows → preview → commit. The only writer of the import tables.

A commit works in batches, each one transaction that writes devices and marks their rows as done;
killed at any point and started again, it ends in the state of an undisturbed run.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from peewee import IntegrityError, ModelSelect, fn

from inventory import access, clock, database
from inventory.access import SYSTEM, Actor
from inventory.audit import context
from inventory.audit import service as audit
from inventory.database import db
from inventory.equipment import service as equipment
from inventory.errors import Conflict, Invalid, not_found
from inventory.files import FileStore
from inventory.imports import reading, undoing
from inventory.imports.matching import Candidate, Decision, Matcher
from inventory.imports.models import Import, ImportProblem, ImportRow
from inventory.imports.staging import (
    Request,
    record_problems,
    remember_mapping,
    reread,
    restage,
    stage,
)
from inventory.jobs.models import Job

__all__ = [
    "Request", "begin", "begin_undo", "commit", "decide_row", "discard", "error_workbook", "get",
    "interrupted", "preview", "problems", "remap", "report", "resumable", "rows", "stage", "undo",
    "undo_preview", "visible",
]  # fmt: skip

# A batch has its fixed costs; memory grows with it.
BATCH = 5_000
# Two imports that meet on the same new device: the loser reads the ledger again and finds it.
ATTEMPTS = 3
OUTCOMES = ("created", "updated", "unchanged", "rejected", "skipped")
SUGGESTED = ("reject", "update", "create")


def commit(
    import_id: int,
    *,
    suggested: str = "reject",
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    horizon: int = 365,
    rehearsal: bool = False,
) -> None:
    """Write the pending rows of a staged import into the ledger; may be called again after a crash.

    `suggested` decides rows that only resemble a device; `progress(done, total)` is told after
    each batch. A `rehearsal` will be rolled back: it is not recorded as something that happened.
    """
    staged = Import.get_by_id(import_id)
    if staged.status not in {"staged", "committing"}:
        return
    committer, request_id, address = _committer(staged)
    with context.acting(request_id, address):
        _carry_out(staged, suggested, progress, horizon)
        with db.atomic():
            remember_mapping(staged)
            Import.update(status="committed", committed_at=clock.now()).where(
                Import.id == import_id
            ).execute()
            if not rehearsal:
                _record_commit(staged, committer)


def _committer(staged: Import) -> tuple[Actor, str, str]:
    """Who asked for the commit, in which request, from where; the job runs in its name."""
    asked = staged.committer
    if not asked:
        origin = context.current()
        return SYSTEM, origin.request_id, origin.address
    actor = Actor(asked["id"], asked["name"], access.Role(asked["role"]))
    return actor, asked["request_id"], asked["address"]


def _record_commit(staged: Import, committer: Actor) -> None:
    """One event for the import, not one for each row: the rows are the import's own to tell."""
    detail = {"file": staged.file_name, "sha256": staged.file_sha256, "region": staged.region,
              **_totals(_status_counts(staged.id))}  # fmt: skip
    audit.record(
        "import.committed", committer, subject="import", subject_id=staged.id, detail=detail
    )


def _status_counts(import_id: int) -> Counter[str]:
    rows = (
        ImportRow.select(ImportRow.status, fn.COUNT(ImportRow.id))
        .where(ImportRow.import_ == import_id)
        .group_by(ImportRow.status)
    )
    return Counter(dict(rows.tuples()))


def _carry_out(
    staged: Import, suggested: str, progress: Callable[[int, int], None], horizon: int
) -> None:
    import_id = staged.id
    with db.atomic():
        Import.update(status="committing").where(Import.id == import_id).execute()
        candidates, done = _candidates(staged)
        matcher = Matcher([item for item, _status in candidates], done, staged.region)
    pending = [item for item, status in candidates if status == "pending"]
    finished = len(candidates) - len(pending)
    for start in range(0, len(pending), BATCH):
        batch = pending[start : start + BATCH]
        _commit_batch(staged, matcher, batch, suggested, horizon)
        progress(finished + start + len(batch), len(candidates))
    database.gather_statistics()


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
        actor=staged.committer["id"] if staged.committer else staged.actor,
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
    record_problems(staged, ((row, rejected[row.id]) for row in rows))


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
        raise _state_conflict(staged.status)


def _state_conflict(status: str) -> Conflict:
    return Conflict(
        f"这次导入的状态是“{status}”，不能再改",
        f"This import is {status}",
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
        _require_kinds(actor, staged)
        job = create_job()
        origin = context.current()
        committer = {
            "id": actor.id, "name": actor.name, "role": actor.role.value,
            "request_id": origin.request_id, "address": origin.address,
        }  # fmt: skip
        changed = (
            Import.update(job=job, status="committing", committer=committer)
            .where((Import.id == staged.id) & (Import.status == "staged"))
            .execute()
        )
        if not changed:
            raise _state_conflict(staged.status)
    return job


def _require_kinds(actor: Actor, staged: Import) -> None:
    kinds = ImportRow.select(ImportRow.kind).where(
        (ImportRow.import_ == staged) & (ImportRow.status == "pending")
    )
    for (kind,) in kinds.distinct().tuples():
        access.require_kind(actor, kind)


def remap(
    actor: Actor, import_id: int, mapping: Mapping[str, str], kind: str | None, store: FileStore
) -> Import:
    """Read a staged import's file again with another mapping or kind.

    Choices made for single rows are lost. Raises reading.FileProblem, and then all stays.
    """
    staged = get(actor, import_id)
    access.require_region(actor, staged.region)
    with db.atomic():
        # Locks the import: a commit that starts now waits, or has won already.
        still = (
            Import.update(status="staged")
            .where((Import.id == staged.id) & (Import.status == "staged"))
            .execute()
        )
        if not still:
            raise _state_conflict(staged.status)
        restage(staged, mapping, kind, store.path(staged.file_sha256))
        _require_kinds(actor, staged)
    return get(actor, import_id)


def undo_preview(actor: Actor, import_id: int) -> dict[str, Any]:
    """What taking an import back would do, and what stands in the way."""
    return undoing.look(get(actor, import_id))


def begin_undo(actor: Actor, import_id: int, reason: str, horizon: int) -> Job:
    """Take a committed import back in the background; see `undoing`."""
    staged = get(actor, import_id)
    access.require_region(actor, staged.region)
    return undoing.begin(actor, staged, reason, horizon)


def undo(actor: Actor, import_id: int, reason: str = "", horizon: int = 365) -> Import:
    """Take a committed import back as a whole; see `undoing`."""
    staged = get(actor, import_id)
    access.require_region(actor, staged.region)
    undoing.undo(actor, staged, reason, horizon)
    return get(actor, import_id)


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
        commit(staged.id, suggested=suggested, rehearsal=True)
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
    result = reread(staged, path)
    rows = {(row.sheet, row.row): row for row in result.rows}
    for problem in problems(import_id):
        row = rows[(problem["sheet"], problem["row"])]
        item = reading.Problem(**problem)
        if item not in row.problems:
            row.problems.append(item)
    audit.record("import.errors.read", actor, subject="import", subject_id=import_id)
    return reading.error_workbook(Path(staged.file_name), result)
