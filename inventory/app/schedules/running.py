"""Running what is due: a claim in the database decides which process runs it."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from peewee import IntegrityError, fn

from inventory.app.models import Schedule, ScheduleRun
from inventory.app.schedules import catalogue, timing, works
from inventory.app.schedules.catalogue import Entry
from inventory.app.schedules.timing import Slot, When
from inventory.core import clock
from inventory.core.database import db, is_postgres
from inventory.core.errors import AppError
from inventory.core.settings import Settings
from inventory.judgement.library import current

NIGHTLY = "nightly"
# A claim whose process died is free again after so long; every work can be repeated safely.
CLAIM_LIFE = timedelta(hours=2)
# At most so many missed periods are made up for, after a computer was off for years.
LONGEST = 24


def rows() -> dict[str, Schedule]:
    """The row of each schedule; one that is new begins now."""
    known = {row.name: row for row in Schedule.select()}
    return {
        entry.id: known.get(entry.id) or _begun(entry) for entry in catalogue.entries().values()
    }


def _begun(entry: Entry) -> Schedule:
    enabled = not entry.off and entry.off_on != ("postgresql" if is_postgres() else "sqlite")
    (
        Schedule.insert(name=entry.id, enabled=enabled, since=clock.now())
        .on_conflict_ignore()
        .execute()
    )
    return Schedule.get(Schedule.name == entry.id)


def when(entry: Entry, row: Schedule, settings: Settings) -> When:
    """When a schedule is due: as an administrator set it, else the default."""
    usual = settings.nightly_at if entry.id == NIGHTLY else entry.at
    day = entry.working_day if row.working_day is None else row.working_day
    return When(entry.cadence, catalogue.time_of(row.at or usual), day)


def due(settings: Settings, name: str) -> list[Slot]:
    """What of a schedule should have run by now, done or not; nothing while it is off."""
    entry, row = catalogue.entries()[name], rows()[name]
    if not row.enabled:
        return []
    now, times = clock.now(), when(entry, row, settings)
    if entry.each:
        return timing.missed(times, row.since, now)[-LONGEST:]
    slot = timing.latest(times, now)
    return [slot] if entry.at_once or slot.due > row.since else []


def look(settings: Settings, name: str) -> list[Mapping[str, Any]]:
    """Run the periods of a schedule that are due and not done; called each minute."""
    entry = catalogue.entries()[name]
    results = [run(settings, entry, slot) for slot in due(settings, name)]
    return [result for result in results if result is not None]


def run(
    settings: Settings,
    entry: Entry,
    slot: Slot,
    *,
    actor: int | None = None,
    force: bool = False,
) -> Mapping[str, Any] | None:
    """One run, if nobody has it: claim, work, result; None if there was nothing to do.

    A new library is a new slot of the night: the ledger is judged by it without waiting.
    """
    name = f"{slot.name} {current.load().version}" if entry.id == NIGHTLY else slot.name
    if not _claim(entry.id, name, actor) and not force:
        return None
    own = (ScheduleRun.schedule == entry.id) & (ScheduleRun.slot == name)
    try:
        result = works.work_of(entry)(settings, slot)
    except AppError as error:
        # Told on the page; the claim stays unfinished, so that it is tried again.
        ScheduleRun.update(error=str(error)).where(own).execute()
        raise
    except Exception as error:
        # The scheduler's boundary: the row must tell of the failure whatever it was.
        line = "".join(traceback.format_exception_only(error)).strip()
        ScheduleRun.update(error=line).where(own).execute()
        raise
    ScheduleRun.update(finished_at=clock.now(), result=result, error="").where(own).execute()
    return result


def _claim(schedule: str, slot: str, actor: int | None) -> bool:
    now = clock.now()
    own = (ScheduleRun.schedule == schedule) & (ScheduleRun.slot == slot)
    if ScheduleRun.select().where(own).exists():
        return _take_over(schedule, slot, now)
    try:
        with db.atomic():
            ScheduleRun.create(schedule=schedule, slot=slot, claimed_at=now, actor=actor)
        return True
    except IntegrityError:
        return False  # somebody else was quicker, a moment ago


def _take_over(schedule: str, slot: str, now: datetime) -> bool:
    taken = (
        ScheduleRun.update(claimed_at=now, attempts=ScheduleRun.attempts + 1)
        .where(
            (ScheduleRun.schedule == schedule)
            & (ScheduleRun.slot == slot)
            & ScheduleRun.finished_at.is_null()
            & (ScheduleRun.claimed_at < now - CLAIM_LIFE)
        )
        .execute()
    )
    return taken == 1


def failing() -> list[str]:
    """Schedules that are on and whose last run told of an error."""
    newest = ScheduleRun.select(fn.MAX(ScheduleRun.id)).group_by(ScheduleRun.schedule)
    failed = ScheduleRun.select(ScheduleRun.schedule).where(
        ScheduleRun.id.in_(newest) & (ScheduleRun.error != "")
    )
    query = Schedule.select(Schedule.name).where(Schedule.enabled & Schedule.name.in_(failed))
    return [name for (name,) in query.order_by(Schedule.name).tuples()]
