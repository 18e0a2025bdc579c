"""What is due by the clock. The scheduler decides only *when*; the claim decides *who*."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import time, timedelta
from typing import Any

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from peewee import IntegrityError

from inventory.app import orphans
from inventory.app.models import ScheduleRun
from inventory.core import clock, database
from inventory.core.database import db
from inventory.core.settings import Settings
from inventory.desk.exports import service as exports
from inventory.enforcement.cases import late
from inventory.judgement.ledger import rejudging
from inventory.judgement.library import current
from inventory.judgement.reentry import detecting
from inventory.people.accounts import lockout, sessions
from inventory.people.accounts.policy import Policy

NIGHTLY = "nightly"
# A claim whose process died is free again after so long; the night's work can be repeated safely.
CLAIM_LIFE = timedelta(hours=2)


def tick(settings: Settings, *, force: bool = False) -> Mapping[str, Any] | None:
    """Do today's re-assessment and alerts if nobody has; None if there was nothing to do.

    Because all that is due is computed from dates, a night that was missed is made good here. A
    new library is a new slot: the ledger is judged by it without waiting for the night.
    """
    slot = f"{clock.today().isoformat()} {current.load().version}"
    if not _claim(NIGHTLY, slot) and not force:
        return None
    result = asdict(rejudging.rejudge_all(clock.today(), settings.horizon_days))
    result["reentries"] = detecting.sweep()
    result["late_cases"] = late.sweep()
    result["exports_deleted"] = exports.tidy(settings.data_dir)
    result["orphans"] = orphans.sweep(settings)
    lockout.tidy()
    sessions.tidy(Policy.of(settings))
    ScheduleRun.update(finished_at=clock.now(), result=result).where(
        (ScheduleRun.schedule == NIGHTLY) & (ScheduleRun.slot == slot)
    ).execute()
    return result


def _claim(schedule: str, slot: str) -> bool:
    now = clock.now()
    try:
        with db.atomic():
            ScheduleRun.create(schedule=schedule, slot=slot, claimed_at=now)
        return True
    except IntegrityError:
        taken_over = (
            ScheduleRun.update(claimed_at=now)
            .where(
                (ScheduleRun.schedule == schedule)
                & (ScheduleRun.slot == slot)
                & ScheduleRun.finished_at.is_null()
                & (ScheduleRun.claimed_at < now - CLAIM_LIFE)
            )
            .execute()
        )
        return taken_over == 1


def scheduler(settings: Settings) -> BlockingScheduler:
    """The scheduler process: the nightly run, and an hourly look for a night that was missed."""
    hour, minute = settings.nightly_at.split(":")
    begin = time(int(hour), int(minute))
    blocking = BlockingScheduler(
        timezone=clock.SHANGHAI,
        # The default grace of one second silently skips a run that comes late.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 6 * 3600},
    )

    def run() -> None:
        if clock.now().astimezone(clock.SHANGHAI).time() >= begin:
            with database.connection():
                tick(settings)

    blocking.add_job(run, CronTrigger(hour=hour, minute=minute, timezone=clock.SHANGHAI))
    blocking.add_job(run, CronTrigger(minute=7, timezone=clock.SHANGHAI))
    return blocking
