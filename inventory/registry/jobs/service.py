"""Background work: jobs as rows, carried out by the worker.

The row is the truth; the queue only wakes a worker. A job whose worker died is taken up again, so
every job kind must be able to start over from what the database says; after three attempts it is
parked: failed, until somebody has it tried again.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from typing import Any

import structlog
from peewee import JOIN, ModelSelect, fn

from inventory.core import clock, troubles
from inventory.core.access import EVERYWHERE, Actor, Role, require_role
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import AppError, Conflict, not_found
from inventory.core.paging import FIRST, Page, Slice, page
from inventory.core.quotas import Quota, spend
from inventory.core.registries import Registry
from inventory.people.accounts.models import User
from inventory.registry.jobs import leases
from inventory.registry.jobs.models import Job

log = structlog.get_logger()
WRITERS = frozenset({Role.ADMIN, Role.INSPECTOR})
# Jobs of one person that are queued or running at a time.
MOST_OPEN = 20
# What the result of a failed job says about its error.
FAILURE = ("code", "message", "message_en", "remedy", "remedy_en")
Progress = Callable[[int, int], None]
Work = Callable[[dict[str, Any], Progress], Any]
_kinds: dict[str, Work] = {}
# Receivers of the news that a job failed; entered in app/wiring.py.
failures: Registry[Callable[[Job], None]] = Registry("failures")
# What a job runs within; the bands above enter theirs (app/wiring.py).
surroundings: Registry[Callable[[], AbstractContextManager[None]]] = Registry("surroundings")


def kind(name: str) -> Callable[[Work], Work]:
    """Register how a kind of job is done: `work(params, progress) -> JSON result`.

    Where the work raises AppError the result is `{"failure": {code, message, message_en, remedy,
    remedy_en}}`.
    """

    def register(work: Work) -> Work:
        _kinds[name] = work
        return work

    return register


def is_kind(name: str) -> bool:
    """Whether there is such a kind of job."""
    return name in _kinds


def create(name: str, params: dict[str, Any], actor: int | None = None) -> Job:
    """A new job, queued; the caller wakes the worker after its transaction.

    What a person has asked for already, and nobody has begun, is the same job. Raises TooMany where
    somebody has many under way.
    """
    if name not in _kinds:
        raise KeyError(name)
    if actor is not None:
        own = (Job.actor == actor) & Job.status.in_(("queued", "running"))
        same = (Job.kind == name) & (Job.params == params) & (Job.status == "queued")
        asked = Job.select().where(own & same).first()
        if asked is not None:
            return asked
        spend(Quota("jobs.too_many", MOST_OPEN), Job.select().where(own))
    return Job.create(
        kind=name, params=params, status="queued", actor=actor, created_at=clock.now()
    )


def set_params(job: Job, params: dict[str, Any]) -> None:
    """Change what a new job is to do; call in the transaction that creates it."""
    job.params = params
    Job.update(params=params).where(Job.id == job.id).execute()


def run(job_id: int) -> Job:
    """Claim a job and do it; a job that another worker does, or has done, is left alone."""
    with leases.claimed(job_id) as job:
        if job is not None:
            _carry_out(job)
    return Job.get_by_id(job_id)


def _carry_out(job: Job) -> None:
    try:
        with ExitStack() as stack:
            for surrounding in surroundings.values():
                stack.enter_context(surrounding())
            result = _kinds[job.kind](
                job.params, lambda done, total: leases.progress(job, done, total)
            )
    except AppError as error:
        _fail(job, error)
    except leases.Lost:
        log.warning("job_taken_over", job=job.id, kind=job.kind)
    except Exception as error:
        # The worker's boundary: whatever the failure was, the row must record it.
        log.exception("job_failed", job=job.id, kind=job.kind)
        _crashed(job, error)
        raise
    else:
        leases.settle(job, "done", result=result)


def _crashed(job: Job, error: Exception) -> None:
    """What failed for a reason that may pass is tried again; the third time it is parked."""
    line = "".join(traceback.format_exception_only(error)).strip()
    trouble = troubles.of(error)
    if trouble is not None and not troubles.passes(error):
        _fail(job, trouble)
    elif job.attempts >= leases.ATTEMPTS:
        _fail(job, AppError.of("jobs.parked", line=line))
    else:
        leases.give_back(job, line)


def _fail(job: Job, error: AppError) -> None:
    """Keep why a job failed: in both languages for a page, and as one line for a log."""
    told = error.as_dict()["error"]
    words = {name: told[name] for name in FAILURE}
    with db.atomic():
        if leases.settle(job, "failed", result={"failure": words}, error=str(error)):
            for tell in failures.values():
                tell(Job.get_by_id(job.id))


def unfinished() -> list[int]:
    """Jobs to take up: queued, or left behind by a dead worker; one that kills its workers is
    parked instead.
    """
    for job in leases.left_behind():
        if job.attempts >= leases.ATTEMPTS:
            _fail(job, AppError.of("jobs.parked", line=job.error or "worker died"))
    queued = Job.select(Job.id).where(Job.status == "queued").order_by(Job.id)
    left = [job.id for job in leases.left_behind()]
    return sorted({*left, *(key for (key,) in queued.tuples())})


def retry(actor: Actor, job_id: int) -> Job:
    """Have a failed job of one's own done again, as often as a new one; administrators all."""
    require_role(actor, WRITERS)
    job = get(actor, job_id)
    with db.atomic():
        again = Job.update(status="queued", attempts=0, error="", result=None, finished_at=None)
        if not again.where((Job.id == job.id) & (Job.status == "failed")).execute():
            raise Conflict.of("jobs.not_failed")
        detail = {"kind": job.kind}
        audit.record("job.retried", actor, subject="job", subject_id=job.id, detail=detail)
    return get(actor, job_id)


def is_waiting(name: str) -> bool:
    """Whether a job of a kind is queued and not started."""
    return bool(Job.select().where((Job.kind == name) & (Job.status == "queued")).exists())


def kind_of(job_id: int) -> str:
    """The kind of a job; blank for one that is gone."""
    job = Job.get_or_none(Job.id == job_id)
    return job.kind if job is not None else ""


def is_open(job_id: int) -> bool:
    """Whether a job is queued or under way."""
    open_ = Job.status.in_(("queued", "running"))
    return bool(Job.select().where((Job.id == job_id) & open_).exists())


def forget(name: str, before: datetime) -> int:
    """Delete done jobs of a kind whose rows are of no further use."""
    done = (Job.kind == name) & (Job.status == "done") & (Job.finished_at < before)
    return int(Job.delete().where(done).execute())


def visible(actor: Actor) -> ModelSelect:
    """One's own jobs, the newest first; administrators and auditors see all."""
    query = (
        Job.select(Job, fn.COALESCE(User.display_name, "").alias("actor_name"))
        .join(User, JOIN.LEFT_OUTER, on=(User.id == Job.actor))
        .order_by(Job.id.desc())
    )
    if actor.role in EVERYWHERE:
        return query
    # Jobs of the command line have no owner: no user sees them as their own.
    return query.where((Job.actor == actor.id) & Job.actor.is_null(False))


def find(actor: Actor, status: str = "", kind_: str = "", part: Slice = FIRST) -> Page[Job]:
    """A page of jobs, and how many there are."""
    query = visible(actor)
    if status:
        query = query.where(Job.status == status)
    if kind_:
        query = query.where(Job.kind == kind_)
    return page(query.objects(), part)


def get(actor: Actor, job_id: int) -> Job:
    """A job of the actor's own; administrators and auditors see all."""
    job = visible(actor).where(Job.id == job_id).objects().first()
    if job is None:
        raise not_found("任务", "job")
    return job


# What a kind of job is for, and which of its parameters holds the number.
MAKES = {
    "read_import": ("import", "import"),
    "import": ("import", "import"),
    "undo_import": ("import", "import"),
    "export": ("export", "export"),
    "whatif": ("whatif", "what_if"),
}


def made(job: Job) -> str:
    """What a job is for: import, export or whatif; blank where that has no page."""
    return MAKES[job.kind][0] if made_id(job) is not None else ""


def made_id(job: Job) -> int | None:
    """The number of the import, export or what-if that a job is for."""
    _, parameter = MAKES.get(job.kind, ("", ""))
    found = job.params.get(parameter)
    return found if isinstance(found, int) else None
