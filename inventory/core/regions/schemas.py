"""Shapes of the regions API."""

import marshmallow as ma

from inventory.core.web.api import Schema, Text


class RegionQuery(Schema):
    parent = Text(12, load_default="")
    text = Text(
        30,
        load_default="",
        metadata={"description": "part of a name, or how a code begins; then from all levels"},
    )


class RegionResult(Schema):
    code = ma.fields.String()
    name = ma.fields.String()
    full_name = ma.fields.String()
    level = ma.fields.String()
    parent = ma.fields.String(allow_none=True)
