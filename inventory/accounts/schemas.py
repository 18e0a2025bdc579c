"""Shapes of the accounts API."""

import marshmallow as ma

from inventory.access import Role
from inventory.web.api import Id, Schema, Text, Whole


class LoginArgs(Schema):
    username = Text(64, 1, required=True)
    password = Text(200, 1, required=True)


class LoginResult(Schema):
    token = ma.fields.String(required=True)
    expires_at = ma.fields.AwareDateTime(required=True)


class TokenArgs(Schema):
    name = Text(100, 1, required=True)
    days = Whole(1, 366, load_default=90)


class Me(Schema):
    id = ma.fields.Integer(allow_none=True)
    name = ma.fields.String()
    role = ma.fields.Enum(Role, by_value=True)
    regions = ma.fields.List(ma.fields.String())
    enterprise = ma.fields.Integer(allow_none=True)


class UserArgs(Schema):
    username = Text(64, 1, required=True)
    display_name = Text(100, 1, required=True)
    password = Text(200, 1, required=True)
    role = ma.fields.Enum(Role, by_value=True, required=True)
    regions = ma.fields.List(Text(12, 6), load_default=list)
    enterprise_id = Id(load_default=None, allow_none=True)


class UserResult(Schema):
    id = ma.fields.Integer()
    username = ma.fields.String()
    display_name = ma.fields.String()
    role = ma.fields.String()
    enterprise_id = ma.fields.Integer(allow_none=True)
    active = ma.fields.Boolean()
