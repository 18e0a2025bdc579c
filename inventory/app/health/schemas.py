"""Shapes of the health API."""

import marshmallow as ma

from inventory.app import processes
from inventory.app.health import levels
from inventory.core.web.api import Schema


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
    failed_lately = ma.fields.Integer(metadata={"description": "in the last seven days"})
    without_heartbeat = ma.fields.Integer()
    oldest_waits_seconds = ma.fields.Integer(allow_none=True)


class ProcessHealth(Schema):
    role = ma.fields.String(validate=ma.validate.OneOf(processes.ROLES))
    state = ma.fields.String(validate=ma.validate.OneOf(processes.STATES))
    ended = ma.fields.Integer(metadata={"description": "how many broke off in the last day"})


class DatabaseHealth(Schema):
    engine = ma.fields.String()
    bytes = ma.fields.Integer()
    empty = ma.fields.Boolean(metadata={"description": "holds no device yet"})


class BackupHealth(Schema):
    name = ma.fields.String()
    bytes = ma.fields.Integer()
    made_at = ma.fields.AwareDateTime()
    age_seconds = ma.fields.Integer()
    verified_at = ma.fields.AwareDateTime(
        allow_none=True, metadata={"description": "when it was last restored on trial"}
    )


class DiskHealth(Schema):
    """Bytes of the disk that holds the data folder."""

    free = ma.fields.Integer()
    total = ma.fields.Integer()


class IntegrityHealth(Schema):
    """What was found in the database file."""

    at = ma.fields.AwareDateTime()
    verdict = ma.fields.String(metadata={"description": "ok, or what is wrong"})
    whole = ma.fields.Boolean(metadata={"description": "indexes were held against their rows"})


class MigrationHealth(Schema):
    latest = ma.fields.String()
    waiting = ma.fields.Integer()


class HealthCheck(Schema):
    """What was looked at, in words; the remedy is blank where all is well."""

    id = ma.fields.String()
    level = ma.fields.String(validate=ma.validate.OneOf(levels.LEVELS))
    message = ma.fields.String()
    message_en = ma.fields.String()
    remedy = ma.fields.String()
    remedy_en = ma.fields.String()


class FailingChannel(Schema):
    """A notification channel whose last message was given up."""

    name = ma.fields.String()
    count = ma.fields.Integer()
    reason = ma.fields.String()
    reason_en = ma.fields.String()


class HealthDetails(Schema):
    level = ma.fields.String(
        validate=ma.validate.OneOf(levels.LEVELS), metadata={"description": "the worst of all"}
    )
    checks = ma.fields.List(ma.fields.Nested(HealthCheck))
    version = ma.fields.String()
    library = ma.fields.String()
    now = ma.fields.AwareDateTime()
    schedules = ma.fields.List(ma.fields.Nested(ScheduleHealth))
    failed_schedules = ma.fields.List(
        ma.fields.String(), metadata={"description": "whose last run failed, by name"}
    )
    failing_channels = ma.fields.List(ma.fields.Nested(FailingChannel))
    processes = ma.fields.List(ma.fields.Nested(ProcessHealth))
    queue = ma.fields.Nested(QueueHealth)
    database = ma.fields.Nested(DatabaseHealth)
    disk = ma.fields.Nested(DiskHealth)
    migrations = ma.fields.Nested(MigrationHealth)
    integrity = ma.fields.Nested(
        IntegrityHealth, allow_none=True, metadata={"description": "null = not looked at yet"}
    )
    unknown_proxy = ma.fields.AwareDateTime(
        allow_none=True, metadata={"description": "when a proxy was seen that the settings lack"}
    )
    missing_keys = ma.fields.List(
        ma.fields.String(),
        metadata={"description": "keys that signed or encrypted something and are not at hand"},
    )
    backup = ma.fields.Nested(
        BackupHealth, allow_none=True, metadata={"description": "null = none is known of"}
    )
