"""The bell: a person's notifications, and which of them are unread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inventory.core import clock, database, paging
from inventory.core.access import Actor
from inventory.core.paging import FIRST, Page, Slice
from inventory.registry.notifications import done
from inventory.registry.notifications.done import Done
from inventory.registry.notifications.models import Notification

# The bell counts no further: "99+" says the same.
MOST = 100


@dataclass(frozen=True)
class Shown:
    """A notification, and by whom and when its work was done if somebody has done it."""

    id: int
    event: str
    count: int
    title: str
    title_en: str
    body: str
    body_en: str
    link: str
    at: datetime
    read_at: datetime | None
    done_at: datetime | None
    done_by: str
    passed: bool


def listing(actor: Actor, unread: bool = False, part: Slice = FIRST) -> Page[Shown]:
    """One's own notifications, the newest first; of the unread, those that still wait."""
    query = Notification.select().where(Notification.user == (actor.id or 0))
    if unread:
        over = done.of(_unread(actor))
        query = query.where(Notification.read_at.is_null() & Notification.id.not_in(list(over)))
    page = paging.page(query.order_by(Notification.id.desc()), part)
    ends = done.of(page.items)
    return page._replace(items=[_shown(row, ends.get(row.id)) for row in page.items])


def _shown(row: Notification, end: Done | None) -> Shown:
    return Shown(
        row.id,
        row.event,
        row.count,
        row.title,
        row.title_en,
        row.body,
        row.body_en,
        row.link,
        row.at,
        row.read_at,
        end.at if end else None,
        end.by if end else "",
        bool(end and end.passed),
    )


def unread(actor: Actor) -> int:
    """How many one has not read and nobody has done meanwhile, up to a hundred."""
    rows = _unread(actor)
    return len(rows) - len(done.of(rows))


def _unread(actor: Actor) -> list[Notification]:
    """What the bell counts: the newest that one has not read."""
    query = Notification.select(
        Notification.id, Notification.user, Notification.event, Notification.things
    ).where((Notification.user == (actor.id or 0)) & Notification.read_at.is_null())
    return list(query.order_by(Notification.id.desc()).limit(MOST))


def read(actor: Actor, ids: Sequence[int] | None = None) -> int:
    """Mark one's own as read: these, or all; gives how many are left."""
    own = (Notification.user == (actor.id or 0)) & Notification.read_at.is_null()
    if ids is not None:
        own &= database.any_of(Notification.id, ids)
    Notification.update(read_at=clock.now()).where(own).execute()
    return unread(actor)
