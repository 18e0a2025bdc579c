"""Shapes of the story API."""

import marshmallow as ma

from inventory.core.web.api import Schema


class StoryDetail(Schema):
    field = ma.fields.String()
    heading = ma.fields.String()
    heading_en = ma.fields.String()
    unit = ma.fields.String(allow_none=True)
    before = ma.fields.Raw(allow_none=True)
    after = ma.fields.Raw(allow_none=True)


class StoryResult(Schema):
    at = ma.fields.AwareDateTime()
    who = ma.fields.String()
    who_en = ma.fields.String()
    what = ma.fields.String()
    what_en = ma.fields.String()
    details = ma.fields.List(ma.fields.Nested(StoryDetail))
    source = ma.fields.String()
    reason = ma.fields.String()
    reason_en = ma.fields.String()
    request_id = ma.fields.String()
    version = ma.fields.Integer(allow_none=True)
