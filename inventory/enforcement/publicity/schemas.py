"""Shapes of publicity."""

import marshmallow as ma

from inventory.core.web.api import Id, PageQuery, Schema, Text, page_of


class DecisionFilters(Schema):
    agency = Id(load_default=None)
    since = ma.fields.Date(load_default=None)
    until = ma.fields.Date(load_default=None)


class DecisionQuery(PageQuery, DecisionFilters):
    pass


class WorkbookQuery(DecisionFilters):
    agency = Id(required=True)


class WithholdArgs(Schema):
    reason = Text(500, 1, required=True)


class OpenDecision(Schema):
    """A decision as anybody may read it."""

    number = ma.fields.String()
    title = ma.fields.String()
    title_en = ma.fields.String()
    agency = ma.fields.String()
    party = ma.fields.String()
    uscc = ma.fields.String()
    matter = ma.fields.String()
    basis = ma.fields.String()
    result = ma.fields.String()
    decided_on = ma.fields.Date()
    state = ma.fields.String(validate=ma.validate.OneOf(("issued", "withdrawn")))
    left_out = ma.fields.String(metadata={"description": "what is left out, and why"})
    left_out_en = ma.fields.String()


class DecisionResult(OpenDecision):
    """The same for the office: until when it is to be published, and what is withheld and why."""

    ref = ma.fields.String()
    id = ma.fields.Function(lambda item: int(item.ref.split(":")[1]), metadata={"type": "integer"})
    agency_id = ma.fields.Integer()
    publish_by = ma.fields.Date()
    late = ma.fields.Boolean()
    withheld = ma.fields.Boolean()
    reason = ma.fields.String()


DecisionPage = page_of(DecisionResult, "DecisionPage")
OpenDecisionPage = page_of(OpenDecision, "OpenDecisionPage")
