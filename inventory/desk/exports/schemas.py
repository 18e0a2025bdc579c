"""Shapes of the exports API."""

from typing import Any

import marshmallow as ma

from inventory.core.web.api import Id, Schema, Text, Whole
from inventory.desk.exports.labels import MAXIMUM
from inventory.desk.exports.service import FORMATS
from inventory.judgement.ledger.schemas import FilterSet
from inventory.registry.jobs.schemas import JobResult


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
    """Devices by their ids, or a list by its filters."""

    ids = ma.fields.List(Id(), load_default=list, validate=ma.validate.Length(max=MAXIMUM))
    filters = ma.fields.Nested(FilterSet, load_default=None)
    sort = Text(20, load_default="verdict")
    part = Whole(
        0,
        100_000,
        load_default=0,
        metadata={"description": f"of a longer list: which {MAXIMUM} labels, from 0"},
    )
    skip = Whole(0, 23, load_default=0, metadata={"description": "used places of the first sheet"})

    @ma.validates_schema
    def say_which(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not data["ids"] and data["filters"] is None:
            raise ma.ValidationError("请给出设备编号或筛选条件", "ids")
