"""Re-entry cases, the numbers by which devices were recognised again, and what was done."""

from __future__ import annotations

from peewee import CharField, DateField, ForeignKeyField, IntegerField

from inventory.core.database import BaseModel, UtcDateTimeField
from inventory.registry.equipment.models import Equipment


class ReentryCase(BaseModel):
    """One device out of service, and the one that carries its number and is in service.

    Both may be the same record, brought back into service: `again_version` is then the version
    that did so, and 0 for two records. `former_version` is the former record's version that had
    it out of service; `former_state` says how, `former_on` since when, as far as it is known.
    """

    kind = CharField(32)
    former = ForeignKeyField(Equipment, backref="reentries_of", on_delete="RESTRICT")
    former_version = IntegerField()
    former_state = CharField(16)
    former_on = DateField(null=True)
    again = ForeignKeyField(Equipment, backref="reentries", on_delete="RESTRICT")
    again_version = IntegerField(default=0)
    source = CharField(64)  # what brought it in: import:7, api, sweep …
    appeared_at = UtcDateTimeField()
    state = CharField(16)  # workflow.REENTRY
    reason = CharField(32, default="")  # workflow.REASONS
    notice = IntegerField(column_name="notice_id", null=True, index=True)  # what settled it
    version = IntegerField(default=1)
    updated_at = UtcDateTimeField()

    class Meta:
        indexes = (
            (("former", "again", "again_version"), True),
            (("state", "appeared_at"), False),
        )


class ReentryNumber(BaseModel):
    """A number that both sides of a case carry; unique, so that one device never has two cases
    for the same number.
    """

    case = ForeignKeyField(ReentryCase, backref="numbers", on_delete="CASCADE")
    again = IntegerField()  # the case's; here because the key needs it
    again_version = IntegerField()
    scheme = CharField(32)
    value = CharField(300)

    class Meta:
        indexes = ((("again", "again_version", "scheme", "value"), True),)


class ReentryStep(BaseModel):
    """What was done about a case, by whom; `side` tells from which side's region."""

    case = ForeignKeyField(ReentryCase, backref="steps", on_delete="CASCADE")
    at = UtcDateTimeField()
    actor = IntegerField(null=True)
    action = CharField(16)
    reason = CharField(32, default="")
    note = CharField(1000, default="")
