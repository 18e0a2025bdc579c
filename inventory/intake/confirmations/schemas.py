"""Shapes of the API of the yearly confirmation."""

import marshmallow as ma

from inventory.core.web.api import Id, PageQuery, Schema, Text, Whole, page_of
from inventory.intake.confirmations.listing import STATES

State = ma.validate.OneOf(tuple(STATES))


class ConfirmationFilters(Schema):
    year = Whole(
        2000,
        2999,
        load_default=None,
        allow_none=True,
        metadata={"description": "this year if absent"},
    )
    region = Text(12, load_default="")
    state = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *STATES)))
    q = Text(100, load_default="")
    waiting = ma.fields.Boolean(
        load_default=False, metadata={"description": "only those that have still to act"}
    )


class ConfirmationQuery(PageQuery, ConfirmationFilters):
    pass


class ConfirmationReminder(ConfirmationFilters):
    """Whom to remind: those named, or all of the list."""

    enterprises = ma.fields.List(Id(), load_default=[], validate=ma.validate.Length(max=1000))


class ConfirmationReminded(Schema):
    reminded = ma.fields.Integer()


class Confirmation(Schema):
    """How far an enterprise is."""

    id = ma.fields.Integer(metadata={"description": "of the enterprise"})
    name = ma.fields.String()
    region = ma.fields.String()
    region_name = ma.fields.String()
    contact = ma.fields.String()
    phone = ma.fields.String()
    state = ma.fields.String(validate=State)
    devices = ma.fields.Integer()
    confirmed = ma.fields.Integer()
    last = ma.fields.Date(allow_none=True)
    asked_at = ma.fields.AwareDateTime(allow_none=True)
    due = ma.fields.Date(allow_none=True)
    reminded_at = ma.fields.AwareDateTime(allow_none=True)
    reminders = ma.fields.Integer()
    accounts = ma.fields.Integer()


class ConfirmationCount(Schema):
    state = ma.fields.String(validate=State)
    count = ma.fields.Integer()


ConfirmationPage = page_of(
    Confirmation, "ConfirmationPage", counts=ma.fields.List(ma.fields.Nested(ConfirmationCount))
)
