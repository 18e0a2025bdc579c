"""Shapes of the schedules API."""

import marshmallow as ma

from inventory.app.schedules import service, timing
from inventory.core.web.api import Schema, Text, Whole, page_of


class ScheduleRunResult(Schema):
    slot = ma.fields.String(metadata={"description": "the day or period it is for"})
    state = ma.fields.Function(
        service.state_of, metadata={"type": "string", "enum": list(service.STATES)}
    )
    claimed_at = ma.fields.AwareDateTime()
    finished_at = ma.fields.AwareDateTime(allow_none=True)
    result = ma.fields.Raw(allow_none=True)
    error = ma.fields.String()
    attempts = ma.fields.Integer()
    actor_name = ma.fields.String(metadata={"description": "who asked for it; blank: the clock"})


class ScheduleResult(Schema):
    name = ma.fields.String()
    title = ma.fields.String()
    title_en = ma.fields.String()
    does = ma.fields.String()
    does_en = ma.fields.String()
    cadence = ma.fields.String(validate=ma.validate.OneOf(timing.CADENCES))
    at = ma.fields.String(metadata={"description": "HH:MM in China"})
    working_day = ma.fields.Integer(
        metadata={"description": "the how-manieth of the next period; 0: its first day"}
    )
    enabled = ma.fields.Boolean()
    version = ma.fields.Integer()
    next_at = ma.fields.AwareDateTime(allow_none=True)
    last = ma.fields.Nested(ScheduleRunResult, allow_none=True)


class ScheduleChange(Schema):
    version = Whole(1, required=True)
    enabled = ma.fields.Boolean(load_default=None, allow_none=True)
    at = Text(5, load_default=None, allow_none=True)
    working_day = Whole(0, service.WORKING_DAYS, load_default=None, allow_none=True)


RunPage = page_of(ScheduleRunResult, "ScheduleRunPage")
