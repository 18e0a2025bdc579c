"""What a recheck found at a device."""

from peewee import CharField, DateField, ForeignKeyField, IntegerField, TextField

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField
from inventory.enforcement.cases.models import CaseDevice


class Recheck(BaseModel):
    """One device looked at again: by a visit, a photograph or a document; never edited."""

    device = ForeignKeyField(CaseDevice, backref="rechecks", on_delete="RESTRICT")
    on = DateField(column_name="on_day")
    way = CharField(16)  # service.WAYS
    result = CharField(16)  # service.RESULTS
    replaced_by = IntegerField(null=True)
    files = JsonField()  # attachments that it rests on
    note = TextField(default="")
    learned = CharField(300, default="")  # the change made to the ledger
    key = CharField(36)
    actor = IntegerField(null=True)
    actor_name = CharField(200)
    at = UtcDateTimeField()

    class Meta:
        table_name = "case_recheck"
        indexes = ((("actor", "key", "device"), True),)
