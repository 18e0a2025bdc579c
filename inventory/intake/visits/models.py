"""Records of site visits."""

from peewee import CharField, DateField, ForeignKeyField, IntegerField, TextField

from inventory.core.database import BaseModel, UtcDateTimeField
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment


class Visit(BaseModel):
    """What was found at one device on one day; never edited, only withdrawn with a reason.

    `enterprise` is whose the device was on that day, `version` the ledger's version that it was
    compared with. `key` is made by the form: sent twice, a record is still written once.
    """

    equipment = ForeignKeyField(Equipment, backref="visits", on_delete="RESTRICT")
    enterprise = ForeignKeyField(Enterprise, on_delete="RESTRICT")
    version = IntegerField()
    on = DateField(column_name="on_day")
    conclusion = CharField(16)  # service.CONCLUSIONS
    people = CharField(200)  # who was there, as on the paper record
    note = TextField(default="")
    key = CharField(36)
    actor = IntegerField(null=True)
    created_at = UtcDateTimeField()
    withdrawn_by = IntegerField(null=True)
    withdrawn_at = UtcDateTimeField(null=True)
    withdrawn_reason = CharField(300, default="")

    class Meta:
        indexes = ((("actor", "key"), True), (("on", "id"), False))
