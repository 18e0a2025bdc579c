"""Shapes of the accounts API."""

import marshmallow as ma

from inventory.core.access import Duty, Role
from inventory.core.web.api import Id, Schema, Text, Whole

SCOPES = ("read", "write")
SOURCES = ("local", "ldap", "oidc")


class LoginArgs(Schema):
    username = Text(64, 1, required=True)
    password = Text(200, 1, required=True)
    code = Text(40, load_default="", metadata={"description": "one-time or recovery code"})
    cookie = ma.fields.Boolean(
        load_default=False, metadata={"description": "true: a browser; the secret goes in a cookie"}
    )


class LoginResult(Schema):
    """`token` for programs; browsers get a cookie instead, and `csrf_token` to send back."""

    token = ma.fields.String(required=True, allow_none=True)
    csrf_token = ma.fields.String(allow_none=True)
    expires_at = ma.fields.AwareDateTime(required=True)
    obligation = ma.fields.String(allow_none=True)


class Ways(Schema):
    oidc = ma.fields.Boolean()
    fresh = ma.fields.Boolean(metadata={"description": "nobody has an account yet"})


class OidcReturn(Schema):
    """What the provider adds to the address; it may add more than these."""

    state = Text(200, 1, required=True)
    code = Text(4000, 1, required=True)


class PasswordArgs(Schema):
    current = Text(200, 1, required=True)
    new = Text(200, 1, required=True)


class ConfirmArgs(Schema):
    password = Text(200, 1, required=True)


class CodeArgs(Schema):
    code = Text(40, 1, required=True)


class Enrolment(Schema):
    secret = ma.fields.String()
    address = ma.fields.String()
    svg = ma.fields.String()


class RecoveryCodes(Schema):
    recovery_codes = ma.fields.List(ma.fields.String())


class SecondFactor(Schema):
    enrolled = ma.fields.Boolean()
    required = ma.fields.Boolean()
    recovery_codes_left = ma.fields.Integer()


class SessionResult(Schema):
    id = ma.fields.Integer()
    created_at = ma.fields.AwareDateTime()
    last_seen_at = ma.fields.AwareDateTime()
    address = ma.fields.String()
    agent = ma.fields.String()
    current = ma.fields.Boolean()


class TokenArgs(Schema):
    name = Text(100, 1, required=True)
    days = Whole(1, 366, load_default=90)
    scope = ma.fields.String(validate=ma.validate.OneOf(SCOPES), load_default="read")


class TokenMade(Schema):
    id = ma.fields.Integer()
    token = ma.fields.String(required=True)
    expires_at = ma.fields.AwareDateTime(required=True)
    scope = ma.fields.String()


class TokenResult(Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    scope = ma.fields.String()
    created_at = ma.fields.AwareDateTime()
    expires_at = ma.fields.AwareDateTime()
    last_used_at = ma.fields.AwareDateTime(allow_none=True)


class Me(Schema):
    id = ma.fields.Integer(allow_none=True)
    name = ma.fields.String()
    role = ma.fields.Enum(Role, by_value=True)
    regions = ma.fields.List(ma.fields.String())
    enterprise = ma.fields.Integer(allow_none=True)
    kinds = ma.fields.List(ma.fields.String(), allow_none=True)
    duties = ma.fields.List(ma.fields.Enum(Duty, by_value=True))
    obligation = ma.fields.String(allow_none=True)


class UserArgs(Schema):
    """Without a password one is made; either must be changed at the first login."""

    username = Text(64, 1, required=True)
    display_name = Text(100, 1, required=True)
    password = Text(200, 1, load_default=None, allow_none=True)
    role = ma.fields.Enum(Role, by_value=True, required=True)
    regions = ma.fields.List(Text(12, 6), load_default=list)
    departments = ma.fields.List(Id(), load_default=list)
    enterprise_id = Id(load_default=None, allow_none=True)
    source = ma.fields.String(validate=ma.validate.OneOf(SOURCES), load_default="local")
    duties = ma.fields.List(
        ma.fields.Enum(Duty, by_value=True),
        load_default=None,
        allow_none=True,
        metadata={"description": "left out: a leader approves, nobody else signs"},
    )
    certificate_no = Text(50, load_default="")
    certificate_until = ma.fields.Date(load_default=None, allow_none=True)


class UserChange(Schema):
    display_name = Text(100, 1)
    role = ma.fields.Enum(Role, by_value=True)
    regions = ma.fields.List(Text(12, 6))
    departments = ma.fields.List(Id())
    enterprise_id = Id(allow_none=True)
    active = ma.fields.Boolean()
    duties = ma.fields.List(ma.fields.Enum(Duty, by_value=True))
    certificate_no = Text(50)
    certificate_until = ma.fields.Date(allow_none=True)


class UserQuery(Schema):
    role = ma.fields.Enum(Role, by_value=True, load_default=None)
    active = ma.fields.Boolean(load_default=None)


class UserResult(Schema):
    id = ma.fields.Integer()
    username = ma.fields.String()
    display_name = ma.fields.String()
    role = ma.fields.String()
    regions = ma.fields.List(ma.fields.String())
    departments = ma.fields.List(ma.fields.Integer())
    enterprise_id = ma.fields.Integer(allow_none=True)
    active = ma.fields.Boolean()
    source = ma.fields.String()
    second_factor = ma.fields.Boolean()
    must_change_password = ma.fields.Boolean()
    duties = ma.fields.List(ma.fields.String(validate=ma.validate.OneOf(tuple(Duty))))
    certificate_no = ma.fields.String()
    certificate_until = ma.fields.Date(allow_none=True)
    created_at = ma.fields.AwareDateTime()


class UserMade(UserResult):
    password = ma.fields.String(
        allow_none=True, metadata={"description": "one-time password, shown this once"}
    )


class OneTimePassword(Schema):
    password = ma.fields.String()


class DepartmentArgs(Schema):
    region = Text(12, 6, required=True)
    name = Text(100, 1, required=True)
    kinds = ma.fields.List(Text(32, 1), required=True)


class DepartmentChange(Schema):
    name = Text(100, 1)
    kinds = ma.fields.List(Text(32, 1))


class DepartmentResult(Schema):
    id = ma.fields.Integer()
    region = ma.fields.String()
    name = ma.fields.String()
    kinds = ma.fields.List(ma.fields.String())
