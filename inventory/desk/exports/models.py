"""Exports."""

from peewee import CharField, ForeignKeyField, IntegerField

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField
from inventory.registry.jobs.models import Job


class Export(BaseModel):
    """One export: what was asked for, with whose rights, and the file that came of it.

    `scope` are the rights of the owner when it was asked for: the worker lists with these.
    """

    owner = IntegerField(null=True, index=True)
    scope = JsonField()  # fields of access.Actor
    filters = JsonField()  # listing.Filters.chosen()
    sort = CharField(20)
    columns = JsonField()  # blank = all
    format = CharField(8)  # xlsx, csv
    job = ForeignKeyField(Job, null=True, on_delete="SET NULL")
    devices = IntegerField(null=True)
    findings = IntegerField(null=True)
    name = CharField(200, default="")
    sha256 = CharField(64, default="")
    size = IntegerField(default=0)
    created_at = UtcDateTimeField()
    finished_at = UtcDateTimeField(null=True)
