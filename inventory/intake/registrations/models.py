"""Applications for an enterprise account."""

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from inventory.core.database import BaseModel, UtcDateTimeField
from inventory.people.accounts.models import User
from inventory.people.enterprises.models import Enterprise


class Registration(BaseModel):
    """What an applicant says of the enterprise and of himself; nothing else knows it yet.

    The password is kept only as its hash, and only until the application is decided.
    """

    state = CharField(16, index=True)  # service.REGISTRATION
    version = IntegerField(default=1)
    uscc = CharField(18, index=True)
    name = CharField(200)
    region = CharField(12, index=True)
    address = CharField(300, default="")
    contact = CharField(100)
    phone = CharField(50)
    username = CharField(64)
    password_hash = CharField(200)
    secret_sha256 = CharField(64)
    applied_from = CharField(64, index=True)  # network address, for the rate limit
    remark = TextField(default="")
    enterprise = ForeignKeyField(Enterprise, null=True, on_delete="RESTRICT")
    user = ForeignKeyField(User, null=True, on_delete="SET NULL")
    decided_by = IntegerField(null=True)
    decided_at = UtcDateTimeField(null=True)
    created_at = UtcDateTimeField(index=True)
    updated_at = UtcDateTimeField()
