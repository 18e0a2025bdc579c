"""The bell: a person's notifications, and which of them are unread."""

from __future__ import annotations

from collections.abc import Sequence

from inventory.core import clock, database, paging
from inventory.core.access import Actor
from inventory.core.paging import FIRST, Page, Slice
from inventory.registry.notifications.models import Notification

# The bell counts no further: "99+" says the same.
MOST = 100


def listing(actor: Actor, unread: bool = False, part: Slice = FIRST) -> Page[Notification]:
    """One's own notifications, the newest first."""
    query = Notification.select().where(Notification.user == (actor.id or 0))
    if unread:
        query = query.where(Notification.read_at.is_null())
    return paging.page(query.order_by(Notification.id.desc()), part)


def unread(actor: Actor) -> int:
    """How many one has not read, up to a hundred."""
    query = Notification.select(Notification.id).where(
        (Notification.user == (actor.id or 0)) & Notification.read_at.is_null()
    )
    return query.limit(MOST).count()


def read(actor: Actor, ids: Sequence[int] | None = None) -> int:
    """Mark one's own as read: these, or all; gives how many are left."""
    own = (Notification.user == (actor.id or 0)) & Notification.read_at.is_null()
    if ids is not None:
        own &= database.any_of(Notification.id, ids)
    Notification.update(read_at=clock.now()).where(own).execute()
    return unread(actor)
