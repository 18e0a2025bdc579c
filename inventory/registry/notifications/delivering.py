"""Deliveries: claimed by one worker, sent, tried again with growing pauses, given up with a reason.

What is proved: a delivery that is due is never lost, whenever a worker dies; while its claim lives
no other worker sends it; and every try carries the same key. A worker that dies between the other
end's yes and our writing it down makes the message go out again *with the same key*: mail servers
and webhooks drop it by the key, a group's robot or an SMS gateway cannot, there a person sees it.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from peewee import Expression, fn

from inventory.core import access, clock, database, paging
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.bulk import bulk_insert
from inventory.core.database import db
from inventory.core.errors import AppError, Conflict, not_found
from inventory.core.paging import FIRST, Page, Slice
from inventory.people.accounts.models import User
from inventory.registry.notifications.channels import ADMIN, READERS
from inventory.registry.notifications.models import Channel, NotificationDelivery

WAITING, SENDING, SENT, FAILED = "waiting", "sending", "sent", "failed"
STATES = (WAITING, SENDING, SENT, FAILED)
# A receiver that is down for a day is reached the day after: 41 hours in all.
PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440))
LONGEST_WAIT = timedelta(days=1)
# A claim whose worker died is free again after so long; nothing is begun in its second half.
LEASE = timedelta(minutes=10)


@dataclass(frozen=True)
class Tried:
    """What became of a try: taken, or the reason; `final` ends it, `wait` is asked for."""

    delivery: int
    error: AppError | None = None
    final: bool = False
    wait: int | None = None


def _due(now: datetime) -> Expression:
    waiting = (NotificationDelivery.state == WAITING) & (NotificationDelivery.next_at <= now)
    dead = (NotificationDelivery.state == SENDING) & (NotificationDelivery.claimed_at < now - LEASE)
    return waiting | dead


def is_due() -> bool:
    """Whether something waits to be sent now, through a channel that is switched on."""
    query = NotificationDelivery.select().join(Channel)
    return bool(query.where(Channel.enabled & _due(clock.now())).exists())


def claim(most: int) -> list[NotificationDelivery]:
    """Take deliveries that are due, the oldest first; what another worker took is not among them.

    A try is counted when it is claimed, so that a message which kills its worker ends, too.
    """
    now, token = clock.now(), secrets.token_hex(16)
    with db.atomic():
        query = (
            NotificationDelivery.select(NotificationDelivery.id)
            .join(Channel)
            .where(Channel.enabled & _due(now))
            .order_by(NotificationDelivery.next_at, NotificationDelivery.id)
            .limit(most)
        )
        if database.is_postgres():
            # SQLite's write transactions follow one another.
            query = query.for_update(of=NotificationDelivery, skip_locked=True)
        ids = [key for (key,) in query.tuples()]
        NotificationDelivery.update(
            state=SENDING,
            claimed_by=token,
            claimed_at=now,
            attempts=NotificationDelivery.attempts + 1,
        ).where(database.any_of(NotificationDelivery.id, ids) & _due(now)).execute()
    mine = (NotificationDelivery.claimed_by == token) & (NotificationDelivery.state == SENDING)
    rows = NotificationDelivery.select(NotificationDelivery, Channel).join(Channel)
    found = rows.where(database.any_of(NotificationDelivery.id, ids) & mine)
    return list(found.order_by(NotificationDelivery.id))


def settle(delivery: NotificationDelivery, tried: Tried) -> bool:
    """Record the result of an attempt; nothing if another worker holds the claim by now."""
    now = clock.now()
    values: dict[str, object] = {"claimed_by": "", "reason": "", "reason_en": ""}
    if tried.error is None:
        values |= {"state": SENT, "ended_at": now}
    else:
        values |= {
            "reason": f"{tried.error.message}。{tried.error.remedy}",
            "reason_en": f"{tried.error.message_en}. {tried.error.remedy_en}",
        }
        if tried.final or delivery.attempts > len(PAUSES):
            values |= {"state": FAILED, "ended_at": now}
        else:
            pause = PAUSES[delivery.attempts - 1]
            if tried.wait is not None:
                pause = max(pause, min(timedelta(seconds=tried.wait), LONGEST_WAIT))
            values |= {"state": WAITING, "next_at": now + pause}
    return _write(delivery, values)


def release(delivery: NotificationDelivery, pause: timedelta) -> bool:
    """Give a claim back untried: the channel has just been found out of reach."""
    values = {
        "state": WAITING,
        "claimed_by": "",
        "attempts": delivery.attempts - 1,
        "next_at": clock.now() + pause,
    }
    return _write(delivery, values)


def _write(delivery: NotificationDelivery, values: dict[str, object]) -> bool:
    own = (NotificationDelivery.id == delivery.id) & (
        NotificationDelivery.claimed_by == delivery.claimed_by
    )
    return bool(NotificationDelivery.update(**values).where(own).execute())


# ---------------------------------------------------------------- what the administrator sees


@dataclass(frozen=True)
class Filters:
    """What the list of deliveries is narrowed to."""

    state: str = ""
    channel: int | None = None
    event: str = ""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A delivery with its channel and receiver; the text of a message is its receiver's."""

    id: int
    key: str
    channel: int
    channel_name: str
    channel_kind: str
    user_name: str
    event: str
    template: str
    title: str
    state: str
    attempts: int
    created_at: datetime
    next_at: datetime
    ended_at: datetime | None
    reason: str
    reason_en: str


def listing(actor: Actor, filters: Filters, part: Slice = FIRST) -> Page[Shown]:
    """Deliveries, the newest first."""
    access.require_role(actor, READERS)
    query = (
        NotificationDelivery.select(
            NotificationDelivery, Channel, fn.COALESCE(User.display_name, "").alias("user_name")
        )
        .join(Channel)
        .switch(NotificationDelivery)
        .left_outer_join(User, on=(User.id == NotificationDelivery.user))
        .order_by(NotificationDelivery.id.desc())
    )
    if filters.state:
        query = query.where(NotificationDelivery.state == filters.state)
    if filters.channel is not None:
        query = query.where(NotificationDelivery.channel == filters.channel)
    if filters.event:
        query = query.where(NotificationDelivery.event == filters.event)
    found = paging.page(query, part)
    return Page([_shown(row) for row in found.items], found.total, found.last)


def _shown(row: NotificationDelivery) -> Shown:
    return Shown(
        id=row.id,
        key=row.key,
        channel=row.channel_id,
        channel_name=row.channel.name,
        channel_kind=row.channel.kind,
        user_name=getattr(row, "user_name", ""),
        event=row.event,
        template=row.template,
        title=row.title,
        state=row.state,
        attempts=row.attempts,
        created_at=row.created_at,
        next_at=row.next_at,
        ended_at=row.ended_at,
        reason=row.reason,
        reason_en=row.reason_en,
    )


def get(actor: Actor, delivery_id: int) -> Shown:
    access.require_role(actor, READERS)
    return _shown(_get(delivery_id))


def _get(delivery_id: int) -> NotificationDelivery:
    found = NotificationDelivery.get_or_none(NotificationDelivery.id == delivery_id)
    if found is None:
        raise not_found("发送记录", "delivery")
    return found


def retry(actor: Actor, delivery_id: int) -> Shown:
    """Try one that was given up again, from the beginning; it keeps its key."""
    access.require_role(actor, ADMIN)
    with db.atomic():
        row = _get(delivery_id)
        again = (NotificationDelivery.id == delivery_id) & (NotificationDelivery.state == FAILED)
        changed = (
            NotificationDelivery.update(
                state=WAITING, attempts=0, next_at=clock.now(), ended_at=None
            )
            .where(again)
            .execute()
        )
        if not changed:
            raise Conflict.of("notifications.not_failed")
        audit.record("delivery.retried", actor, subject="notification_delivery", subject_id=row.id)
    return _shown(_get(delivery_id))


def enter(rows: Sequence[NotificationDelivery]) -> int:
    """Write deliveries that are not there yet; call inside the transaction that they belong to."""
    known: set[str] = set()
    for part in database.in_chunks(row.key for row in rows):
        found = NotificationDelivery.select(NotificationDelivery.key)
        known.update(key for (key,) in found.where(NotificationDelivery.key.in_(part)).tuples())
    new = [row for row in rows if row.key not in known]
    names = (
        *("key", "channel", "user", "event", "template", "count", "address", "title", "body"),
        *("link", "state", "attempts", "next_at", "created_at", "claimed_by", "reason"),
        "reason_en",
    )
    bulk_insert(
        NotificationDelivery,
        names,
        (
            (
                *(row.key, row.channel_id, row.user_id, row.event, row.template, row.count),
                *(row.address, row.title, row.body, row.link, WAITING, 0),
                *(database.instant(row.next_at), database.instant(row.created_at), "", "", ""),
            )
            for row in new
        ),
    )
    return len(new)
