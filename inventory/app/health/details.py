"""What an administrator must know: schedules, queue, database, backups."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from peewee import fn

from inventory import __version__
from inventory.app import integrity, processes
from inventory.app.backups import service as backups
from inventory.app.health import checks
from inventory.app.health.results import (
    BackupHealth,
    DatabaseHealth,
    DiskHealth,
    Found,
    HealthDetails,
    QueueHealth,
    ScheduleHealth,
)
from inventory.app.models import ScheduleRun
from inventory.app.schedules import running
from inventory.core import clock, keys, migrating, replicas
from inventory.core.audit.models import AuditEvent
from inventory.core.database import db, is_postgres
from inventory.core.web.security import UNKNOWN_PROXY
from inventory.judgement.library import current
from inventory.people.accounts.models import User
from inventory.registry.equipment.models import Equipment
from inventory.registry.jobs import leases
from inventory.registry.jobs.models import Job
from inventory.registry.notifications import channels

# What must run for verdicts to be true; the others have a page of their own.
SCHEDULES = ("nightly",)
# How long a failed job is worth a look.
LATELY = timedelta(days=7)


def details(folder: Path) -> HealthDetails:
    """Health in detail and in words; `folder` is the data folder. The caller checks rights."""
    found = _found(folder)
    judged = checks.judge(found)
    return HealthDetails(**vars(found), checks=judged, level=checks.worst(judged))


def _found(folder: Path) -> Found:
    return Found(
        version=__version__,
        library=current.load().version,
        now=clock.now(),
        schedules=[_schedule(name) for name in SCHEDULES],
        failed_schedules=running.failing(),
        failing_channels=channels.failing(),
        processes=processes.standings(),
        queue=_queue(),
        database=DatabaseHealth(
            engine="postgresql" if is_postgres() else "sqlite",
            bytes=size(),
            empty=not Equipment.select().exists(),
        ),
        backup=_backup(),
        disk=_disk(folder),
        migrations=migrating.migration_state(),
        missing_keys=_missing_keys(),
        replica=replicas.standing(),
        unknown_proxy=unknown_proxy(folder),
        integrity=None if is_postgres() else integrity.last(folder),
    )


def unknown_proxy(folder: Path) -> datetime | None:
    """When somebody was last seen standing before us whom the settings do not know."""
    mark = folder / UNKNOWN_PROXY
    return datetime.fromtimestamp(mark.stat().st_mtime, UTC) if mark.exists() else None


def _missing_keys() -> list[str]:
    """Keys that are needed and not in the file: of the trail's end, of second factors."""
    last = AuditEvent.select(AuditEvent.key_id).order_by(AuditEvent.id.desc()).limit(1)
    begins = fn.SUBSTR(User.totp_secret, 1, keys.BEGINS)
    factors = User.select(begins).where(User.totp_secret != "").distinct()
    needed = {name for (name,) in last.tuples()}
    needed |= {keys.key_of(f"{text}:") for (text,) in factors.tuples()}
    return sorted(name for name in needed if name and not keys.has(name))


def _disk(folder: Path) -> DiskHealth:
    """Bytes of the disk that holds the data folder, or will hold it."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    usage = shutil.disk_usage(there)
    return DiskHealth(usage.free, usage.total)


def _schedule(name: str) -> ScheduleHealth:
    """The last successful run, and whether a run has started and not ended."""
    runs = ScheduleRun.select().where(ScheduleRun.schedule == name)
    done = (
        runs.where(ScheduleRun.finished_at.is_null(False))
        .order_by(ScheduleRun.finished_at.desc())
        .first()
    )
    latest = runs.order_by(ScheduleRun.claimed_at.desc()).first()
    return ScheduleHealth(
        schedule=name,
        last_success=done.finished_at if done else None,
        age_seconds=_age(done.finished_at) if done else None,
        slot=done.slot if done else None,
        result=done.result if done else None,
        unfinished_since=latest.claimed_at if latest and not latest.finished_at else None,
    )


def _age(moment: datetime) -> int:
    return int((clock.now() - moment).total_seconds())


def _queue() -> QueueHealth:
    rows = Job.select(Job.status, fn.COUNT(Job.id)).group_by(Job.status)
    counts = dict(rows.tuples())
    oldest = Job.select(fn.MIN(Job.id)).where(Job.status == "queued").scalar()
    waiting = Job.get_by_id(oldest) if oldest else None
    failed = (Job.status == "failed") & (Job.finished_at >= clock.now() - LATELY)
    return QueueHealth(
        queued=counts.get("queued", 0),
        running=counts.get("running", 0),
        failed=counts.get("failed", 0),
        failed_lately=Job.select().where(failed).count(),
        without_heartbeat=len(leases.left_behind()),
        oldest_waits_seconds=_age(waiting.created_at) if waiting else None,
    )


def size() -> int:
    """Bytes of the database on its disk."""
    if is_postgres():
        sql = "SELECT pg_database_size(current_database())"
    else:
        sql = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    return int(db.execute_sql(sql).fetchone()[0])


def _backup() -> BackupHealth | None:
    last = backups.last()
    if last is None:
        return None
    return BackupHealth(
        name=last.name,
        bytes=last.size,
        made_at=last.made_at,
        age_seconds=_age(last.made_at),
        verified_at=last.verified_at,
    )
