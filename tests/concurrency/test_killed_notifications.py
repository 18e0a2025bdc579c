"""A worker killed at each stage of telling and sending, and two at once: all told, each once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from inventory.core import clock, database, outbound
from inventory.core.access import SYSTEM, Role
from inventory.core.settings import Settings
from inventory.people.accounts import service as accounts
from inventory.registry.notifications import channels, delivering, sending, telling
from inventory.registry.notifications.emitting import News, emit
from inventory.registry.notifications.models import (
    Happening,
    Notification,
    NotificationDelivery,
)
from tests.concurrency.killing import Death, ended, killed, start
from tests.inventory.registry.notifications.receivers import SECRET, Receiver, receiver

NEWS = 12
STAGES = {
    "telling": Death("inventory.registry.notifications.delivering:enter"),
    "claimed": Death("inventory.registry.notifications.transports:send", 3),
    "sent": Death("inventory.registry.notifications.transports:send", 3, after=True),
    "settling": Death("inventory.registry.notifications.delivering:settle", 3),
}


def happen(hook: Receiver) -> None:
    accounts.create_user("officer", "监察员", "correct horse battery", Role.INSPECTOR, ["440704"])
    for number in range(NEWS):
        name = f"群{number}"
        settings = {"url": hook.url, "secret": SECRET}
        values = {"kind": "webhook", "name": name, "settings": settings, "events": ["job_failed"]}
        channels.create(SYSTEM, values)
    with database.db.atomic():
        emit([News("job_failed", {"job": "甲", "why": "乙"}, region="440704")])


@pytest.mark.parametrize("stage", STAGES)
def test_killed_at_each_stage(ledger: Settings, stage: str) -> None:
    with receiver() as hook:
        happen(hook)
        database.db.close()
        killed(ledger, "deliver", None, STAGES[stage])
        database.db.connect()
        left = Counter(row.state for row in NotificationDelivery.select())
        assert left["sent"] < NEWS
        with clock.frozen(clock.now() + delivering.LEASE + timedelta(seconds=1)):
            telling.tell_all()
            sending.send_due(outbound.networks("127.0.0.1"))
        rows = list(NotificationDelivery.select())
        assert [row.state for row in rows] == ["sent"] * NEWS
        assert Happening.select().where(Happening.told_at.is_null()).count() == 0
        # Told once: a receiver that drops what it knows by the key has each message, once.
        assert hook.messages.keys() == {row.key for row in rows}
        doubled = sum(count - 1 for count in Counter(hook.keys).values())
        # Only what had left the dying worker before it could write it down may come again.
        assert doubled <= (0 if stage == "telling" else 5)


def test_two_workers_at_once(ledger: Settings) -> None:
    with receiver() as hook:
        happen(hook)
        database.db.close()
        assert [ended(one) for one in [start(ledger, "deliver", None) for _ in range(2)]] == [0, 0]
        database.db.connect()
        assert len(hook.keys) == len(set(hook.keys)) == NEWS
        assert Notification.select().count() <= 1
        assert {row.state for row in NotificationDelivery.select()} == {"sent"}
