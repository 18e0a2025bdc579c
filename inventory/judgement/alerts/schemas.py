"""Shapes of the alerts API."""

from typing import Any

import marshmallow as ma

from inventory.core.web.api import Id, PageQuery, Schema, Text, page_of
from inventory.judgement.alerts import bulk
from inventory.judgement.alerts.stages import STAGES


class AlertFilters(Schema):
    """What a list of alerts is narrowed to."""

    stage = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *STAGES)))
    kind = Text(32, load_default="")
    region = Text(12, load_default="")
    rule = Text(64, load_default="")
    equipment = Id(load_default=None)
    assignee = Id(load_default=None)
    mine = ma.fields.Boolean(load_default=False)
    acknowledged = ma.fields.Boolean(load_default=None)
    snoozed = ma.fields.Boolean(load_default=False)


class AlertQuery(AlertFilters, PageQuery):
    pass


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


AlertPage = page_of(
    AlertResult,
    "AlertPage",
    stages=ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer()),
)


class SnoozeArgs(Schema):
    until = ma.fields.Date(required=True)
    reason = Text(300, 1, required=True)


class AssignArgs(Schema):
    user_id = Id(required=True, allow_none=True)


class BulkAlertArgs(Schema):
    """A step for alerts by their ids, or for all of a list by its filters."""

    step = ma.fields.String(required=True, validate=ma.validate.OneOf(bulk.STEPS))
    ids = ma.fields.List(Id(), load_default=list, validate=ma.validate.Length(max=bulk.MOST))
    filters = ma.fields.Nested(AlertFilters, load_default=None)
    until = ma.fields.Date(load_default=None, allow_none=True)
    reason = Text(300, load_default="")
    user_id = Id(load_default=None, allow_none=True)
    preview = ma.fields.Boolean(
        load_default=False, metadata={"description": "only say what would be done"}
    )

    @ma.validates_schema
    def say_what(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not data["ids"] and data["filters"] is None:
            raise ma.ValidationError("请给出预警编号或筛选条件", "ids")
        if data["step"] == "snooze" and not data["until"]:
            raise ma.ValidationError("请填写暂缓到哪一天", "until")
        if data["step"] == "snooze" and not data["reason"].strip():
            raise ma.ValidationError("请填写暂缓的理由", "reason")


class RefusedResult(Schema):
    code = ma.fields.String()
    message = ma.fields.String()
    message_en = ma.fields.String()
    ids = ma.fields.List(ma.fields.Integer())


class BulkAlertResult(Schema):
    done = ma.fields.List(ma.fields.Integer())
    unchanged = ma.fields.List(ma.fields.Integer())
    refused = ma.fields.List(ma.fields.Nested(RefusedResult))


class AssigneeResult(Schema):
    id = ma.fields.Integer()
    display_name = ma.fields.String()
    role = ma.fields.String()
