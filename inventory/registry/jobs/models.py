"""Background work as rows."""

from peewee import CharField, IntegerField, TextField

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField


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
    holder = CharField(80, default="")  # the life of the worker that does it, see core/lives.py
    heartbeat_at = UtcDateTimeField(null=True)
    attempts = IntegerField(default=0)
    finished_at = UtcDateTimeField(null=True)
