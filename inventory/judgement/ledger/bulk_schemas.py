"""Shapes of the API for many devices at once."""

from typing import Any

import marshmallow as ma

from inventory.core.web.api import Id, Schema, Text
from inventory.judgement.ledger import bulk


class BulkRow(Schema):
    """A new device (`kind`, `enterprise_id`), or a change of one (`equipment_id`, `version`)."""

    equipment_id = Id(load_default=None, allow_none=True)
    version = Id(load_default=None, allow_none=True)
    kind = Text(32, load_default="")
    enterprise_id = Id(load_default=None, allow_none=True)
    region = Text(12, load_default=None, allow_none=True)
    facts = ma.fields.Dict(keys=Text(64), required=True)

    @ma.validates_schema
    def require_what_it_is(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Which device in which version, or whose and of which kind."""
        needed = ("kind", "enterprise_id") if data.get("equipment_id") is None else ("version",)
        missing = {name: ["必填项"] for name in needed if not data.get(name)}
        if missing:
            raise ma.ValidationError(missing)


class BulkArgs(Schema):
    rows = ma.fields.List(
        ma.fields.Nested(BulkRow), required=True, validate=ma.validate.Length(1, bulk.MOST)
    )
    all_or_nothing = ma.fields.Boolean(load_default=False)
    reason = Text(300, load_default="")


class BulkDone(Schema):
    row = ma.fields.Integer(metadata={"description": "counts from 0, as the rows that were sent"})
    status = ma.fields.String(
        metadata={
            "enum": [bulk.CREATED, bulk.UPDATED, bulk.REFUSED, bulk.TAKEN_BACK],
            "description": "taken_back: another row was refused, with all_or_nothing",
        }
    )
    equipment_id = ma.fields.Integer(attribute="device.id", allow_none=True)
    version = ma.fields.Integer(attribute="device.version", allow_none=True)
    verdict = ma.fields.String(attribute="device.verdict", allow_none=True)
    error = ma.fields.Dict(allow_none=True, metadata={"description": "as in every refusal"})


class BulkResult(Schema):
    written = ma.fields.Integer()
    refused = ma.fields.Integer()
    results = ma.fields.List(ma.fields.Nested(BulkDone))
