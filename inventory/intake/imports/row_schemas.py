"""Shapes of the rows of an import: as read, as decided, and what is wrong with them."""

import marshmallow as ma

from inventory.core.web.shapes import Id, PageQuery, Schema, Text, page_of
from inventory.intake.imports import reporting


class RowArgs(Schema):
    """At least one of `values` and `decision`."""

    version = Id(required=True, metadata={"description": "of the row, as you see it"})
    values = ma.fields.Dict(
        keys=Text(64, 1),
        values=Text(2000, allow_none=True),
        load_default=dict,
        validate=ma.validate.Length(max=200),
        metadata={
            "description": "field id → text as typed into the sheet; blank empties the cell, "
            "null gives the file's text back its say"
        },
    )
    decision = ma.fields.String(
        load_default=None,
        allow_none=True,
        validate=ma.validate.OneOf(("", "create", "update", "skip")),
    )
    target = Id(load_default=None, allow_none=True)
    alike = ma.fields.Boolean(
        load_default=False,
        metadata={"description": "the value `kind` counts for all unclear rows of the same name"},
    )


class RowQuery(PageQuery):
    status = ma.fields.String(
        load_default="", validate=ma.validate.OneOf(("", "pending", *reporting.OUTCOMES))
    )


class RowResult(Schema):
    id = ma.fields.Integer()
    sheet = ma.fields.String()
    row = ma.fields.Integer()
    data_row = ma.fields.Integer()
    kind = ma.fields.String()
    raw = ma.fields.Dict()
    facts = ma.fields.Dict()
    enterprise = ma.fields.String(allow_none=True)
    uscc = ma.fields.String(allow_none=True)
    status = ma.fields.String()
    decision = ma.fields.String()
    target = ma.fields.Integer(allow_none=True)
    equipment = ma.fields.Integer(allow_none=True)
    version = ma.fields.Integer()


class Found(Schema):
    """A problem of a cell or row, in words."""

    sheet = ma.fields.String()
    row = ma.fields.Integer()
    data_row = ma.fields.Integer()
    field = ma.fields.String(allow_none=True)
    heading = ma.fields.String(allow_none=True)
    value = ma.fields.String(allow_none=True)
    severity = ma.fields.String(validate=ma.validate.OneOf(("error", "warning")))
    code = ma.fields.String()
    message = ma.fields.String()
    message_en = ma.fields.String()
    remedy = ma.fields.String()
    remedy_en = ma.fields.String()


class OfRow(Schema):
    """To which row something belongs; `row_id` and `version` are null once it has gone in."""

    row_id = ma.fields.Integer(allow_none=True)
    version = ma.fields.Integer(allow_none=True)
    kind = ma.fields.String()
    decision = ma.fields.String()
    target = ma.fields.Integer(allow_none=True)


class RowDecision(OfRow):
    """A row that a person has decided about."""

    sheet = ma.fields.String()
    row = ma.fields.Integer()


class RowProblem(Found, OfRow):
    pass


class Correction(OfRow):
    sheet = ma.fields.String()
    row = ma.fields.Integer()
    field = ma.fields.String()
    heading = ma.fields.String()
    was = ma.fields.String(metadata={"description": "the file's own text"})
    text = ma.fields.String(metadata={"description": "what it was corrected to"})
    actor_name = ma.fields.String()
    at = ma.fields.AwareDateTime()


class EditedRow(Schema):
    row = ma.fields.Nested(RowResult)
    problems = ma.fields.List(ma.fields.Nested(Found))
    reading = ma.fields.Boolean(
        metadata={
            "description": "a correction is kept and being read: row and problems are those of "
            "before, until `edits` of the import is 0"
        }
    )


class CellResult(Schema):
    heading = ma.fields.String()
    field = ma.fields.String(allow_none=True)
    unit = ma.fields.String(allow_none=True)
    was = ma.fields.String(metadata={"description": "the file's own text"})
    text = ma.fields.String(metadata={"description": "what is read in its place"})


class WholeRow(EditedRow):
    cells = ma.fields.List(ma.fields.Nested(CellResult))


RowPage = page_of(RowResult, "RowPage")
