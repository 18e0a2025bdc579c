"""The processes of the service: each shows that it lives; whoever asks is told which do."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from peewee import PeeweeException

from inventory.app.models import ServiceProcess
from inventory.core import clock, database, lives
from inventory.registry.jobs.queue import Queue

log = structlog.get_logger()
WORKER, SCHEDULER = "worker", "scheduler"
ROLES = (WORKER, SCHEDULER)
STATES = READY, DEAD, MISSING = ("ready", "dead", "missing")
# How often the worker looks for jobs that nobody does.
LOOK = timedelta(minutes=1)
KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Standing:
    """How a process stands; `ended` says how many of its role broke off in the last day."""

    role: str
    state: str
    ended: int


def standings() -> list[Standing]:
    """How the worker and the scheduler stand."""
    rows = list(ServiceProcess.select().where(ServiceProcess.role.in_(ROLES)))
    lately = clock.now() - timedelta(days=1)
    return [_standing(role, [row for row in rows if row.role == role], lately) for role in ROLES]


def has_worker() -> bool:
    """Whether a worker lives that will do a job."""
    return any(one.state == READY for one in standings() if one.role == WORKER)


def _standing(role: str, rows: list[ServiceProcess], lately: datetime) -> Standing:
    ended = sum(1 for row in rows if row.status and row.ended_at > lately)
    if any(row.ended_at is None and not lives.is_dead(row.life, row.seen_at) for row in rows):
        return Standing(role, READY, ended)
    return Standing(role, DEAD if rows else MISSING, ended)


def announce(role: str) -> None:
    """Enter this process, and forget those that ended long ago."""
    now = clock.now()
    lives.tidy(now - KEPT)
    ServiceProcess.delete().where(ServiceProcess.seen_at < now - KEPT).execute()
    ServiceProcess.create(
        role=role, life=lives.name(), pid=os.getpid(), started_at=now, seen_at=now
    )


def show_life() -> None:
    """Note that this process still lives."""
    own = ServiceProcess.life == lives.name()
    ServiceProcess.update(seen_at=clock.now()).where(own).execute()


def note_end(pid: int, status: int) -> None:
    """Note that a process of this machine has ended, and how."""
    here = ServiceProcess.life.startswith(lives.beginning(pid))
    row = here & ServiceProcess.ended_at.is_null()
    try:
        with database.connection():
            ServiceProcess.update(ended_at=clock.now(), status=status).where(row).execute()
    except PeeweeException as error:
        log.warning("end_not_noted", error=str(error))


def begin(role: str, queue: Queue | None = None) -> None:
    """Show life from now on, in a thread; a worker looks after jobs that nobody does, too."""
    with database.connection():
        announce(role)
    if queue is not None:
        _every(LOOK, queue.look)
    _every(lives.BEAT, lambda: _connected(show_life))


def _every(pause: timedelta, work: Callable[[], None]) -> None:
    threading.Thread(target=_repeat, args=(pause, work), daemon=True).start()


def _repeat(pause: timedelta, work: Callable[[], None]) -> None:
    while True:
        try:
            work()
        except (PeeweeException, OSError) as error:
            # The database is away or busy: the next time will do.
            log.warning("look_failed", error=str(error))
        threading.Event().wait(pause.total_seconds())


def _connected(work: Callable[[], None]) -> None:
    with database.connection():
        work()
