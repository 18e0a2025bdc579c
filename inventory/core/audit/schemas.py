"""Shapes of the audit API."""

import json

import marshmallow as ma

from inventory.core.web.api import Id, Schema, Text, Whole


class AuditQuery(Schema):
    event = Text(64, load_default="", metadata={"description": "the word, or its first part"})
    actor = Id(load_default=None)
    subject = Text(32, load_default="")
    subject_id = Id(load_default=None)
    since = ma.fields.AwareDateTime(load_default=None, data_key="from")
    until = ma.fields.AwareDateTime(load_default=None, data_key="to")
    after = Id(load_default=None)
    size = Whole(1, 200, load_default=50)


class AuditResult(Schema):
    id = ma.fields.Integer()
    at = ma.fields.AwareDateTime()
    request_id = ma.fields.String()
    actor = ma.fields.Integer(allow_none=True)
    actor_name = ma.fields.String()
    address = ma.fields.String()
    event = ma.fields.String()
    subject = ma.fields.String()
    subject_id = ma.fields.Integer(allow_none=True)
    detail = ma.fields.Function(lambda item: json.loads(item.detail), metadata={"type": "object"})
    hash = ma.fields.String()


class AuditPage(Schema):
    items = ma.fields.List(ma.fields.Nested(AuditResult))
    next = ma.fields.Integer(allow_none=True)


class ChainResult(Schema):
    """Whether the trail is whole; note `head` elsewhere: a later trail must still contain it."""

    whole = ma.fields.Boolean()
    events = ma.fields.Integer()
    head = ma.fields.String()
    broken = ma.fields.Integer(allow_none=True, metadata={"description": "first broken event"})
    reason = ma.fields.String()
    reason_en = ma.fields.String()
    signed = ma.fields.Integer(metadata={"description": "events whose signature is right"})
    guards = ma.fields.List(
        ma.fields.String(), metadata={"description": "triggers that are gone or were changed"}
    )
