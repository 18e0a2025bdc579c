"""Requests for the yearly confirmation."""

from peewee import DateField, ForeignKeyField, IntegerField, SmallIntegerField

from inventory.core.database import BaseModel, UtcDateTimeField
from inventory.people.enterprises.models import Enterprise


class ConfirmationRequest(BaseModel):
    """An enterprise is asked once a year. `late_told` is 1 once the officer has heard of it."""

    enterprise = ForeignKeyField(Enterprise, backref="+", on_delete="CASCADE")
    year = SmallIntegerField()
    asked_at = UtcDateTimeField()
    due = DateField(index=True)
    reminded_at = UtcDateTimeField(null=True)
    reminders = IntegerField(default=0)
    late_told = IntegerField(default=0)

    class Meta:
        indexes = ((("enterprise", "year"), True),)
