"""Channels: the ways out that administrators set up, and what each kind needs to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from inventory.core import access, clock
from inventory.core.access import Actor, Role
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.field_words import called
from inventory.core.regions import service as regions
from inventory.registry.notifications import transports
from inventory.registry.notifications.events import events
from inventory.registry.notifications.models import Channel, NotificationDelivery

ADMIN = frozenset({Role.ADMIN})
READERS = frozenset({Role.ADMIN, Role.AUDITOR})


@dataclass(frozen=True)
class Field:
    """One setting of a channel; a secret one is never shown again."""

    name: str
    required: bool = True
    secret: bool = False
    choices: Sequence[str] = ()


# A robot's address is its key: anybody who knows it can write to the group.
ROBOT = (Field("url", secret=True),)
FIELDS: Mapping[str, Sequence[Field]] = {
    "mail": (
        Field("host"),
        Field("port"),
        Field("security", choices=("starttls", "tls", "none")),
        Field("sender"),
        Field("username", required=False),
        Field("password", required=False, secret=True),
    ),
    "sms": (
        Field("url"),
        Field("method", choices=("GET", "POST")),
        Field("body", required=False),
        Field("content_type", required=False),
        Field("expected", required=False),
        Field("secret", required=False, secret=True),
    ),
    "wecom": ROBOT,
    "dingtalk": (*ROBOT, Field("secret", required=False, secret=True)),
    "feishu": (*ROBOT, Field("secret", required=False, secret=True)),
    "webhook": (Field("url"), Field("secret", secret=True)),
}
KINDS = tuple(FIELDS)
# A message that was given up longer ago says nothing of today.
LATELY = timedelta(days=7)
# These send to a person's own address; the others send the news of a group.
OF_PERSONS = frozenset({"mail", "sms"})


@dataclass(frozen=True)
class Shown:
    """A channel as an administrator sees it: of secrets, only which are set."""

    id: int
    kind: str
    name: str
    settings: Mapping[str, str]
    secrets: Sequence[str]
    events: Sequence[str]
    regions: Sequence[str]
    language: str
    enabled: bool
    version: int
    updated_at: datetime
    waiting: int
    failed: int
    last_sent_at: datetime | None
    last_reason: str
    last_reason_en: str


def listing(actor: Actor) -> list[Shown]:
    """All channels with how they fare: three queries."""
    access.require_role(actor, READERS)
    return _shown(list(Channel.select().order_by(Channel.id)))


def describe(channel: Channel) -> Shown:
    return _shown([channel])[0]


def _shown(rows: Sequence[Channel]) -> list[Shown]:
    counted = _counts()
    lasts = _lasts()
    return [
        Shown(
            id=row.id,
            kind=row.kind,
            name=row.name,
            settings={
                field.name: row.settings.get(field.name, "")
                for field in FIELDS[row.kind]
                if not field.secret
            },
            secrets=[f.name for f in FIELDS[row.kind] if f.secret and row.settings.get(f.name)],
            events=row.events,
            regions=row.regions,
            language=row.language,
            enabled=row.enabled,
            version=row.version,
            updated_at=row.updated_at,
            waiting=counted.get((row.id, "waiting"), 0) + counted.get((row.id, "sending"), 0),
            failed=counted.get((row.id, "failed"), 0),
            last_sent_at=lasts[row.id].ended_at if row.id in lasts else None,
            last_reason=lasts[row.id].reason if row.id in lasts else "",
            last_reason_en=lasts[row.id].reason_en if row.id in lasts else "",
        )
        for row in rows
    ]


def _counts() -> dict[tuple[int, str], int]:
    rows = NotificationDelivery.select(
        NotificationDelivery.channel, NotificationDelivery.state, fn.COUNT(NotificationDelivery.id)
    ).group_by(NotificationDelivery.channel, NotificationDelivery.state)
    return {(channel, state): count for channel, state, count in rows.tuples()}


def _lasts() -> dict[int, NotificationDelivery]:
    """The latest delivery of each channel that came to an end."""
    ended = NotificationDelivery.ended_at.is_null(False)
    latest = (
        NotificationDelivery.select(fn.MAX(NotificationDelivery.id))
        .where(ended)
        .group_by(NotificationDelivery.channel)
    )
    rows = NotificationDelivery.select().where(NotificationDelivery.id.in_(latest))
    return {row.channel_id: row for row in rows}


@dataclass(frozen=True)
class Failing:
    """A channel whose last message was given up; `count` of them in the last days."""

    name: str
    count: int
    reason: str
    reason_en: str


def failing() -> list[Failing]:
    """Channels that are switched on and whose last message did not go out: three queries."""
    lasts = {key: row for key, row in _lasts().items() if row.state == "failed"}
    rows = Channel.select().where(Channel.enabled & Channel.id.in_(list(lasts)))
    lately = NotificationDelivery.ended_at >= clock.now() - LATELY
    counted = dict(
        NotificationDelivery.select(NotificationDelivery.channel, fn.COUNT(NotificationDelivery.id))
        .where((NotificationDelivery.state == "failed") & lately)
        .group_by(NotificationDelivery.channel)
        .tuples()
    )
    return [
        Failing(row.name, counted[row.id], lasts[row.id].reason, lasts[row.id].reason_en)
        for row in rows.order_by(Channel.id)
        if row.id in counted
    ]


def of_persons() -> list[Channel]:
    """The channels that a person may choose."""
    kinds = sorted(OF_PERSONS)
    query = Channel.select().where(Channel.enabled & Channel.kind.in_(kinds))
    return list(query.order_by(Channel.id))


def get(channel_id: int) -> Channel:
    found = Channel.get_or_none(Channel.id == channel_id)
    if found is None:
        raise not_found("通知渠道", "channel")
    return found


def create(actor: Actor, values: Mapping[str, Any]) -> Shown:
    """A new channel."""
    access.require_role(actor, ADMIN)
    given = {"events": [], "regions": [], **values}
    given["settings"] = _settings(given["kind"], given["settings"], {})
    _check(given)
    now = clock.now()
    with db.atomic():
        _refuse_taken(given["name"], 0)
        made = Channel.create(**given, created_at=now, updated_at=now)
        _note("channel.created", actor, made)
    return describe(made)


def update(actor: Actor, channel_id: int, version: int, values: Mapping[str, Any]) -> Shown:
    """Change a channel; secrets that are not given stay. The second of two at once fails."""
    access.require_role(actor, ADMIN)
    with db.atomic():
        channel = get(channel_id)
        given = {name: values.get(name, getattr(channel, name)) for name in CHANGEABLE}
        given["settings"] = _settings(channel.kind, values.get("settings", {}), channel.settings)
        _check({**given, "kind": channel.kind})
        _refuse_taken(given["name"], channel_id)
        changed = (
            Channel.update(**given, version=version + 1, updated_at=clock.now())
            .where((Channel.id == channel_id) & (Channel.version == version))
            .execute()
        )
        if not changed:
            raise Conflict.of("notifications.stale")
        channel = get(channel_id)
        _note("channel.changed", actor, channel)
    return describe(channel)


def seal_anew() -> int:
    """Encrypt the settings of every channel with the present key; returns how many."""
    count = 0
    for channel in Channel.select():
        if channel.settings:  # empty: its key is lost, and must not be taken for the settings
            count += (
                Channel.update(settings=channel.settings).where(Channel.id == channel.id).execute()
            )
    return count


CHANGEABLE = ("name", "events", "regions", "language", "enabled")


def _settings(kind: str, given: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """The settings of a channel, complete and of the right names, or a refusal by field."""
    fields = {field.name: field for field in FIELDS[kind]}
    merged = {**before, **{name: text.strip() for name, text in given.items() if text.strip()}}
    for name, text in given.items():
        # A field that is shown can be emptied; a secret is only ever replaced.
        if not text.strip() and name in fields and not fields[name].secret:
            merged.pop(name, None)
    wrong = [(name, "没有这一项") for name in merged if name not in fields]
    wrong += [(f.name, "未填写") for f in fields.values() if f.required and not merged.get(f.name)]
    wrong += [
        (f.name, f"应为 {'、'.join(f.choices)}")
        for f in fields.values()
        if f.choices and merged.get(f.name) and merged[f.name] not in f.choices
    ]
    if wrong:
        raise _refused(wrong)
    return merged


def _refused(wrong: Sequence[tuple[str, str]]) -> Invalid:
    return Invalid.of(
        "notifications.channel_settings",
        fields="、".join(called(name) for name, _ in wrong),
        details=[{"field": f"settings.{name}", "message": why} for name, why in wrong],
    )


def _check(given: Mapping[str, Any]) -> None:
    for code in given["regions"]:
        regions.get(code)
    unknown = [name for name in given["events"] if name not in events()]
    if unknown:
        raise Invalid.of("notifications.unknown_event", event=unknown[0])
    transports.check(given["kind"], given["settings"])


def _refuse_taken(name: str, but: int) -> None:
    if Channel.select().where((Channel.name == name) & (Channel.id != but)).exists():
        raise Conflict.of("notifications.name_taken", name=name)


def _note(event: str, actor: Actor, channel: Channel) -> None:
    """What changed, without a secret."""
    shown = {f.name: channel.settings.get(f.name) for f in FIELDS[channel.kind] if not f.secret}
    detail = {
        "kind": channel.kind,
        "settings": shown,
        **{name: getattr(channel, name) for name in CHANGEABLE},
    }
    audit.record(event, actor, subject="notification_channel", subject_id=channel.id, detail=detail)
