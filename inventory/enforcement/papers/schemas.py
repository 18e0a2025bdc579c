"""Shapes of the documents of a case."""

import marshmallow as ma

from inventory.core.web.api import Id, PageQuery, Schema, Text, Whole, page_of
from inventory.enforcement.documents.papers import PAPERS
from inventory.enforcement.papers import parts, service, showing

KIND = ma.validate.OneOf(service.KINDS)
DRAFTED = ma.validate.OneOf(tuple(key for key in service.KINDS if key not in service.SIGNED))
STATUS = ma.validate.OneOf(("draft", "issued", "void"))


class CaseDocument(Schema):
    """One document of a case, a notice or a paper; `ref` is how deliveries and remarks name it."""

    ref = ma.fields.String()
    id = ma.fields.Integer()
    kind = ma.fields.String(validate=ma.validate.OneOf(tuple(PAPERS)))
    title = ma.fields.String()
    status = ma.fields.String(validate=STATUS)
    number = ma.fields.String()
    issued_on = ma.fields.Date(allow_none=True)
    created_at = ma.fields.AwareDateTime()
    digest = ma.fields.String()
    about = ma.fields.String()


class PaperArgs(Schema):
    """A draft; `values` are parts of the paper beside what the case fills in."""

    kind = ma.fields.String(required=True, validate=DRAFTED)
    about = Text(32, load_default="", metadata={"description": "notice:7 or paper:3"})
    values = ma.fields.Dict(keys=Text(40, 1), load_default=dict)


class PaperPatch(Schema):
    version = Id(required=True)
    values = ma.fields.Dict(keys=Text(40, 1), required=True)


class PaperVersion(Schema):
    version = Id(required=True)


class PaperObstacle(Schema):
    code = ma.fields.String()
    blocking = ma.fields.Boolean()
    message = ma.fields.String()
    message_en = ma.fields.String()


class PaperPart(Schema):
    """How a form asks for a part; what is `shown` comes from the case."""

    name = ma.fields.String()
    form = ma.fields.String(validate=ma.validate.OneOf(parts.FORMS))
    choices = ma.fields.List(ma.fields.String())


class PaperResult(Schema):
    id = ma.fields.Integer()
    ref = ma.fields.Function(lambda item: f"paper:{item.id}", metadata={"type": "string"})
    version = ma.fields.Integer()
    case_id = ma.fields.Integer()
    kind = ma.fields.String(validate=KIND)
    title = ma.fields.Function(lambda item: PAPERS[item.kind].title, metadata={"type": "string"})
    status = ma.fields.String(validate=STATUS)
    number = ma.fields.String(attribute="number_text", allow_none=True)
    about = ma.fields.String()
    digest = ma.fields.String()
    template = ma.fields.String()
    content = ma.fields.Dict(metadata={"description": "every part, filled or blank"})
    parts = ma.fields.Function(
        lambda item: service.parts(item.kind),
        metadata={"type": "array", "items": {"type": "string"}},
    )
    forms = ma.fields.Function(
        lambda item: PaperPart(many=True).dump(parts.of(item.kind)),
        metadata={"type": "array", "items": {"type": "object"}},
    )
    decision = ma.fields.Function(
        lambda item: item.kind in service.SIGNED, metadata={"type": "boolean"}
    )
    warnings = ma.fields.Function(
        lambda item: PaperObstacle(many=True).dump(
            showing.warnings(item) if item.status == "draft" else []
        ),
        metadata={"type": "array", "items": {"type": "object"}},
    )
    created_at = ma.fields.AwareDateTime()
    issued_at = ma.fields.AwareDateTime(allow_none=True)


class CaseDecision(Schema):
    """A decision of the leader with its document, issued in one."""

    version = Id(required=True, metadata={"description": "of the case, as you see it"})
    about = Text(32, load_default="", metadata={"description": "the document that it is about"})
    values = ma.fields.Dict(
        keys=Text(40, 1),
        required=True,
        metadata={"description": "reason, effect …; to and why_theirs of a hand-over"},
    )


class ReviewPoint(Schema):
    """One thing that was looked at; `passed` null: it does not apply."""

    matter = Text(200, 1, required=True)
    passed = ma.fields.Boolean(load_default=None, allow_none=True)
    remark = Text(500, load_default="")


class ReviewArgs(Schema):
    """The opinion of the legal review; what is not agreed to is returned instead."""

    version = Id(required=True, metadata={"description": "of the case, as you see it"})
    opinion = ma.fields.String(
        load_default="agree", validate=ma.validate.OneOf(("agree", "agree_with_changes"))
    )
    points = ma.fields.List(
        ma.fields.Nested(ReviewPoint), required=True, validate=ma.validate.Length(1, 30)
    )
    remarks = Text(2000, load_default="")


class ReportArgs(Schema):
    version = Id(required=True, metadata={"description": "of the case, as you see it"})
    opinion = Text(2000, 1, required=True)


class ClosingArgs(Schema):
    version = Id(required=True, metadata={"description": "of the case, as you see it"})
    approval = Text(500, load_default="")


class SendBackArgs(Schema):
    version = Id(required=True, metadata={"description": "of the case, as you see it"})
    reason = Text(2000, 1, required=True)


class ReviewPoints(Schema):
    points = ma.fields.List(ma.fields.String())


class RegisterQuery(PageQuery):
    agency = Id(load_default=None)
    year = Whole(2000, 2200, load_default=None)
    kind = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *PAPERS)))
    status = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", "issued", "void")))


class RegisterRow(Schema):
    """One number that was taken; a withdrawn document keeps its own."""

    ref = ma.fields.String()
    case_id = ma.fields.Integer(allow_none=True)
    case_number = ma.fields.String()
    agency_id = ma.fields.Integer()
    agency = ma.fields.String()
    enterprise = ma.fields.String()
    kind = ma.fields.String()
    title = ma.fields.String()
    year = ma.fields.Integer()
    number = ma.fields.Integer()
    number_text = ma.fields.String()
    status = ma.fields.String(validate=ma.validate.OneOf(("issued", "void")))
    issued_at = ma.fields.AwareDateTime()
    withdrawn_by = ma.fields.String(metadata={"description": "number of the withdrawal"})
    served_on = ma.fields.Date(allow_none=True)
    served_way = ma.fields.String(metadata={"description": "a way of GET /service/ways"})


class GapQuery(Schema):
    agency = Id(load_default=None)
    year = Whole(2000, 2200, load_default=None)
    kind = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *PAPERS)))


class RegisterGap(Schema):
    """A number that no document of its kind bears; `used_by` is the one of another kind."""

    agency_id = ma.fields.Integer()
    agency = ma.fields.String()
    year = ma.fields.Integer()
    kind = ma.fields.String()
    title = ma.fields.String()
    number = ma.fields.Integer()
    used_by = ma.fields.String()


RegisterPage = page_of(RegisterRow, "RegisterPage")


class PublicResult(Schema):
    """What anybody who holds a document may check."""

    number = ma.fields.String()
    digest = ma.fields.String()
    state = ma.fields.String(validate=ma.validate.OneOf(("issued", "withdrawn")))


class PaperKind(Schema):
    """A kind of paper; a `decision` is issued with the move that it documents."""

    kind = ma.fields.String(validate=KIND)
    title = ma.fields.String()
    numbered = ma.fields.Boolean()
    outward = ma.fields.Boolean()
    decision = ma.fields.Boolean()
    parts = ma.fields.List(ma.fields.String())


class CaseFileResult(Schema):
    """The file of a case for machines."""

    case_no = ma.fields.String()
    agency = ma.fields.String()
    party = ma.fields.Dict()
    matter = ma.fields.String()
    officers = ma.fields.List(ma.fields.Dict())
    opened_on = ma.fields.String(allow_none=True)
    closed_on = ma.fields.String(allow_none=True)
    result = ma.fields.String()
    contents = ma.fields.List(
        ma.fields.Dict(), metadata={"description": "title, number, pages and digest of each"}
    )
    documents = ma.fields.List(ma.fields.Dict())
