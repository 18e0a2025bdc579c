"""Shapes of the reports API; a number that is null was not held."""

import marshmallow as ma

from inventory.core.web.api import Id, PageQuery, Schema, Text, page_of
from inventory.desk.reports import goals, periods, service
from inventory.desk.reports.measures import MEASURES

KINDS = tuple(periods.kinds())
STATES = (service.DRAFT, service.PUBLISHED)


class ReportQuery(PageQuery):
    kind = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *KINDS)))
    region = Text(12, load_default="")


class PeriodicReport(Schema):
    """`id` is the report's, `version_id` that of its newest version."""

    id = ma.fields.Integer()
    kind = ma.fields.String(validate=ma.validate.OneOf(KINDS))
    kind_zh = ma.fields.String()
    kind_en = ma.fields.String()
    title = ma.fields.String()
    title_en = ma.fields.String(metadata={"description": "blank in reports of older releases"})
    region = ma.fields.String()
    region_name = ma.fields.String()
    period = ma.fields.String(metadata={"description": "2026-11, 2026-Q4 or 2026"})
    begin = ma.fields.Date()
    end = ma.fields.Date()
    version_id = ma.fields.Integer()
    number = ma.fields.Integer()
    state = ma.fields.String(validate=ma.validate.OneOf(STATES))
    made_at = ma.fields.AwareDateTime()
    published_at = ma.fields.AwareDateTime(allow_none=True)


ReportPage = page_of(PeriodicReport, "ReportPage")


class PeriodicReportArgs(Schema):
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    region = Text(12, 6, required=True)
    day = ma.fields.Date(required=True, metadata={"description": "any day of the period"})
    agency_id = Id(load_default=None, allow_none=True)
    reason = Text(300, load_default="")


class ReportVersionResult(Schema):
    id = ma.fields.Integer()
    number = ma.fields.Integer()
    state = ma.fields.String(validate=ma.validate.OneOf(STATES))
    reason = ma.fields.String()
    digest = ma.fields.String()
    by_clock = ma.fields.Boolean()
    made_by_name = ma.fields.String()
    made_at = ma.fields.AwareDateTime()
    published_at = ma.fields.AwareDateTime(allow_none=True)


def _numbers() -> ma.fields.Dict:
    values = ma.fields.Integer(allow_none=True)
    return ma.fields.Dict(keys=ma.fields.String(), values=values)


class ReportRow(Schema):
    key = ma.fields.String()
    name = ma.fields.String()
    name_en = ma.fields.String()
    now = _numbers()
    before = _numbers()
    year_before = _numbers()
    rate = ma.fields.Float(allow_none=True)
    rank = ma.fields.Integer(allow_none=True)


class ReportTable(Schema):
    id = ma.fields.String()
    zh = ma.fields.String()
    en = ma.fields.String()
    rows = ma.fields.List(ma.fields.Nested(ReportRow))


class ReportGoal(Schema):
    task_no = ma.fields.String()
    indicator = ma.fields.String()
    indicator_en = ma.fields.String()
    unit = ma.fields.String()
    unit_en = ma.fields.String()
    target = ma.fields.String()
    done = ma.fields.String()
    light = ma.fields.String(validate=ma.validate.OneOf(tuple(goals.LIGHTS)))
    due = ma.fields.String()
    money = ma.fields.Boolean()


class ReportPart(Schema):
    heading = ma.fields.String()
    heading_en = ma.fields.String()
    paragraphs = ma.fields.List(ma.fields.String())
    paragraphs_en = ma.fields.List(ma.fields.String())


class ReportContent(Schema):
    agency = ma.fields.String()
    addressee = ma.fields.String()
    number = ma.fields.String()
    number_en = ma.fields.String()
    as_of = ma.fields.String()
    held = ma.fields.String(metadata={"description": "what the stocks rest on; blank: not held"})
    library = ma.fields.String()
    records = ma.fields.Integer(allow_none=True)
    total = ma.fields.Nested(ReportRow)
    tables = ma.fields.List(ma.fields.Nested(ReportTable))
    goals = ma.fields.List(ma.fields.Nested(ReportGoal))
    investment = ma.fields.String()
    parts = ma.fields.List(ma.fields.Nested(ReportPart))
    notes = ma.fields.List(ma.fields.String())
    notes_en = ma.fields.List(ma.fields.String())


class PeriodicReportDetail(PeriodicReport):
    content = ma.fields.Nested(ReportContent)
    versions = ma.fields.List(ma.fields.Nested(ReportVersionResult))
    may_write = ma.fields.Boolean()


class ReportFileQuery(Schema):
    format = ma.fields.String(
        load_default="pdf", validate=ma.validate.OneOf(tuple(service.FORMATS))
    )


class ReportDifferenceQuery(Schema):
    other = Id(
        load_default=None,
        metadata={"description": "a version of the same report; absent: the one before"},
    )


class ReportDifference(Schema):
    table = ma.fields.String()
    key = ma.fields.String()
    name = ma.fields.String()
    name_en = ma.fields.String()
    measure = ma.fields.String(validate=ma.validate.OneOf(tuple(MEASURES)))
    before = ma.fields.Integer(allow_none=True)
    after = ma.fields.Integer(allow_none=True)


class ReportDifferences(Schema):
    numbers = ma.fields.List(ma.fields.Nested(ReportDifference))
    left_out = ma.fields.List(ma.fields.String())
    left_out_en = ma.fields.List(ma.fields.String())
    added = ma.fields.List(ma.fields.String())
    added_en = ma.fields.List(ma.fields.String())


class BehindQuery(PageQuery):
    measure = ma.fields.String(load_default="total", validate=ma.validate.OneOf(tuple(MEASURES)))
    table = ma.fields.String(
        load_default="total",
        validate=ma.validate.OneOf(("total", "region", "department", "kind")),
    )
    key = Text(100, load_default="all")


class BehindEntry(Schema):
    id = ma.fields.Integer(metadata={"description": "its place on this page"})
    case_id = ma.fields.Integer(allow_none=True)
    equipment_id = ma.fields.Integer(allow_none=True)
    name = ma.fields.String()
    model = ma.fields.String()
    enterprise = ma.fields.String()
    region = ma.fields.String()
    kind = ma.fields.String()
    quantity = ma.fields.Integer()


BehindResult = page_of(
    BehindEntry,
    "BehindResult",
    sum=ma.fields.Integer(metadata={"description": "the number of the report"}),
)
