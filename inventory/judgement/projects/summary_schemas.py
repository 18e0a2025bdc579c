"""Shapes of the sums over projects: by year, source, place and state, with the base of growth."""

import marshmallow as ma

from inventory.core.web.api import Schema, Text, Whole
from inventory.judgement.projects.schemas import MOST_FEN, source


class ProjectSummaryQuery(Schema):
    region = Text(12, load_default="")


class ProjectYear(Schema):
    year = ma.fields.Integer()
    planned_fen = ma.fields.Integer()
    spent_fen = ma.fields.Integer()
    planned_growth = ma.fields.Float(allow_none=True, metadata={"description": "percent"})
    spent_growth = ma.fields.Float(allow_none=True)


class ProjectSourceSum(Schema):
    source = source()
    planned_fen = ma.fields.Integer()
    spent_fen = ma.fields.Integer()


class ProjectPlace(Schema):
    region = ma.fields.String()
    name = ma.fields.String()
    projects = ma.fields.Integer()
    planned_fen = ma.fields.Integer()
    spent_fen = ma.fields.Integer()


class ProjectStateSum(Schema):
    state = ma.fields.String()
    projects = ma.fields.Integer()


class InvestmentBaseResult(Schema):
    region = ma.fields.String()
    year = ma.fields.Integer()
    amount_fen = ma.fields.Integer()
    source = ma.fields.String()
    version = ma.fields.Integer()


class InvestmentBaseArgs(Schema):
    region = Text(12, 6, required=True)
    amount_fen = Whole(1, MOST_FEN, required=True)
    source = Text(300, 2, required=True)
    version = Whole(0, load_default=0)


class ProjectGrowthTarget(Schema):
    region = ma.fields.String()
    task_no = ma.fields.String()
    indicator = ma.fields.String()
    indicator_en = ma.fields.String()
    value = ma.fields.Float(allow_none=True)
    unit = ma.fields.String()
    unit_en = ma.fields.String()
    baseline_year = ma.fields.Integer(allow_none=True)
    due = ma.fields.Date(allow_none=True)
    quote = ma.fields.String()


class ProjectSummary(Schema):
    region = ma.fields.String()
    projects = ma.fields.Integer()
    planned_fen = ma.fields.Integer()
    spent_fen = ma.fields.Integer()
    years = ma.fields.List(ma.fields.Nested(ProjectYear))
    sources = ma.fields.List(ma.fields.Nested(ProjectSourceSum))
    places = ma.fields.List(ma.fields.Nested(ProjectPlace))
    states = ma.fields.List(ma.fields.Nested(ProjectStateSum))
    base = ma.fields.Nested(InvestmentBaseResult, allow_none=True)
    missing = ma.fields.String(metadata={"description": "region, base, spent; blank: growth is"})
    targets = ma.fields.List(ma.fields.Nested(ProjectGrowthTarget))
