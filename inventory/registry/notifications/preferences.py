"""Each person's choice of events and channels; only that person changes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Invalid
from inventory.registry.notifications import channels
from inventory.registry.notifications.events import Event, events
from inventory.registry.notifications.models import Preference
from inventory.registry.notifications.wishes import Choice, Wishes, wishes_of


@dataclass(frozen=True)
class EventChoice:
    """An event that this person can subscribe to, and the choice; `channels` None: all."""

    event: str
    label: str
    label_en: str
    when: str
    usual: str
    channels: Sequence[int] | None


@dataclass(frozen=True)
class ChannelOffered:
    """A channel that a person may choose."""

    id: int
    kind: str
    name: str


@dataclass(frozen=True)
class Own:
    """One's own wishes, with what there is to choose from."""

    language: str
    mail: str
    phone: str
    quiet_from: str
    quiet_to: str
    digest_weekday: int
    events: Sequence[EventChoice]
    offered: Sequence[ChannelOffered]


def own(actor: Actor) -> Own:
    """The wishes of the actor."""
    row = Preference.get_or_none(Preference.user == actor.id)
    wishes = wishes_of(row) if row is not None else Wishes()
    return Own(
        language=wishes.language,
        mail=wishes.mail,
        phone=wishes.phone,
        quiet_from=wishes.quiet_from,
        quiet_to=wishes.quiet_to,
        digest_weekday=wishes.digest_weekday,
        events=[_choice(event, wishes.choice(event)) for event in of_role(actor)],
        offered=[ChannelOffered(row.id, row.kind, row.name) for row in channels.of_persons()],
    )


def of_role(actor: Actor) -> list[Event]:
    """The events that a role can subscribe to."""
    return [event for event in events().values() if event.audience and actor.role in event.roles]


def _choice(event: Event, choice: Choice) -> EventChoice:
    return EventChoice(
        event=event.name,
        label=event.label.zh,
        label_en=event.label.en,
        when=choice.when,
        usual=event.when,
        channels=choice.channels,
    )


def change(actor: Actor, values: Mapping[str, Any]) -> Own:
    """Store the choices of the actor; events that are not given keep theirs."""
    known = {event.name for event in of_role(actor)}
    chosen = {item["event"]: item for item in values.get("events", ())}
    unknown = sorted(chosen.keys() - known)
    if unknown:
        raise Invalid.of("notifications.unknown_event", event=unknown[0])
    plain = {name: value for name, value in values.items() if name != "events"}
    if bool(plain.get("quiet_from")) != bool(plain.get("quiet_to")):
        raise Invalid.of("notifications.quiet_hours")
    with db.atomic():
        row = Preference.get_or_none(Preference.user == actor.id)
        if row is None:
            row = Preference.create(user=actor.id, choices={})
        stored = {
            name: {"when": item["when"], "channels": item["channels"]}
            for name, item in chosen.items()
        }
        Preference.update(**plain, choices={**row.choices, **stored}).where(
            Preference.id == row.id
        ).execute()
        detail = {"events": stored, **{name: plain[name] for name in plain}}
        audit.record(
            "notifications.preferences_changed",
            actor,
            subject="app_user",
            subject_id=actor.id,
            detail=detail,
        )
    return own(actor)
