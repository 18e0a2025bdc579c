"""Asking and reminding: the only writer of the requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from peewee import chunked

from inventory.core import access, clock, database
from inventory.core.access import OFFICE, SYSTEM, Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.intake.confirmations import listing
from inventory.intake.confirmations.listing import OPEN, Standing, Wanted
from inventory.intake.confirmations.models import ConfirmationRequest as Request
from inventory.registry.notifications.emitting import News, emit

BATCH = 500
# So many are reminded by hand at once; the schedule reminds the others.
MOST = 1_000


@dataclass(frozen=True)
class Terms:
    """From which month enterprises are asked, how long they have, when they are reminded."""

    month: int = 10
    days: int = 60
    reminder_days: int = 14


@dataclass(frozen=True)
class Swept:
    """What one look did."""

    asked: int
    reminded: int
    late: int


def sweep(terms: Terms) -> Swept:
    """Ask who has not been asked this year, remind who is near the end, tell officers who is late.

    Each is computed from dates and from what was done: a missed day is made good by the next.
    """
    today = clock.today()
    if today.month < terms.month:
        # The year before is over; what is still late of it is listed and told.
        return Swept(0, 0, _tell_late(today.year - 1))
    asked = ask(today.year, today + timedelta(days=terms.days))
    near = [it for it in _open(today.year) if it.due and not it.reminders]
    due = [it for it in near if today <= (it.due or today) <= today + _days(terms)]
    return Swept(asked, _remind(due, today.year, "1"), _tell_late(today.year))


def _days(terms: Terms) -> timedelta:
    return timedelta(days=terms.reminder_days)


def ask(year: int, due: date) -> int:
    """Ask every enterprise with a device in use that was not asked yet; returns how many."""
    now = clock.now()
    query = listing.select(SYSTEM, Wanted(year, state=listing.NOT_ASKED))
    found = [(row["id"], row["region"]) for row in query.dicts()]
    for part in chunked(found, BATCH):
        with db.atomic():
            rows = [
                {"enterprise": key, "year": year, "asked_at": now, "due": due} for key, _ in part
            ]
            Request.insert_many(rows).on_conflict_ignore().execute()
            requests = _requests(year, [key for key, _ in part])
            emit(
                [
                    _news("confirmation_asked", year, key, requests[key], region, due)
                    for key, region in part
                ]
            )
    return len(found)


def _requests(year: int, enterprises: Sequence[int]) -> dict[int, int]:
    """Enterprise → the number of its request in a year."""
    rows = Request.select(Request.enterprise, Request.id).where(
        (Request.year == year) & database.any_of(Request.enterprise, enterprises)
    )
    return dict(rows.tuples())


def _news(
    event: str,
    year: int,
    enterprise: int,
    request: int,
    region: str,
    due: date,
    part: str = "",
    name: str = "",
) -> News:
    return News(
        event,
        {"year": year, "due": due.isoformat(), "enterprise": name},
        # The first of a year needs no more: asked twice, it is told once.
        key=":".join(filter(None, ("confirm", str(enterprise), str(year), part))),
        region=region,
        enterprise=enterprise,
        subject="enterprise",
        subject_id=enterprise,
        things={"confirmation": [request]},
    )


def _open(year: int) -> list[Standing]:
    query = listing.select(SYSTEM, Wanted(year, waiting=True))
    return listing.told(list(query.dicts()))


def _remind(found: Sequence[Standing], year: int, part: str) -> int:
    now = clock.now()
    for some in chunked(found, BATCH):
        with db.atomic():
            ids = [it.id for it in some]
            mine = (Request.year == year) & Request.enterprise.in_(ids)
            Request.update(reminded_at=now, reminders=Request.reminders + 1).where(mine).execute()
            requests = _requests(year, ids)
            emit([_reminder(it, year, requests[it.id], part) for it in some])
    return len(found)


def _reminder(it: Standing, year: int, request: int, part: str) -> News:
    due = it.due or clock.today()
    return _news("confirmation_reminder", year, it.id, request, it.region, due, f"r{part}", it.name)


def _tell_late(year: int) -> int:
    """The officers hear of each enterprise once."""
    untold = Request.select(Request.enterprise).where(
        (Request.year == year) & (Request.late_told == 0) & (Request.due < clock.today())
    )
    ids = [key for (key,) in untold.tuples()]
    query = listing.select(SYSTEM, Wanted(year, state=listing.LATE))
    late = [it for it in listing.told(list(query.dicts())) if it.id in set(ids)]
    for some in chunked(late, BATCH):
        with db.atomic():
            requests = _requests(year, [it.id for it in some])
            mine = database.any_of(Request.id, requests.values())
            Request.update(late_told=1).where(mine).execute()
            emit([_late(it, year, requests[it.id]) for it in some])
    return len(late)


def _late(it: Standing, year: int, request: int) -> News:
    due = it.due or clock.today()
    return _news("confirmation_late", year, it.id, request, it.region, due, "late", it.name)


def remind(actor: Actor, wanted: Wanted) -> int:
    """Remind by hand those of a list that have still to act; once a day each.

    Raises Forbidden for a reader; an enterprise outside the own regions is not in the list.
    """
    access.require_role(actor, OFFICE)
    query = listing.select(actor, wanted).limit(MOST)
    found = [it for it in listing.told(list(query.dicts())) if it.state in OPEN]
    due = [it for it in found if it.reminded_at is None or _day(it) < clock.today()]
    _remind(due, wanted.year, clock.today().isoformat())
    if due:
        detail = {"year": wanted.year, "enterprises": [it.id for it in due]}
        audit.record("confirmation.reminded", actor, detail=detail)
    return len(due)


def _day(it: Standing) -> date:
    return it.reminded_at.astimezone(clock.SHANGHAI).date() if it.reminded_at else date.min
