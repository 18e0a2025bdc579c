"""Shapes of the surveys API."""

import marshmallow as ma

import standards
from inventory.core.web.api import Id, PageQuery, Schema, Text, Whole, page_of
from inventory.intake.surveys import recording, rounds

OneOf = ma.validate.OneOf
FINDINGS = tuple(recording.FINDINGS)


class SurveyQuery(PageQuery):
    state = ma.fields.String(load_default="", validate=OneOf(("", *rounds.STATES)))
    statement = Text(64, load_default="")


class SurveyProgress(Schema):
    enterprises = ma.fields.Integer()
    done = ma.fields.Integer()
    unreachable = ma.fields.Integer()
    agree = ma.fields.Integer()
    missing = ma.fields.Integer()
    new = ma.fields.Integer()


class Survey(Schema):
    """A round with its progress."""

    id = ma.fields.Integer()
    title = ma.fields.String()
    region = ma.fields.String()
    region_name = ma.fields.String()
    statement = ma.fields.String(metadata={"description": "of the plan that it serves"})
    kinds = ma.fields.List(ma.fields.String())
    begins_on = ma.fields.Date()
    ends_on = ma.fields.Date()
    note = ma.fields.String()
    state = ma.fields.String(validate=OneOf(rounds.STATES))
    late = ma.fields.Boolean()
    actor_name = ma.fields.String()
    created_at = ma.fields.AwareDateTime()
    version = ma.fields.Integer()
    progress = ma.fields.Nested(SurveyProgress)


SurveyPage = page_of(Survey, "SurveyPage")


class SurveyArgs(Schema):
    """A round; the list is of enterprises with a device in use that fits."""

    title = Text(200, 2, required=True)
    region = Text(12, 6, required=True)
    begins_on = ma.fields.Date(required=True)
    ends_on = ma.fields.Date(required=True)
    kinds = ma.fields.List(Text(32), load_default=[], validate=ma.validate.Length(max=40))
    statement = Text(64, load_default="")
    note = Text(2000, load_default="")
    verdict = ma.fields.String(load_default="", validate=OneOf(("", *standards.OUTCOMES)))
    key_energy_user = ma.fields.Boolean(load_default=None, allow_none=True)
    q = Text(100, load_default="")


class SurveyCount(Schema):
    enterprises = ma.fields.Integer()


class SurveyVersion(Schema):
    version = Whole(1, required=True)


class SurveyAddition(Schema):
    enterprise_id = Id(required=True)


class SurveyEntryFilters(Schema):
    state = ma.fields.String(load_default="", validate=OneOf(("", *recording.STATES)))
    region = Text(12, load_default="")
    q = Text(100, load_default="")
    found = ma.fields.String(load_default="", validate=OneOf(("", *FINDINGS)))


class SurveyEntryQuery(PageQuery, SurveyEntryFilters):
    pass


class SurveyEntry(Schema):
    """An enterprise of a round with its result."""

    id = ma.fields.Integer()
    survey_id = ma.fields.Integer(attribute="round_id")
    enterprise_id = ma.fields.Integer()
    enterprise = ma.fields.String(attribute="enterprise.name")
    region = ma.fields.String()
    state = ma.fields.String(validate=OneOf(tuple(recording.STATES)))
    visited_on = ma.fields.Date(allow_none=True)
    people = ma.fields.String()
    remark = ma.fields.String()
    agree = ma.fields.Integer()
    missing = ma.fields.Integer()
    new = ma.fields.Integer()
    actor_name = ma.fields.String()
    updated_at = ma.fields.AwareDateTime()
    version = ma.fields.Integer()


SurveyEntryPage = page_of(SurveyEntry, "SurveyEntryPage")


class SurveyLine(Schema):
    """A device of the ledger, or one that was found beside it."""

    equipment_id = ma.fields.Integer(attribute="equipment", allow_none=True)
    kind = ma.fields.String()
    name = ma.fields.String()
    finding = ma.fields.String(validate=OneOf(("", *FINDINGS)))
    text = ma.fields.String()


class SurveyEntryDetail(SurveyEntry):
    title = ma.fields.String(attribute="round.title")
    open = ma.fields.Function(
        lambda entry: entry.round.state == rounds.OPEN, metadata={"type": "boolean"}
    )
    kinds = ma.fields.List(ma.fields.String(), attribute="round.kinds")
    lines = ma.fields.List(ma.fields.Nested(SurveyLine), attribute="shown_lines")


class SurveyLineArgs(Schema):
    finding = ma.fields.String(required=True, validate=OneOf(FINDINGS))
    equipment_id = Id(load_default=None, allow_none=True, attribute="equipment")
    kind = Text(32, load_default="")
    text = Text(500, load_default="")


class SurveyResult(Schema):
    version = Whole(1, required=True)
    state = ma.fields.String(required=True, validate=OneOf((recording.DONE, recording.UNREACHABLE)))
    visited_on = ma.fields.Date(required=True)
    people = Text(200, 1, required=True)
    remark = Text(2000, load_default="")
    lines = ma.fields.List(
        ma.fields.Nested(SurveyLineArgs), load_default=[], validate=ma.validate.Length(max=1000)
    )
