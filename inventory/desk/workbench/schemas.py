"""Shapes of the workbench API; `filter` are the query parameters of the list."""

import marshmallow as ma

from inventory.core.web.api import Schema
from inventory.desk.dashboard.schemas import DashboardResult, NumberResult
from inventory.enforcement.cases.tasks import TASKS


class StageCount(Schema):
    stage = ma.fields.String()
    name = ma.fields.String()
    count = ma.fields.Integer()
    filter = ma.fields.Dict(keys=ma.fields.String())


class AlertSummary(Schema):
    """`filter` are query parameters of GET /api/alerts."""

    total = ma.fields.Integer()
    stages = ma.fields.List(ma.fields.Nested(StageCount))
    mine = ma.fields.Nested(NumberResult)


class DeclarationEntry(Schema):
    id = ma.fields.Integer()
    enterprise = ma.fields.String()
    note = ma.fields.String()
    remark = ma.fields.String()
    at = ma.fields.AwareDateTime()


class DeclarationSummary(Schema):
    """`filter` are query parameters of GET /api/declarations."""

    count = ma.fields.Integer()
    filter = ma.fields.Dict(keys=ma.fields.String())
    items = ma.fields.List(ma.fields.Nested(DeclarationEntry))


class ImportEntry(Schema):
    id = ma.fields.Integer()
    file_name = ma.fields.String()
    status = ma.fields.String(metadata={"description": "unread: it waits for an answer; staged"})
    rejected = ma.fields.Integer()
    created_at = ma.fields.AwareDateTime()


class ImportSummary(Schema):
    count = ma.fields.Integer()
    items = ma.fields.List(ma.fields.Nested(ImportEntry))


class NoticeEntry(Schema):
    id = ma.fields.Integer()
    number = ma.fields.String(allow_none=True)
    kind = ma.fields.String()
    enterprise = ma.fields.String()
    deadline_on = ma.fields.Date(allow_none=True)


class NoticeSummary(Schema):
    count = ma.fields.Integer()
    items = ma.fields.List(ma.fields.Nested(NoticeEntry))


class CaseEntry(Schema):
    id = ma.fields.Integer()
    matter = ma.fields.String()
    enterprise = ma.fields.String()
    state = ma.fields.String()
    state_zh = ma.fields.String()
    deadline_on = ma.fields.Date(allow_none=True)
    updated_at = ma.fields.AwareDateTime()


class CaseSummary(Schema):
    """`filter` are query parameters of GET /api/cases."""

    count = ma.fields.Integer()
    filter = ma.fields.Dict(keys=ma.fields.String())
    items = ma.fields.List(ma.fields.Nested(CaseEntry))


class CaseTask(CaseSummary):
    """Cases that wait for one thing from you."""

    task = ma.fields.String(validate=ma.validate.OneOf(tuple(TASKS)))


class CasesSummary(Schema):
    """What waits for one's signature, what is late, whom one visits today."""

    open = ma.fields.Integer()
    tasks = ma.fields.List(ma.fields.Nested(CaseTask))
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
    declarations = ma.fields.Nested(DeclarationSummary)
    imports = ma.fields.Nested(ImportSummary)
    reentries = ma.fields.Integer(metadata={"description": "re-entry cases that are not closed"})
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
    declarations = ma.fields.Nested(DeclarationSummary)
    notices = ma.fields.Nested(NoticeSummary)
    cases = ma.fields.Nested(CaseSummary)


class WorkbenchResult(Schema):
    """The desk of one's role; the others are absent."""

    role = ma.fields.String()
    inspector = ma.fields.Nested(InspectorDesk)
    leader = ma.fields.Nested(LeaderDesk)
    clerk = ma.fields.Nested(ClerkDesk)
