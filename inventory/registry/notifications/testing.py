"""'Send a test': a delivery like any other, so that what it shows is what will happen."""

from __future__ import annotations

import secrets

from inventory.core import access, clock
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Invalid
from inventory.registry.notifications import channels, delivering
from inventory.registry.notifications.channels import ADMIN, OF_PERSONS
from inventory.registry.notifications.events import Item, events, worded
from inventory.registry.notifications.models import NotificationDelivery, Preference
from inventory.registry.notifications.wishes import Wishes, wishes_of

EVENT = "test"


def send_test(actor: Actor, channel_id: int, address: str = "") -> delivering.Shown:
    """Write a test message for a channel; the caller wakes the worker after it.

    To a channel of persons it goes to `address`, or to the address of the person who asks.
    """
    access.require_role(actor, ADMIN)
    channel = channels.get(channel_id)
    if not channel.enabled:
        raise Invalid.of("notifications.channel_off")
    row = Preference.get_or_none(Preference.user == actor.id)
    wishes = wishes_of(row) if row is not None else Wishes()
    address = address.strip() or wishes.address(channel.kind)
    if channel.kind in OF_PERSONS and not address:
        raise Invalid.of("notifications.no_address")
    event, now = events()[EVENT], clock.now()
    words = worded(event, [Item({"channel": channel.name, "who": actor.name})], channel.language)
    key = f"t{secrets.token_hex(8)}-c{channel.id}"
    made = NotificationDelivery(
        key=key,
        channel=channel.id,
        user=actor.id,
        event=EVENT,
        template=event.template,
        address=address if channel.kind in OF_PERSONS else "",
        title=words.title,
        body=words.body,
        next_at=now,
        created_at=now,
    )
    with db.atomic():
        delivering.enter([made])
        audit.record("channel.tested", actor, subject="notification_channel", subject_id=channel.id)
    stored = NotificationDelivery.get(NotificationDelivery.key == key)
    return delivering.get(actor, stored.id)
