"""Shapes of the attachments API."""

import marshmallow as ma
from flask_smorest.fields import Upload

from inventory.core.web.api import Id, Schema
from inventory.registry.attachments import service

SORTS = (
    service.ITEM,
    service.DEVICE,
    service.REGISTRATION,
    service.VISIT,
    service.PHOTO,
    service.PROGRESS,
    service.DUTY,
    service.DUTY_PROBLEM,
    service.PROJECT,
    service.DISPOSAL,
    service.SURVEY,
    service.DIAGNOSIS,
    service.ENTERPRISE,
    service.CASE,
    service.DELIVERY,
    service.OPINION,
    service.ANSWER,
    service.INSPECTION,
    service.INSPECTION_LINE,
)


class AttachmentFile(Schema):
    file = Upload(required=True, metadata={"description": "jpg, png, webp, pdf or xlsx"})


class AttachmentPurpose(Schema):
    purpose = ma.fields.String(
        load_default="other", validate=ma.validate.OneOf(tuple(service.PURPOSES))
    )


class AttachmentQuery(Schema):
    parent = ma.fields.String(required=True, validate=ma.validate.OneOf(SORTS))
    parent_id = Id(required=True)


class AttachmentForm(AttachmentQuery, AttachmentPurpose):
    key = ma.fields.String(
        load_default=None,
        validate=ma.validate.Regexp(r"[0-9a-f-]{36}\Z", error="应为 36 位的 UUID"),
        metadata={"description": "made by the form: sent twice, the file is kept once"},
    )


class AttachmentResult(Schema):
    id = ma.fields.Integer()
    parent = ma.fields.String()
    parent_id = ma.fields.Integer()
    purpose = ma.fields.String()
    name = ma.fields.String()
    media_type = ma.fields.String()
    size = ma.fields.Integer()
    sha256 = ma.fields.String()
    has_preview = ma.fields.Function(
        lambda item: bool(item.preview_sha256), metadata={"type": "boolean"}
    )
    created_at = ma.fields.AwareDateTime()
