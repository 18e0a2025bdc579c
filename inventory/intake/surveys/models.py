"""Survey rounds, the enterprises in them, and what was found of each device."""

from peewee import CharField, DateField, ForeignKeyField, IntegerField, TextField

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment


class SurveyRound(BaseModel):
    """A round through the enterprises of a division. `filters` says how its list was chosen."""

    title = CharField(200)
    region = CharField(12, index=True)
    statement = CharField(64, default="")  # of the plan that it serves
    kinds = JsonField()
    filters = JsonField()
    begins_on = DateField()
    ends_on = DateField()
    note = TextField(default="")
    state = CharField(16)  # rounds.OPEN, rounds.CLOSED
    actor = IntegerField(null=True)
    actor_name = CharField(200, default="")
    created_at = UtcDateTimeField()
    version = IntegerField(default=1)


class SurveyEntry(BaseModel):
    """An enterprise of a round with its result; the counts are those of its lines."""

    round = ForeignKeyField(SurveyRound, backref="entries", on_delete="RESTRICT")
    enterprise = ForeignKeyField(Enterprise, backref="+", on_delete="RESTRICT")
    region = CharField(12)
    state = CharField(16)  # recording.STATES
    visited_on = DateField(null=True)
    people = CharField(200, default="")
    remark = TextField(default="")
    agree = IntegerField(default=0)
    missing = IntegerField(default=0)
    new = IntegerField(default=0)
    actor_name = CharField(200, default="")
    updated_at = UtcDateTimeField()
    version = IntegerField(default=1)

    class Meta:
        indexes = ((("round", "enterprise"), True),)


class SurveyLine(BaseModel):
    """A device: as the ledger says, not found, or found and not in the ledger."""

    entry = ForeignKeyField(SurveyEntry, backref="lines", on_delete="CASCADE")
    equipment = ForeignKeyField(Equipment, null=True, backref="+", on_delete="RESTRICT")
    kind = CharField(32)
    finding = CharField(16)  # recording.FINDINGS
    text = CharField(500, default="")
