"""Shapes of the imports API."""

import marshmallow as ma
from flask_smorest.fields import Upload

from inventory.imports import service
from inventory.web.api import Id, PageQuery, Schema, Text


class UploadFile(Schema):
    file = Upload(required=True, metadata={"description": "xlsx, xls, ods, csv or jsonl"})


class UploadForm(Schema):
    region = Text(12, 6, required=True)
    kind = Text(32, load_default="")
    enterprise = Text(200, load_default="")
    mapping = Text(20_000, load_default="", metadata={"description": "JSON: heading → field id"})


class CommitArgs(Schema):
    suggested = ma.fields.String(
        load_default="reject", validate=ma.validate.OneOf(service.SUGGESTED)
    )


class RemapArgs(Schema):
    mapping = ma.fields.Dict(
        keys=Text(200, 1),
        values=Text(64),
        load_default=dict,
        metadata={"description": "heading → field id, or blank to ignore the column"},
    )
    kind = Text(32, load_default="")


class UndoArgs(Schema):
    reason = Text(300, 1, required=True)


class UndoBlock(Schema):
    equipment_id = ma.fields.Integer()
    code = ma.fields.String()
    message = ma.fields.String()
    message_en = ma.fields.String()


class UndoPreview(Schema):
    possible = ma.fields.Boolean()
    status = ma.fields.String()
    created = ma.fields.Integer()
    updated = ma.fields.Integer()
    blocked = ma.fields.Integer()
    blocks = ma.fields.List(ma.fields.Nested(UndoBlock))


class DecisionArgs(Schema):
    decision = ma.fields.String(
        required=True, validate=ma.validate.OneOf(("", "create", "update", "skip"))
    )
    target = Id(load_default=None, allow_none=True)


class ImportResult(Schema):
    id = ma.fields.Integer()
    file_name = ma.fields.String()
    region = ma.fields.String()
    kind = ma.fields.String(allow_none=True)
    status = ma.fields.String()
    mapping = ma.fields.Dict()
    sheets = ma.fields.List(ma.fields.Dict())
    job_id = ma.fields.Integer(allow_none=True)
    created_at = ma.fields.AwareDateTime()
    committed_at = ma.fields.AwareDateTime(allow_none=True)
    undone_at = ma.fields.AwareDateTime(allow_none=True)


class ImportPage(Schema):
    items = ma.fields.List(ma.fields.Nested(ImportResult))
    total = ma.fields.Integer()


class RowQuery(PageQuery):
    status = ma.fields.String(
        load_default="", validate=ma.validate.OneOf(("", "pending", *service.OUTCOMES))
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


class RowPage(Schema):
    items = ma.fields.List(ma.fields.Nested(RowResult))
    total = ma.fields.Integer()


class Totals(Schema):
    read = ma.fields.Integer()
    created = ma.fields.Integer()
    updated = ma.fields.Integer()
    unchanged = ma.fields.Integer()
    rejected = ma.fields.Integer()
    skipped = ma.fields.Integer()
    pending = ma.fields.Integer()


class TotalsResult(Schema):
    all = ma.fields.Nested(Totals)
    sheets = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Nested(Totals))


class ReportResult(Schema):
    import_ = ma.fields.Integer(data_key="import", attribute="import")
    file = ma.fields.String()
    status = ma.fields.String()
    totals = ma.fields.Nested(TotalsResult)
    skipped_rows = ma.fields.Dict()
    notes = ma.fields.List(ma.fields.Dict())
    problems = ma.fields.List(ma.fields.Dict())
