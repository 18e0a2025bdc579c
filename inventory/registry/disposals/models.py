"""Records of disposal."""

from peewee import CharField, DateField, ForeignKeyField, IntegerField

from inventory.core.database import BaseModel, UtcDateTimeField
from inventory.registry.equipment.models import Equipment


class Disposal(BaseModel):
    """How a device was disposed of; never edited, only withdrawn with a reason and written again.

    `withdrawn` is 0 while the record stands and its own id after: a device has one that stands.
    """

    equipment = ForeignKeyField(Equipment, backref="+", on_delete="RESTRICT")
    way = CharField(16)  # service.WAYS
    on = DateField(column_name="on_day")
    certificate_no = CharField(100, default="")
    certificate_on = DateField(null=True)
    recycler = CharField(200, default="")
    recycler_uscc = CharField(18, default="")
    qualification = CharField(200, default="")
    note = CharField(300, default="")
    actor = IntegerField(null=True)
    actor_name = CharField(200, default="")
    created_at = UtcDateTimeField()
    withdrawn = IntegerField(default=0)
    withdrawn_by = IntegerField(null=True)
    withdrawn_at = UtcDateTimeField(null=True)
    withdrawn_reason = CharField(300, default="")

    class Meta:
        indexes = ((("equipment", "withdrawn"), True),)
