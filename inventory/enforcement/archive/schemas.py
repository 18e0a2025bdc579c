"""Shapes of the whole record of a case."""

import marshmallow as ma

from inventory.core.web.api import Schema
from inventory.enforcement.archive.packing import SORTS


class LeftResult(Schema):
    """One record; files have their SHA-256."""

    sort = ma.fields.String(validate=ma.validate.OneOf(tuple(SORTS)))
    what = ma.fields.String(attribute="what.zh")
    what_en = ma.fields.String(attribute="what.en")
    at = ma.fields.AwareDateTime(allow_none=True)
    place = ma.fields.String()
    hand = ma.fields.String()
    sha256 = ma.fields.String()
    ref = ma.fields.String()


class RecordedStep(Schema):
    """A step of the way; `bare`: it was made and left nothing but its line in the story."""

    step = ma.fields.String()
    zh = ma.fields.String()
    made = ma.fields.Boolean()
    bare = ma.fields.Boolean()
    records = ma.fields.List(ma.fields.Nested(LeftResult))
