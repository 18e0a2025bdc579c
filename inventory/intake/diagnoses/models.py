"""Diagnoses and what each of them found."""

from peewee import (
    BigIntegerField,
    CharField,
    DateField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from inventory.core.database import BaseModel, UtcDateTimeField
from inventory.judgement.projects.models import RenewalProject
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment


class Diagnosis(BaseModel):
    """A diagnosis by a provider; its report is an attachment, `project` what came of it."""

    enterprise = ForeignKeyField(Enterprise, backref="+", on_delete="RESTRICT")
    provider = CharField(200)
    on = DateField(column_name="on_day")
    scope = TextField()
    conclusion = TextField(default="")
    project = ForeignKeyField(RenewalProject, null=True, backref="+", on_delete="RESTRICT")
    actor = IntegerField(null=True)
    actor_name = CharField(200, default="")
    created_at = UtcDateTimeField()
    updated_at = UtcDateTimeField()
    version = IntegerField(default=1)


class DiagnosisFinding(BaseModel):
    """A finding with its measure. Saving in kgce a year and cost are the provider's figures."""

    diagnosis = ForeignKeyField(Diagnosis, backref="findings", on_delete="CASCADE")
    equipment = ForeignKeyField(Equipment, null=True, backref="+", on_delete="RESTRICT")
    text = TextField()
    measure = TextField(default="")
    kgce = FloatField(null=True)
    cost_fen = BigIntegerField(null=True)
