"""Shapes of the library API."""

from typing import Any

import marshmallow as ma

import standards
from inventory.core.access import OFFICIALS
from inventory.core.web.api import Schema, Text, Whole, actor
from inventory.registry.equipment.identity import numbers
from standards.changes import SORTS

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
    choices_en = ma.fields.List(
        ma.fields.String(), metadata={"description": "English word of each choice: shown, not sent"}
    )
    note = ma.fields.String()
    minimum = ma.fields.Float(allow_none=True)
    maximum = ma.fields.Float(allow_none=True)
    positive = ma.fields.Boolean(metadata={"description": "the minimum itself is not allowed"})
    by_region = ma.fields.Boolean(
        metadata={"description": "decided by the division code: shown, never asked"}
    )


class KindName(Schema):
    id = ma.fields.String()
    name_zh = ma.fields.String()
    name_en = ma.fields.String()


class KindResult(KindName):
    department = ma.fields.String()
    identity = ma.fields.List(
        ma.fields.List(ma.fields.String()),
        metadata={"description": "groups of fields, each of which recognises a device"},
    )
    numbers = ma.fields.Function(
        numbers,
        metadata={
            "type": "array",
            "items": {"type": "string"},
            "description": "fields of the numbers that people call a device by",
        },
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
    looked_on = ma.fields.Date(
        allow_none=True, metadata={"description": "when somebody last read a source of it"}
    )
    note = ma.fields.String(metadata={"description": "what maintainers must know"})
    stale = ma.fields.Boolean()
    holds_today = ma.fields.Boolean()
    certainty = ma.fields.String()
    rules = ma.fields.Integer()
    tables = ma.fields.Integer()


class ChangeQuery(Schema):
    """Later than `after`, up to and on `until`."""

    after = ma.fields.Date(required=True)
    until = ma.fields.Date(required=True)


class ChangeResult(Schema):
    """What began or ended to hold on a day: a document, a rule, a programme."""

    day = ma.fields.Date()
    sort = ma.fields.String(validate=ma.validate.OneOf(SORTS))
    id = ma.fields.String()
    kinds = ma.fields.List(ma.fields.String())
    zh = ma.fields.String()
    en = ma.fields.String()


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
    from_ = ma.fields.Date(attribute="valid_from", data_key="from")
    to = ma.fields.Date(allow_none=True, attribute="valid_to")
    from_certainty = ma.fields.String()
    in_force_today = ma.fields.Boolean()
    selects = ma.fields.String()
    obligation = ma.fields.String()
    certainty = ma.fields.String()
    outcomes = ma.fields.List(ma.fields.Nested(OutcomeWord))


class MarkResult(Schema):
    """Who compared a table with the official text; names are shown to officials. Where the table
    has changed since, the mark is not `valid` and lifts nothing.
    """

    id = ma.fields.Integer()
    page = ma.fields.String()
    checked_on = ma.fields.Date()
    remark = ma.fields.String()
    name = ma.fields.String()
    created_at = ma.fields.AwareDateTime()
    valid = ma.fields.Boolean()
    revoked_at = ma.fields.AwareDateTime(allow_none=True)
    revoked_name = ma.fields.String()
    revoked_reason = ma.fields.String()

    @ma.post_dump
    def hide_names(self, data: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        if actor().role not in OFFICIALS:
            data |= {"name": "", "revoked_name": ""}
        return data


class TableResult(Schema):
    id = ma.fields.String()
    document = ma.fields.String()
    document_title = ma.fields.String()
    rows = ma.fields.Integer()
    certainties = ma.fields.List(ma.fields.String())
    check = ma.fields.Nested(MarkResult, allow_none=True)


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
    from_ = ma.fields.Date(attribute="valid_from", data_key="from")
    to = ma.fields.Date(allow_none=True, attribute="valid_to")


class SentenceResult(Schema):
    outcome = ma.fields.String()
    zh = ma.fields.String()
    en = ma.fields.String()


class RuleWindow(Schema):
    """A time in which a rule reads the same; a local document may have changed it since."""

    from_ = ma.fields.Date(attribute="valid_from", data_key="from")
    to = ma.fields.Date(allow_none=True, attribute="valid_to")
    document = ma.fields.String()
    document_title = ma.fields.String()
    clause = ma.fields.String()


class RuleDetail(RuleResult):
    windows = ma.fields.List(ma.fields.Nested(RuleWindow))
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
    marks = ma.fields.List(ma.fields.Nested(MarkResult))
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


# Marks as checked, and what catalogues can decide ---------------------------------------------


class MarkArgs(Schema):
    page = Text(100, 1, required=True, metadata={"description": "page or table of the text"})
    checked_on = ma.fields.Date(load_default=None, allow_none=True)
    remark = Text(500, load_default="")


class RevokeMarkArgs(Schema):
    reason = Text(500, 1, required=True)


class MarkStep(Schema):
    """A mark, and the job that judges the ledger again."""

    mark = ma.fields.Nested(MarkResult)
    job = ma.fields.Integer()


class EntryResult(Schema):
    """An entry that the machine does not decide: `hint` is shown to people, `none` is unusable."""

    use = ma.fields.String(validate=ma.validate.OneOf(("hint", "none")))
    item = ma.fields.String()
    product = ma.fields.String()
    cell = ma.fields.String()
    spec = ma.fields.String()
    kinds = ma.fields.List(ma.fields.String())
    reason = ma.fields.String()
    note = ma.fields.String()


class CoverageResult(Schema):
    """What a catalogue's entries are good for, counted as the catalogue prints them."""

    table = ma.fields.String()
    document = ma.fields.String()
    title = ma.fields.String()
    matched = ma.fields.Integer()
    hinted = ma.fields.Integer()
    unusable = ma.fields.Integer()
    entries = ma.fields.List(ma.fields.Nested(EntryResult))
