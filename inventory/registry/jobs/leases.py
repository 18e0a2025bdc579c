"""Who holds a job: a claim that names its holder, kept alive by heartbeats from a thread.

Every write of a holder asks whether the job is still its own, so that a worker that was taken for
dead and was not cannot write over its successor's work.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from peewee import Expression

from inventory.core import clock, lives
from inventory.core.beating import Mine, beating
from inventory.core.database import db
from inventory.registry.jobs.models import Job

ATTEMPTS = 3
_mine = Mine()


class Lost(Exception):
    """Another worker has claimed the job."""


@contextmanager
def claimed(job_id: int) -> Iterator[Job | None]:
    """The job, held and kept alive while the block lasts; None if it is not to be had."""
    with _mine.doing(job_id) as free:
        job = _claim(job_id) if free else None
        if job is None:
            yield None
            return
        with beating(lambda: _beat(job)):
            yield job


def _claim(job_id: int) -> Job | None:
    job = Job.get_by_id(job_id)
    # No worker of this process does it: a dead one with our name left it behind.
    ours = job.status == "running" and job.holder == lives.name()
    if job.attempts >= ATTEMPTS or not (job.status == "queued" or ours or is_left_behind(job)):
        return None
    now = clock.now()
    same = (Job.status == job.status) & (Job.attempts == job.attempts)
    claimed = (
        Job.update(
            status="running",
            holder=lives.name(),
            started_at=now,
            heartbeat_at=now,
            attempts=job.attempts + 1,
        )
        .where((Job.id == job_id) & same)
        .execute()
    )
    return Job.get_by_id(job_id) if claimed else None


def is_left_behind(job: Job) -> bool:
    """Whether a job has the state `running` but no living worker."""
    if job.status != "running":
        return False
    if job.holder == lives.name():
        return job.id not in _mine
    return lives.is_dead(job.holder, job.heartbeat_at)


def left_behind() -> list[Job]:
    """Jobs whose workers are dead."""
    running = Job.select().where(Job.status == "running").order_by(Job.id)
    return [job for job in running if is_left_behind(job)]


def progress(job: Job, done: int, total: int) -> None:
    """Note how far a job is; raises Lost if it has been taken over."""
    values = {"done": done, "total": total, "heartbeat_at": clock.now()}
    if not Job.update(**values).where(_own(job)).execute():
        raise Lost


def settle(job: Job, status: str, result: Any = None, error: str = "") -> bool:
    """Note how a job ended; False if it has been taken over."""
    values = {"status": status, "result": result, "error": error, "finished_at": clock.now()}
    with db.atomic():
        return Job.update(**values).where(_own(job)).execute() == 1


def give_back(job: Job, error: str) -> None:
    """Let a job be tried again at the next look."""
    Job.update(status="queued", error=error).where(_own(job)).execute()


def _own(job: Job) -> Expression:
    held = (Job.holder == job.holder) & (Job.attempts == job.attempts)
    return (Job.id == job.id) & (Job.status == "running") & held


def _beat(job: Job) -> None:
    Job.update(heartbeat_at=clock.now()).where(_own(job)).execute()
