"""Shapes of the dashboard API; `filter` are the query parameters of the list."""

import marshmallow as ma

from inventory.core.web.api import Schema, Text
from inventory.desk.dashboard import pivot


class NumberResult(Schema):
    """A count and the filter of GET /api/v1/equipment that lists exactly these."""

    count = ma.fields.Integer()
    filter = ma.fields.Dict(keys=ma.fields.String())


class SliceResult(NumberResult):
    value = ma.fields.String()
    name = ma.fields.String()
    name_en = ma.fields.String()


class PeriodResult(NumberResult):
    period = ma.fields.String(metadata={"description": "2026-12-01 or 2026-12"})
    begin = ma.fields.Date()
    end = ma.fields.Date()


class CalendarQuery(Schema):
    from_ = ma.fields.Date(required=True, data_key="from")
    to = ma.fields.Date(required=True)
    by = ma.fields.String(load_default="day", validate=ma.validate.OneOf(("day", "month")))
    region = Text(12, load_default="")
    kind = Text(32, load_default="")


class CalendarResult(Schema):
    total = ma.fields.Nested(NumberResult)
    periods = ma.fields.List(ma.fields.Nested(PeriodResult))


class KindVerdicts(Schema):
    kind = ma.fields.String()
    name = ma.fields.String()
    name_en = ma.fields.String()
    total = ma.fields.Nested(NumberResult)
    verdicts = ma.fields.List(ma.fields.Nested(SliceResult))


class KindAges(Schema):
    kind = ma.fields.String()
    name = ma.fields.String()
    name_en = ma.fields.String()
    bands = ma.fields.List(ma.fields.Nested(SliceResult))
    unknown_ = ma.fields.Nested(NumberResult, attribute="unknown", data_key="unknown")


class KindLevels(Schema):
    kind = ma.fields.String()
    name = ma.fields.String()
    name_en = ma.fields.String()
    levels = ma.fields.List(ma.fields.Nested(SliceResult))


class KindStatistic(Schema):
    kind = ma.fields.String()
    name = ma.fields.String()
    name_en = ma.fields.String()
    field = ma.fields.String()
    heading = ma.fields.String()
    heading_en = ma.fields.String()
    values = ma.fields.List(ma.fields.Nested(SliceResult))


class DuePartResult(Schema):
    value = ma.fields.String(metadata={"description": "inspection, retirement or none"})
    name = ma.fields.String()
    name_en = ma.fields.String()
    overdue = ma.fields.Nested(NumberResult)
    months = ma.fields.List(ma.fields.Nested(PeriodResult))


class DueResult(Schema):
    overdue = ma.fields.Nested(NumberResult)
    months = ma.fields.List(ma.fields.Nested(PeriodResult))
    parts = ma.fields.List(ma.fields.Nested(DuePartResult))


class RegionVerdicts(Schema):
    region = ma.fields.String()
    name = ma.fields.String()
    total = ma.fields.Nested(NumberResult)
    verdicts = ma.fields.List(ma.fields.Nested(SliceResult))


class PivotQuery(Schema):
    by = ma.fields.String(required=True, validate=ma.validate.OneOf(pivot.AXES))
    across = ma.fields.String(required=True, validate=ma.validate.OneOf(pivot.AXES))
    region = Text(12, load_default="")
    kind = Text(32, load_default="")
    verdict = Text(16, load_default="")
    fleet = Text(8, load_default="")


class PivotRow(Schema):
    value = ma.fields.String()
    name = ma.fields.String()
    name_en = ma.fields.String()
    total = ma.fields.Nested(NumberResult)
    cells = ma.fields.List(ma.fields.Nested(NumberResult))


class PivotResult(Schema):
    """Cells stand in the order of the columns; what has no device is left out."""

    rows = ma.fields.List(ma.fields.Nested(PivotRow))
    columns = ma.fields.List(ma.fields.Nested(SliceResult))
    total = ma.fields.Nested(NumberResult)


class DashboardQuery(Schema):
    region = Text(12, load_default="")


class DashboardResult(Schema):
    region = ma.fields.String()
    region_name = ma.fields.String()
    as_of = ma.fields.Date()
    total = ma.fields.Nested(NumberResult)
    verdicts = ma.fields.List(ma.fields.Nested(SliceResult))
    kinds = ma.fields.List(ma.fields.Nested(KindVerdicts))
    ages = ma.fields.List(ma.fields.Nested(KindAges))
    levels = ma.fields.List(ma.fields.Nested(KindLevels))
    due = ma.fields.Nested(DueResult)
    statistics = ma.fields.List(ma.fields.Nested(KindStatistic))
    regions = ma.fields.List(ma.fields.Nested(RegionVerdicts))
    rest = ma.fields.Integer(
        metadata={"description": "devices of the region itself, in no division below it"}
    )
