"""Shapes of the jobs API."""

import marshmallow as ma

from inventory.web.api import Schema


class JobResult(Schema):
    id = ma.fields.Integer()
    kind = ma.fields.String()
    status = ma.fields.String()
    done = ma.fields.Integer()
    total = ma.fields.Integer()
    result = ma.fields.Raw(allow_none=True)
    error = ma.fields.String()
    created_at = ma.fields.AwareDateTime()
    finished_at = ma.fields.AwareDateTime(allow_none=True)
