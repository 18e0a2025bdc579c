"""Schedules as an administrator sees and sets them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN, ModelSelect, fn

from inventory.app.models import Schedule, ScheduleRun
from inventory.app.schedules import catalogue, running, timing
from inventory.app.schedules.catalogue import Entry
from inventory.app.schedules.timing import Slot
from inventory.core import access, clock
from inventory.core.access import Actor, Role
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.paging import FIRST, Page, Slice, page
from inventory.core.settings import Settings
from inventory.people.accounts.models import User
from inventory.registry.jobs import service as jobs
from inventory.registry.jobs.models import Job

READERS = frozenset({Role.ADMIN, Role.AUDITOR})
WRITERS = frozenset({Role.ADMIN})
RUNNING, DONE, FAILED, STOPPED = "running", "done", "failed", "stopped"
STATES = (RUNNING, DONE, FAILED, STOPPED)
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
WORKING_DAYS = 15  # of a month; more than these no month may have


@dataclass(frozen=True, kw_only=True)
class ScheduleShown:
    """A schedule with its last run and its next time; `next_at` is None while it is off."""

    name: str
    title: str
    title_en: str
    does: str
    does_en: str
    cadence: str
    at: str
    working_day: int
    enabled: bool
    version: int
    next_at: datetime | None
    last: ScheduleRun | None


@dataclass(frozen=True)
class Settled:
    """What is changed of a schedule; None leaves it."""

    enabled: bool | None = None
    at: str | None = None
    working_day: int | None = None


def listed(actor: Actor, settings: Settings) -> list[ScheduleShown]:
    """Every schedule of this edition."""
    access.require_role(actor, READERS)
    last = _last()
    rows = running.rows()
    return [
        _shown(entry, rows[name], last.get(name), settings)
        for name, entry in catalogue.entries().items()
    ]


def _shown(
    entry: Entry, row: Schedule, last: ScheduleRun | None, settings: Settings
) -> ScheduleShown:
    times = running.when(entry, row, settings)
    return ScheduleShown(
        name=entry.id,
        title=entry.zh,
        title_en=entry.en,
        does=entry.does_zh,
        does_en=entry.does_en,
        cadence=entry.cadence,
        at=f"{times.at:%H:%M}",
        working_day=times.working_day,
        enabled=row.enabled,
        version=row.version,
        next_at=timing.following(times, clock.now()).due if row.enabled else None,
        last=last,
    )


def _last() -> dict[str, ScheduleRun]:
    newest = ScheduleRun.select(fn.MAX(ScheduleRun.id)).group_by(ScheduleRun.schedule)
    rows = _runs().where(ScheduleRun.id.in_(newest))
    return {row.schedule: row for row in rows.objects()}


def _runs() -> ModelSelect:
    """Runs with the name of who asked for them, blank for the clock."""
    name = fn.COALESCE(User.display_name, "").alias("actor_name")
    return ScheduleRun.select(ScheduleRun, name).join(
        User, JOIN.LEFT_OUTER, on=(User.id == ScheduleRun.actor)
    )


def runs(actor: Actor, name: str, part: Slice = FIRST) -> Page[ScheduleRun]:
    """The runs of a schedule, the newest first."""
    access.require_role(actor, READERS)
    _entry(name)
    query = _runs().where(ScheduleRun.schedule == name).order_by(ScheduleRun.id.desc())
    return page(query.objects(), part)


def state_of(run: ScheduleRun) -> str:
    """The result of a run; one whose holder died was interrupted."""
    if run.finished_at is not None:
        return DONE
    if run.error:
        return FAILED
    return STOPPED if running.is_free(run, clock.now()) else RUNNING


def change(
    actor: Actor, settings: Settings, name: str, version: int, given: Settled
) -> ScheduleShown:
    """Switch a schedule on or off, or set its time; what was due while it was off stays undone."""
    access.require_role(actor, WRITERS)
    entry, row = _entry(name), running.rows()[name]
    _refuse_wrong(entry, given)
    values = {key: value for key, value in vars(given).items() if value is not None}
    begins = {"since": clock.now()} if given.enabled and not row.enabled else {}
    with db.atomic():
        changed = (
            Schedule.update(**values, **begins, version=version + 1)
            .where((Schedule.name == name) & (Schedule.version == version))
            .execute()
        )
        if not changed:
            raise Conflict.of("schedules.changed_meanwhile")
        audit.record(
            "schedule.changed",
            actor,
            subject="schedule",
            subject_id=row.id,
            detail={"schedule": name, **values},
        )
    return _shown(entry, running.rows()[name], _last().get(name), settings)


def _refuse_wrong(entry: Entry, given: Settled) -> None:
    if given.at is not None and not TIME.fullmatch(given.at):
        raise Invalid.of("schedules.no_time", text=given.at)
    if given.working_day is not None and entry.cadence == timing.DAILY:
        raise Invalid.of("schedules.no_working_day")


def ask(actor: Actor, name: str) -> Job:
    """Have a schedule run now, whatever the clock says; the caller wakes the worker."""
    access.require_role(actor, WRITERS)
    entry = _entry(name)
    with db.atomic():
        params = {"schedule": entry.id, "user": actor.id}
        job = jobs.create("schedule", params, actor.id)
        audit.record(
            "schedule.run_asked",
            actor,
            subject="schedule",
            subject_id=running.rows()[name].id,
            detail={"schedule": name, "job": job.id},
        )
        # Its own slot, so that the scheduled run of the period still takes place.
        jobs.set_params(job, {**params, "slot": f"#{job.id}"})
    return job


def run_asked(settings: Settings, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the worker does for `ask`: the last period that has become due, in a slot of its own."""
    entry = _entry(params["schedule"])
    times = running.when(entry, running.rows()[entry.id], settings)
    last = timing.latest(times, clock.now())
    slot = Slot(f"{last.name} {params['slot']}", last.begin, last.end, clock.now())
    # A worker that died is followed by another: the claim is its own.
    result = running.run(settings, entry, slot, actor=params["user"], force=True)
    return result or {}


def _entry(name: str) -> Entry:
    entry = catalogue.entries().get(name)
    if entry is None:
        raise not_found("定时任务", "schedule")
    return entry
