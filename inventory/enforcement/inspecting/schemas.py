"""Shapes of inspections."""

import marshmallow as ma

from inventory.core.web.api import Id, Schema, Text
from inventory.enforcement.inspecting import checklist

ANSWER = ma.validate.OneOf(("", *checklist.ANSWERS))
KEY = ma.validate.Regexp(r"[0-9a-f-]{36}\Z", error="应为 36 位的 UUID")


class MissionQuery(Schema):
    on = ma.fields.Date(load_default=None)
    mine = ma.fields.Boolean(load_default=False)
    case = Id(load_default=None)


class PlanArgs(Schema):
    planned_on = ma.fields.Date(required=True)


class CancelArgs(Schema):
    reason = Text(500, 1, required=True)


class FoundArgs(Schema):
    line = Id(required=True)
    answer = ma.fields.String(required=True, validate=ma.validate.OneOf(tuple(checklist.ANSWERS)))
    found = Text(300, load_default="")
    note = Text(2000, load_default="")


class RecordArgs(Schema):
    """The record of a visit, as the phone keeps it until it has a network.

    Photographs and the signature go to the inspection as attachments (parent `inspection`).
    """

    key = ma.fields.String(
        required=True,
        validate=KEY,
        metadata={"description": "made by the form: sent twice, the record is written once"},
    )
    began_at = ma.fields.AwareDateTime(required=True)
    ended_at = ma.fields.AwareDateTime(required=True)
    place = Text(300, 1, required=True)
    present = Text(500, load_default="")
    showed_certificates = ma.fields.Boolean(required=True)
    told_rights = ma.fields.Boolean(required=True)
    facts_text = Text(10000, load_default="")
    statement = Text(5000, load_default="")
    signed_by = Text(100, load_default="")
    signed_duty = Text(100, load_default="")
    signature_file = Id(load_default=None, allow_none=True)
    refused = ma.fields.Boolean(load_default=False)
    refusal = Text(500, load_default="")
    witness = Text(100, load_default="")
    lines = ma.fields.List(
        ma.fields.Nested(FoundArgs), load_default=list, validate=ma.validate.Length(max=10000)
    )


class LineResult(Schema):
    id = ma.fields.Integer()
    equipment_id = ma.fields.Function(
        lambda line: line.device.equipment_id if line.device_id else None,
        metadata={"type": "integer", "nullable": True},
    )
    item = ma.fields.String(validate=ma.validate.OneOf(tuple(checklist.ITEMS)))
    question = ma.fields.String()
    expected = ma.fields.String()
    answer = ma.fields.String(validate=ANSWER)
    found = ma.fields.String()
    note = ma.fields.String()


class InspectionRow(Schema):
    id = ma.fields.Integer()
    version = ma.fields.Integer()
    case_id = ma.fields.Integer()
    matter = ma.fields.String(attribute="case.matter")
    enterprise_id = ma.fields.Integer(attribute="case.enterprise_id")
    enterprise = ma.fields.String(attribute="case.enterprise.name")
    address = ma.fields.String(attribute="case.enterprise.address")
    contact = ma.fields.String(attribute="case.enterprise.contact")
    phone = ma.fields.String(attribute="case.enterprise.phone")
    planned_on = ma.fields.Date()
    state = ma.fields.String(validate=ma.validate.OneOf(("planned", "recorded", "cancelled")))
    recorded_at = ma.fields.AwareDateTime(allow_none=True)


class InspectionResult(InspectionRow):
    """With the check list: what a phone keeps for a day without network."""

    began_at = ma.fields.AwareDateTime(allow_none=True)
    ended_at = ma.fields.AwareDateTime(allow_none=True)
    place = ma.fields.String()
    present = ma.fields.String()
    showed_certificates = ma.fields.Boolean()
    told_rights = ma.fields.Boolean()
    facts_text = ma.fields.String()
    statement = ma.fields.String()
    signed_by = ma.fields.String()
    signed_duty = ma.fields.String()
    signature_file = ma.fields.Integer(allow_none=True)
    refused = ma.fields.Boolean()
    refusal = ma.fields.String()
    witness = ma.fields.String()
    key = ma.fields.String(allow_none=True)
    actor_name = ma.fields.String()
    lines = ma.fields.List(ma.fields.Nested(LineResult), attribute="items")
