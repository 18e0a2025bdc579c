"""Shapes of the search."""

import marshmallow as ma

from inventory.core.web.api import Schema, Text


class FindQuery(Schema):
    q = Text(100, 1, required=True)
    limit = ma.fields.Integer(load_default=5, validate=ma.validate.Range(1, 20))


class FoundResult(Schema):
    id = ma.fields.String()
    title = ma.fields.String()
    about = ma.fields.String()
    kind = ma.fields.String()
    state = ma.fields.String()
    exact = ma.fields.Boolean()


class FoundGroup(Schema):
    sort = ma.fields.String()
    hits = ma.fields.List(ma.fields.Nested(FoundResult))
    more = ma.fields.Boolean()
