"""Shapes of the notices API."""

import marshmallow as ma

from inventory.core.web.api import Id, PageQuery, Schema, Text, page_of
from inventory.enforcement.documents.model import TITLES
from inventory.enforcement.notices import planning, service
from inventory.judgement.ledger.schemas import FilterSet


class OfficerArgs(Schema):
    name = Text(50, 1, required=True)
    certificate_no = Text(50, 1, required=True)


class NoticeArgs(Schema):
    enterprise_id = Id(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(tuple(TITLES)))
    officers = ma.fields.List(
        ma.fields.Nested(OfficerArgs), load_default=list, validate=ma.validate.Length(max=6)
    )
    deadline_on = ma.fields.Date(load_default=None, allow_none=True)
    inspected_on = ma.fields.Date(load_default=None, allow_none=True)
    agency_id = Id(load_default=None, allow_none=True)
    free_text = Text(2000, load_default="")
    receipt = ma.fields.Boolean(load_default=False)
    ground = ma.fields.String(
        load_default=None,
        allow_none=True,
        validate=ma.validate.OneOf(("special-inspection-83", "special-inspection-84")),
    )
    equipment_ids = ma.fields.List(Id(), load_default=list, validate=ma.validate.Length(max=1000))
    case_id = Id(
        load_default=None,
        allow_none=True,
        metadata={"description": "of an order; left out, a case is opened"},
    )


class HearingArgs(Schema):
    """That the party was heard before the order, and what came of it."""

    held_on = ma.fields.Date(required=True)
    opinion = Text(2000, load_default="")
    reply = Text(2000, load_default="")


class StatedFinding(Schema):
    equipment_id = Id(required=True)
    rule = Text(64, 1, required=True)


class NoticePatch(Schema):
    """The officer's own parts; what is left out stays as it is. The law's words are not free."""

    version = Id(required=True, metadata={"description": "of the draft, as you see it"})
    officers = ma.fields.List(ma.fields.Nested(OfficerArgs), validate=ma.validate.Length(max=6))
    deadline_on = ma.fields.Date()
    inspected_on = ma.fields.Date(allow_none=True)
    hearing = ma.fields.Nested(HearingArgs, allow_none=True)
    not_heard_reason = Text(500)
    facts_text = Text(2000)
    demands_text = Text(2000)
    free_text = Text(2000)
    office = Text(100)
    phone = Text(50)
    receipt = ma.fields.Boolean()
    ground = Text(64, allow_none=True)
    agency_id = Id()
    findings = ma.fields.List(
        ma.fields.Nested(StatedFinding), validate=ma.validate.Length(min=1, max=5000)
    )


class DraftAgency(Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    powers = ma.fields.Integer(metadata={"description": "findings that it may act on"})


class DraftGround(Schema):
    id = ma.fields.String()
    fact = ma.fields.String()
    article = ma.fields.String()


class DraftFinding(Schema):
    rule = ma.fields.String()
    outcome = ma.fields.String()
    message = ma.fields.String()
    message_en = ma.fields.String()
    clause = ma.fields.String()
    stated = ma.fields.Boolean()


class DraftDevice(Schema):
    id = ma.fields.Integer()
    name = ma.fields.String()
    model = ma.fields.String()
    findings = ma.fields.List(ma.fields.Nested(DraftFinding))


class LeftOut(Schema):
    """A finding that needs such a document but may not be in it, and why."""

    equipment_id = ma.fields.Integer()
    name = ma.fields.String()
    model = ma.fields.String()
    rule = ma.fields.String()
    code = ma.fields.String()
    reason = ma.fields.String()
    reason_en = ma.fields.String()


class DraftResult(Schema):
    id = ma.fields.Integer()
    version = ma.fields.Integer()
    kind = ma.fields.String()
    officers = ma.fields.List(ma.fields.Nested(OfficerArgs))
    deadline_on = ma.fields.Date(allow_none=True)
    inspected_on = ma.fields.Date(allow_none=True)
    hearing = ma.fields.Nested(HearingArgs, allow_none=True)
    not_heard_reason = ma.fields.String()
    facts_text = ma.fields.String()
    demands_text = ma.fields.String()
    free_text = ma.fields.String()
    office = ma.fields.String()
    phone = ma.fields.String()
    receipt = ma.fields.Boolean()
    ground = ma.fields.String(allow_none=True)
    agency_id = ma.fields.Integer()
    agencies = ma.fields.List(ma.fields.Nested(DraftAgency))
    grounds = ma.fields.List(ma.fields.Nested(DraftGround))
    devices = ma.fields.List(ma.fields.Nested(DraftDevice))
    left_out = ma.fields.List(ma.fields.Nested(LeftOut))


class NoticeSection(Schema):
    """A section with its paragraphs; both count from 1, as remarks name them."""

    heading = ma.fields.String()
    paragraphs = ma.fields.List(ma.fields.String())


class IssueQuery(Schema):
    version = Id(
        load_default=None,
        metadata={"description": "of the draft that you read; an edited one is not issued"},
    )


class EventResult(Schema):
    event = ma.fields.String()
    version = ma.fields.Integer()
    actor_name = ma.fields.String()
    at = ma.fields.AwareDateTime()
    detail = ma.fields.Dict(metadata={"description": "before and after of what was edited"})


class BulkPreviewArgs(Schema):
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(("order", "advice")))
    filters = ma.fields.Nested(FilterSet, required=True)


class BulkNoticeArgs(BulkPreviewArgs):
    """What all drafts have in common; the rest comes from the findings of each owner."""

    officers = ma.fields.List(
        ma.fields.Nested(OfficerArgs), load_default=list, validate=ma.validate.Length(max=6)
    )
    deadline_on = ma.fields.Date(load_default=None, allow_none=True)
    inspected_on = ma.fields.Date(load_default=None, allow_none=True)
    free_text = Text(2000, load_default="")
    receipt = ma.fields.Boolean(load_default=False)


class BulkOwner(Schema):
    enterprise_id = ma.fields.Integer(attribute="enterprise.id")
    enterprise = ma.fields.String(attribute="enterprise.name")
    agency = ma.fields.Function(
        lambda item: item.agency.name if item.agency else "",
        metadata={"type": "string", "description": "who writes, where the kinds decide it"},
    )
    devices = ma.fields.Integer()
    findings = ma.fields.Integer()


class BulkSkipped(Schema):
    reason = ma.fields.String(validate=ma.validate.OneOf(planning.REASONS))
    devices = ma.fields.Integer()


class BulkCase(Schema):
    """An open case in which chosen devices stand already."""

    case_id = ma.fields.Integer()
    matter = ma.fields.String()
    matter_en = ma.fields.String()
    state = ma.fields.String()
    state_zh = ma.fields.String()
    devices = ma.fields.Integer()


class BulkPreview(Schema):
    """What would be drafted: for whom, about how many devices, and what is left out and why.

    A record that stands for several devices counts as so many.
    """

    chosen = ma.fields.Integer()
    records = ma.fields.Integer(metadata={"description": "in which the chosen devices stand"})
    devices = ma.fields.Integer()
    findings = ma.fields.Integer()
    owners = ma.fields.List(ma.fields.Nested(BulkOwner))
    skipped = ma.fields.List(ma.fields.Nested(BulkSkipped), attribute="reasons")
    cases = ma.fields.List(ma.fields.Nested(BulkCase))


class NoticeRow(Schema):
    id = ma.fields.Integer()
    kind = ma.fields.String()
    status = ma.fields.String()
    number = ma.fields.String(attribute="number_text", allow_none=True)
    enterprise_id = ma.fields.Integer()
    enterprise = ma.fields.Function(lambda item: item.enterprise.name)
    agency_id = ma.fields.Integer()
    case_id = ma.fields.Integer(allow_none=True)
    deadline_on = ma.fields.Date(allow_none=True)
    digest = ma.fields.String()
    created_at = ma.fields.AwareDateTime()
    issued_at = ma.fields.AwareDateTime(allow_none=True)


class NoticeWarning(Schema):
    """Something to settle before signing; `blocking` forbids issuing."""

    code = ma.fields.String()
    blocking = ma.fields.Boolean()
    message = ma.fields.String()
    message_en = ma.fields.String()


class NoticeResult(NoticeRow):
    version = ma.fields.Integer()
    warnings = ma.fields.Function(
        lambda item: NoticeWarning(many=True).dump(service.warnings(item))
    )


class LetterQuery(Schema):
    position = Id(load_default=1, metadata={"description": "of the letter in the list, from 1"})


class ReferralResult(Schema):
    """A letter to another department that goes with a document."""

    position = ma.fields.Integer()
    to = ma.fields.String()
    title = ma.fields.String()
    devices = ma.fields.Integer()


NoticePage = page_of(NoticeRow, "NoticePage")


class NoticeQuery(PageQuery):
    enterprise = Id(load_default=None)
    status = ma.fields.String(
        load_default="", validate=ma.validate.OneOf(("", "draft", "issued", "void"))
    )
    late = ma.fields.Boolean(
        load_default=False,
        metadata={"description": "orders whose term is over while a finding still stands"},
    )


class AgencyPatch(Schema):
    name = Text(100, 1)
    code_word = Text(40, 1)
    address = Text(300)
    phone = Text(50)
    review_body = Text(100)
    court = Text(100)
    competence = Text(500)
    red_head = ma.fields.Boolean()


class AgencyArgs(Schema):
    """`competences` are departments of the cited law: energy, market, ecology …"""

    region = Text(12, 6, required=True)
    name = Text(100, 1, required=True)
    code_word = Text(40, 1, required=True)
    kinds = ma.fields.List(Text(32, 1), load_default=list, validate=ma.validate.Length(max=100))
    competences = ma.fields.List(
        Text(32, 1), load_default=list, validate=ma.validate.Length(max=20)
    )
    address = Text(300, load_default="")
    phone = Text(50, load_default="")
    review_body = Text(100, load_default="")
    court = Text(100, load_default="")
    competence = Text(500, load_default="")
    red_head = ma.fields.Boolean(load_default=False)


class CompetenceResult(Schema):
    """A power that the cited law gives to a department."""

    id = ma.fields.String()
    name = ma.fields.String()


class AgencyResult(Schema):
    id = ma.fields.Integer()
    region = ma.fields.String()
    name = ma.fields.String()
    code_word = ma.fields.String()
    kinds = ma.fields.List(ma.fields.String())
    competences = ma.fields.List(ma.fields.String())
    address = ma.fields.String()
    phone = ma.fields.String()
    review_body = ma.fields.String()
    court = ma.fields.String()
    competence = ma.fields.String()
    red_head = ma.fields.Boolean()
