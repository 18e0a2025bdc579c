"""Shapes of the API of local packages."""

import marshmallow as ma
from flask_smorest.fields import Upload

from inventory.core.web.api import Schema, Text
from inventory.judgement.library.packages import MACHINE
from inventory.judgement.library.schemas import DocumentResult, RuleResult, TableResult

STATES = tuple(MACHINE.states)


class PackageQuery(Schema):
    state = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *STATES)))


class PackageFiles(Schema):
    toml = Upload(required=True, metadata={"description": "the TOML file of the package"})
    csv = ma.fields.List(
        Upload(metadata={"description": "a table"}),
        load_default=list,
        metadata={"description": "the CSV files that the TOML file names"},
    )


class TemplateQuery(Schema):
    what = ma.fields.String(
        load_default="catalogue", validate=ma.validate.OneOf(("catalogue", "edition"))
    )


class WithdrawArgs(Schema):
    reason = Text(500, 1, required=True)


class PackageResult(Schema):
    """A local document; `effective_from` is the first day on which it decides anything here. One
    that is `broken` no longer fits the library and decides nothing.
    """

    id = ma.fields.Integer()
    slug = ma.fields.String()
    state = ma.fields.String(validate=ma.validate.OneOf(STATES))
    state_name = ma.fields.String()
    number = ma.fields.String()
    title = ma.fields.String()
    region = ma.fields.String(metadata={"description": "blank = everywhere"})
    region_name = ma.fields.String()
    starts = ma.fields.Date()
    effective_from = ma.fields.Date(allow_none=True)
    what_if = ma.fields.Integer(allow_none=True)
    broken = ma.fields.Boolean()
    created_name = ma.fields.String()
    created_at = ma.fields.AwareDateTime()
    published_name = ma.fields.String()
    published_at = ma.fields.AwareDateTime(allow_none=True)
    published_on = ma.fields.Date(allow_none=True)
    withdrawn_name = ma.fields.String()
    withdrawn_at = ma.fields.AwareDateTime(allow_none=True)
    withdrawn_on = ma.fields.Date(allow_none=True)
    withdrawn_reason = ma.fields.String()


class PackageFileResult(Schema):
    name = ma.fields.String()
    size = ma.fields.Integer()
    sha256 = ma.fields.String()


class AmendmentResult(Schema):
    """What becomes of a rule that there is: `former` are the values of the parameters changed."""

    rule = ma.fields.String()
    name = ma.fields.String()
    name_en = ma.fields.String()
    clause = ma.fields.String()
    from_ = ma.fields.Date(attribute="valid_from", data_key="from")
    to = ma.fields.Date(allow_none=True, attribute="valid_to")
    repeal = ma.fields.Boolean()
    changes = ma.fields.Dict()
    former = ma.fields.Dict()


class ProblemResult(Schema):
    """One mistake in an uploaded file."""

    file = ma.fields.String()
    line = ma.fields.Integer(allow_none=True)
    key = ma.fields.String()
    value = ma.fields.String()
    message = ma.fields.String()
    message_en = ma.fields.String()
    remedy = ma.fields.String()
    remedy_en = ma.fields.String()


class PackageDetail(PackageResult):
    document = ma.fields.Nested(DocumentResult, allow_none=True)
    rules = ma.fields.List(ma.fields.Nested(RuleResult))
    amendments = ma.fields.List(ma.fields.Nested(AmendmentResult))
    tables = ma.fields.List(ma.fields.Nested(TableResult))
    files = ma.fields.List(ma.fields.Nested(PackageFileResult))
    steps = ma.fields.List(ma.fields.String())
    problems = ma.fields.List(ma.fields.Nested(ProblemResult))


class PackageStep(Schema):
    """The package after a step, and the job that judges the ledger again."""

    package = ma.fields.Nested(PackageResult)
    job = ma.fields.Integer()
