"""Shapes of the site visits API."""

import marshmallow as ma

from inventory.core.web.api import Id, PageQuery, Schema, Text, page_of
from inventory.intake.visits import service

KEY = ma.validate.Regexp(r"[0-9a-f-]{36}\Z", error="应为 36 位的 UUID")


class VisitArgs(Schema):
    equipment_id = Id(required=True)
    on = ma.fields.Date(required=True)
    conclusion = ma.fields.String(
        required=True, validate=ma.validate.OneOf(tuple(service.CONCLUSIONS))
    )
    people = Text(200, 1, required=True)
    note = Text(2000, load_default="")
    key = ma.fields.String(
        required=True,
        validate=KEY,
        metadata={"description": "made by the form: sent twice, the visit is written once"},
    )


class VisitQuery(PageQuery):
    equipment = Id(load_default=None)
    enterprise = Id(load_default=None)
    conclusion = ma.fields.String(
        load_default="", validate=ma.validate.OneOf(("", *service.CONCLUSIONS))
    )
    mine = ma.fields.Boolean(load_default=False)


class VisitWithdrawal(Schema):
    reason = Text(300, 1, required=True)


class VisitResult(Schema):
    """A site visit; enterprises get blanks for who was there, the note, names and the reason."""

    id = ma.fields.Integer()
    equipment_id = ma.fields.Integer()
    kind = ma.fields.String(attribute="equipment.kind")
    name = ma.fields.String(attribute="equipment.name")
    model = ma.fields.String(attribute="equipment.model")
    identifier = ma.fields.String(attribute="equipment.identifier")
    version = ma.fields.Integer(metadata={"description": "of the device that was compared with"})
    on = ma.fields.Date()
    conclusion = ma.fields.String(validate=ma.validate.OneOf(tuple(service.CONCLUSIONS)))
    people = ma.fields.String()
    note = ma.fields.String()
    author = ma.fields.String()
    created_at = ma.fields.AwareDateTime()
    withdrawn_at = ma.fields.AwareDateTime(allow_none=True)
    withdrawer = ma.fields.String()
    withdrawn_reason = ma.fields.String()
    mine = ma.fields.Boolean(metadata={"description": "may be withdrawn and get photographs"})


VisitPage = page_of(VisitResult, "VisitPage")
