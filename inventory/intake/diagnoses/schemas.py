"""Shapes of the API of diagnoses."""

import marshmallow as ma

from inventory.core.web.api import Id, PageQuery, Schema, Text, Whole, page_of


class DiagnosisFilters(Schema):
    region = Text(12, load_default="")
    enterprise = Id(load_default=None, allow_none=True)
    q = Text(100, load_default="")
    linked = ma.fields.Boolean(
        load_default=None, allow_none=True, metadata={"description": "with a renewal project"}
    )


class DiagnosisQuery(PageQuery, DiagnosisFilters):
    pass


class DiagnosisFindingArgs(Schema):
    text = Text(2000, 2, required=True)
    equipment_id = Id(load_default=None, allow_none=True, attribute="equipment")
    measure = Text(2000, load_default="")
    kgce = ma.fields.Float(
        load_default=None, allow_none=True, validate=ma.validate.Range(min=0, max=1e9)
    )
    cost_fen = ma.fields.Integer(
        strict=True, load_default=None, allow_none=True, validate=ma.validate.Range(0, 10**13)
    )


class DiagnosisBody(Schema):
    provider = Text(200, 2, required=True)
    on = ma.fields.Date(required=True)
    scope = Text(2000, 2, required=True)
    conclusion = Text(5000, load_default="")
    project_id = Id(load_default=None, allow_none=True, attribute="project")
    findings = ma.fields.List(
        ma.fields.Nested(DiagnosisFindingArgs),
        load_default=[],
        validate=ma.validate.Length(max=200),
    )


class DiagnosisArgs(DiagnosisBody):
    enterprise_id = Id(required=True)


class DiagnosisChange(DiagnosisBody):
    version = Whole(1, required=True)


class DiagnosisFinding(Schema):
    text = ma.fields.String()
    measure = ma.fields.String()
    kgce = ma.fields.Float(
        allow_none=True, metadata={"description": "kilograms of coal equivalent saved a year"}
    )
    cost_fen = ma.fields.Integer(allow_none=True)
    equipment_id = ma.fields.Integer(attribute="equipment", allow_none=True)
    device = ma.fields.String()


class Diagnosis(Schema):
    """A diagnosis with its findings and their sums."""

    id = ma.fields.Integer()
    enterprise_id = ma.fields.Integer()
    enterprise = ma.fields.String()
    region = ma.fields.String()
    provider = ma.fields.String()
    on = ma.fields.Date()
    scope = ma.fields.String()
    conclusion = ma.fields.String()
    project_id = ma.fields.Integer(allow_none=True)
    project = ma.fields.String()
    actor_name = ma.fields.String()
    created_at = ma.fields.AwareDateTime()
    updated_at = ma.fields.AwareDateTime()
    version = ma.fields.Integer()
    kgce = ma.fields.Float()
    cost_fen = ma.fields.Integer()
    findings = ma.fields.List(ma.fields.Nested(DiagnosisFinding))


DiagnosisPage = page_of(Diagnosis, "DiagnosisPage")
