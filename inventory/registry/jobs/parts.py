"""A long job in parts, each a job of its own, done by whichever worker is free.

Whoever has the whole does parts, too, so that it ends even where no other worker is. A part must be
able to start over, as every job; what the parts give is added up by the whole.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

from inventory.core import clock
from inventory.core.database import any_of, db
from inventory.core.errors import AppError
from inventory.registry.jobs import service
from inventory.registry.jobs.models import Job

# How often the whole looks whether what others do is done, in seconds.
LOOK = 0.1
# Rows that a killed run left behind are of no use to anybody after so long.
KEPT = timedelta(days=2)
Send = Callable[[int], None]
Params = dict[str, Any]


def nobody(_job_id: int) -> None:
    """Wakes no other worker."""


_wake: ContextVar[Send] = ContextVar("wake", default=nobody)


@contextmanager
def waking(send: Send) -> Iterator[None]:
    """Within this block `send` wakes other workers."""
    before = _wake.set(send)
    try:
        yield
    finally:
        _wake.reset(before)


def shared(kind: str, todo: Sequence[Params], work: Callable[[Params], Any]) -> Iterator[Any]:
    """What `work` gives for each part, done with whoever else is free; one alone needs no other.

    A job of this kind that gives None was not to be done elsewhere: it is done here.
    """
    if len(todo) <= 1:
        yield from map(work, todo)
        return
    for params, result in carry_out(kind, todo):
        yield work(params) if result is None else result


def carry_out(kind: str, todo: Sequence[Params]) -> Iterator[tuple[Params, Any]]:
    """Do jobs of a kind with these params, together with the workers that can be woken.

    Gives the params and the result of each once it is done. Raises what stops a part here, and
    AppError where one failed elsewhere; what nobody has begun by then is not done.
    """
    with db.atomic():
        service.forget(kind, clock.now() - KEPT)
        left = {service.create(kind, params).id: params for params in todo}
    wake = _wake.get()
    for job_id in left:
        wake(job_id)
    try:
        while left:
            for job_id in list(left):
                job = service.run(job_id)
                if job.status == "failed":
                    raise AppError.of("jobs.part_failed", line=job.error)
                if job.status == "done":
                    yield left.pop(job_id), job.result
                    Job.delete().where(Job.id == job_id).execute()
            if left:
                threading.Event().wait(LOOK)
    finally:
        Job.delete().where(any_of(Job.id, list(left)) & (Job.status != "running")).execute()
