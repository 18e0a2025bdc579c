"""The scheduler process. It decides only *when* to look; the claim decides *who* does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

from inventory.app.configuration import service as configuration
from inventory.app.schedules import catalogue, running
from inventory.app.schedules.timing import Slot
from inventory.core import clock, database
from inventory.core.audit import heads
from inventory.core.settings import Settings
from inventory.registry.jobs.queue import Queue
from inventory.registry.notifications import waking


def tick(settings: Settings, *, force: bool = False) -> Mapping[str, Any] | None:
    """Do today's re-assessment and alerts if nobody has; None if there was nothing to do."""
    today = clock.today()
    slot = Slot(today.isoformat(), today, today, clock.now())
    return running.run(settings, catalogue.entries()[running.NIGHTLY], slot, force=force)


def scheduler(settings: Settings) -> BlockingScheduler:
    """The scheduler process: each minute it looks at each schedule, separately.

    What is due is computed from dates and from what has run: a time that is changed on the page
    counts at once, a missed night is run later, and one that fails hinders no other.
    """
    blocking = BlockingScheduler(
        timezone=clock.SHANGHAI,
        # The default grace of one second silently skips a run that comes late.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 6 * 3600},
    )
    for name in catalogue.entries():
        blocking.add_job(
            _looking(settings, name),
            CronTrigger(minute="*", timezone=clock.SHANGHAI),
            id=name,
        )
    blocking.add_job(
        _notifying(settings, Queue(settings)),
        CronTrigger(second=30, timezone=clock.SHANGHAI),
        id=waking.JOB,
    )
    blocking.add_job(
        _noting_heads(settings),
        CronTrigger(second=45, timezone=clock.SHANGHAI),
        id=heads.EVENT,
    )
    return blocking


def _noting_heads(settings: Settings) -> Callable[[], None]:
    """Note the audit trail's head where it has moved on."""
    noted: list[heads.Head | None] = [None]

    def look() -> None:
        with database.connection():
            noted[0] = heads.note(noted[0], settings.audit_heads)

    return look


def _notifying(settings: Settings, queue: Queue) -> Callable[[], None]:
    """Wake the worker where there is something to tell or to send."""

    def look() -> None:
        with database.connection():
            waking.wake(configuration.effective(settings), queue)

    return look


def _looking(settings: Settings, name: str) -> Callable[[], None]:
    def look() -> None:
        with database.connection():
            running.look(settings, name)

    return look
