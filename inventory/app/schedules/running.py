"""Running what is due: a claim in the database decides which process runs it."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from peewee import Expression, IntegrityError, fn

from inventory.app.configuration import service as configuration
from inventory.app.models import Schedule, ScheduleRun
from inventory.app.schedules import catalogue, timing, works
from inventory.app.schedules.catalogue import Entry
from inventory.app.schedules.timing import Slot, When
from inventory.core import clock, lives
from inventory.core.beating import Mine, beating
from inventory.core.database import db
from inventory.core.errors import AppError
from inventory.core.settings import Settings
from inventory.judgement.library import current

log = structlog.get_logger()
NIGHTLY = "nightly"
# A claim from so far in the future was made by a clock that was wrong.
AHEAD = timedelta(minutes=10)
_mine = Mine()
# A run that failed is tried again after so long; every work can be repeated safely.
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
    (
        Schedule.insert(name=entry.id, enabled=not entry.off, since=clock.now())
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
    void_future()
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
    with _mine.doing((entry.id, name)) as free:
        if not free:
            return None
        if not _claim(entry.id, name, actor) and not force:
            return None
        return _carry_out(settings, entry, slot, name)


def _carry_out(settings: Settings, entry: Entry, slot: Slot, name: str) -> Mapping[str, Any]:
    own = (ScheduleRun.schedule == entry.id) & (ScheduleRun.slot == name)
    try:
        with beating(lambda: _beat(own)):
            result = works.work_of(entry)(configuration.effective(settings), slot)
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
    found = ScheduleRun.select().where(own).first()
    if found is not None:
        return _take_over(found, now)
    held = {"holder": lives.name(), "heartbeat_at": now}
    try:
        with db.atomic():
            ScheduleRun.create(schedule=schedule, slot=slot, claimed_at=now, actor=actor, **held)
        return True
    except IntegrityError:
        return False  # somebody else was quicker, a moment ago


def _take_over(run: ScheduleRun, now: datetime) -> bool:
    # Nobody here does it: what is said to be our own was left behind.
    ours = run.holder == lives.name() and run.finished_at is None and not run.error
    if not (ours or is_free(run, now)):
        return False
    taken = (
        ScheduleRun.update(
            claimed_at=now,
            attempts=run.attempts + 1,
            holder=lives.name(),
            heartbeat_at=now,
            error="",
        )
        .where((ScheduleRun.id == run.id) & (ScheduleRun.attempts == run.attempts))
        .execute()
    )
    return taken == 1


def is_free(run: ScheduleRun, now: datetime) -> bool:
    """Whether a run may be taken up: its holder died, or it failed a while ago."""
    if run.finished_at is not None:
        return False
    if run.error:
        return not now - CLAIM_LIFE <= run.claimed_at <= now
    if run.holder == lives.name():
        return (run.schedule, run.slot) not in _mine
    return lives.is_dead(run.holder, run.heartbeat_at)


def _beat(own: Expression) -> None:
    ScheduleRun.update(heartbeat_at=clock.now()).where(own).execute()


def void_future() -> int:
    """Give back what a clock that had jumped ahead marked as done; returns how many runs.

    The rows stay, under a name that no period has.
    """
    ahead = list(ScheduleRun.select().where(ScheduleRun.claimed_at > clock.now() + AHEAD))
    for run in ahead:
        log.warning("run_of_the_future", schedule=run.schedule, slot=run.slot)
        ScheduleRun.update(slot=f"{run.slot[:40]} !{run.id}", claimed_at=clock.now()).where(
            ScheduleRun.id == run.id
        ).execute()
    return len(ahead)


def failing() -> list[str]:
    """Schedules that are on and whose last run told of an error."""
    newest = ScheduleRun.select(fn.MAX(ScheduleRun.id)).group_by(ScheduleRun.schedule)
    failed = ScheduleRun.select(ScheduleRun.schedule).where(
        ScheduleRun.id.in_(newest) & (ScheduleRun.error != "")
    )
    query = Schedule.select(Schedule.name).where(Schedule.enabled & Schedule.name.in_(failed))
    return [name for (name,) in query.order_by(Schedule.name).tuples()]
