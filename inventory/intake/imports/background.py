"""Reading a file outside of the request that asks for it, unless that takes an instant.

The import says `reading` and how far it is. The job looks with every step whether it is still
wanted, and keeps rows in transactions of their own, none of them long. One whose worker died is
begun anew: it forgets what was kept and reads the file again, so that the end is that of an
undisturbed reading. A file that cannot be read ends as `failed`, or, where it was read again as a
person said, as it was before; either way the import tells why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from peewee import Expression, chunked

from inventory.core import access, clock
from inventory.core.access import Actor
from inventory.core.audit import context
from inventory.core.database import db
from inventory.core.errors import AppError, Conflict, Forbidden, Invalid, NotFound
from inventory.core.files import FileStore
from inventory.intake.imports import postponing, recalling, service, staging, storing
from inventory.intake.imports.divisions import Places
from inventory.intake.imports.lookup import FAILED, READING, get
from inventory.intake.imports.models import Import
from inventory.intake.imports.postponing import KEPT, KIND, GivenUp, as_problem
from inventory.intake.imports.remembering import Request
from inventory.intake.imports.staging import Found, Remap
from inventory.registry import reading
from inventory.registry.jobs import service as jobs
from inventory.registry.jobs.models import Job
from inventory.registry.jobs.service import FAILURE, Progress
from inventory.registry.reading.effort import is_quick
from inventory.registry.reading.progress import told_to

__all__ = ["KIND", "carry_out", "give_up", "read_again", "receive"]
KEEPING = "keeping"
# Rows that are kept together: a tenth of a second of the only writer.
BATCH = 2_000
# Has a job done as soon as can be, and waits for it a moment.
Hasten = Callable[[int], None]
_ERRORS = {error.status: error for error in (Forbidden, NotFound, Conflict, Invalid)}


def receive(actor: Actor, request: Request, store: FileStore, hasten: Hasten) -> Import:
    """Take a file: read at once where it is small, else by a job, for which see its state.

    Raises what is wrong with the file where that is known by now; the import keeps it, too.
    """
    if is_quick(request.path):
        try:
            return staging.stage(actor, request, store, ask=True)
        except reading.FileProblem as problem:
            error = Invalid.told(problem)
            _keep_refused(actor, request, store, error)
            raise error from problem
    staging.require_place(actor, request)
    staged = staging.begun(actor, request, store.put(request.path.read_bytes()))
    staged.status = READING
    with db.atomic():
        staged.save(force_insert=True)
        job = _ask(actor, staged, store)
    return _awaited(actor, staged.id, job, hasten)


def read_again(
    actor: Actor,
    import_id: int,
    said: Remap,
    store: FileStore,
    hasten: Hasten,
    *,
    as_new: bool = False,
) -> Import:
    """Have a file read again as a person says (see `service.remap` and `as_new`): as `receive`.

    Where corrections wait whose job has failed, saying nothing has them read.
    """
    if said == Remap() and not as_new:
        waiting = get(actor, import_id)
        access.require_region(actor, waiting.region)
        if postponing.resume(actor, waiting, store, hasten):
            return get(actor, import_id)
    staged = service.readable(actor, import_id, said)
    if staged.status != FAILED and is_quick(store.path(staged.file_sha256)):
        try:
            return service.read_again(actor, import_id, said, store, as_new=as_new)
        except reading.FileProblem as problem:
            raise Invalid.told(problem) from problem
    asked = {"said": asdict(said), "as_new": as_new, "before": staged.status}
    same = (Import.version == staged.version) & (Import.status == staged.status)
    values = {"status": READING, "asked": asked, "problem": None, "stage": "", "done": 0}
    with db.atomic():
        begun = Import.update(**values, total=0, version=Import.version + 1)
        if not begun.where((Import.id == staged.id) & same).execute():
            raise Conflict.of("imports.import_busy")
        job = _ask(actor, Import.get_by_id(staged.id), store)
    return _awaited(actor, staged.id, job, hasten)


def _ask(actor: Actor, staged: Import, store: FileStore) -> Job:
    origin = context.current()
    params = {
        "import": staged.id,
        "version": staged.version,
        "files": str(store.root),
        "scope": access.snapshot(actor),
        "request_id": origin.request_id,
        "address": origin.address,
    }
    jobs.forget(KIND, clock.now() - KEPT)
    job = jobs.create(KIND, params, actor.id)
    Import.update(job=job).where(Import.id == staged.id).execute()
    return job


def _awaited(actor: Actor, import_id: int, job: Job, hasten: Hasten) -> Import:
    hasten(job.id)
    staged = get(actor, import_id)
    if staged.problem and staged.status != READING:
        raise _as_error(staged.problem)
    return staged


def _keep_refused(actor: Actor, request: Request, store: FileStore, error: AppError) -> None:
    """A file that could not be read stays in the list, with the reason."""
    staged = staging.begun(actor, request, store.put(request.path.read_bytes()))
    staged.status, staged.problem = FAILED, as_problem(error)
    staged.save(force_insert=True)


def _as_error(problem: Mapping[str, Any]) -> AppError:
    told = {name: problem[name] for name in FAILURE}
    return _ERRORS.get(problem["status"], Invalid)(**told)


def carry_out(params: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Read the file of an import; params: see `_ask`. One that nobody wants is left alone."""
    if "edits" in params:
        return postponing.carry_out(params, progress)
    work = _Reading(params, progress)
    with context.acting(params["request_id"], params["address"]), told_to(work.tell):
        try:
            work.carry_out()
        except GivenUp:
            return {"status": "given up"}
        except reading.FileProblem as problem:
            work.refuse(Invalid.told(problem))
        except AppError as error:
            if error.status >= 500:
                raise  # a trouble of the machine: the job says so, and can be done again
            work.refuse(error)
    return {"status": Import.get_by_id(params["import"]).status}


def give_up(job: Job) -> None:
    """A job has failed for good: its import says why."""
    if job.kind == KIND and "edits" in job.params:
        postponing.give_up(job)
    elif job.kind == KIND:
        problem = {**job.result["failure"], "status": Invalid.status}
        Import.update(status=FAILED, problem=problem, stage="").where(
            _wanted(job.params) & (Import.status == READING)
        ).execute()


def _wanted(params: Mapping[str, Any]) -> Expression:
    """Another reading, and giving the import up, count its version."""
    return (Import.id == params["import"]) & (Import.version == params["version"])


class _Reading:
    """One run of a job: every write asks whether the job and the import are still its own."""

    def __init__(self, params: Mapping[str, Any], progress: Progress) -> None:
        self._params, self._progress = params, progress
        self._own = _wanted(params) & (Import.status == READING)
        self._actor = access.actor_of(params["scope"])

    def tell(self, stage: str, done: int, total: int) -> None:
        """Note how far it is; raises GivenUp, or Lost where another worker has taken over."""
        self._progress(done, total)
        self._set(stage=stage, done=done, total=total)

    def _set(self, **values: Any) -> None:
        if not Import.update(**values).where(self._own).execute():
            raise GivenUp

    def carry_out(self) -> None:
        """Read and keep; raises what is wrong with the file."""
        # One that was parked is tried again because somebody asked for it.
        parked = _wanted(self._params) & (Import.status == FAILED)
        Import.update(status=READING, problem=None).where(parked).execute()
        self._set(stage="")
        staged = Import.get_by_id(self._params["import"])
        path = FileStore(Path(self._params["files"])).path(staged.file_sha256)
        if _is_first(staged):
            found = staging.first(self._actor, Request.of(staged, path), staged, ask=True)
            self._keep(staged, found, Places(staged, found.rows))
            return
        said = Remap(**staged.asked["said"])
        since = recalling.last_taken(staged) if staged.asked["as_new"] else 0
        found = staging.again(staged, said, path, since)
        self._keep(staged, found, staging.placed(self._actor, staged, said, found))

    def _keep(self, staged: Import, found: Found, places: Places) -> None:
        rows, kept = found.rows, 0
        with db.atomic():
            self.tell(KEEPING, 0, len(rows))
            storing.forget_rows(staged)
        for batch in chunked(rows, BATCH):
            made = storing.prepared(batch, places)
            with db.atomic():
                kept += len(batch)
                self.tell(KEEPING, kept, len(rows))
                storing.stage_rows(staged, made)
        with db.atomic():
            self.tell(KEEPING, kept, len(rows))
            self._end(staged, found)

    def _end(self, staged: Import, found: Found) -> None:
        done: dict[str, Any] = {"asked": None, "problem": None, "stage": "", "job": None}
        if _is_first(staged):
            staging.finish(staged, found)
            self._set(**found.columns(), **done)
            return
        as_new = staged.asked["as_new"]
        if as_new:
            recalling.forget_cells(staged)
            done["recalled"] = None
        service.note_again(self._actor, staged, Remap(**staged.asked["said"]), as_new=as_new)
        self._set(**staging.columns_again(staged, found), **done)

    def refuse(self, error: AppError) -> None:
        """Say why the file could not be read; one that was read before stays as it was read."""
        asked = Import.get_by_id(self._params["import"]).asked
        before = asked["before"] if asked else FAILED
        problem = as_problem(error)
        Import.update(status=before, problem=problem, asked=None, stage="", job=None).where(
            self._own
        ).execute()


def _is_first(staged: Import) -> bool:
    """Whether nobody has said anything of how the file is to be read."""
    asked = staged.asked
    if asked is None:
        return True
    return asked["before"] == FAILED and not staged.settled and Remap(**asked["said"]) == Remap()
