"""What each schedule does; a result is kept as JSON in the row of its run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import standards
from inventory.app import integrity, orphans
from inventory.app.backups import bundle
from inventory.app.backups import service as backups
from inventory.app.schedules.catalogue import Entry
from inventory.app.schedules.timing import Slot
from inventory.core import clock
from inventory.core.errors import AppError
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.core.web import repeating
from inventory.desk.exports import service as exports
from inventory.desk.reports import scheduled, snapshots
from inventory.enforcement.cases import late
from inventory.enforcement.cases import news as cases
from inventory.intake.confirmations import asking
from inventory.judgement.duties import news as duties
from inventory.judgement.ledger import rejudging
from inventory.judgement.library import current
from inventory.judgement.library import service as library
from inventory.judgement.plans import news as plans
from inventory.judgement.potential import news as potential
from inventory.judgement.reentry import detecting
from inventory.judgement.sums import service as sums
from inventory.people.accounts import lockout, sessions
from inventory.people.accounts.policy import Policy
from inventory.registry.jobs import parts
from inventory.registry.jobs import service as jobs
from inventory.registry.jobs.queue import Queue
from inventory.registry.notifications import tidying
from standards.loading import LIBRARY

Work = Callable[[Settings, Slot], Mapping[str, Any]]
# A document that no person has looked at for so long is named.
CHECKED_LATELY = timedelta(days=365)


def night(settings: Settings, _slot: Slot) -> Mapping[str, Any]:
    """The ledger as of today. What is due is computed from dates: a missed night needs no other."""
    queue = Queue(settings)
    with closing(queue), parts.waking(queue.send):
        result = asdict(rejudging.rejudge_all(clock.today(), settings.horizon_days))
    result["sums_wrong"] = sums.prove()
    result["reentries"] = detecting.sweep()
    result["late_cases"] = late.sweep()
    result["terms_ending"] = cases.sweep_ending()
    result["targets_behind"] = plans.sweep()
    result["duty_terms"] = duties.sweep()
    result["subsidy_windows"] = potential.sweep()
    with bundle.no_sweep(settings):
        result["exports_deleted"] = exports.tidy(settings.data_dir)
        result["orphans"] = orphans.sweep(settings)
    looked = integrity.look(settings, whole=True)
    result["integrity"] = looked.verdict if looked else None
    result["told_long_ago"] = tidying.tidy()
    lockout.tidy()
    repeating.tidy()
    sessions.tidy(Policy.of(settings))
    return result


def confirmation(settings: Settings, _slot: Slot) -> Mapping[str, Any]:
    """Ask for the confirmation of the year, remind, and tell who is late."""
    terms = asking.Terms(
        settings.confirmation_month,
        settings.confirmation_days,
        settings.confirmation_reminder_days,
    )
    return asdict(asking.sweep(terms))


def backup(settings: Settings, _slot: Slot) -> Mapping[str, Any]:
    """Database and files in the folder of backups, verified; the oldest of our own go."""
    made = backups.back_up(settings, backups.next_name(settings))
    deleted = backups.rotate(settings)
    return {
        "file": made.path.name,
        "bytes": made.size,
        "files": made.files,
        "deleted": deleted,
    }


def check_library(_settings: Settings, _slot: Slot) -> Mapping[str, Any]:
    """Read the library's files again, and name how many documents nobody has looked at for long."""
    standards.load_from(LIBRARY)
    with current.holding():
        version, documents = current.load().version, library.documents()
    day = clock.today() - CHECKED_LATELY
    old = [item for item in documents if item.last_checked is None or item.last_checked < day]
    return {"version": version, "documents": len(documents), "unchecked": len(old)}


def snapshot(settings: Settings, slot: Slot) -> Mapping[str, Any]:
    """Keep the ledger of the month's end, for every comparison to come."""
    kept = snapshots.take(FileStore(settings.files_dir), slot.name[:7])
    if kept is None:
        return {"made": 0}
    return {"made": 1, "records": kept.records, "devices": kept.devices}


def publishing(kind: str) -> Work:
    """Make and publish the reports of the period that has ended."""

    def work(settings: Settings, slot: Slot) -> Mapping[str, Any]:
        return asdict(scheduled.publish(FileStore(settings.files_dir), kind, slot.end))

    return work


WORKS: dict[str, Work] = {
    "nightly": night,
    "confirmation": confirmation,
    "backup": backup,
    "library_check": check_library,
    "snapshot": snapshot,
    "monthly": publishing("monthly"),
    "quarterly": publishing("quarterly"),
    "special": publishing("special"),
    "annual": publishing("annual"),
}


def work_of(entry: Entry) -> Work:
    """What a schedule does: make a job of this kind, and run it here."""
    return _as_job(entry.job) if entry.job else WORKS[entry.id]


def _as_job(kind: str) -> Work:
    def work(settings: Settings, slot: Slot) -> Mapping[str, Any]:
        params = {
            "slot": slot.name,
            "data_dir": str(settings.data_dir),
            "horizon": settings.horizon_days,
        }
        done = jobs.run(jobs.create(kind, params).id)
        if done.status != "done":
            raise AppError.of("schedules.job_failed", error=done.error)
        return {"job": done.id, **(done.result or {})}

    return work
