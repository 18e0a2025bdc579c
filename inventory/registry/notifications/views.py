"""Notifications over HTTP: the bell, one's own wishes, and the administrator's channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app

from inventory.core.paging import Page, Slice
from inventory.core.web.api import Blueprint, actor, allow
from inventory.registry.notifications import (
    bell,
    channels,
    delivering,
    preferences,
    schemas,
    testing,
    waking,
)
from inventory.registry.notifications.channels import ADMIN, READERS
from inventory.registry.notifications.events import Event, events

blp = Blueprint("notifications", __name__, description="通知 / Notifications")


def _wake() -> None:
    """Wake the worker to send what is due; call after the transaction."""
    waking.wake(current_app.config["HUANXIN"], current_app.extensions["queue"])


@blp.route("/notifications", methods=["GET"])
@blp.lists(schemas.NotificationQuery, schemas.NotificationPage)
def list_notifications(args: dict[str, Any], part: Slice) -> Page[Any]:
    """Your notifications, the newest first."""
    return bell.listing(actor(), args["unread"], part)


@blp.route("/notifications/unread", methods=["GET"])
@blp.response(200, schemas.UnreadResult)
def count_unread() -> Mapping[str, int]:
    """How many you have not read."""
    return {"unread": bell.unread(actor())}


@blp.route("/notifications/read", methods=["POST"])
@blp.arguments(schemas.ReadArgs)
@blp.response(200, schemas.UnreadResult)
def mark_read(args: dict[str, Any]) -> Mapping[str, int]:
    """Mark some of yours as read, or all; says how many are left."""
    return {"unread": bell.read(actor(), args["ids"])}


@blp.route("/notifications/preferences", methods=["GET"])
@blp.response(200, schemas.PreferenceResult)
def get_preferences() -> preferences.Own:
    """Your choice of events, channels and times."""
    return preferences.own(actor())


@blp.route("/notifications/preferences", methods=["PUT"])
@blp.arguments(schemas.PreferenceArgs)
@blp.response(200, schemas.PreferenceResult)
def change_preferences(args: dict[str, Any]) -> preferences.Own:
    """Change your own choices; those that are not given stay."""
    return preferences.change(actor(), args)


@blp.route("/notifications/events", methods=["GET"])
@blp.response(200, schemas.NotificationEventResult(many=True))
@allow(READERS)
def list_events() -> list[Event]:
    """The events that a group's channel can subscribe to."""
    return [event for event in events().values() if event.audience]


@blp.route("/notifications/channels", methods=["GET"])
@blp.response(200, schemas.ChannelResult(many=True))
@allow(READERS)
def list_channels() -> Sequence[channels.Shown]:
    """All channels and how they fare, without their secrets."""
    return channels.listing(actor())


@blp.route("/notifications/channels", methods=["POST"])
@blp.arguments(schemas.ChannelArgs)
@blp.response(201, schemas.ChannelResult)
@allow(ADMIN)
def create_channel(args: dict[str, Any]) -> channels.Shown:
    """Set up a channel."""
    return channels.create(actor(), args)


@blp.route("/notifications/channels/<int:channel_id>", methods=["PATCH"])
@blp.arguments(schemas.ChannelChangeArgs)
@blp.response(200, schemas.ChannelResult)
@allow(ADMIN)
def change_channel(args: dict[str, Any], channel_id: int) -> channels.Shown:
    """Change a channel; secrets that are not given stay as they are."""
    return channels.update(actor(), channel_id, args.pop("version"), args)


@blp.route("/notifications/channels/<int:channel_id>/test", methods=["POST"])
@blp.arguments(schemas.TestArgs)
@blp.response(202, schemas.NotificationDeliveryResult)
@allow(ADMIN)
def test_channel(args: dict[str, Any], channel_id: int) -> delivering.Shown:
    """Send a test message; the worker sends it, the delivery shows the result."""
    made = testing.send_test(actor(), channel_id, args["address"])
    _wake()
    return made


@blp.route("/notifications/deliveries", methods=["GET"])
@blp.lists(schemas.DeliveryQuery, schemas.NotificationDeliveryPage)
@allow(READERS)
def list_deliveries(args: dict[str, Any], part: Slice) -> Page[delivering.Shown]:
    """Messages that went out, wait, or were given up, the newest first."""
    return delivering.listing(actor(), delivering.Filters(**args), part)


@blp.route("/notifications/deliveries/<int:notification_delivery_id>", methods=["GET"])
@blp.response(200, schemas.NotificationDeliveryResult)
@allow(READERS)
def get_delivery(notification_delivery_id: int) -> delivering.Shown:
    """One message: where it stands."""
    return delivering.get(actor(), notification_delivery_id)


@blp.route("/notifications/deliveries/<int:notification_delivery_id>/retry", methods=["POST"])
@blp.response(200, schemas.NotificationDeliveryResult)
@allow(ADMIN)
def retry_delivery(notification_delivery_id: int) -> delivering.Shown:
    """Try a message that was given up once more; it keeps its key."""
    made = delivering.retry(actor(), notification_delivery_id)
    _wake()
    return made
