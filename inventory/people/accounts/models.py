"""Users with their regions and departments, sessions, API tokens, attempts to log in."""

from peewee import BooleanField, CharField, DateField, ForeignKeyField, IntegerField

from inventory.core.database import BaseModel, JsonField, SealedField, UtcDateTimeField
from inventory.people.enterprises.models import Enterprise


class User(BaseModel):
    """A person; `enterprise` is set for enterprise clerks only.

    `source` says who checks the password: `local`, `ldap` or `oidc`; `external_id` is the person's
    issuer and subject at the OIDC provider, bound at the first login.
    `totp_secret` without `totp_confirmed_at` is an enrolment not finished; `totp_last_step` is the
    last time step accepted, so that a code works once. `duties` are access.Duty; the certificate
    is the one of enforcement (执法证), which documents name beside the officer.
    """

    username = CharField(64, unique=True)
    display_name = CharField(100)
    password_hash = CharField(200)
    role = CharField(16)  # access.ROLES
    enterprise = ForeignKeyField(Enterprise, null=True, backref="users", on_delete="RESTRICT")
    active = BooleanField(default=True)
    created_at = UtcDateTimeField()
    source = CharField(8, default="local")
    external_id = CharField(300, null=True, unique=True)
    password_changed_at = UtcDateTimeField(null=True)
    must_change_password = BooleanField(default=False)
    totp_secret = CharField(200, default="")  # encrypted: second_factor.py
    totp_confirmed_at = UtcDateTimeField(null=True)
    totp_last_step = IntegerField(default=0)
    duties = JsonField(default=list)
    certificate_no = CharField(50, default="")
    certificate_until = DateField(null=True)

    class Meta:
        table_name = "app_user"  # `user` is a reserved word in PostgreSQL


class UserRegion(BaseModel):
    """A division in which a user acts."""

    user = ForeignKeyField(User, backref="user_regions", on_delete="CASCADE")
    region = CharField(12)

    class Meta:
        indexes = ((("user", "region"), True),)


class Department(BaseModel):
    """A department of a region's authority and the kinds of equipment that it leads."""

    region = CharField(12)
    name = CharField(100)
    kinds = JsonField()

    class Meta:
        indexes = ((("region", "name"), True),)


class UserDepartment(BaseModel):
    """A department that a user belongs to."""

    user = ForeignKeyField(User, on_delete="CASCADE")
    department = ForeignKeyField(Department, on_delete="RESTRICT")

    class Meta:
        indexes = ((("user", "department"), True),)


class Session(BaseModel):
    """A login of a person; only the SHA-256 of the secret is stored."""

    user = ForeignKeyField(User, on_delete="CASCADE")
    secret_sha256 = CharField(64, unique=True)
    created_at = UtcDateTimeField()
    last_seen_at = UtcDateTimeField()
    address = CharField(64, default="")
    agent = CharField(200, default="")


class AccessToken(BaseModel):
    """A key for a program; only the SHA-256 of the secret is stored."""

    user = ForeignKeyField(User, backref="tokens", on_delete="CASCADE")
    secret_sha256 = CharField(64, unique=True)
    name = CharField(100)
    created_at = UtcDateTimeField()
    expires_at = UtcDateTimeField()
    scope = CharField(8, default="write")  # read or write
    last_used_at = UtcDateTimeField(null=True)


class LoginAttempt(BaseModel):
    """One attempt to log in, written before the password is looked at.

    `username` is what was typed, in lower case, so that unknown names are counted alike; `device`
    is the SHA-256 of the browser's own cookie.
    """

    username = CharField(64)
    address = CharField(64)
    at = UtcDateTimeField()
    succeeded = BooleanField(default=False)
    device = CharField(64, default="")

    class Meta:
        indexes = ((("username", "at"), False), (("address", "at"), False))


class LoginTicket(BaseModel):
    """A place in the queue: at `until` one attempt from `address` is looked at, whatever others
    have done meanwhile. `username` is what was typed, in lower case.
    """

    username = CharField(64)
    address = CharField(64)
    at = UtcDateTimeField()
    until = UtcDateTimeField()

    class Meta:
        indexes = ((("username", "address"), True),)


class RecoveryCode(BaseModel):
    """A code that stands in once for the second factor; only its SHA-256 is stored."""

    user = ForeignKeyField(User, on_delete="CASCADE")
    code_sha256 = CharField(64)
    used_at = UtcDateTimeField(null=True)

    class Meta:
        indexes = ((("user", "code_sha256"), True),)


class ExternalLogin(BaseModel):
    """A login under way at the OIDC provider; taken out when the person comes back."""

    state_sha256 = CharField(64, unique=True)
    nonce = SealedField("oidc")
    verifier = SealedField("oidc")
    created_at = UtcDateTimeField()
