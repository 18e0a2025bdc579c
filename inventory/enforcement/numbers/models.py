"""The last numbers taken."""

from peewee import CharField, ForeignKeyField, IntegerField

from inventory.core.database import BaseModel
from inventory.enforcement.agencies.models import Agency


class NoticeCounter(BaseModel):
    """The last number taken per agency, year and kind; its row lock serialises issuing."""

    agency = ForeignKeyField(Agency, on_delete="RESTRICT")
    year = IntegerField()
    kind = CharField(24, default="order")
    last = IntegerField()

    class Meta:
        indexes = ((("agency", "year", "kind"), True),)
