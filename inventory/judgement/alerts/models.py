"""Alerts."""

from peewee import CharField, DateField, ForeignKeyField, IntegerField, SmallIntegerField

from inventory.core.database import BaseModel, UtcDateTimeField
from inventory.registry.equipment.models import Equipment


class Alert(BaseModel):
    """One thing that is due for one device; at most one open alert per device and rule.

    `open_key` is "equipment:rule" while open and null afterwards: its uniqueness is what two
    schedulers at once cannot break.
    """

    equipment = ForeignKeyField(Equipment, backref="alerts", on_delete="CASCADE")
    rule = CharField(64)
    open_key = CharField(100, null=True, unique=True)
    outcome = CharField(16)
    due = DateField(null=True)
    stage = CharField(16)  # stages.STAGES
    opened_at = UtcDateTimeField()
    stage_at = UtcDateTimeField()
    closed_at = UtcDateTimeField(null=True)
    closed_reason = CharField(100, default="")
    # What people did about it; a new stage resets it.
    acknowledged_by = IntegerField(null=True)
    acknowledged_at = UtcDateTimeField(null=True)
    snoozed_until = DateField(null=True)  # hidden before this day
    snooze_reason = CharField(300, default="")
    assignee = IntegerField(null=True, index=True)
    # Since when the assignee has it, and how often it has moved on without action.
    assigned_at = UtcDateTimeField(null=True)
    step = SmallIntegerField(default=0)

    class Meta:
        indexes = ((("stage", "due"), False),)


# Few alerts are put off: the index holds only these.
Alert.add_index(Alert.snoozed_until, where=Alert.snoozed_until.is_null(False), name="alert_snoozed")


class AlertStage(BaseModel):
    """History: each stage an alert has reached, and its end."""

    alert = ForeignKeyField(Alert, backref="stages", on_delete="CASCADE")
    stage = CharField(16)
    at = UtcDateTimeField()
