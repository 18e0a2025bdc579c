"""Shapes of the imports API."""

import marshmallow as ma
from flask_smorest.fields import Upload

from inventory.core.web.api import PageQuery, Schema, Text, Whole, page_of
from inventory.intake.imports import divisions, postponed, service


class UploadFile(Schema):
    file = Upload(
        required=True, metadata={"description": "xlsx, xls, ods, docx, pdf, csv, jsonl, jpg or png"}
    )


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


class RowTextsQuery(Schema):
    sheet = Text(100, 1, required=True)
    rows = ma.fields.String(
        required=True,
        validate=ma.validate.Regexp(r"[1-9]\d{0,6}(,[1-9]\d{0,6}){0,99}\Z"),
        metadata={"description": "their numbers, with commas between"},
    )


class RowText(Schema):
    row = ma.fields.Integer()
    text = ma.fields.String(metadata={"description": "what stands first in the row"})


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
    skipped_rows = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.List(ma.fields.Integer()),
        metadata={"description": "reason → the first rows without a device"},
    )
    notes = ma.fields.List(ma.fields.Dict())
    pages = ma.fields.List(
        ma.fields.List(ma.fields.Integer()),
        metadata={
            "description": "of a file with pages: from which row on its rows stand on which page, "
            "and from which row there, as [row, page, row on the page]"
        },
    )


class Recalled(Schema):
    """What was taken over from an earlier import of the same file."""

    import_ = ma.fields.Integer(data_key="import", attribute="import")
    file = ma.fields.String()
    at = ma.fields.String()
    cells = ma.fields.Integer(metadata={"description": "that people had corrected"})
    rows = ma.fields.Integer(metadata={"description": "that people had decided about"})


STATUSES = {
    "reading": "the file is being read, see `stage`",
    "failed": "it could not be read, see `problem`",
    "unread": "a person must say how it is to be read, see `question`",
    "staged": "its rows wait for review",
    "committing": "they are being written",
    "committed": "they are in the ledger",
    "discarded": "given up",
    "undoing": "they are being taken back",
    "undone": "taken back as a whole",
}


class ReadingProblem(Schema):
    """Why a file could not be read."""

    code = ma.fields.String()
    message = ma.fields.String()
    message_en = ma.fields.String()
    remedy = ma.fields.String()
    remedy_en = ma.fields.String()


class ImportResult(Schema):
    id = ma.fields.Integer()
    file_name = ma.fields.String()
    region = ma.fields.String()
    kind = ma.fields.String(allow_none=True)
    status = ma.fields.String(
        metadata={
            "description": "; ".join(f"{name}: {told}" for name, told in STATUSES.items()),
            "enum": list(STATUSES),
            "example": "staged",
        }
    )
    stage = ma.fields.String(
        metadata={
            "description": "while it is read: blank (no worker has begun), waiting (for another "
            "scan), opening, pages, scans (pages that are recognised), rows, keeping; `done` of "
            "`total` say how far that is"
        }
    )
    done = ma.fields.Integer()
    total = ma.fields.Integer(metadata={"description": "0: not known"})
    problem = ma.fields.Nested(
        ReadingProblem,
        allow_none=True,
        metadata={"description": "why the file could not be read the last time"},
    )
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
    edits = ma.fields.Function(
        lambda staged: len(postponed.of(staged)),
        metadata={
            "type": "integer",
            "description": "corrections of rows that are kept and being read; `stage` says how far",
        },
    )
    created_at = ma.fields.AwareDateTime()
    committed_at = ma.fields.AwareDateTime(allow_none=True)
    undone_at = ma.fields.AwareDateTime(allow_none=True)
    recalled = ma.fields.Nested(Recalled, allow_none=True)


ImportPage = page_of(ImportResult, "ImportPage")


class ImportQuery(PageQuery):
    waiting = ma.fields.Boolean(
        load_default=False,
        metadata={"description": "to be read, mended or written, and not what is settled"},
    )
