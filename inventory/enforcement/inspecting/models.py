"""Inspections and their check lists."""

from peewee import (
    BooleanField,
    CharField,
    DateField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField
from inventory.enforcement.cases.models import Case, CaseDevice


class Inspection(BaseModel):
    """One visit: planned for a day, then recorded once; `key` makes a record sent twice one."""

    case = ForeignKeyField(Case, backref="inspections", on_delete="RESTRICT")
    planned_on = DateField(index=True)
    state = CharField(16)  # planned, recorded, cancelled
    version = IntegerField(default=1)
    began_at = UtcDateTimeField(null=True)
    ended_at = UtcDateTimeField(null=True)
    place = CharField(300, default="")
    present = CharField(500, default="")  # who was there for the enterprise
    showed_certificates = BooleanField(default=False)
    told_rights = BooleanField(default=False)  # to ask that an officer steps aside (回避)
    avoidance = CharField(300, default="")  # what the party said to that
    facts_text = TextField(default="")
    statement = TextField(default="")
    signed_by = CharField(100, default="")
    signed_duty = CharField(100, default="")
    signature_file = IntegerField(null=True)
    refused = BooleanField(default=False)
    refusal = CharField(500, default="")
    witness = CharField(100, default="")
    document = CharField(32, default="")  # the record as a paper of the case: "paper:3"
    key = CharField(36, null=True)
    actor = IntegerField(null=True)
    actor_name = CharField(200, default="")
    created_at = UtcDateTimeField()
    recorded_at = UtcDateTimeField(null=True)

    class Meta:
        indexes = ((("actor", "key"), True),)


class InspectionLine(BaseModel):
    """One line of the check list: what was asked about a device, and what was found."""

    inspection = ForeignKeyField(Inspection, backref="lines", on_delete="CASCADE")
    device = ForeignKeyField(CaseDevice, null=True, backref="+", on_delete="RESTRICT")
    item = CharField(32)  # checklist.ITEMS
    question = CharField(500)
    expected = CharField(300, default="")
    answer = CharField(16, default="")  # checklist.ANSWERS
    found = CharField(300, default="")
    note = TextField(default="")
    unit = CharField(20, default="")  # of a reading
    value = FloatField(null=True)
    photos = JsonField(default=list)  # [{file, sha256, taken_at, place}]


class InspectionSignature(BaseModel):
    """A signature drawn on the phone: of the party, or of the officer with that account."""

    inspection = ForeignKeyField(Inspection, backref="signatures", on_delete="CASCADE")
    officer = IntegerField(null=True)
    name = CharField(100)
    signed_at = UtcDateTimeField()
    image = TextField()  # a PNG in base64
