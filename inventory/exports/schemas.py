"""Shapes of the exports API."""

import marshmallow as ma

from inventory.exports.labels import MAXIMUM
from inventory.exports.service import FORMATS
from inventory.jobs.schemas import JobResult
from inventory.saved_views.schemas import FilterSet
from inventory.web.api import Id, Schema, Text, Whole


class ExportArgs(Schema):
    format = ma.fields.String(required=True, validate=ma.validate.OneOf(tuple(FORMATS)))
    filters = ma.fields.Nested(FilterSet, load_default=dict)
    sort = Text(20, load_default="verdict")
    columns = ma.fields.List(Text(64), load_default=list, validate=ma.validate.Length(max=200))


class ExportResult(Schema):
    """`job` shows the progress; the file is there once `finished_at` is."""

    id = ma.fields.Integer()
    format = ma.fields.String()
    filters = ma.fields.Dict()
    sort = ma.fields.String()
    columns = ma.fields.List(ma.fields.String())
    devices = ma.fields.Integer(allow_none=True)
    findings = ma.fields.Integer(allow_none=True)
    name = ma.fields.String()
    size = ma.fields.Integer()
    created_at = ma.fields.AwareDateTime()
    finished_at = ma.fields.AwareDateTime(allow_none=True)
    job = ma.fields.Nested(JobResult, allow_none=True)


class LabelArgs(Schema):
    ids = ma.fields.List(Id(), required=True, validate=ma.validate.Length(1, MAXIMUM))
    skip = Whole(0, 23, load_default=0, metadata={"description": "used places of the first sheet"})
