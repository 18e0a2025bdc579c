"""Shapes of the imports API."""

import marshmallow as ma
from flask_smorest.fields import Upload

from inventory.core.web.api import Id, PageQuery, Schema, Text, Whole, page_of
from inventory.intake.imports import divisions, reporting, service


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
        load_default=None,
        allow_none=True,
        metadata={"description": "heading → field id, or blank to ignore the column"},
    )
    kind = Text(
        32,
        load_default=None,
        allow_none=True,
        metadata={"description": "of all rows; blank: each row says its own"},
    )
    header_row = ma.fields.Dict(
        keys=Text(100, 1),
        values=Whole(0, 1_048_576),
        load_default=None,
        allow_none=True,
        metadata={"description": "sheet → the row in which its header ends; 0: it has none"},
    )
    enterprise = Text(
        200,
        load_default=None,
        allow_none=True,
        metadata={"description": "of the rows that name none; blank: nobody"},
    )
    uscc = ma.fields.String(
        load_default=None, allow_none=True, validate=ma.validate.Regexp(r"[0-9A-Z]{18}\Z|\Z")
    )
    others = ma.fields.String(
        load_default=None,
        allow_none=True,
        validate=ma.validate.OneOf(("", *divisions.ANSWERS)),
        metadata={"description": "rows of other divisions: `mine` leaves them out, `all` takes"},
    )


class SheetsQuery(Schema):
    sheet = Text(100, load_default="")
    header_row = Whole(0, 1_048_576, load_default=None, allow_none=True)
    kind = Text(32, load_default=None, allow_none=True)
    start = Whole(1, 1_048_576, load_default=1)


class ColumnGuess(Schema):
    letter = ma.fields.String()
    heading = ma.fields.String(metadata={"description": "as `mapping` names the column"})
    field = ma.fields.String(allow_none=True)
    samples = ma.fields.List(ma.fields.String())


class FirstRows(Schema):
    name = ma.fields.String()
    start = ma.fields.Integer(metadata={"description": "number of the first row shown"})
    total = ma.fields.Integer()
    rows = ma.fields.List(ma.fields.List(ma.fields.String()))
    header_row = ma.fields.Integer(allow_none=True)
    likely = ma.fields.List(ma.fields.Integer(), metadata={"description": "that may be headers"})
    kinds = ma.fields.List(ma.fields.String(), metadata={"description": "the likeliest first"})
    columns = ma.fields.List(ma.fields.Nested(ColumnGuess))


class OtherDivision(Schema):
    region = ma.fields.String()
    name = ma.fields.String()
    count = ma.fields.Integer()
    rows = ma.fields.List(ma.fields.String(), metadata={"description": "the first: sheet and row"})
    allowed = ma.fields.Boolean(metadata={"description": "whether you may take its rows"})


class DoubtfulWord(Schema):
    kind = ma.fields.String()
    field = ma.fields.String()
    heading = ma.fields.String(allow_none=True)
    word = ma.fields.String()
    rows = ma.fields.Integer(metadata={"description": "that hold it"})
    near = ma.fields.List(ma.fields.String(), metadata={"description": "choices, nearest first"})
    choices = ma.fields.List(ma.fields.String())


class WordArgs(Schema):
    kind = Text(32, 1, required=True)
    field = Text(64, 1, required=True)
    word = Text(64, 1, required=True)
    choice = Text(64, 1, required=True)


class KnownWordResult(Schema):
    id = ma.fields.Integer()
    region = ma.fields.String()
    owner = ma.fields.String(metadata={"description": "enterprise, blank: the whole region"})
    kind = ma.fields.String()
    field = ma.fields.String()
    written = ma.fields.String()
    choice = ma.fields.String()
    actor_name = ma.fields.String()
    at = ma.fields.AwareDateTime()
    files = ma.fields.Integer(metadata={"description": "that have been read with it since"})
    used_at = ma.fields.AwareDateTime(allow_none=True)


class KnownWordQuery(PageQuery):
    kind = Text(32, load_default="")
    field = Text(64, load_default="")
    region = Text(12, load_default="")
    owner = Text(200, load_default="", metadata={"description": "a part of its name"})
    word = Text(64, load_default="", metadata={"description": "a part of it"})


KnownWordPage = page_of(KnownWordResult, "KnownWordPage")


class KnownWordPatch(Schema):
    choice = Text(64, 1, required=True)


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


class SheetColumn(Schema):
    heading = ma.fields.String()
    field = ma.fields.String(allow_none=True)
    unit = ma.fields.String(allow_none=True)
    how = ma.fields.String()
    samples = ma.fields.List(ma.fields.String())


class SheetResult(Schema):
    name = ma.fields.String()
    kind = ma.fields.String(allow_none=True)
    header_row = ma.fields.Integer()
    columns = ma.fields.List(ma.fields.Nested(SheetColumn))
    skipped = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer())
    notes = ma.fields.List(ma.fields.Dict())


class ImportResult(Schema):
    id = ma.fields.Integer()
    file_name = ma.fields.String()
    region = ma.fields.String()
    kind = ma.fields.String(allow_none=True)
    status = ma.fields.String()
    mapping = ma.fields.Dict()
    header_row = ma.fields.Raw(allow_none=True)
    owner = ma.fields.String(metadata={"description": "of the rows that name nobody"})
    owner_uscc = ma.fields.String()
    others = ma.fields.String()
    question = ma.fields.Dict(
        allow_none=True, metadata={"description": "of an unread file: what must be answered"}
    )
    sheets = ma.fields.List(ma.fields.Nested(SheetResult))
    job_id = ma.fields.Integer(allow_none=True)
    created_at = ma.fields.AwareDateTime()
    committed_at = ma.fields.AwareDateTime(allow_none=True)
    undone_at = ma.fields.AwareDateTime(allow_none=True)


ImportPage = page_of(ImportResult, "ImportPage")


class ImportQuery(PageQuery):
    waiting = ma.fields.Boolean(
        load_default=False,
        metadata={"description": "to be read, mended or written, and not what is settled"},
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


class CellResult(Schema):
    heading = ma.fields.String()
    field = ma.fields.String(allow_none=True)
    unit = ma.fields.String(allow_none=True)
    was = ma.fields.String(metadata={"description": "the file's own text"})
    text = ma.fields.String(metadata={"description": "what is read in its place"})


class WholeRow(EditedRow):
    cells = ma.fields.List(ma.fields.Nested(CellResult))


RowPage = page_of(RowResult, "RowPage")


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
    problems = ma.fields.List(ma.fields.Nested(RowProblem))
    corrections = ma.fields.List(ma.fields.Nested(Correction))
    decisions = ma.fields.List(ma.fields.Nested(RowDecision))
