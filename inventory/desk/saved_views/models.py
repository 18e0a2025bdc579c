"""Saved views of the ledger."""

from peewee import CharField, ForeignKeyField, IntegerField

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField
from inventory.people.accounts.models import User


class SavedView(BaseModel):
    """Filters, order and columns under a name; `region` is blank while it is personal."""

    owner = ForeignKeyField(User, on_delete="CASCADE")
    name = CharField(100)
    region = CharField(12, default="", index=True)
    filters = JsonField()  # listing.Filters.chosen()
    sort = CharField(20)
    columns = JsonField()
    version = IntegerField(default=1)
    created_at = UtcDateTimeField()
    updated_at = UtcDateTimeField()

    class Meta:
        indexes = ((("owner", "name"), True),)
