"""Corrections of rows of a large file: kept at once, read by a job.

Reading a file of 20,000 rows again takes two seconds, which is what makes every check that spans
rows come out right; nobody waits for it in a request. The import keeps what was said, in order,
and one job reads the file with all of it. What comes in meanwhile is read in the next round of the
same job. Until nothing waits the import is neither written nor read in another way, so that the
rows that are written, counted and shown as settled are those of the corrected file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from inventory.core import access, clock
from inventory.core.access import Actor
from inventory.core.audit import context
from inventory.core.database import db
from inventory.core.errors import AppError, Conflict, Invalid
from inventory.core.files import FileStore
from inventory.intake.imports import editing, lookup, staging
from inventory.intake.imports.following import take_over
from inventory.intake.imports.models import Import, ImportRow
from inventory.intake.imports.postponed import KIND as OF_KIND
from inventory.intake.imports.postponed import Postponed, of
from inventory.intake.imports.results import EditedRow
from inventory.registry import reading
from inventory.registry.jobs import service as jobs
from inventory.registry.jobs.models import Job
from inventory.registry.jobs.service import FAILURE, Progress
from inventory.registry.reading.effort import is_quick
from inventory.registry.reading.progress import told_to

KIND = "read_import"
# Jobs that are done are of no use to anybody after so long: the import tells what they did.
KEPT = timedelta(days=1)
# Has a job begun, without waiting for it.
Start = Callable[[int], None]
Place = tuple[str, int]
Cells = dict[Place, dict[str, str]]


class GivenUp(Exception):
    """Nobody waits for this reading any more."""


def edit_row(
    actor: Actor, import_id: int, row_id: int, edit: editing.Edit, store: FileStore, start: Start
) -> EditedRow:
    """Correct a row, as `editing.edit_row`; of a large file the answer says that it is `reading`.

    What is wrong with the new text is then known when nothing waits any more. A decision that
    comes with texts is taken once they have been read, if the row can go in by then; if not, the
    import's `problem` says so.
    """
    staged = lookup.get(actor, import_id)
    if not edit.values or is_quick(store.path(staged.file_sha256)):
        return editing.edit_row(actor, import_id, row_id, edit, store)
    row = editing.editable(actor, staged, row_id, edit)
    editing.require_target(actor, edit)
    others = editing.alike(staged, row) if edit.alike and edit.values.get(OF_KIND) else []
    asked = _asked(actor, row, edit, [other.id for other in others])
    with db.atomic():
        _lock(staged)
        same = (ImportRow.id == row.id) & (ImportRow.version == edit.version)
        counted = ImportRow.update(version=ImportRow.version + 1).where(same)
        if not counted.execute():
            raise Conflict.of("imports.stale", row=row.row)
        staged = Import.get_by_id(staged.id)
        waiting = [*(staged.asked or {}).get("edits", ()), asked.as_json()]
        job = _job(actor, staged, store)
        values = {"edits": waiting, "job": job}
        counted = Import.update(asked=values, version=Import.version + 1)
        counted.where(Import.id == staged.id).execute()
    start(job)
    shown = editing.shown(staged, row.id)
    return replace(shown, reading=bool(of(Import.get_by_id(staged.id))))


def resume(actor: Actor, staged: Import, store: FileStore, start: Start) -> bool:
    """Have corrections read whose job has failed; whether there are any."""
    if not of(staged):
        return False
    with db.atomic():
        _lock(staged)
        staged = Import.get_by_id(staged.id)
        job = _job(actor, staged, store)
        asked = {**(staged.asked or {}), "job": job}
        Import.update(asked=asked, problem=None).where(Import.id == staged.id).execute()
    start(job)
    return True


def _asked(actor: Actor, row: ImportRow, edit: editing.Edit, alike: Sequence[int]) -> Postponed:
    origin = context.current()
    return Postponed(
        row.id,
        row.sheet,
        row.row,
        dict(edit.values),
        edit.decision,
        edit.target,
        alike,
        access.snapshot(actor),
        origin.request_id,
        origin.address,
        clock.now().isoformat(),
    )


def _lock(staged: Import) -> None:
    """Hold the import, whose rows can be corrected, until the end of the transaction."""
    held = Import.update(done=Import.done).where(
        (Import.id == staged.id) & Import.status.in_(lookup.OPEN)
    )
    if not held.execute():
        raise lookup.state_conflict(Import.get_by_id(staged.id).status)


def _job(actor: Actor, staged: Import, store: FileStore) -> int:
    """The job that reads the import's corrections: that which is under way, or a new one."""
    under_way = (staged.asked or {}).get("job")
    if under_way and jobs.is_open(under_way):
        return int(under_way)
    jobs.forget(KIND, clock.now() - KEPT)
    params = {"import": staged.id, "edits": True, "files": str(store.root)}
    return int(jobs.create(KIND, params, actor.id).id)


def carry_out(params: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Read a file with the corrections that wait, until none does."""
    work = _Rounds(params, progress)
    try:
        with told_to(work.tell):
            while work.once():
                pass
    except GivenUp:
        return {"status": "given up"}
    return {"status": Import.get_by_id(params["import"]).status}


def give_up(job: Job) -> None:
    """The job has failed for good: the corrections wait, and the import says why."""
    problem = {**job.result["failure"], "status": Invalid.status}
    mine = (Import.id == job.params["import"]) & Import.asked.is_null(False)
    Import.update(problem=problem, stage="").where(mine & Import.status.in_(lookup.OPEN)).execute()


class _Rounds:
    """One run of a job: the file is read with all corrections that wait, then with the next."""

    def __init__(self, params: Mapping[str, Any], progress: Progress) -> None:
        self._id, self._progress = params["import"], progress
        self._files = FileStore(Path(params["files"]))

    def tell(self, stage: str, done: int, total: int) -> None:
        """Note how far it is; raises GivenUp, or Lost where another worker has taken over."""
        self._progress(done, total)
        own = (Import.id == self._id) & Import.status.in_(lookup.OPEN)
        values = {"stage": stage, "done": done, "total": total}
        if not Import.update(values).where(own & Import.asked.is_null(False)).execute():
            raise GivenUp

    def once(self) -> bool:
        """Read the file with what waits, and bring the rows up to it; whether more waits."""
        staged = Import.get_by_id(self._id)
        waiting = of(staged)
        if not waiting:
            return False
        told = staging.told(staged)
        befores = [dict(told.cells.get((each.sheet, each.row), {})) for each in waiting]
        cells = corrected(told.cells, waiting, befores)
        path = self._files.path(staged.file_sha256)
        try:
            result = staging.reread(staged, path, reading.Corrections(cells, told.standing))
        except reading.FileProblem as problem:
            return self._end(staged, len(waiting), Invalid.told(problem))
        with db.atomic():
            self._progress(0, 0)  # Lost, where another worker has taken over
            _lock(staged)
            refused = _apply(staged, waiting, befores, result)
            return self._end(staged, len(waiting), refused)

    def _end(self, staged: Import, done: int, refused: AppError | None) -> bool:
        """Strike off what was read; whether more waits."""
        with db.atomic():
            _lock(staged)
            asked = Import.get_by_id(staged.id).asked
            rest = {**asked, "edits": asked["edits"][done:]}
            Import.update(
                asked=rest if rest["edits"] else None,
                problem=None if refused is None else as_problem(refused),
                stage="",
                done=0,
                total=0,
                version=Import.version + 1,
            ).where(Import.id == staged.id).execute()
        return bool(rest["edits"])


def corrected(
    known: Mapping[Place, Mapping[str, str]],
    waiting: Sequence[Postponed],
    befores: list[dict[str, str]],
) -> Cells:
    """The cells with all corrections that wait; `befores` becomes what each of them found."""
    cells: Cells = {place: dict(texts) for place, texts in known.items()}
    kinds = {row_id for each in waiting for row_id in each.alike}
    query = ImportRow.select(ImportRow.id, ImportRow.sheet, ImportRow.row)
    others = {row.id: (row.sheet, row.row) for row in query.where(ImportRow.id.in_(kinds))}
    for number, each in enumerate(waiting):
        of_row = cells.setdefault((each.sheet, each.row), {})
        befores[number] = dict(of_row)
        for field, text in each.values.items():
            of_row.pop(field, None)
            if text is not None:
                of_row[field] = text
        for place in (others[row_id] for row_id in each.alike if row_id in others):
            cells.setdefault(place, {})[OF_KIND] = str(each.values[OF_KIND])
    return cells


def _apply(
    staged: Import,
    waiting: Sequence[Postponed],
    befores: Sequence[Mapping[str, str]],
    result: reading.ReadResult,
) -> AppError | None:
    """Keep corrections with who made them, bring the rows up to the file, then decide; gives the
    last refusal of a decision."""
    ids = {row_id for each in waiting for row_id in (each.row_id, *each.alike)}
    rows = {row.id: row for row in ImportRow.select().where(ImportRow.id.in_(ids))}
    changes = []
    for each, before in zip(waiting, befores, strict=True):
        actor, row = access.actor_of(each.scope), rows[each.row_id]
        changes.append(editing.keep(actor, staged, row, each.values, before, result, at=each.when))
        for other in each.alike:
            kind = {OF_KIND: each.values[OF_KIND]}
            editing.keep(actor, staged, rows[other], kind, {}, result, at=each.when)
    take_over(staged, {each.row_id for each in waiting}, result)
    refused = None
    for each, changed in zip(waiting, changes, strict=True):
        actor, row = access.actor_of(each.scope), rows[each.row_id]
        edit = editing.Edit(0, each.values, each.decision, each.target)
        with context.acting(each.request_id, each.address):
            try:
                editing.decide(actor, staged, row, edit)
            except AppError as error:
                refused, edit = error, replace(edit, decision=None)
            editing.record(actor, staged, row, changed, edit, len(each.alike))
    return refused


def as_problem(error: AppError) -> Mapping[str, Any]:
    """Why a file could not be read as was asked, as an import keeps it."""
    told = error.as_dict()["error"]
    return {**{name: told[name] for name in FAILURE}, "status": error.status}
