"""Shapes of the enterprise's side."""

import marshmallow as ma

from inventory.core.web.api import Id, Schema, Text
from inventory.enforcement.answering import service

WORD = ma.validate.OneOf(tuple(service.WORDS))
KEY = ma.validate.Regexp(r"[0-9a-f-]{36}\Z", error="应为 36 位的 UUID")


class OpinionArgs(Schema):
    text = Text(5000, 1, required=True)
    key = ma.fields.String(required=True, validate=KEY)


class ReplyArgs(Schema):
    reply = Text(2000, 1, required=True)
    upheld = ma.fields.Boolean(required=True)


class OpinionResult(Schema):
    id = ma.fields.Integer()
    case_id = ma.fields.Integer()
    text = ma.fields.String()
    actor_name = ma.fields.String()
    at = ma.fields.AwareDateTime()
    reply = ma.fields.String()
    upheld = ma.fields.Boolean(allow_none=True)
    replied_by = ma.fields.String()
    replied_at = ma.fields.AwareDateTime(allow_none=True)


class AnswerItem(Schema):
    equipment_id = Id(required=True)
    word = ma.fields.String(required=True, validate=WORD)
    text = Text(2000, load_default="")
    done_on = ma.fields.Date(load_default=None, allow_none=True)
    replaced_by = Id(
        load_default=None,
        allow_none=True,
        metadata={"description": "the new device in your own ledger"},
    )
    key = ma.fields.String(required=True, validate=KEY)


class AnswersArgs(Schema):
    """One answer per device; files go to each as attachments (parent `case_answer`)."""

    answers = ma.fields.List(
        ma.fields.Nested(AnswerItem), required=True, validate=ma.validate.Length(1, 1000)
    )


class AnswerResult(Schema):
    id = ma.fields.Integer()
    case_id = ma.fields.Integer(attribute="device.case_id")
    equipment_id = ma.fields.Integer(attribute="device.equipment_id")
    name = ma.fields.String(attribute="device.name")
    model = ma.fields.String(attribute="device.model")
    word = ma.fields.String(validate=WORD)
    word_zh = ma.fields.Function(
        lambda item: service.WORDS[item.word].zh, metadata={"type": "string"}
    )
    text = ma.fields.String()
    done_on = ma.fields.Date(allow_none=True)
    replaced_by = ma.fields.Integer(allow_none=True)
    actor_name = ma.fields.String()
    at = ma.fields.AwareDateTime()
    accepted = ma.fields.Boolean(allow_none=True)
    remark = ma.fields.String()
    decided_by = ma.fields.String()
    decided_at = ma.fields.AwareDateTime(allow_none=True)


class AnswerDecision(Schema):
    accepted = ma.fields.Boolean(required=True)
    remark = Text(2000, load_default="")


class ExtensionArgs(Schema):
    until = ma.fields.Date(required=True)
    reason = Text(2000, 1, required=True)


class ExtensionDecision(Schema):
    version = Id(required=True)
    granted = ma.fields.Boolean(required=True)
    until = ma.fields.Date(load_default=None, allow_none=True)
    reason = Text(2000, 1, required=True)


class ExtensionResult(Schema):
    """What was asked and decided; `latest` and `in_time` are the agency's settings, no law."""

    case_id = ma.fields.Integer(attribute="id")
    version = ma.fields.Integer()
    deadline_on = ma.fields.Date(allow_none=True)
    asked_on = ma.fields.Date(attribute="extension_asked_on", allow_none=True)
    until = ma.fields.Date(attribute="extension_until", allow_none=True)
    reason = ma.fields.String(attribute="extension_reason")
    granted = ma.fields.Boolean(attribute="extension_granted", allow_none=True)
    latest = ma.fields.Function(
        lambda case: _iso(service.latest_extension(case)),
        metadata={"type": "string", "format": "date", "nullable": True},
    )
    in_time = ma.fields.Function(
        lambda case: service.asked_in_time(case), metadata={"type": "boolean", "nullable": True}
    )


def _iso(day: object) -> str | None:
    return str(day) if day else None
