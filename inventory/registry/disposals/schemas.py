"""Shapes of the disposal API."""

import marshmallow as ma

from inventory.core.web.api import Schema, Text
from inventory.registry.disposals.service import WAYS


class DisposalArgs(Schema):
    way = ma.fields.String(required=True, validate=ma.validate.OneOf(tuple(WAYS)))
    on = ma.fields.Date(required=True)
    certificate_no = Text(100, load_default="")
    certificate_on = ma.fields.Date(load_default=None, allow_none=True)
    recycler = Text(200, load_default="")
    recycler_uscc = Text(18, load_default="")
    qualification = Text(200, load_default="")
    note = Text(300, load_default="")


class DisposalWithdrawal(Schema):
    reason = Text(300, 2, required=True)


class DisposalResult(Schema):
    id = ma.fields.Integer()
    equipment_id = ma.fields.Integer()
    way = ma.fields.String(validate=ma.validate.OneOf(tuple(WAYS)))
    on = ma.fields.Date()
    certificate_no = ma.fields.String()
    certificate_on = ma.fields.Date(allow_none=True)
    recycler = ma.fields.String()
    recycler_uscc = ma.fields.String()
    qualification = ma.fields.String()
    note = ma.fields.String()
    actor_name = ma.fields.String()
    created_at = ma.fields.AwareDateTime()
    withdrawn_at = ma.fields.AwareDateTime(allow_none=True)
    withdrawn_reason = ma.fields.String()
