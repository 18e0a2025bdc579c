"""Shapes of the enterprises API."""

import marshmallow as ma

from inventory.core.web.api import Id, PageQuery, Schema, Text, page_of
from inventory.people.enterprises import service


class EnterpriseQuery(PageQuery):
    q = Text(load_default="")
    region = Text(load_default="")


class EnterpriseArgs(Schema):
    name = Text(200, 2, required=True)
    uscc = Text(18, 18, allow_none=True)
    region = Text(12, 6, required=True)
    address = Text(300)
    contact = Text(100)
    phone = Text(50)
    key_energy_user = ma.fields.Boolean(
        allow_none=True, metadata={"description": "重点用能单位; null: not on record"}
    )


class EnterprisePatch(EnterpriseArgs):
    version = Id(required=True)


class EnterpriseWarning(Schema):
    message = ma.fields.String(attribute="zh")
    message_en = ma.fields.String(attribute="en")


class EnterpriseResult(Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    uscc = ma.fields.String(allow_none=True)
    region = ma.fields.String()
    address = ma.fields.String()
    contact = ma.fields.String()
    phone = ma.fields.String()
    key_energy_user = ma.fields.Boolean(allow_none=True)
    version = ma.fields.Integer()
    updated_at = ma.fields.AwareDateTime()
    warnings = ma.fields.Function(
        lambda item: EnterpriseWarning(many=True).dump(service.warnings_of(item.uscc)),
        metadata={
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"message": {"type": "string"}, "message_en": {"type": "string"}},
            },
        },
    )


EnterprisePage = page_of(EnterpriseResult, "EnterprisePage")
