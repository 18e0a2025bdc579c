"""Figures of plan targets that the ledger cannot count."""

from peewee import BooleanField, CharField, DateField, FloatField, IntegerField, TextField

from inventory.core.database import BaseModel, UtcDateTimeField


class TargetProgress(BaseModel):
    """What a responsible unit reports of a target: a figure or a yes, with date and evidence.

    Never edited: the latest that is not revoked counts.
    """

    region = CharField(12)
    task_no = CharField(16)
    indicator = CharField(200)
    value = FloatField(null=True)
    reached = BooleanField(null=True)  # for targets without a number
    on = DateField(column_name="on_day")  # `on` is a reserved word
    evidence = TextField()
    unit = CharField(100, default="")  # that gives the figure
    actor = IntegerField(null=True)
    created_at = UtcDateTimeField()
    revoked_by = IntegerField(null=True)
    revoked_at = UtcDateTimeField(null=True)
    revoked_reason = CharField(300, default="")

    class Meta:
        indexes = ((("region", "task_no", "indicator"), False),)
