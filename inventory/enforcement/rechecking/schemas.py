"""Shapes of rechecks and of how a case ends."""

import marshmallow as ma

from inventory.core.web.api import Id, Schema, Text
from inventory.enforcement.rechecking import service

RESULT = ma.validate.OneOf(tuple(service.RESULTS))
WAY = ma.validate.OneOf(tuple(service.WAYS))
KEY = ma.validate.Regexp(r"[0-9a-f-]{36}\Z", error="应为 36 位的 UUID")


class SeenArgs(Schema):
    equipment_id = Id(required=True)
    result = ma.fields.String(required=True, validate=RESULT)
    files = ma.fields.List(
        Id(),
        load_default=list,
        validate=ma.validate.Length(max=50),
        metadata={"description": "attachments of the case, its answers, visits or devices"},
    )
    replaced_by = Id(load_default=None, allow_none=True)
    facts = ma.fields.Dict(
        keys=Text(64, 1),
        load_default=None,
        allow_none=True,
        metadata={"description": "what a test report changes in the ledger"},
    )
    note = Text(2000, load_default="")


class RecheckArgs(Schema):
    on = ma.fields.Date(required=True)
    way = ma.fields.String(required=True, validate=WAY)
    key = ma.fields.String(required=True, validate=KEY)
    devices = ma.fields.List(
        ma.fields.Nested(SeenArgs), required=True, validate=ma.validate.Length(1, 1000)
    )


class RecheckResult(Schema):
    id = ma.fields.Integer()
    case_id = ma.fields.Integer(attribute="device.case_id")
    equipment_id = ma.fields.Integer(attribute="device.equipment_id")
    name = ma.fields.String(attribute="device.name")
    model = ma.fields.String(attribute="device.model")
    on = ma.fields.Date()
    way = ma.fields.String(validate=WAY)
    way_zh = ma.fields.Function(lambda it: service.WAYS[it.way].zh, metadata={"type": "string"})
    result = ma.fields.String(validate=RESULT)
    result_zh = ma.fields.Function(
        lambda it: service.RESULTS[it.result].said.zh, metadata={"type": "string"}
    )
    settles = ma.fields.Function(
        lambda it: service.RESULTS[it.result].settles, metadata={"type": "boolean"}
    )
    replaced_by = ma.fields.Integer(allow_none=True)
    files = ma.fields.List(ma.fields.Integer())
    note = ma.fields.String()
    learned = ma.fields.String(metadata={"description": "what the ledger was told"})
    actor_name = ma.fields.String()
    at = ma.fields.AwareDateTime()
