"""Shapes of service and terms."""

import marshmallow as ma

from inventory.core.web.api import Id, PageQuery, Schema, Text, page_of
from inventory.enforcement.serving import service

WAY = ma.validate.OneOf(tuple(service.WAYS))
KEY = ma.validate.Regexp(r"[0-9a-f-]{36}\Z", error="应为 36 位的 UUID")


class Keyed(Schema):
    key = ma.fields.String(
        required=True,
        validate=KEY,
        metadata={"description": "made by the form: sent twice, it is written once"},
    )


class DeliveryArgs(Keyed):
    """An attempt of service; GET /service/ways lists what each way needs to be valid."""

    document = Text(32, 1, required=True, metadata={"description": "notice:7 or paper:3"})
    way = ma.fields.String(required=True, validate=WAY)
    tried_on = ma.fields.Date(required=True)
    received_on = ma.fields.Date(load_default=None, allow_none=True)
    receiver = Text(100, load_default="")
    receiver_duty = Text(100, load_default="")
    place = Text(300, load_default="")
    refusal = Text(500, load_default="")
    witness = Text(100, load_default="")
    tracking_no = Text(60, load_default="")
    consent = ma.fields.Boolean(load_default=False)
    published_in = Text(300, load_default="")
    note = Text(2000, load_default="")


class ReceiptArgs(Keyed):
    """The enterprise confirms receipt; `consent` to electronic service is its signature."""

    document = Text(32, 1, required=True)
    receiver = Text(100, 1, required=True)
    duty = Text(100, load_default="")
    consent = ma.fields.Boolean(required=True, validate=ma.validate.Equal(True))


class DeliveryResult(Schema):
    id = ma.fields.Integer()
    case_id = ma.fields.Integer()
    document = ma.fields.String()
    way = ma.fields.String(validate=WAY)
    way_zh = ma.fields.Function(
        lambda item: service.WAYS[item.way].said.zh, metadata={"type": "string"}
    )
    tried_on = ma.fields.Date()
    received_on = ma.fields.Date(allow_none=True)
    receiver = ma.fields.String()
    receiver_duty = ma.fields.String()
    place = ma.fields.String()
    refusal = ma.fields.String()
    witness = ma.fields.String()
    tracking_no = ma.fields.String()
    consent = ma.fields.Boolean()
    published_in = ma.fields.String()
    note = ma.fields.String()
    valid = ma.fields.Boolean()
    effective_on = ma.fields.Date(allow_none=True)
    lacking = ma.fields.Function(
        lambda item: service.lacking(item), metadata={"type": "array", "items": {"type": "string"}}
    )
    actor_name = ma.fields.String()
    created_at = ma.fields.AwareDateTime()


class NeedResult(Schema):
    name = ma.fields.String()
    zh = ma.fields.String()


class WayResult(Schema):
    """A way of service with the parts that an attempt needs to be valid."""

    way = ma.fields.String()
    zh = ma.fields.String()
    needs = ma.fields.List(ma.fields.Nested(NeedResult))


class RunningResult(Schema):
    """A running term; one that is not `printable` is the agency's setting, no law."""

    code = ma.fields.String()
    zh = ma.fields.String()
    en = ma.fields.String()
    starts_on = ma.fields.Date()
    ends_on = ma.fields.Date()
    moved = ma.fields.Boolean(metadata={"description": "rest days moved its end"})
    announced = ma.fields.Boolean(
        metadata={"description": "false: the rest days of its year are not published yet"}
    )
    basis = ma.fields.String()
    basis_en = ma.fields.String(
        metadata={"description": "blank: the basis is cited, and stays Chinese"}
    )
    certainty = ma.fields.String()
    printable = ma.fields.Boolean()
    who = ma.fields.String(validate=ma.validate.OneOf(("party", "office")))
    over = ma.fields.Boolean()


class TermQuery(PageQuery):
    mine = ma.fields.Boolean(load_default=False)
    officer = Id(load_default=None)
    case = Id(load_default=None)
    late = ma.fields.Boolean(load_default=False)
    who = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", "party", "office")))
    until = ma.fields.Date(load_default=None)


class TermOfficer(Schema):
    user_id = ma.fields.Integer()
    name = ma.fields.String()


class TermRow(Schema):
    """A running term with its case; `late` where somebody has missed it."""

    case_id = ma.fields.Integer(attribute="case.id")
    matter = ma.fields.String(attribute="case.matter")
    matter_en = ma.fields.String(attribute="case.said.en")
    state = ma.fields.String(attribute="case.state")
    enterprise_id = ma.fields.Integer(attribute="case.enterprise_id")
    enterprise = ma.fields.String(attribute="case.enterprise.name")
    region = ma.fields.String(attribute="case.enterprise.region")
    officers = ma.fields.List(ma.fields.Nested(TermOfficer))
    term = ma.fields.Nested(RunningResult)
    late = ma.fields.Boolean()


TermPage = page_of(TermRow, "TermPage")
