"""Background work as rows."""

from peewee import CharField, IntegerField, TextField

from inventory.database import BaseModel, JsonField, UtcDateTimeField


class Job(BaseModel):
    """One piece of background work, its progress and its result."""

    kind = CharField(32)
    params = JsonField()
    status = CharField(16, index=True)  # queued, running, done, failed
    done = IntegerField(default=0)
    total = IntegerField(default=0)
    result = JsonField(null=True)
    error = TextField(default="")
    actor = IntegerField(null=True)
    created_at = UtcDateTimeField()
    started_at = UtcDateTimeField(null=True)
    heartbeat_at = UtcDateTimeField(null=True)
    finished_at = UtcDateTimeField(null=True)


class ScheduleRun(BaseModel):
    """A claim on one run of one schedule: the unique row lets exactly one scheduler do it."""

    schedule = CharField(32)
    slot = CharField(32)  # the day or hour it is for
    claimed_at = UtcDateTimeField()
    finished_at = UtcDateTimeField(null=True)
    result = JsonField(null=True)

    class Meta:
        indexes = ((("schedule", "slot"), True),)


class Backup(BaseModel):
    """A copy of the database that was made, by us or by another tool."""

    name = TextField()
    size = IntegerField()
    made_at = UtcDateTimeField()
