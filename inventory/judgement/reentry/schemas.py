"""Shapes of the re-entry API."""

import marshmallow as ma

from inventory.core.web.api import Id, PageQuery, Schema, Text, Whole, page_of
from inventory.judgement.reentry.workflow import ACTIONS, REASONS, REENTRY

STATES = tuple(REENTRY.states)


class ReentryQuery(PageQuery):
    state = ma.fields.String(
        load_default="",
        validate=ma.validate.OneOf(("", "undone", *STATES)),
        metadata={"description": "`undone`: all but closed"},
    )
    kind = Text(32, load_default="")
    region = Text(12, load_default="")
    equipment = Id(load_default=None)


class ReentryNumberResult(Schema):
    scheme = ma.fields.String(metadata={"description": "field ids joined by `+`"})
    value = ma.fields.String()


class ReentrySide(Schema):
    """One device; if it is not yours to see, only `what`, its state and the day are there."""

    visible = ma.fields.Boolean()
    id = ma.fields.Integer(allow_none=True)
    kind = ma.fields.String(allow_none=True)
    name = ma.fields.String(allow_none=True)
    model = ma.fields.String(allow_none=True)
    identifier = ma.fields.String(allow_none=True)
    region = ma.fields.String(allow_none=True)
    enterprise_id = ma.fields.Integer(allow_none=True)
    enterprise = ma.fields.String(allow_none=True)
    use_state = ma.fields.String(allow_none=True)
    day = ma.fields.Date(allow_none=True)
    what = ma.fields.String()
    what_en = ma.fields.String()


class ReentryScrapped(Schema):
    """The former device has a scrapping certificate; number and recycler for its own officials."""

    on = ma.fields.Date()
    certificate_no = ma.fields.String()
    recycler = ma.fields.String()


class ReentryResult(Schema):
    id = ma.fields.Integer()
    kind = ma.fields.String()
    state = ma.fields.String(validate=ma.validate.OneOf(STATES))
    reason = ma.fields.String()
    version = ma.fields.Integer()
    appeared_at = ma.fields.AwareDateTime()
    updated_at = ma.fields.AwareDateTime()
    same_record = ma.fields.Boolean(metadata={"description": "the record itself is back"})
    source = ma.fields.String()
    numbers = ma.fields.List(ma.fields.Nested(ReentryNumberResult))
    notice = ma.fields.Integer(allow_none=True)
    in_charge = ma.fields.Boolean()
    scrapped = ma.fields.Nested(ReentryScrapped, allow_none=True)
    former = ma.fields.Nested(ReentrySide)
    again = ma.fields.Nested(ReentrySide)


ReentryPage = page_of(ReentryResult, "ReentryPage")


class ReentryField(Schema):
    field = ma.fields.String()
    heading = ma.fields.String()
    heading_en = ma.fields.String()
    unit = ma.fields.String(allow_none=True)
    former = ma.fields.Raw(allow_none=True)
    again = ma.fields.Raw(allow_none=True)
    same = ma.fields.Boolean(allow_none=True)


class ReentryStepResult(Schema):
    at = ma.fields.AwareDateTime()
    action = ma.fields.String()
    reason = ma.fields.String()
    note = ma.fields.String()
    who = ma.fields.String()
    by_system = ma.fields.Boolean()


class ReentryDetail(ReentryResult):
    fields_ = ma.fields.List(ma.fields.Nested(ReentryField), attribute="fields", data_key="fields")
    steps = ma.fields.List(ma.fields.Nested(ReentryStepResult))
    allowed = ma.fields.List(ma.fields.String(validate=ma.validate.OneOf(ACTIONS)))


class ReentryStepArgs(Schema):
    action = ma.fields.String(required=True, validate=ma.validate.OneOf(ACTIONS))
    version = Whole(1, required=True)
    reason = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *REASONS)))
    note = Text(1000, load_default="", metadata={"description": "officials of both sides read it"})
    notice = Id(load_default=None, allow_none=True)
