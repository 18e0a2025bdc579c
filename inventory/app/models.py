"""What was run on schedule, and the copies of the database that were made."""

from peewee import CharField, IntegerField, TextField

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField


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
