"""A worker killed at each stage of telling and sending, and two at once: all told, each once."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

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
from tests.inventory.registry.notifications.receivers import SECRET, Receiver, receiver

ROOT = Path(__file__).parents[2]
NEWS = 12
# Tells and sends; dies by SIGKILL where it is told, after so many messages.
WORKER = """
import json, os, signal, sys
from datetime import datetime
from pathlib import Path
from inventory.core import clock, database
from inventory.core.settings import Settings
from inventory.registry.notifications import delivering, sending, telling, transports, waking

job = json.loads(sys.argv[1])
database.connect(Settings(data_dir=Path(job["data_dir"]), database_url=job["database_url"]))
calls = []

def dying(function, after=False):
    def call(*args, **kwargs):
        calls.append(1)
        if after:
            function(*args, **kwargs)
        if len(calls) > job["dies_after"]:
            os.kill(os.getpid(), signal.SIGKILL)
        return None if after else function(*args, **kwargs)
    return call

sending.AT_ONCE = 2
sending.BATCH = 5
stage = job["stage"]
if stage == "telling":
    delivering.enter = dying(delivering.enter)
elif stage == "claimed":
    transports.send = dying(transports.send)
elif stage == "sent":
    transports.send = dying(transports.send, after=True)
elif stage == "settling":
    delivering.settle = dying(delivering.settle)
with clock.frozen(datetime.fromisoformat(job["now"])), database.connection():
    waking.run({"public_url": "", "private_targets": "127.0.0.1"}, lambda done, total: None)
"""


def worker(ledger: Settings, stage: str = "", dies_after: int = 0) -> subprocess.Popen[str]:
    job = {
        "data_dir": str(ledger.data_dir),
        "database_url": ledger.database_url,
        "stage": stage,
        "dies_after": dies_after,
        "now": clock.now().isoformat(),
    }
    return subprocess.Popen([sys.executable, "-c", WORKER, json.dumps(job)], cwd=ROOT, text=True)


def happen(hook: Receiver) -> None:
    accounts.create_user("officer", "监察员", "correct horse battery", Role.INSPECTOR, ["440704"])
    for number in range(NEWS):
        name = f"群{number}"
        settings = {"url": hook.url, "secret": SECRET}
        values = {"kind": "webhook", "name": name, "settings": settings, "events": ["job_failed"]}
        channels.create(SYSTEM, values)
    with database.db.atomic():
        emit([News("job_failed", {"job": "甲", "why": "乙"}, region="440704")])


@pytest.mark.parametrize(
    ("stage", "dies_after"), [("telling", 0), ("claimed", 3), ("sent", 3), ("settling", 3)]
)
def test_killed_at_each_stage(ledger: Settings, stage: str, dies_after: int) -> None:
    with receiver() as hook:
        happen(hook)
        database.db.close()
        assert worker(ledger, stage, dies_after).wait(60) == -signal.SIGKILL
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
        assert [process.wait(60) for process in [worker(ledger), worker(ledger)]] == [0, 0]
        database.db.connect()
        assert len(hook.keys) == len(set(hook.keys)) == NEWS
        assert Notification.select().count() <= 1
        assert {row.state for row in NotificationDelivery.select()} == {"sent"}
