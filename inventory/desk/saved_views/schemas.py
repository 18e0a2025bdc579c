"""Shapes of the saved views API."""

import marshmallow as ma

from inventory.core.web.api import Id, Schema, Text
from inventory.judgement.ledger.schemas import FilterSet


class ViewArgs(Schema):
    name = Text(100, 1, required=True)
    region = Text(12, load_default="")
    filters = ma.fields.Nested(FilterSet, load_default=dict)
    sort = Text(20, load_default="verdict")
    columns = ma.fields.List(Text(64), load_default=list, validate=ma.validate.Length(max=100))


class ViewPatch(Schema):
    version = Id(required=True)
    name = Text(100, 1)
    region = Text(12)
    filters = ma.fields.Nested(FilterSet)
    sort = Text(20)
    columns = ma.fields.List(Text(64), validate=ma.validate.Length(max=100))


class ViewResult(Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    region = ma.fields.String(metadata={"description": "blank = personal"})
    owner_id = ma.fields.Integer()
    owner_name = ma.fields.String()
    filters = ma.fields.Dict()
    sort = ma.fields.String()
    columns = ma.fields.List(ma.fields.String())
    version = ma.fields.Integer()
    updated_at = ma.fields.AwareDateTime()
