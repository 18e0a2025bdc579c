"""Shapes of the cases API."""

from __future__ import annotations

import marshmallow as ma

from inventory.core.web.api import Id, PageQuery, Schema, Text, page_of
from inventory.enforcement.agencies import procedure
from inventory.enforcement.cases.machine import STATES
from inventory.enforcement.cases.move_schemas import Check, Possible, Versioned
from inventory.enforcement.cases.opening import SOURCES
from inventory.enforcement.cases.tasks import TASKS

STATE = ma.validate.OneOf(tuple(STATES))


class CaseArgs(Schema):
    enterprise_id = Id(required=True)
    devices = ma.fields.List(Id(), load_default=list, validate=ma.validate.Length(max=1000))
    officers = ma.fields.List(Id(), load_default=list, validate=ma.validate.Length(max=6))
    matter = Text(200, load_default="")
    source = ma.fields.String(load_default="finding", validate=ma.validate.OneOf(tuple(SOURCES)))
    agency_id = Id(load_default=None, allow_none=True)


class CaseFilters(Schema):
    state = ma.fields.String(
        load_default="",
        validate=ma.validate.OneOf(("", "open", *STATES)),
        metadata={"description": "a state, or `open` for all that are not over"},
    )
    enterprise = Id(load_default=None)
    equipment = Id(load_default=None)
    kind = Text(32, load_default="")
    region = Text(12, load_default="")
    campaign = Id(load_default=None)
    source = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *SOURCES)))
    mine = ma.fields.Boolean(load_default=False)
    overdue = ma.fields.Boolean(load_default=False)
    waiting = ma.fields.Boolean(load_default=False, metadata={"description": "for your signature"})
    task = ma.fields.String(
        load_default="",
        validate=ma.validate.OneOf(("", *TASKS)),
        metadata={"description": "what the case waits for from you"},
    )
    hand_over = ma.fields.Boolean(
        load_default=False, metadata={"description": "late for longer than the agency waits"}
    )


class CaseQuery(PageQuery, CaseFilters):
    pass


class DevicesArgs(Versioned):
    devices = ma.fields.List(Id(), required=True, validate=ma.validate.Length(1, 1000))


class OfficersArgs(Versioned):
    officers = ma.fields.List(Id(), required=True, validate=ma.validate.Length(max=6))


class CaseOfficer(Schema):
    user_id = ma.fields.Integer()
    name = ma.fields.String()
    certificate_no = ma.fields.String()
    certificate_until = ma.fields.Date(allow_none=True)


class CaseFinding(Schema):
    """Frozen: as it was judged when it came into the case."""

    rule = ma.fields.String()
    outcome = ma.fields.String()
    ground = ma.fields.String()
    presumed = ma.fields.Boolean()
    document = ma.fields.String()
    clause = ma.fields.String()
    message = ma.fields.String()
    message_en = ma.fields.String()
    library = ma.fields.String()
    frozen = ma.fields.Dict()


class CaseDevice(Schema):
    equipment_id = ma.fields.Integer()
    kind = ma.fields.String()
    name = ma.fields.String()
    model = ma.fields.String()
    identifier = ma.fields.String()
    facts = ma.fields.Dict(metadata={"description": "as they were"})
    result = ma.fields.String()
    rechecked_on = ma.fields.Date(allow_none=True)
    settled_on = ma.fields.Date(allow_none=True)
    findings = ma.fields.List(ma.fields.Nested(CaseFinding), attribute="found")


class CaseStep(Schema):
    move = ma.fields.String()
    zh = ma.fields.String()
    source = ma.fields.String()
    target = ma.fields.String()
    at = ma.fields.AwareDateTime()
    actor_name = ma.fields.String()
    reason = ma.fields.String()
    document = ma.fields.String()
    file = ma.fields.Integer(allow_none=True)
    detail = ma.fields.Dict()


class RemarkAnswer(Schema):
    text = ma.fields.String(attribute="reason")
    actor_name = ma.fields.String()
    at = ma.fields.AwareDateTime()


class CaseRemark(Schema):
    id = ma.fields.Integer()
    document = ma.fields.String()
    section = ma.fields.Integer()
    paragraph = ma.fields.Integer()
    quote = ma.fields.String()
    text = ma.fields.String()
    actor_name = ma.fields.String()
    at = ma.fields.AwareDateTime()
    resolved_at = ma.fields.AwareDateTime(allow_none=True)
    answers = ma.fields.List(ma.fields.Nested(RemarkAnswer), attribute="answered")


class Stage(Schema):
    """One stage of the stepper: done on a day, skipped, now, or still ahead."""

    state = ma.fields.String(validate=STATE)
    zh = ma.fields.String()
    status = ma.fields.String(validate=ma.validate.OneOf(("done", "skipped", "now", "ahead")))
    at = ma.fields.AwareDateTime(allow_none=True)
    who = ma.fields.String()


class CaseRow(Schema):
    id = ma.fields.Integer()
    number_text = ma.fields.String(metadata={"description": "the bureau's number of the case"})
    version = ma.fields.Integer()
    matter = ma.fields.String()
    matter_en = ma.fields.String(attribute="said.en")
    source = ma.fields.String(validate=ma.validate.OneOf(tuple(SOURCES)))
    campaign = ma.fields.Integer(allow_none=True)
    state = ma.fields.String(validate=STATE)
    state_zh = ma.fields.Function(lambda case: STATES[case.state], metadata={"type": "string"})
    enterprise_id = ma.fields.Integer()
    enterprise = ma.fields.String(attribute="enterprise.name")
    region = ma.fields.String(attribute="enterprise.region")
    agency_id = ma.fields.Integer()
    agency = ma.fields.String(attribute="agency.name")
    opened_at = ma.fields.AwareDateTime()
    updated_at = ma.fields.AwareDateTime()
    submitted_at = ma.fields.AwareDateTime(allow_none=True)
    issued_on = ma.fields.Date(allow_none=True)
    effective_on = ma.fields.Date(allow_none=True)
    deadline_on = ma.fields.Date(allow_none=True)
    over_on = ma.fields.Date(allow_none=True)


class CaseResult(CaseRow):
    """A case whole. An enterprise gets no remarks, checks, internal reasons or review opinions."""

    notice_days = ma.fields.Function(
        lambda case: procedure.value(case.agency, "notice_days"),
        metadata={"type": "integer", "description": "between the written notice and the visit"},
    )
    planned_on = ma.fields.Date(allow_none=True)
    noticed_on = ma.fields.Date(allow_none=True)
    notice_reason = ma.fields.String()
    inspected_on = ma.fields.Date(allow_none=True)
    heard_on = ma.fields.Date(allow_none=True)
    opinion = ma.fields.String()
    heard_reply = ma.fields.String()
    not_heard_reason = ma.fields.String()
    review_opinion = ma.fields.String()
    reviewed_at = ma.fields.AwareDateTime(allow_none=True)
    approved_at = ma.fields.AwareDateTime(allow_none=True)
    extension_asked_on = ma.fields.Date(allow_none=True)
    extension_until = ma.fields.Date(allow_none=True)
    extension_reason = ma.fields.String()
    extension_granted = ma.fields.Boolean(allow_none=True)
    handed_to = ma.fields.String()
    outcome = ma.fields.String()
    stages = ma.fields.List(ma.fields.Nested(Stage), attribute="parts.stages")
    officers = ma.fields.List(ma.fields.Nested(CaseOfficer), attribute="parts.officers")
    devices = ma.fields.List(ma.fields.Nested(CaseDevice), attribute="parts.devices")
    story = ma.fields.List(ma.fields.Nested(CaseStep), attribute="parts.story")
    remarks = ma.fields.List(ma.fields.Nested(CaseRemark), attribute="parts.remarks")
    checks = ma.fields.List(ma.fields.Nested(Check), attribute="parts.checks")
    moves = ma.fields.List(ma.fields.Nested(Possible), attribute="parts.moves")


CasePage = page_of(CaseRow, "CasePage")


class CaseCount(Schema):
    word = ma.fields.String()
    count = ma.fields.Integer()
    late = ma.fields.Integer()


class CaseCounts(Schema):
    """Cases as reports group them; `late` of them have a term that is over."""

    total = ma.fields.Integer()
    late = ma.fields.Integer()
    states = ma.fields.List(ma.fields.Nested(CaseCount))
    kinds = ma.fields.List(ma.fields.Nested(CaseCount))
    regions = ma.fields.List(ma.fields.Nested(CaseCount))
    agencies = ma.fields.List(ma.fields.Nested(CaseCount))


class Candidate(Schema):
    """Somebody who may handle a case of a division."""

    user_id = ma.fields.Integer()
    name = ma.fields.String()
    certificate_no = ma.fields.String()
    certificate_until = ma.fields.Date(allow_none=True)
    kinds = ma.fields.List(
        ma.fields.String(),
        allow_none=True,
        metadata={"description": "kinds that the person's departments lead; null: all"},
    )
    problem = ma.fields.String(
        metadata={"description": "why the choice is refused, blank where it is not"}
    )
    why = ma.fields.String(attribute="why.zh")
    why_en = ma.fields.String(attribute="why.en")


class CandidateQuery(Schema):
    region = Text(12, 6, required=True)
