"""Shapes of the configuration API."""

import marshmallow as ma

from inventory.app.configuration import service
from inventory.core.web.api import Schema, Text, Whole


class ConfiguredSetting(Schema):
    """A setting: the variable of the environment, what it does, and its value unless secret."""

    name = ma.fields.String()
    value = ma.fields.String(metadata={"description": "blank for a secret"})
    default = ma.fields.String()
    changed = ma.fields.Boolean(metadata={"description": "is not the default"})
    secret = ma.fields.Boolean()
    help = ma.fields.String()
    help_zh = ma.fields.String()
    source = ma.fields.String(validate=ma.validate.OneOf(service.SOURCES))
    type = ma.fields.String(
        validate=ma.validate.OneOf(("number", "switch", "address", "text")),
    )
    editable = ma.fields.Boolean(metadata={"description": "the page may change it"})
    least = ma.fields.Integer(allow_none=True)
    most = ma.fields.Integer(allow_none=True)
    effect = ma.fields.String(
        validate=ma.validate.OneOf(("at_once", "night", "restart")),
        metadata={"description": "when a change shows"},
    )
    version = ma.fields.Integer(metadata={"description": "0: never changed on the page"})
    changed_at = ma.fields.AwareDateTime(allow_none=True)
    changed_by = ma.fields.String(metadata={"description": "who changed it on the page"})


class SettingChange(Schema):
    version = Whole(0, required=True)
    value = Text(
        500,
        required=True,
        allow_none=True,
        metadata={"description": "as text, True or False for a switch; null: the default"},
    )
