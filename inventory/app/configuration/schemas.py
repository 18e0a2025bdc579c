"""Shapes of the configuration API."""

import marshmallow as ma

from inventory.core.web.api import Schema


class ConfiguredSetting(Schema):
    """A setting: the variable of the environment, what it does, and its value unless secret."""

    name = ma.fields.String()
    value = ma.fields.String(metadata={"description": "blank for a secret"})
    default = ma.fields.String()
    changed = ma.fields.Boolean(metadata={"description": "is not the default"})
    secret = ma.fields.Boolean()
    help = ma.fields.String()
    help_zh = ma.fields.String()
