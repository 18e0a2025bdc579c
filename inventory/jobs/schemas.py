"""Shapes of the jobs and health API."""

import marshmallow as ma

from inventory.web.api import PageQuery, Schema, Text

STATUSES = ("queued", "running", "done", "failed")


class JobResult(Schema):
    id = ma.fields.Integer()
    kind = ma.fields.String()
    status = ma.fields.String(validate=ma.validate.OneOf(STATUSES))
    done = ma.fields.Integer()
    total = ma.fields.Integer()
    result = ma.fields.Raw(allow_none=True)
    error = ma.fields.String()
    created_at = ma.fields.AwareDateTime()
    finished_at = ma.fields.AwareDateTime(allow_none=True)


class JobQuery(PageQuery):
    status = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *STATUSES)))
    kind = Text(32, load_default="")


class JobPage(Schema):
    items = ma.fields.List(ma.fields.Nested(JobResult))
    total = ma.fields.Integer()


class ScheduleHealth(Schema):
    schedule = ma.fields.String()
    last_success = ma.fields.AwareDateTime(allow_none=True)
    age_seconds = ma.fields.Integer(allow_none=True)
    slot = ma.fields.String(allow_none=True)
    result = ma.fields.Raw(allow_none=True)
    unfinished_since = ma.fields.AwareDateTime(allow_none=True)


class QueueHealth(Schema):
    queued = ma.fields.Integer()
    running = ma.fields.Integer()
    failed = ma.fields.Integer()
    without_heartbeat = ma.fields.Integer()
    oldest_waits_seconds = ma.fields.Integer(allow_none=True)


class DatabaseHealth(Schema):
    engine = ma.fields.String()
    bytes = ma.fields.Integer()


class BackupHealth(Schema):
    name = ma.fields.String()
    bytes = ma.fields.Integer()
    made_at = ma.fields.AwareDateTime()
    age_seconds = ma.fields.Integer()


class HealthDetails(Schema):
    version = ma.fields.String()
    library = ma.fields.String()
    now = ma.fields.AwareDateTime()
    schedules = ma.fields.List(ma.fields.Nested(ScheduleHealth))
    queue = ma.fields.Nested(QueueHealth)
    database = ma.fields.Nested(DatabaseHealth)
    backup = ma.fields.Nested(
        BackupHealth, allow_none=True, metadata={"description": "null = none is known of"}
    )
