"""Shape of what became of an import: the API tells it, and the command line writes it."""

import marshmallow as ma

from inventory.core.web.shapes import Schema
from inventory.intake.imports.row_schemas import Correction, RowDecision, RowProblem


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
    import_ = ma.fields.Integer(data_key="import", attribute="import_id")
    file = ma.fields.String()
    status = ma.fields.String()
    totals = ma.fields.Nested(TotalsResult)
    skipped_rows = ma.fields.Dict()
    notes = ma.fields.List(ma.fields.Dict())
    pages = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.List(ma.fields.List(ma.fields.Integer())),
        metadata={"description": "by sheet, of a file with pages: as `pages` of the sheet"},
    )
    problems = ma.fields.List(ma.fields.Nested(RowProblem))
    corrections = ma.fields.List(ma.fields.Nested(Correction))
    decisions = ma.fields.List(ma.fields.Nested(RowDecision))
