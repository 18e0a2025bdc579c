"""Shapes of campaigns."""

import marshmallow as ma

from inventory.core.web.api import Id, PageQuery, Schema, Text, Whole, page_of
from inventory.enforcement.campaigns import service
from inventory.judgement.ledger.schemas import FilterSet


class CampaignArgs(Schema):
    name = Text(200, 1, required=True)
    agency_id = Id(required=True)
    filters = ma.fields.Nested(FilterSet, required=True)
    starts_on = ma.fields.Date(required=True)
    ends_on = ma.fields.Date(required=True)


class CampaignDraw(Schema):
    """Without a seed one is made; either is kept, and the draw can be repeated from it."""

    version = Id(required=True)
    count = Whole(1, 2000, required=True)
    seed = ma.fields.String(load_default="", validate=ma.validate.Regexp(r"[\w-]{0,64}\Z"))


class CampaignOfficers(Schema):
    version = Id(required=True)
    enterprises = ma.fields.List(Id(), required=True, validate=ma.validate.Length(1, 2000))
    officers = ma.fields.List(Id(), required=True, validate=ma.validate.Length(max=6))


class CampaignVersion(Schema):
    version = Id(required=True)


class CampaignPerson(Schema):
    certificate_no = ma.fields.String()
    name = ma.fields.String()


class CampaignResult(Schema):
    id = ma.fields.Integer()
    version = ma.fields.Integer()
    name = ma.fields.String()
    agency_id = ma.fields.Integer()
    agency = ma.fields.String(attribute="agency.name")
    region = ma.fields.String()
    filters = ma.fields.Dict()
    starts_on = ma.fields.Date()
    ends_on = ma.fields.Date()
    seed = ma.fields.String()
    drawn_at = ma.fields.AwareDateTime(allow_none=True)
    drawn_by = ma.fields.String()
    pool = ma.fields.List(
        ma.fields.Nested(CampaignPerson),
        metadata={"description": "officers among whom the pairs were drawn"},
    )
    opened_at = ma.fields.AwareDateTime(allow_none=True)
    created_at = ma.fields.AwareDateTime()


class CampaignOfficer(Schema):
    user_id = ma.fields.Integer()
    name = ma.fields.String()
    certificate_no = ma.fields.String()


class CampaignRow(Schema):
    """`lot` is the SHA-256 by which it was drawn; `name` is what was drawn."""

    enterprise_id = ma.fields.Integer()
    enterprise = ma.fields.String(attribute="enterprise.name")
    uscc = ma.fields.String(attribute="enterprise.uscc", allow_none=True)
    name = ma.fields.Function(
        lambda row: service.name_of(row.enterprise), metadata={"type": "string"}
    )
    devices = ma.fields.List(ma.fields.Integer())
    lot = ma.fields.String()
    chosen = ma.fields.Boolean()
    officers = ma.fields.List(ma.fields.Integer())
    people = ma.fields.List(ma.fields.Nested(CampaignOfficer))
    case_id = ma.fields.Integer(allow_none=True)
    state = ma.fields.String(metadata={"description": "of the case; blank before there is one"})


class CampaignMission(Schema):
    enterprise_id = ma.fields.Integer()
    enterprise = ma.fields.String()
    case_id = ma.fields.Integer(allow_none=True)
    state = ma.fields.String()
    visit_on = ma.fields.Date(allow_none=True)


class CampaignDuty(Schema):
    """What one officer has to do in a campaign."""

    officer = ma.fields.Nested(CampaignOfficer)
    missions = ma.fields.List(ma.fields.Nested(CampaignMission))


class CampaignCount(Schema):
    word = ma.fields.String()
    count = ma.fields.Integer()


class CampaignReport(Schema):
    enterprises = ma.fields.Integer()
    chosen = ma.fields.Integer()
    cases = ma.fields.Integer()
    devices = ma.fields.Integer()
    states = ma.fields.List(ma.fields.Nested(CampaignCount))
    findings = ma.fields.List(ma.fields.Nested(CampaignCount))
    results = ma.fields.List(ma.fields.Nested(CampaignCount))
    refused = ma.fields.Integer()


CampaignPage = page_of(CampaignResult, "CampaignPage")
CampaignRows = page_of(CampaignRow, "CampaignRows")


class CampaignQuery(PageQuery):
    pass
