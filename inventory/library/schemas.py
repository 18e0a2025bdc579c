"""Shapes of the library API."""

import marshmallow as ma

import standards
from inventory.web.api import Schema, Text, Whole

OUTCOMES = ("", *standards.OUTCOMES)


class FieldResult(Schema):
    """One field of a form."""

    id = ma.fields.String()
    heading_zh = ma.fields.String()
    heading_en = ma.fields.String()
    type = ma.fields.String(
        validate=ma.validate.OneOf(("text", "number", "integer", "date", "choice", "yesno"))
    )
    unit = ma.fields.String(allow_none=True)
    required = ma.fields.Boolean()
    choices = ma.fields.List(ma.fields.String())
    labels = ma.fields.List(
        ma.fields.String(),
        metadata={"description": "what a form shows for each choice; empty = the choice itself"},
    )
    note = ma.fields.String()
    minimum = ma.fields.Float(allow_none=True)
    maximum = ma.fields.Float(allow_none=True)
    positive = ma.fields.Boolean(metadata={"description": "the minimum itself is not allowed"})


class KindResult(Schema):
    id = ma.fields.String()
    name_zh = ma.fields.String()
    name_en = ma.fields.String()
    department = ma.fields.String()
    identity = ma.fields.List(
        ma.fields.List(ma.fields.String()),
        metadata={"description": "groups of fields, each of which recognises a device"},
    )
    fields_ = ma.fields.List(ma.fields.Nested(FieldResult), attribute="fields", data_key="fields")


class DocumentQuery(Schema):
    q = Text(100, load_default="")
    type = Text(32, load_default="")
    in_force = ma.fields.Date(load_default=None)


class DocumentResult(Schema):
    """A document with its four dates; `stale` = nobody checked it within a year."""

    id = ma.fields.String()
    number = ma.fields.String()
    title = ma.fields.String()
    type = ma.fields.String()
    issuer = ma.fields.String(allow_none=True)
    issued = ma.fields.Date(allow_none=True)
    in_force = ma.fields.Date(allow_none=True)
    superseded_on = ma.fields.Date(allow_none=True)
    superseded_by = ma.fields.String(allow_none=True)
    last_checked = ma.fields.Date(allow_none=True)
    stale = ma.fields.Boolean()
    holds_today = ma.fields.Boolean()
    certainty = ma.fields.String()
    rules = ma.fields.Integer()
    tables = ma.fields.Integer()


class ClauseResult(Schema):
    clause = ma.fields.String()
    rules = ma.fields.List(ma.fields.String())
    tables = ma.fields.List(ma.fields.String())
    rows = ma.fields.Integer()
    wording = ma.fields.String()


class OutcomeWord(Schema):
    word = ma.fields.String(validate=ma.validate.OneOf(standards.OUTCOMES))
    name = ma.fields.String()


class RuleResult(Schema):
    id = ma.fields.String()
    kind = ma.fields.String()
    kind_name = ma.fields.String()
    name = ma.fields.String()
    name_en = ma.fields.String()
    document = ma.fields.String()
    document_title = ma.fields.String()
    clause = ma.fields.String()
    region = ma.fields.String(allow_none=True)
    from_ = ma.fields.Date(attribute="from", data_key="from")
    to = ma.fields.Date(allow_none=True)
    from_certainty = ma.fields.String()
    in_force_today = ma.fields.Boolean()
    selects = ma.fields.String()
    obligation = ma.fields.String()
    certainty = ma.fields.String()
    outcomes = ma.fields.List(ma.fields.Nested(OutcomeWord))


class TableResult(Schema):
    id = ma.fields.String()
    document = ma.fields.String()
    rows = ma.fields.Integer()
    certainties = ma.fields.List(ma.fields.String())


class PlanResult(Schema):
    region = ma.fields.String()
    region_name = ma.fields.String()
    tasks = ma.fields.List(ma.fields.Dict())
    targets = ma.fields.List(ma.fields.Dict())


class DocumentDetail(DocumentResult):
    clauses = ma.fields.List(ma.fields.Nested(ClauseResult))
    rule_list = ma.fields.List(ma.fields.Nested(RuleResult))
    table_list = ma.fields.List(ma.fields.Nested(TableResult))
    plan = ma.fields.Nested(PlanResult, allow_none=True)
    supersedes = ma.fields.List(ma.fields.String())


class RuleQuery(Schema):
    kind = Text(32, load_default="")
    region = Text(12, load_default="")
    document = Text(100, load_default="")
    outcome = ma.fields.String(load_default="", validate=ma.validate.OneOf(OUTCOMES))
    q = Text(100, load_default="")
    in_force = ma.fields.Date(load_default=None)


class EditionResult(Schema):
    document = ma.fields.String()
    table = ma.fields.String()
    from_ = ma.fields.Date(attribute="from", data_key="from")
    to = ma.fields.Date(allow_none=True)


class SentenceResult(Schema):
    outcome = ma.fields.String()
    zh = ma.fields.String()
    en = ma.fields.String()


class RuleDetail(RuleResult):
    check = ma.fields.String()
    only_in_use = ma.fields.Boolean()
    dates = ma.fields.List(ma.fields.String())
    editions = ma.fields.List(ma.fields.Nested(EditionResult))
    tables = ma.fields.List(ma.fields.String())
    parameters = ma.fields.Dict()
    messages = ma.fields.List(ma.fields.Nested(SentenceResult))


class ColumnResult(Schema):
    id = ma.fields.String()
    heading_zh = ma.fields.String()
    heading_en = ma.fields.String()
    unit = ma.fields.String(allow_none=True)


class TableDetail(TableResult):
    document_title = ma.fields.String()
    columns = ma.fields.List(ma.fields.Nested(ColumnResult))
    row_list = ma.fields.List(ma.fields.Dict())
    used_by = ma.fields.List(ma.fields.String())


class SearchQuery(Schema):
    q = Text(100, 1, required=True)
    limit = Whole(1, 200, load_default=50)


class HitResult(Schema):
    type = ma.fields.String(validate=ma.validate.OneOf(("document", "rule", "clause")))
    id = ma.fields.String()
    title = ma.fields.String()
    document = ma.fields.String()
    clause = ma.fields.String()
    excerpt = ma.fields.String()
