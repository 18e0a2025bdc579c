"""Shapes of the workbench API; `filter` are the query parameters of the list."""

import marshmallow as ma

from inventory.core.web.api import Schema, Text, Whole
from inventory.desk.dashboard.schemas import DashboardResult, NumberResult


class StageCount(Schema):
    stage = ma.fields.String()
    name = ma.fields.String()
    count = ma.fields.Integer()
    filter = ma.fields.Dict(keys=ma.fields.String())


class AlertSummary(Schema):
    """`filter` are query parameters of GET /api/v1/alerts."""

    total = ma.fields.Integer()
    stages = ma.fields.List(ma.fields.Nested(StageCount))
    mine = ma.fields.Nested(NumberResult)


class NoticeEntry(Schema):
    id = ma.fields.Integer()
    number = ma.fields.String(allow_none=True)
    kind = ma.fields.String()
    enterprise = ma.fields.String()
    deadline_on = ma.fields.Date(allow_none=True)


class NoticeSummary(Schema):
    """`filter` are query parameters of GET /api/v1/notices."""

    count = ma.fields.Integer()
    filter = ma.fields.Dict(keys=ma.fields.String())
    items = ma.fields.List(ma.fields.Nested(NoticeEntry))


class CaseEntry(Schema):
    id = ma.fields.Integer()
    matter = ma.fields.String()
    matter_en = ma.fields.String()
    enterprise = ma.fields.String()
    state = ma.fields.String()
    state_zh = ma.fields.String()
    deadline_on = ma.fields.Date(allow_none=True)
    updated_at = ma.fields.AwareDateTime()


class CaseSummary(Schema):
    """`filter` are query parameters of GET /api/v1/cases."""

    count = ma.fields.Integer()
    filter = ma.fields.Dict(keys=ma.fields.String())
    items = ma.fields.List(ma.fields.Nested(CaseEntry))


class CasesSummary(Schema):
    """What waits for one's signature, what is late, whom one visits today."""

    open = ma.fields.Integer()
    waiting = ma.fields.Nested(CaseSummary)
    overdue = ma.fields.Nested(CaseSummary)
    hand_over = ma.fields.Nested(CaseSummary)
    mine = ma.fields.Nested(CaseSummary)
    visits_today = ma.fields.Integer()


class ToDoResult(Schema):
    rule = ma.fields.String()
    outcome = ma.fields.String()
    outcome_name = ma.fields.String()
    presumed = ma.fields.Boolean()
    message = ma.fields.String()
    message_en = ma.fields.String()
    advice = ma.fields.String()
    advice_en = ma.fields.String()
    due = ma.fields.Date(allow_none=True)
    missing = ma.fields.List(ma.fields.String())


class OwnDevice(Schema):
    id = ma.fields.Integer()
    kind = ma.fields.String()
    kind_name = ma.fields.String()
    name = ma.fields.String()
    model = ma.fields.String()
    identifier = ma.fields.String()
    verdict = ma.fields.String(allow_none=True)
    verdict_name = ma.fields.String()
    to_do = ma.fields.List(ma.fields.Nested(ToDoResult))


class InspectorDesk(Schema):
    due_this_week = ma.fields.Nested(NumberResult)
    overdue = ma.fields.Nested(NumberResult)
    eliminate = ma.fields.Nested(NumberResult)
    incomplete = ma.fields.Nested(NumberResult)
    disputed = ma.fields.Nested(
        NumberResult, metadata={"description": "devices whose record and model name disagree"}
    )
    alerts = ma.fields.Nested(AlertSummary)
    overdue_notices = ma.fields.Nested(NoticeSummary)
    cases = ma.fields.Nested(CasesSummary)


class LeaderDesk(Schema):
    dashboard = ma.fields.Nested(DashboardResult)
    alerts = ma.fields.Nested(AlertSummary)
    overdue_notices = ma.fields.Nested(NoticeSummary)
    cases = ma.fields.Nested(CasesSummary)


class ClerkDesk(Schema):
    total = ma.fields.Nested(NumberResult)
    overdue = ma.fields.Nested(NumberResult)
    devices = ma.fields.List(ma.fields.Nested(OwnDevice))
    notices = ma.fields.Nested(NoticeSummary)
    cases = ma.fields.Nested(CaseSummary)


class WorkbenchResult(Schema):
    """The desk of one's role; the others are absent."""

    role = ma.fields.String()
    inspector = ma.fields.Nested(InspectorDesk)
    leader = ma.fields.Nested(LeaderDesk)
    clerk = ma.fields.Nested(ClerkDesk)


class DeskQuery(Schema):
    sort = Text(32, load_default="", metadata={"description": "leaves the things of one sort"})
    size = Whole(1, 200, load_default=20)


class WaitingGroup(Schema):
    """A sort with its count; `lists` with `filter` is the list that holds exactly these."""

    sort = ma.fields.String()
    zh = ma.fields.String()
    en = ma.fields.String()
    unit = ma.fields.String(metadata={"description": "in Chinese: 件, 份, 条 …"})
    count = ma.fields.Integer()
    lists = ma.fields.String(metadata={"description": "address of the list in this API"})
    filter = ma.fields.Dict(keys=ma.fields.String())
    list_page = ma.fields.String()


class WaitingEntry(Schema):
    id = ma.fields.Integer()
    sort = ma.fields.String()
    page = ma.fields.String()
    title = ma.fields.String()
    title_en = ma.fields.String(metadata={"description": "blank: there is no English"})
    note = ma.fields.String()
    note_en = ma.fields.String()
    due = ma.fields.Date(allow_none=True)
    since = ma.fields.Date(allow_none=True)


class DeskResult(Schema):
    """What waits for you, by term; those without a term come last."""

    total = ma.fields.Integer()
    groups = ma.fields.List(ma.fields.Nested(WaitingGroup))
    items = ma.fields.List(ma.fields.Nested(WaitingEntry))
