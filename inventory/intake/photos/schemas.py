"""Shapes of the photos API."""

import marshmallow as ma
from flask_smorest.fields import Upload

from inventory.core.web.api import Id, PageQuery, Schema, Text, page_of
from inventory.intake.photos import service


class PhotoFile(Schema):
    file = Upload(required=True, metadata={"description": "jpg, png or webp"})


class PhotoForm(Schema):
    enterprise_id = Id(load_default=None)
    region = Text(12, load_default="")
    key = ma.fields.String(
        load_default=None,
        validate=ma.validate.Regexp(r"[0-9a-f-]{36}\Z", error="应为 36 位的 UUID"),
        metadata={"description": "made by the page: sent twice, the photo is kept once"},
    )


class PhotoQuery(PageQuery):
    state = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *service.STATES)))


class KindQuery(Schema):
    kind = Text(32, load_default="")


class NameplateReadiness(Schema):
    state = ma.fields.String(
        validate=ma.validate.OneOf((service.READY, service.OFF, service.MISSING)),
        metadata={"description": "off: by the setting; missing: the libraries are not installed"},
    )


class NameplatePhoto(Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    state = ma.fields.String(validate=ma.validate.OneOf(tuple(service.STATES)))
    problem = ma.fields.String(metadata={"description": "slow, broken, missing, nothing, or blank"})
    kind = ma.fields.String()
    title = ma.fields.String(metadata={"description": "name and model, as far as they were read"})
    doubts = ma.fields.Integer(metadata={"description": "facts that a person must look at"})
    enterprise_id = ma.fields.Integer(allow_none=True)
    region = ma.fields.String()
    equipment_id = ma.fields.Integer(allow_none=True)
    declaration_id = ma.fields.Integer(allow_none=True)
    width = ma.fields.Integer(metadata={"description": "of the picture, in pixels"})
    height = ma.fields.Integer()
    created_at = ma.fields.AwareDateTime()
    read_at = ma.fields.AwareDateTime(allow_none=True)


NameplatePhotoPage = page_of(NameplatePhoto, "NameplatePhotoPage")


class ClippingResult(Schema):
    """A part of the picture, as shares of its width and height."""

    left = ma.fields.Float()
    top = ma.fields.Float()
    width = ma.fields.Float()
    height = ma.fields.Float()


class PlateFieldResult(Schema):
    field = ma.fields.String()
    value = ma.fields.Raw(allow_none=True)
    text = ma.fields.String(metadata={"description": "as it was recognised"})
    score = ma.fields.Float(metadata={"description": "how surely, 0 to 1"})
    doubt = ma.fields.String(metadata={"description": "why a person must look; blank: sure"})
    others = ma.fields.List(ma.fields.Raw())
    clipping = ma.fields.Nested(ClippingResult, allow_none=True)


class KnownDeviceResult(Schema):
    equipment_id = ma.fields.Integer()
    version = ma.fields.Integer()
    name = ma.fields.String()
    model = ma.fields.String()
    identifier = ma.fields.String()
    enterprise_id = ma.fields.Integer()
    enterprise = ma.fields.String()


class NameplateReading(Schema):
    photo = ma.fields.Nested(NameplatePhoto)
    attachment_id = ma.fields.Integer()
    kind = ma.fields.String(metadata={"description": "blank: the plate does not tell, ask"})
    kinds = ma.fields.List(ma.fields.String(), metadata={"description": "the likeliest first"})
    facts = ma.fields.List(ma.fields.Nested(PlateFieldResult), attribute="fields")
    left = ma.fields.List(ma.fields.String())
    known = ma.fields.List(ma.fields.Nested(KnownDeviceResult))


class PhotoConfirmation(Schema):
    kind = Text(32, 1, required=True)
    facts = ma.fields.Dict(keys=Text(64), required=True)
    checked = ma.fields.List(
        Text(64),
        load_default=list,
        metadata={"description": "doubtful fields that were compared with the picture"},
    )
    enterprise_id = Id(load_default=None)
    region = Text(12, load_default="")
    equipment_id = Id(load_default=None)
    version = Id(load_default=None)
    reason = Text(300, load_default="")
