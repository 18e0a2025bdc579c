"""Shapes of the checklist's API."""

import marshmallow as ma

from inventory.app.first_steps import service
from inventory.core.web.api import Schema


class FirstStep(Schema):
    key = ma.fields.String(validate=ma.validate.OneOf(tuple(service.STEPS)))
    done = ma.fields.Boolean()
