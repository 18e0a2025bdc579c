"""Renewal projects with their money, devices, subsidies claimed, and every version of them."""

from peewee import (
    BigIntegerField,
    CharField,
    DateField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment


class RenewalProject(BaseModel):
    """A project of an enterprise. Money is in fen, energy in kgce a year.

    `expected` is what replacing the devices was computed to save, frozen with its arithmetic.
    """

    enterprise = ForeignKeyField(Enterprise, backref="+", on_delete="RESTRICT")
    region = CharField(12, index=True)
    name = CharField(200)
    contents = TextField(default="")
    contact = CharField(100, default="")
    phone = CharField(50, default="")
    state = CharField(16)  # machine.PROJECT
    planned_from = DateField(null=True)
    planned_to = DateField(null=True)
    started_on = DateField(null=True)
    finished_on = DateField(null=True)
    expected = JsonField(null=True)
    measured_kgce = FloatField(null=True)
    measured_from = DateField(null=True)
    measured_to = DateField(null=True)
    measured_source = CharField(300, default="")
    search = TextField(default="")
    version = IntegerField(default=1)
    actor = IntegerField(null=True)
    created_at = UtcDateTimeField()
    updated_at = UtcDateTimeField()


class ProjectInvestment(BaseModel):
    """The money of one year from one source: what is planned and what was spent."""

    project = ForeignKeyField(RenewalProject, backref="investments", on_delete="CASCADE")
    year = SmallIntegerField()
    source = CharField(16)  # machine.SOURCES
    planned_fen = BigIntegerField(default=0)
    spent_fen = BigIntegerField(default=0)

    class Meta:
        indexes = ((("project", "year", "source"), True),)


class ProjectDevice(BaseModel):
    """A device that the project replaces, and what takes its place.

    `released` is 0 while the project holds the device and the project's id after it has withdrawn,
    so that a device is in one project at most.
    """

    project = ForeignKeyField(RenewalProject, backref="devices", on_delete="CASCADE")
    old = ForeignKeyField(Equipment, backref="+", on_delete="RESTRICT")
    new = ForeignKeyField(Equipment, null=True, backref="+", on_delete="RESTRICT")
    new_text = CharField(200, default="")  # what is planned, before the new device is there
    released = IntegerField(default=0)

    class Meta:
        indexes = ((("project", "old"), True), (("old", "released"), True))


class SubsidyClaim(BaseModel):
    """A subsidy that was claimed for a device. `revoked` is 0 while the claim stands, its own id
    after: a device has each programme once.
    """

    project = ForeignKeyField(RenewalProject, backref="claims", on_delete="RESTRICT")
    equipment = ForeignKeyField(Equipment, backref="+", on_delete="RESTRICT")
    programme = CharField(64)
    on = DateField(column_name="on_day")
    amount_fen = BigIntegerField(null=True)
    note = CharField(300, default="")
    actor = IntegerField(null=True)
    created_at = UtcDateTimeField()
    revoked = IntegerField(default=0)
    revoked_by = IntegerField(null=True)
    revoked_at = UtcDateTimeField(null=True)
    revoked_reason = CharField(300, default="")

    class Meta:
        indexes = ((("equipment", "programme", "revoked"), True),)


class ProjectRevision(BaseModel):
    """One change of a project: who, when, which act, and the project as it was after it."""

    project = ForeignKeyField(RenewalProject, backref="revisions", on_delete="CASCADE")
    version = IntegerField()
    at = UtcDateTimeField()
    actor = IntegerField(null=True)
    actor_name = CharField(200, default="")
    act = CharField(32)
    note = CharField(300, default="")
    after = JsonField()

    class Meta:
        indexes = ((("project", "version"), True),)


class InvestmentBase(BaseModel):
    """What was invested in equipment in a division in a year, as its statistics say."""

    region = CharField(12)
    year = SmallIntegerField()
    amount_fen = BigIntegerField()
    source = CharField(300)
    actor = IntegerField(null=True)
    updated_at = UtcDateTimeField()
    version = IntegerField(default=1)

    class Meta:
        indexes = ((("region", "year"), True),)
