"""Shapes of the notifications API."""

import marshmallow as ma

from inventory.core.web.api import Id, PageQuery, Schema, Text, Whole, page_of
from inventory.registry.notifications import channels, delivering
from inventory.registry.notifications.events import WHENS

LANGUAGES = ("zh", "en")
Clock = ma.validate.Regexp(r"^$|^([01]\d|2[0-3]):[0-5]\d$", error="应为 HH:MM，如 22:00")
Mail = ma.validate.Regexp(r"^$|^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+$", error="不是有效的邮箱地址")
Phone = ma.validate.Regexp(r"^$|^\+?[0-9-]{5,20}$", error="不是有效的手机号")


class NotificationResult(Schema):
    id = ma.fields.Integer()
    event = ma.fields.String()
    count = ma.fields.Integer()
    title = ma.fields.String()
    title_en = ma.fields.String()
    body = ma.fields.String()
    body_en = ma.fields.String()
    link = ma.fields.String(metadata={"description": "page of the front end; blank: none"})
    at = ma.fields.AwareDateTime()
    read_at = ma.fields.AwareDateTime(allow_none=True)
    done_at = ma.fields.AwareDateTime(
        allow_none=True,
        metadata={"description": "when the work that it asks for was done, by anybody"},
    )
    done_by = ma.fields.String(metadata={"description": "who did it"})
    passed = ma.fields.Boolean(
        metadata={"description": "not done, but given to `done_by`, whose it is now"}
    )


class NotificationQuery(PageQuery):
    unread = ma.fields.Boolean(load_default=False)


NotificationPage = page_of(NotificationResult, "NotificationPage")


class UnreadResult(Schema):
    unread = ma.fields.Integer(metadata={"description": "100 stands for 100 and more"})


class ReadArgs(Schema):
    ids = ma.fields.List(
        Id(),
        load_default=None,
        allow_none=True,
        validate=ma.validate.Length(max=500),
        metadata={"description": "null = all"},
    )


class EventChoiceArgs(Schema):
    event = Text(32, 1, required=True)
    when = ma.fields.String(required=True, validate=ma.validate.OneOf(WHENS))
    channels = ma.fields.List(
        Id(),
        load_default=None,
        allow_none=True,
        validate=ma.validate.Length(max=50),
        metadata={"description": "null = every channel that has an address"},
    )


class PreferenceArgs(Schema):
    language = ma.fields.String(validate=ma.validate.OneOf(LANGUAGES))
    mail = ma.fields.String(validate=[ma.validate.Length(max=200), Mail])
    phone = ma.fields.String(validate=Phone)
    quiet_from = ma.fields.String(validate=Clock)
    quiet_to = ma.fields.String(validate=Clock)
    digest_weekday = Whole(1, 7)
    events = ma.fields.List(ma.fields.Nested(EventChoiceArgs), validate=ma.validate.Length(max=100))


class EventChoiceResult(Schema):
    event = ma.fields.String()
    label = ma.fields.String()
    label_en = ma.fields.String()
    when = ma.fields.String(validate=ma.validate.OneOf(WHENS))
    usual = ma.fields.String()
    channels = ma.fields.List(ma.fields.Integer(), allow_none=True)


class ChannelOffered(Schema):
    id = ma.fields.Integer()
    kind = ma.fields.String()
    name = ma.fields.String()


class PreferenceResult(Schema):
    language = ma.fields.String()
    mail = ma.fields.String()
    phone = ma.fields.String()
    quiet_from = ma.fields.String()
    quiet_to = ma.fields.String()
    digest_weekday = ma.fields.Integer()
    events = ma.fields.List(ma.fields.Nested(EventChoiceResult))
    offered = ma.fields.List(ma.fields.Nested(ChannelOffered))


class NotificationEventResult(Schema):
    """An event that a group's channel can subscribe to."""

    event = ma.fields.String(attribute="name")
    label = ma.fields.String(attribute="label.zh")
    label_en = ma.fields.String(attribute="label.en")


class ChannelChange(Schema):
    name = Text(100, 1)
    settings = ma.fields.Dict(keys=Text(32, 1), values=Text(1000))
    events = ma.fields.List(Text(32, 1), validate=ma.validate.Length(max=100))
    regions = ma.fields.List(Text(12, 1), validate=ma.validate.Length(max=200))
    language = ma.fields.String(validate=ma.validate.OneOf(LANGUAGES))
    enabled = ma.fields.Boolean()


class ChannelArgs(ChannelChange):
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(channels.KINDS))
    name = Text(100, 1, required=True)
    settings = ma.fields.Dict(keys=Text(32, 1), values=Text(1000), required=True)
    events = ma.fields.List(Text(32, 1), load_default=list, validate=ma.validate.Length(max=100))
    regions = ma.fields.List(Text(12, 1), load_default=list, validate=ma.validate.Length(max=200))


class ChannelChangeArgs(ChannelChange):
    version = Whole(1, required=True)


class ChannelResult(Schema):
    id = ma.fields.Integer()
    kind = ma.fields.String(validate=ma.validate.OneOf(channels.KINDS))
    name = ma.fields.String()
    settings = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String())
    secrets = ma.fields.List(ma.fields.String(), metadata={"description": "which are set"})
    events = ma.fields.List(ma.fields.String())
    regions = ma.fields.List(ma.fields.String())
    language = ma.fields.String()
    enabled = ma.fields.Boolean()
    version = ma.fields.Integer()
    updated_at = ma.fields.AwareDateTime()
    waiting = ma.fields.Integer()
    failed = ma.fields.Integer()
    last_sent_at = ma.fields.AwareDateTime(allow_none=True)
    last_reason = ma.fields.String()
    last_reason_en = ma.fields.String()


class TestArgs(Schema):
    address = Text(200, load_default="")


class DeliveryQuery(PageQuery):
    state = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *delivering.STATES)))
    channel = Id(load_default=None)
    event = Text(32, load_default="")


class NotificationDeliveryResult(Schema):
    id = ma.fields.Integer()
    key = ma.fields.String()
    channel = ma.fields.Integer()
    channel_name = ma.fields.String()
    channel_kind = ma.fields.String()
    user_name = ma.fields.String(metadata={"description": "blank: a group"})
    event = ma.fields.String()
    template = ma.fields.String()
    title = ma.fields.String()
    state = ma.fields.String(validate=ma.validate.OneOf(delivering.STATES))
    attempts = ma.fields.Integer()
    created_at = ma.fields.AwareDateTime()
    next_at = ma.fields.AwareDateTime()
    ended_at = ma.fields.AwareDateTime(allow_none=True)
    reason = ma.fields.String()
    reason_en = ma.fields.String()


NotificationDeliveryPage = page_of(NotificationDeliveryResult, "NotificationDeliveryPage")
