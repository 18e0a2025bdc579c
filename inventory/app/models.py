"""What runs on schedule, what was run, and the copies of the database that were made."""

from peewee import BooleanField, CharField, IntegerField, SmallIntegerField, TextField

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField


class Schedule(BaseModel):
    """Whether a schedule runs, and which defaults an administrator has changed.

    Runs due before `since` are not made up for: the schedule was new or off then.
    """

    name = CharField(32, unique=True)
    enabled = BooleanField(default=True)
    at = CharField(5, default="", column_name="at_time")  # HH:MM in China; blank = as delivered
    working_day = SmallIntegerField(null=True)
    since = UtcDateTimeField()
    version = IntegerField(default=1)


class ScheduleRun(BaseModel):
    """A claim on one run of one schedule: the unique row lets exactly one scheduler do it.

    `error` is why the last attempt failed; a run that has not ended is taken up again.
    """

    schedule = CharField(32)
    slot = CharField(64)  # the day or period it is for
    claimed_at = UtcDateTimeField()
    finished_at = UtcDateTimeField(null=True)
    result = JsonField(null=True)
    error = TextField(default="")
    attempts = IntegerField(default=1)
    actor = IntegerField(null=True)  # who asked for it; null = the clock
    holder = CharField(80, default="")  # the life of the process that runs it, see core/lives.py
    heartbeat_at = UtcDateTimeField(null=True)

    class Meta:
        indexes = ((("schedule", "slot"), True),)


class Backup(BaseModel):
    """A backup that was made, by us or by another tool, of which only its name is known."""

    name = TextField()
    size = IntegerField()
    made_at = UtcDateTimeField()
    files = IntegerField(null=True)
    verified_at = UtcDateTimeField(null=True)  # when it was last restored into a scratch folder


class ServiceProcess(BaseModel):
    """A worker or a scheduler: when it showed life, and how it ended if it broke off."""

    role = CharField(16)
    life = CharField(80, unique=True)
    pid = IntegerField()
    started_at = UtcDateTimeField()
    seen_at = UtcDateTimeField()
    ended_at = UtcDateTimeField(null=True)
    status = IntegerField(null=True)


class ChosenSetting(BaseModel):
    """A setting as an administrator has set it on the page; blank = as delivered."""

    name = CharField(64, unique=True)
    value = TextField()
    changed_at = UtcDateTimeField()
    changed_by = IntegerField(null=True)
    version = IntegerField(default=1)
