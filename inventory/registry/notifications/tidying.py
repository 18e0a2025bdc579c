"""Deletes old notifications and deliveries; called by a schedule."""

from __future__ import annotations

from datetime import timedelta

from inventory.core import clock
from inventory.core.database import db
from inventory.registry.jobs import service as jobs
from inventory.registry.notifications import waking
from inventory.registry.notifications.models import Happening, Notification, NotificationDelivery

# How long rows are kept that nothing more is done with. A happening with a key stays longer: it
# keeps a sweep from sending the same notification again.
KEPT_JOBS = timedelta(days=7)
KEPT_HAPPENINGS = timedelta(days=30)
KEPT_KEYS = timedelta(days=800)
KEPT_DELIVERIES = timedelta(days=365)
KEPT_NOTIFICATIONS = timedelta(days=365)


def tidy() -> int:
    """Delete old notifications and deliveries; returns the number of rows."""
    now = clock.now()
    told = Happening.told_at.is_null(False)
    plain = told & Happening.key.is_null() & (Happening.told_at < now - KEPT_HAPPENINGS)
    keyed = told & (Happening.told_at < now - KEPT_KEYS)
    with db.atomic():
        gone = Happening.delete().where(plain | keyed).execute()
        gone += (
            NotificationDelivery.delete()
            .where(NotificationDelivery.ended_at < now - KEPT_DELIVERIES)
            .execute()
        )
        gone += Notification.delete().where(Notification.at < now - KEPT_NOTIFICATIONS).execute()
        gone += jobs.forget(waking.JOB, now - KEPT_JOBS)
    return int(gone)
