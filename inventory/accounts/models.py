"""Users, the regions they act in, and their access tokens."""

from peewee import BooleanField, CharField, ForeignKeyField

from inventory.database import BaseModel, UtcDateTimeField
from inventory.enterprises.models import Enterprise


class User(BaseModel):
    """A person; `enterprise` is set for enterprise clerks only."""

    username = CharField(64, unique=True)
    display_name = CharField(100)
    password_hash = CharField(200)
    role = CharField(16)  # access.ROLES
    enterprise = ForeignKeyField(Enterprise, null=True, backref="users", on_delete="RESTRICT")
    active = BooleanField(default=True)
    created_at = UtcDateTimeField()

    class Meta:
        table_name = "app_user"  # `user` is a reserved word in PostgreSQL


class UserRegion(BaseModel):
    """A division in which a user acts."""

    user = ForeignKeyField(User, backref="user_regions", on_delete="CASCADE")
    region = CharField(12)

    class Meta:
        indexes = ((("user", "region"), True),)


class AccessToken(BaseModel):
    """A login or an API token; only the SHA-256 of the secret is stored."""

    user = ForeignKeyField(User, backref="tokens", on_delete="CASCADE")
    secret_sha256 = CharField(64, unique=True)
    name = CharField(100)
    created_at = UtcDateTimeField()
    expires_at = UtcDateTimeField()
