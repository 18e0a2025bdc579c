"""Summaries for 2,000 people; 10,000 messages to a receiver on loopback that fails one in twenty.

The small versions are tests: tests/inventory/registry/notifications/test_many.py.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

from inventory.app.cli.setup import prepare
from inventory.core import clock, database, outbound
from inventory.core.access import SYSTEM
from inventory.core.database import db
from inventory.people.accounts.models import User, UserRegion
from inventory.registry.notifications import channels, delivering, digests, sending, telling
from inventory.registry.notifications.emitting import News, emit
from inventory.registry.notifications.models import NotificationDelivery, Preference
from tests.benchmarks.process import report
from tests.benchmarks.search import opened
from tests.inventory.registry.notifications.receivers import SECRET, Receiver, receiver

PEOPLE, NEWS_EACH, MESSAGES = 2000, 20, 10_000
LIMIT = "< 60"


@dataclass(frozen=True)
class Summarised:
    telling: float
    seconds: float
    messages: int


@dataclass(frozen=True)
class Carried:
    """What a receiver that fails now and then got: messages, of which doubled or lost."""

    seconds: float
    arrived: int
    doubled: int
    lost: int


def summarise(people: int, each: int) -> Summarised:
    """Write the daily summaries of so many officers, each with some news of a county of theirs."""
    settings = {"host": "mail.example", "port": "25", "security": "none", "sender": "a@b.cn"}
    channels.create(SYSTEM, {"kind": "mail", "name": "邮件", "settings": settings})
    with db.atomic():
        for number in range(people):
            user = User.create(
                username=f"officer{number}",
                display_name="监察员",
                password_hash="",
                role="inspector",
                created_at=clock.now(),
            )
            UserRegion.create(user=user, region=f"{440000 + number % 100}")
            choices = {"alert_stage": {"when": "daily", "channels": None}}
            Preference.create(user=user, mail=f"{number}@example.cn", choices=choices)
    started = time.perf_counter()
    for turn in range(each):
        with db.atomic():
            emit([_news(440000 + county, turn) for county in range(100)])
        telling.tell_all()
    told = time.perf_counter()
    with clock.frozen(clock.now() + timedelta(days=1)):
        done = digests.run()
    return Summarised(told - started, time.perf_counter() - told, done.deliveries)


def _news(region: int, turn: int) -> News:
    params = {
        "enterprise": "甲厂",
        "device": f"{turn}号变压器",
        "rule": "淘汰目录",
        "stage": "30天内",
    }
    return News("alert_stage", params, region=str(region), kind="transformer")


def carry(hook: Receiver, messages: int) -> Carried:
    """Send so many messages; one try in twenty is refused by the receiver, again and again."""
    settings = {"url": hook.url, "secret": SECRET}
    values = {"kind": "webhook", "name": "总线", "settings": settings, "events": ["alert_stage"]}
    made = channels.create(SYSTEM, values)
    now = clock.now()
    rows = [
        NotificationDelivery(
            key=f"bench-{number}",
            channel=made.id,
            event="alert_stage",
            template="alert_stage@1",
            title="预警",
            next_at=now,
            created_at=now,
        )
        for number in range(messages)
    ]
    with db.atomic():
        delivering.enter(rows)
    taken = Counter[str]()
    tries = count(1)

    def answer(key: str) -> int:
        """A refusal is one before the message is taken: what was taken twice is doubled."""
        if next(tries) % 20 == 0:
            return 503
        taken[key] += 1
        return 200

    hook.answer = lambda _path, body: (answer(json.loads(body)["id"]), {}, b"")
    started = time.perf_counter()
    for minutes in (0, 2, 8, 30, 120):
        with clock.frozen(now + timedelta(minutes=minutes)):
            sending.send_due(outbound.networks("127.0.0.1"))
    seconds = time.perf_counter() - started
    doubled = sum(number - 1 for number in taken.values())
    return Carried(seconds, len(taken), doubled, messages - len(taken))


def main() -> None:
    for engine in ("sqlite", "postgresql"):
        with (
            tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
            opened(engine, Path(folder)) as settings,
            receiver() as hook,
        ):
            prepare(settings)
            database.db.connect(reuse_if_open=True)
            done = summarise(PEOPLE, NEWS_EACH)
            told = f"telling {PEOPLE * NEWS_EACH:,} notifications before: {done.telling:.1f} s"
            name = f"summaries for {done.messages:,} people, {engine}"
            report(name, round(done.seconds, 2), "s", LIMIT, told)
            NotificationDelivery.delete().execute()
            sent = carry(hook, MESSAGES)
            note = (
                f"5 % refused; arrived {sent.arrived:,}, doubled {sent.doubled}, lost {sent.lost}"
            )
            report(f"{MESSAGES:,} messages, {engine}", round(sent.seconds, 1), "s", "", note)


if __name__ == "__main__":
    main()
