"""Shapes of the equipment API."""

import marshmallow as ma

from inventory.equipment.models import NEVER
from inventory.web.api import Id, Schema, Text, Whole


class EquipmentQuery(Schema):
    kind = Text(32, load_default="")
    region = Text(12, load_default="")
    verdict = Text(16, load_default="")
    incomplete = ma.fields.Boolean(load_default=None)
    enterprise = Id(load_default=None)
    rule = Text(64, load_default="")
    due_to = ma.fields.Date(load_default=None)
    q = Text(100, load_default="")
    sort = Text(20, load_default="verdict")
    after = Text(500, load_default="")
    size = Whole(1, 200, load_default=50)


class EquipmentArgs(Schema):
    kind = Text(32, 1, required=True)
    enterprise_id = Id(required=True)
    region = Text(12, load_default="")
    facts = ma.fields.Dict(keys=Text(64), required=True)
    reason = Text(300, load_default="")


class EquipmentPatch(Schema):
    version = Id(required=True)
    enterprise_id = Id()
    region = Text(12, 6)
    facts = ma.fields.Dict(keys=Text(64))
    reason = Text(300, load_default="")


class EquipmentResult(Schema):
    id = ma.fields.Integer()
    kind = ma.fields.String()
    enterprise_id = ma.fields.Integer()
    region = ma.fields.String()
    name = ma.fields.String()
    model = ma.fields.String()
    identifier = ma.fields.String()
    use_state = ma.fields.String()
    facts = ma.fields.Dict()
    verdict = ma.fields.String(allow_none=True)
    incomplete = ma.fields.Boolean()
    next_due = ma.fields.Function(
        lambda item: None if item.next_due == NEVER else item.next_due.isoformat(),
        metadata={"type": "string", "format": "date", "nullable": True},
    )
    version = ma.fields.Integer()
    updated_at = ma.fields.AwareDateTime()


class EquipmentPage(Schema):
    items = ma.fields.List(ma.fields.Nested(EquipmentResult))
    total = ma.fields.Integer()
    next = ma.fields.String(allow_none=True)


class RevisionResult(Schema):
    version = ma.fields.Integer()
    at = ma.fields.AwareDateTime()
    actor = ma.fields.Integer(allow_none=True)
    source = ma.fields.String()
    reason = ma.fields.String()
    before = ma.fields.Dict(allow_none=True)
    after = ma.fields.Dict(allow_none=True)


class SummaryResult(Schema):
    kind = ma.fields.String()
    verdict = ma.fields.String(allow_none=True)
    count = ma.fields.Integer()


class SummaryQuery(Schema):
    region = Text(12, load_default="")
