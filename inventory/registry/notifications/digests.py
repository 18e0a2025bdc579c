"""Summaries by the day and by the week: what waited for them goes out as one message each.

What somebody has done meanwhile is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from inventory.core import clock, database
from inventory.core.database import db
from inventory.registry.notifications import delivering, done
from inventory.registry.notifications.events import DAILY, WEEKLY, Event, Item, events
from inventory.registry.notifications.models import Channel, Notification, NotificationDelivery
from inventory.registry.notifications.people import Person, everybody
from inventory.registry.notifications.telling import to_person

# The texts of summaries and of a test are kept beside those of the events.
TEMPLATES = {DAILY: "digest_daily", WEEKLY: "digest_weekly"}
# People whose summaries are written in one transaction.
TOGETHER = 500


@dataclass(frozen=True)
class Digested:
    """What a run put together."""

    people: int = 0
    notifications: int = 0
    deliveries: int = 0


def run() -> Digested:
    """Write every summary that is due. Safe to repeat, and to do twice at once.

    A summary's key names its day, person and channel; what went into one is marked in the same
    transaction. The next run catches up on a missed day.
    """
    people = {person.id: person for person in everybody()}
    total = Digested()
    for part in _parts(sorted(_waiting())):
        with db.atomic():
            made = _digest([people[key] for key in part if key in people])
        total = Digested(
            total.people + made.people,
            total.notifications + made.notifications,
            total.deliveries + made.deliveries,
        )
    return total


def _parts(users: Sequence[int]) -> Iterable[Sequence[int]]:
    return (users[start : start + TOGETHER] for start in range(0, len(users), TOGETHER))


def _waiting() -> set[int]:
    rows = Notification.select(Notification.user).where(
        Notification.digest.in_([DAILY, WEEKLY]) & Notification.digested_at.is_null()
    )
    return {key for (key,) in rows.distinct().tuples()}


def _digest(people: Sequence[Person]) -> Digested:
    now, today = clock.now(), clock.today()
    by_id = {person.id: person for person in people}
    found: dict[tuple[int, str], list[Notification]] = defaultdict(list)
    query = Notification.select().where(
        database.any_of(Notification.user, list(by_id))
        & Notification.digest.in_([DAILY, WEEKLY])
        & Notification.digested_at.is_null()
    )
    if database.is_postgres():
        # The second of two concurrent runs takes what the first has left.
        query = query.for_update(skip_locked=True)
    for row in query.order_by(Notification.user, Notification.id):
        if row.at < by_id[row.user_id].wishes.until(row.digest, today):
            found[row.user_id, row.digest].append(row)
    channels = {row.id: row for row in Channel.select().where(Channel.enabled)}
    over = done.of([row for rows in found.values() for row in rows])
    deliveries = [
        made
        for (key, digest), rows in found.items()
        for made in _messages(
            by_id[key],
            digest,
            [row for row in rows if row.id not in over],
            channels.values(),
            today,
        )
    ]
    ids = [row.id for rows in found.values() for row in rows]
    count = delivering.enter(deliveries)
    Notification.update(digested_at=now).where(database.any_of(Notification.id, ids)).execute()
    return Digested(len({key for key, _ in found}), len(ids), count)


def _messages(
    person: Person,
    digest: str,
    rows: Sequence[Notification],
    channels: Iterable[Channel],
    today: date,
) -> Iterable[NotificationDelivery]:
    """One message for each channel that something of it was meant for."""
    event = events()[TEMPLATES[digest]]
    day = (person.wishes.until(digest, today) - timedelta(days=1)).date().isoformat()
    for channel in channels:
        own = [row for row in rows if channel.id in row.channels]
        if own and person.wishes.address(channel.kind):
            key = f"d-{digest}-{day}-u{person.id}-c{channel.id}"
            yield to_person(person, channel, key, event, _items(event, own, day))


def _items(event: Event, rows: Sequence[Notification], day: str) -> list[Item]:
    """One line for each sort of news: the newest title of it, and how many there were."""
    groups: dict[str, list[Notification]] = defaultdict(list)
    for row in rows:
        groups[row.event].append(row)
    known = events()
    items = []
    for name, found in groups.items():
        total = sum(row.count for row in found)
        label = known[name].label if name in known else event.label
        last = found[-1]
        params = {
            "day": day,
            "label": {"zh": label.zh, "en": label.en},
            "title": {"zh": last.title, "en": last.title_en},
        }
        items.append(Item(params, total))
    return items
