"""Shapes of the assessments API."""

import marshmallow as ma

import standards
from inventory.core.web.api import Schema, Text, Whole
from inventory.judgement.library import current
from standards.places import printed_place

STEPS = ("input", "row", "comparison", "edition", "binding", "presumed", "order")


class FindingResult(Schema):
    """RULEBOOK §1."""

    rule = ma.fields.String()
    outcome = ma.fields.String(validate=ma.validate.OneOf(standards.OUTCOMES))
    presumed = ma.fields.Boolean()
    level = ma.fields.String(allow_none=True)
    grade = ma.fields.Integer(allow_none=True)
    document = ma.fields.String()
    clause = ma.fields.String(metadata={"description": "the library's key of the place"})
    place = ma.fields.String(metadata={"description": "the place as the document prints it"})
    measured = ma.fields.Dict(allow_none=True)
    limit = ma.fields.Dict(allow_none=True)
    due = ma.fields.Date(allow_none=True)
    then = ma.fields.String(allow_none=True)
    missing = ma.fields.List(ma.fields.String())
    message = ma.fields.String()
    message_en = ma.fields.String()

    @ma.post_dump
    def _with_place(self, data: dict[str, object], **_: object) -> dict[str, object]:
        document, clause = str(data.get("document", "")), str(data.get("clause", ""))
        return data | {"place": printed_place(current.load(), document, clause)}


class QuestionResult(Schema):
    """Facts that seldom occur together: possible, but worth a check."""

    field = ma.fields.String()
    code = ma.fields.String()
    message = ma.fields.String()
    message_en = ma.fields.String()
    remedy = ma.fields.String()
    remedy_en = ma.fields.String()


class AssessmentResult(Schema):
    verdict = ma.fields.String(allow_none=True)
    incomplete = ma.fields.Boolean()
    as_of = ma.fields.Date()
    library = ma.fields.String()
    findings = ma.fields.List(ma.fields.Nested(FindingResult))
    warnings = ma.fields.List(
        ma.fields.Nested(QuestionResult),
        metadata={"description": "what an import would warn of in these facts"},
    )


class ShownResult(Schema):
    """A name with its value in words, and the limit that it is held against."""

    label = ma.fields.String()
    label_en = ma.fields.String()
    text = ma.fields.String()
    text_en = ma.fields.String()
    limit = ma.fields.String(dump_default=None, allow_none=True)
    limit_en = ma.fields.String(dump_default=None, allow_none=True)


class StepResult(Schema):
    """One step of an explanation: its sentence, and what the sentence is made of."""

    kind = ma.fields.String(validate=ma.validate.OneOf(STEPS))
    zh = ma.fields.String()
    en = ma.fields.String()
    source = ma.fields.String(allow_none=True)
    document = ma.fields.String(allow_none=True)
    clause = ma.fields.String(allow_none=True)
    relation = ma.fields.String(allow_none=True)
    code = ma.fields.String(allow_none=True)
    shown = ma.fields.List(ma.fields.Nested(ShownResult))


class ExplanationResult(Schema):
    finding = ma.fields.Nested(FindingResult)
    steps = ma.fields.List(ma.fields.Nested(StepResult))


class HintResult(Schema):
    """A catalogue's entry that only people can decide; no finding, it enters nothing."""

    catalogue = ma.fields.String()
    item = ma.fields.String()
    product = ma.fields.String()
    models = ma.fields.String()
    reason = ma.fields.String()


class DeviceAssessment(AssessmentResult):
    hints = ma.fields.List(ma.fields.Nested(HintResult))


class PreviewArgs(Schema):
    kind = Text(32, 1, required=True)
    region = Text(12, load_default="")
    facts = ma.fields.Dict(keys=Text(64), required=True)
    as_of = ma.fields.Date(load_default=None, allow_none=True)
    horizon = Whole(0, 3660, load_default=None, allow_none=True)


class RejudgeArgs(Schema):
    as_of = ma.fields.Date(load_default=None, allow_none=True)
