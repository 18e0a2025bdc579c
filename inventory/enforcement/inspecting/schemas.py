"""Shapes of inspections."""

import marshmallow as ma

from inventory.core.web.api import Id, Schema, Text
from inventory.enforcement.cases.move_schemas import Check
from inventory.enforcement.inspecting import checklist

ANSWER = ma.validate.OneOf(("", *checklist.ANSWERS))
STATES = ("planned", "recorded", "cancelled")
STATE = ma.validate.OneOf(STATES)
KEY = ma.validate.Regexp(r"[0-9a-f-]{36}\Z", error="应为 36 位的 UUID")


class MissionQuery(Schema):
    on = ma.fields.Date(load_default=None)
    open_until = ma.fields.Date(
        load_default=None, metadata={"description": "visits that are not made yet, up to this day"}
    )
    mine = ma.fields.Boolean(load_default=False)
    officer = Id(load_default=None)
    case = Id(load_default=None)
    campaign = Id(load_default=None)
    state = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *STATES)))


class PlanArgs(Schema):
    planned_on = ma.fields.Date(required=True)


class CancelArgs(Schema):
    reason = Text(500, 1, required=True)


class PhotoArgs(Schema):
    """A photograph that is an attachment of the line (parent `inspection_line`)."""

    file = Id(required=True)
    taken_at = ma.fields.AwareDateTime(load_default=None, allow_none=True)
    place = Text(100, load_default="")


class SignatureArgs(Schema):
    """A signature as drawn: of the party without, of an officer of the case with `officer`."""

    officer = Id(load_default=None, allow_none=True)
    name = Text(100, 1, required=True)
    signed_at = ma.fields.AwareDateTime(required=True)
    image = ma.fields.String(
        required=True,
        validate=ma.validate.Length(1, 300_000),
        metadata={"description": "a PNG in base64"},
    )


class FoundArgs(Schema):
    line = Id(required=True)
    answer = ma.fields.String(required=True, validate=ma.validate.OneOf(tuple(checklist.ANSWERS)))
    found = Text(300, load_default="")
    note = Text(2000, load_default="")
    value = ma.fields.Float(
        load_default=None, allow_none=True, validate=ma.validate.Range(-1e9, 1e9)
    )
    photos = ma.fields.List(
        ma.fields.Nested(PhotoArgs), load_default=list, validate=ma.validate.Length(max=20)
    )


class RecordArgs(Schema):
    """The record of a visit, as the phone keeps it until it has a network.

    Photographs are sent first, as attachments of their lines; a signature on paper may be scanned
    and sent as an attachment of the visit (parent `inspection`).
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
    avoidance = Text(300, load_default="")
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
    signatures = ma.fields.List(
        ma.fields.Nested(SignatureArgs), load_default=list, validate=ma.validate.Length(max=7)
    )


class PhotoResult(Schema):
    file = ma.fields.Integer()
    sha256 = ma.fields.String()
    taken_at = ma.fields.String(allow_none=True, metadata={"format": "date-time"})
    place = ma.fields.String()


class SignatureResult(Schema):
    officer = ma.fields.Integer(allow_none=True)
    name = ma.fields.String()
    signed_at = ma.fields.AwareDateTime()


class InspectionOfficer(Schema):
    user_id = ma.fields.Integer()
    name = ma.fields.String()
    certificate_no = ma.fields.String()


def _of_device(name: str) -> ma.fields.Function:
    return ma.fields.Function(
        lambda line: getattr(line.device, name) if line.device_id else "",
        metadata={"type": "string"},
    )


class LineResult(Schema):
    id = ma.fields.Integer()
    equipment_id = ma.fields.Function(
        lambda line: line.device.equipment_id if line.device_id else None,
        metadata={"type": "integer", "nullable": True},
    )
    kind = _of_device("kind")
    name = _of_device("name")
    model = _of_device("model")
    identifier = _of_device("identifier")
    item = ma.fields.String(validate=ma.validate.OneOf(tuple(checklist.ITEMS)))
    question = ma.fields.String()
    question_en = ma.fields.String(attribute="said.question_en")
    expected = ma.fields.String()
    expected_en = ma.fields.String(attribute="said.expected_en")
    answer = ma.fields.String(validate=ANSWER)
    found = ma.fields.String()
    note = ma.fields.String()
    unit = ma.fields.String()
    value = ma.fields.Float(allow_none=True)
    photos = ma.fields.List(ma.fields.Nested(PhotoResult))


class InspectionRow(Schema):
    id = ma.fields.Integer()
    version = ma.fields.Integer()
    case_id = ma.fields.Integer()
    matter = ma.fields.String(attribute="case.matter")
    matter_en = ma.fields.String(attribute="case.said.en")
    enterprise_id = ma.fields.Integer(attribute="case.enterprise_id")
    enterprise = ma.fields.String(attribute="case.enterprise.name")
    address = ma.fields.String(attribute="case.enterprise.address")
    contact = ma.fields.String(attribute="case.enterprise.contact")
    phone = ma.fields.String(attribute="case.enterprise.phone")
    planned_on = ma.fields.Date()
    state = ma.fields.String(validate=STATE)
    recorded_at = ma.fields.AwareDateTime(allow_none=True)
    document = ma.fields.String(metadata={"description": "the record as a paper: paper:3"})
    officers = ma.fields.List(ma.fields.Nested(InspectionOfficer))


class InspectionResult(InspectionRow):
    """With the check list: what a phone keeps for a day without network."""

    began_at = ma.fields.AwareDateTime(allow_none=True)
    ended_at = ma.fields.AwareDateTime(allow_none=True)
    place = ma.fields.String()
    present = ma.fields.String()
    showed_certificates = ma.fields.Boolean()
    told_rights = ma.fields.Boolean()
    avoidance = ma.fields.String()
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
    signatures = ma.fields.List(ma.fields.Nested(SignatureResult), attribute="signed")
    lacking = ma.fields.List(
        ma.fields.Nested(Check), metadata={"description": "what would refuse the record now"}
    )
    lines = ma.fields.List(ma.fields.Nested(LineResult), attribute="items")
