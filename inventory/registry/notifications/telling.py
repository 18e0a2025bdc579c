"""From the outbox to people: who is told, and through which channels, written in one transaction.

1. Take what nobody has been told of yet; another worker takes something else.
2. Find whom each is for, from the directory: a handful of queries, however many people there are.
3. Put together what the same person is told of the same event.
4. Write the notifications and the deliveries, and mark the happenings told.

A worker that dies on the way has told nobody; whoever comes next begins with the same rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from inventory.core import clock, database, region_codes
from inventory.core.bulk import allocate_ids, bulk_insert
from inventory.core.database import db, dump
from inventory.registry.notifications import delivering
from inventory.registry.notifications.channels import OF_PERSONS
from inventory.registry.notifications.done import together
from inventory.registry.notifications.events import (
    AT_ONCE,
    NEVER,
    Event,
    Item,
    events,
    link,
    worded,
)
from inventory.registry.notifications.models import (
    Channel,
    Happening,
    Notification,
    NotificationDelivery,
)
from inventory.registry.notifications.people import Directory, Person
from inventory.registry.notifications.wishes import Wishes

BATCH = 2000


@dataclass(frozen=True)
class Told:
    """What a run wrote."""

    happenings: int = 0
    notifications: int = 0
    deliveries: int = 0

    def plus(self, other: Told) -> Told:
        return Told(
            self.happenings + other.happenings,
            self.notifications + other.notifications,
            self.deliveries + other.deliveries,
        )


@dataclass(frozen=True)
class _News:
    """A person's notification of one event."""

    event: Event
    happenings: Sequence[Happening]

    @property
    def items(self) -> list[Item]:
        return [Item(one.params, one.count, one.subject_id) for one in self.happenings]

    @property
    def count(self) -> int:
        return sum(one.count for one in self.happenings)


def is_waiting() -> bool:
    """Whether the outbox holds an event without notifications."""
    return bool(Happening.select().where(Happening.told_at.is_null()).exists())


def tell_all() -> Told:
    """Notify of all waiting events, a batch at a time."""
    total = Told()
    while (done := tell()).happenings:
        total = total.plus(done)
    return total


def tell(most: int = BATCH) -> Told:
    """Notify of one batch of waiting events."""
    with db.atomic():
        taken = _take(most)
        if not taken:
            return Told()
        directory = Directory.load()
        channels = {row.id: row for row in Channel.select().where(Channel.enabled)}
        written = _to_people(taken, directory, channels)
        groups = _to_groups(taken, channels)
        count = delivering.enter([*written.deliveries, *groups])
        ids = [one.id for one in taken]
        Happening.update(told_at=clock.now()).where(database.any_of(Happening.id, ids)).execute()
    return Told(len(taken), written.notifications, count)


def _take(most: int) -> list[Happening]:
    query = Happening.select().where(Happening.told_at.is_null())
    query = query.order_by(Happening.id).limit(most)
    if database.is_postgres():
        # SQLite's write transactions follow one another.
        query = query.for_update(skip_locked=True)
    return list(query)


@dataclass(frozen=True)
class _Written:
    notifications: int
    deliveries: list[NotificationDelivery]


def _to_people(
    taken: Sequence[Happening],
    directory: Directory,
    channels: Mapping[int, Channel],
) -> _Written:
    listed = list(_gathered(taken, directory))
    now = clock.now()
    ids = allocate_ids(Notification, len(listed))
    personal = [row for row in channels.values() if row.kind in OF_PERSONS]
    deliveries: list[NotificationDelivery] = []
    rows = []
    for key, (person, news) in zip(ids, listed, strict=True):
        choice = person.wishes.choice(news.event)
        usable = _usable(person.wishes, choice.channels, personal)
        waits = choice.when if usable and choice.when != AT_ONCE else ""
        rows.append((key, *_row(person, news, now, waits, [row.id for row in usable])))
        if not waits:
            deliveries += [
                to_person(person, row, f"n{key}-c{row.id}", news.event, news.items)
                for row in usable
            ]
    bulk_insert(Notification, ("id", *COLUMNS), rows)
    return _Written(len(rows), deliveries)


COLUMNS = (
    *("user", "event", "template", "count", "title", "title_en", "body", "body_en", "link"),
    *("things", "at", "digest", "channels"),
)


def _row(
    person: Person, news: _News, now: datetime, waits: str, channels: Sequence[int]
) -> tuple[object, ...]:
    zh, en = (worded(news.event, news.items, language) for language in ("zh", "en"))
    return (
        *(person.id, news.event.name, news.event.template, news.count),
        *(zh.title, en.title, zh.body, en.body, link(news.event, news.items)[:200]),
        *(dump(together(one.things for one in news.happenings)), database.instant(now)),
        *(waits, dump(list(channels) if waits else [])),
    )


def _gathered(taken: Sequence[Happening], directory: Directory) -> Iterable[tuple[Person, _News]]:
    """Each person's notifications, by event; events switched to `never` are left out."""
    known = events()
    found: dict[tuple[int, str], list[Happening]] = defaultdict(list)
    for one in taken:
        event = known.get(one.event)
        for key in sorted(directory.audience(event, one)) if event else ():
            found[key, one.event].append(one)
    for (key, name), happenings in sorted(found.items(), key=lambda pair: pair[0]):
        person, event = directory.people[key], known[name]
        if person.wishes.choice(event).when != NEVER:
            yield person, _News(event, happenings)


def _usable(
    wishes: Wishes, wanted: Sequence[int] | None, channels: Iterable[Channel]
) -> list[Channel]:
    """The channels that a person has chosen and has an address for."""
    return [
        row for row in channels if wishes.address(row.kind) and (wanted is None or row.id in wanted)
    ]


def to_person(
    person: Person,
    channel: Channel,
    key: str,
    event: Event,
    items: Sequence[Item],
) -> NotificationDelivery:
    """A delivery to one person, not in the quiet hours."""
    now = clock.now()
    words = worded(event, items, person.wishes.language)
    return NotificationDelivery(
        key=key,
        channel=channel.id,
        user=person.id,
        event=event.name,
        template=event.template,
        count=sum(item.count for item in items),
        address=person.wishes.address(channel.kind),
        title=words.title,
        body=words.body,
        link=link(event, items),
        next_at=person.wishes.earliest(now),
        created_at=now,
    )


def _to_groups(
    taken: Sequence[Happening], channels: Mapping[int, Channel]
) -> list[NotificationDelivery]:
    """The events for robots and webhooks, by their regions."""
    known, now = events(), clock.now()
    made = []
    for channel in channels.values():
        found: dict[str, list[Happening]] = defaultdict(list)
        for one in taken:
            if one.event in known and is_for_group(channel, one):
                found[one.event].append(one)
        for name, happenings in found.items():
            news = _News(known[name], happenings)
            words = worded(news.event, news.items, channel.language)
            made.append(
                NotificationDelivery(
                    key=f"h{happenings[0].id}-{name}-c{channel.id}",
                    channel=channel.id,
                    event=name,
                    template=news.event.template,
                    count=news.count,
                    title=words.title,
                    body=words.body,
                    link=link(news.event, news.items),
                    next_at=now,
                    created_at=now,
                )
            )
    return made


def is_for_group(channel: Channel, happening: Happening) -> bool:
    """Whether a group's channel receives an event; a channel without regions receives all."""
    if channel.kind in OF_PERSONS or happening.event not in channel.events:
        return False
    return not channel.regions or any(
        region_codes.covers(own, happening.region) for own in channel.regions
    )
