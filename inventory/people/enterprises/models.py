"""Enterprises."""

from peewee import BooleanField, CharField, IntegerField, TextField

from inventory.core.database import BaseModel, UtcDateTimeField


class Enterprise(BaseModel):
    """A user of equipment; `uscc` may be unknown while a ledger names it only by name."""

    name = CharField(200, index=True)
    uscc = CharField(18, null=True, unique=True)
    search = TextField(default="", index=True)  # name and code as core.searchtext compares them
    region = CharField(12, index=True)
    address = CharField(300, default="")
    contact = CharField(100, default="")
    phone = CharField(50, default="")
    key_energy_user = BooleanField(null=True)  # 重点用能单位; null: nobody has said
    version = IntegerField(default=1)
    created_at = UtcDateTimeField()
    updated_at = UtcDateTimeField()
