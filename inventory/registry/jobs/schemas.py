"""Shapes of the jobs API."""

import marshmallow as ma

from inventory.core.web.api import PageQuery, Schema, Text, page_of
from inventory.registry.jobs import service

STATUSES = ("queued", "running", "done", "failed")


class JobResult(Schema):
    id = ma.fields.Integer()
    kind = ma.fields.String()
    status = ma.fields.String(validate=ma.validate.OneOf(STATUSES))
    done = ma.fields.Integer()
    total = ma.fields.Integer()
    result = ma.fields.Raw(allow_none=True)
    error = ma.fields.String()
    attempts = ma.fields.Integer(metadata={"description": "how often it was begun, at most 3"})
    made = ma.fields.Function(
        service.made,
        metadata={
            "type": "string",
            "description": "what it is for: import, export or whatif; else blank",
        },
    )
    made_id = ma.fields.Function(service.made_id, metadata={"type": "integer", "nullable": True})
    actor = ma.fields.Integer(allow_none=True)
    created_at = ma.fields.AwareDateTime()
    started_at = ma.fields.AwareDateTime(allow_none=True)
    finished_at = ma.fields.AwareDateTime(allow_none=True)


class JobDetail(JobResult):
    actor_name = ma.fields.String(metadata={"description": "blank: the system"})


class JobQuery(PageQuery):
    status = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *STATUSES)))
    kind = Text(32, load_default="")


JobPage = page_of(JobDetail, "JobPage")
