"""Shapes of the registrations API."""

import marshmallow as ma

from inventory.core.web.api import Id, PageQuery, Schema, Text, page_of
from inventory.intake.registrations.service import REGISTRATION
from inventory.registry.attachments.schemas import AttachmentResult


class RegistrationArgs(Schema):
    uscc = Text(18, 18, required=True)
    name = Text(200, 2, required=True)
    region = Text(12, 6, required=True)
    address = Text(300, load_default="")
    contact = Text(100, 1, required=True)
    phone = Text(50, 1, required=True)
    username = Text(64, 1, required=True)
    password = Text(200, 1, required=True)


class RegistrationPatch(Schema):
    uscc = Text(18, 18)
    name = Text(200, 2)
    region = Text(12, 6)
    address = Text(300)
    contact = Text(100, 1)
    phone = Text(50, 1)
    username = Text(64, 1)
    password = Text(200, 1, load_default="")


class RegistrationSecret(Schema):
    secret = Text(200, 1, required=True)


class RegistrationQuery(PageQuery):
    state = ma.fields.String(
        load_default="", validate=ma.validate.OneOf(("", *REGISTRATION.states))
    )


class RegistrationReturn(Schema):
    version = Id(required=True)
    remark = Text(2000, 1, required=True)


class RegistrationReject(Schema):
    version = Id(required=True)
    reason = Text(2000, 1, required=True)


class RegistrationAccept(Schema):
    version = Id(required=True)
    enterprise_id = Id(load_default=None, allow_none=True)
    username = Text(64, load_default="")


class RegistrationApplied(Schema):
    """Number and secret to follow an application with; the secret is shown this once."""

    id = ma.fields.Integer()
    secret = ma.fields.String()
    state = ma.fields.String()


class RegistrationSummary(Schema):
    id = ma.fields.Integer()
    state = ma.fields.String(validate=ma.validate.OneOf(tuple(REGISTRATION.states)))
    version = ma.fields.Integer()
    uscc = ma.fields.String()
    name = ma.fields.String()
    region = ma.fields.String()
    address = ma.fields.String()
    contact = ma.fields.String()
    phone = ma.fields.String()
    username = ma.fields.String()
    remark = ma.fields.String()
    created_at = ma.fields.AwareDateTime()
    updated_at = ma.fields.AwareDateTime()


RegistrationPage = page_of(RegistrationSummary, "RegistrationPage")


class RegistrationWarning(Schema):
    code = ma.fields.String()
    message = ma.fields.String(attribute="said.zh")
    message_en = ma.fields.String(attribute="said.en")
    enterprise_id = ma.fields.Integer(allow_none=True)


class RegistrationResult(RegistrationSummary):
    """With `warnings`, `enterprise_id` and `user_id` for officials only."""

    attachments = ma.fields.List(ma.fields.Nested(AttachmentResult))
    warnings = ma.fields.List(ma.fields.Nested(RegistrationWarning))
    enterprise_id = ma.fields.Integer(allow_none=True)
    user_id = ma.fields.Integer(allow_none=True)
    decided_at = ma.fields.AwareDateTime(allow_none=True)
