"""Shapes of the alerts API."""

import marshmallow as ma

from inventory.alerts import service
from inventory.web.api import PageQuery, Schema


class AlertQuery(PageQuery):
    stage = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *service.STAGES)))


class AlertResult(Schema):
    id = ma.fields.Integer()
    equipment_id = ma.fields.Integer()
    kind = ma.fields.Function(lambda item: item.equipment.kind)
    model = ma.fields.Function(lambda item: item.equipment.model)
    identifier = ma.fields.Function(lambda item: item.equipment.identifier)
    rule = ma.fields.String()
    outcome = ma.fields.String()
    due = ma.fields.Date(allow_none=True)
    stage = ma.fields.String()
    opened_at = ma.fields.AwareDateTime()


class AlertPage(Schema):
    items = ma.fields.List(ma.fields.Nested(AlertResult))
    total = ma.fields.Integer()
    stages = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer())
