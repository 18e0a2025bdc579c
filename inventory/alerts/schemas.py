"""Shapes of the alerts API."""

import marshmallow as ma

from inventory.alerts import service
from inventory.web.api import Id, PageQuery, Schema, Text


class AlertQuery(PageQuery):
    stage = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *service.STAGES)))
    kind = Text(32, load_default="")
    region = Text(12, load_default="")
    rule = Text(64, load_default="")
    equipment = Id(load_default=None)
    assignee = Id(load_default=None)
    mine = ma.fields.Boolean(load_default=False)
    acknowledged = ma.fields.Boolean(load_default=None)
    snoozed = ma.fields.Boolean(load_default=False)


class HandlingResult(Schema):
    """What officials did about an alert; not for enterprises."""

    acknowledged_at = ma.fields.AwareDateTime(allow_none=True)
    acknowledged_by = ma.fields.String()
    snoozed_until = ma.fields.Date(allow_none=True)
    snooze_reason = ma.fields.String()
    snooze_latest = ma.fields.Date(
        allow_none=True, metadata={"description": "null = it cannot be put off"}
    )
    assignee = ma.fields.Integer(allow_none=True)
    assignee_name = ma.fields.String()


class AlertResult(Schema):
    id = ma.fields.Integer()
    equipment_id = ma.fields.Integer()
    kind = ma.fields.String()
    name = ma.fields.String()
    model = ma.fields.String()
    identifier = ma.fields.String()
    region = ma.fields.String()
    rule = ma.fields.String()
    outcome = ma.fields.String()
    due = ma.fields.Date(allow_none=True)
    stage = ma.fields.String()
    opened_at = ma.fields.AwareDateTime()
    stage_at = ma.fields.AwareDateTime()
    handling = ma.fields.Nested(HandlingResult, allow_none=True)


class AlertPage(Schema):
    items = ma.fields.List(ma.fields.Nested(AlertResult))
    total = ma.fields.Integer()
    stages = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer())


class SnoozeArgs(Schema):
    until = ma.fields.Date(required=True)
    reason = Text(300, 1, required=True)


class AssignArgs(Schema):
    user_id = Id(required=True, allow_none=True)


class AssigneeResult(Schema):
    id = ma.fields.Integer()
    display_name = ma.fields.String()
    role = ma.fields.String()


class CalendarQuery(Schema):
    from_ = ma.fields.Date(required=True, data_key="from")
    to = ma.fields.Date(required=True)
    by = ma.fields.String(load_default="day", validate=ma.validate.OneOf(("day", "month")))
    region = Text(12, load_default="")
    kind = Text(32, load_default="")
