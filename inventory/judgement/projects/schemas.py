"""Shapes of the projects API. Money in fen, energy in kgce and CO₂ in kg a year."""

from typing import Any

import marshmallow as ma

from inventory.core.web.api import Id, Schema, Text, Whole
from inventory.judgement.potential.figures import AIMS
from inventory.judgement.potential.schemas import Range
from inventory.judgement.projects.machine import MOVES, PROJECT, SOURCES
from inventory.judgement.projects.service import MOST_DEVICES

STATES = tuple(PROJECT.states)
MOST_FEN = 10**15
YEARS = (2015, 2060)


def source(**more: Any) -> ma.fields.String:
    return ma.fields.String(validate=ma.validate.OneOf((*more.pop("also", ()), *SOURCES)), **more)


class ProjectQuery(Schema):
    q = Text(load_default="")
    region = Text(12, load_default="")
    state = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *STATES)))
    enterprise = Id(load_default=None)
    equipment = Id(load_default=None)
    year = Whole(*YEARS, load_default=None)
    source = source(also=("",), load_default="")


class ProjectPageQuery(ProjectQuery):
    after = Id(load_default=None, metadata={"description": "`next` of the last page"})
    size = Whole(1, 200, load_default=50)


class ProjectEdit(Schema):
    name = Text(200, 2)
    contents = Text(2000)
    contact = Text(100)
    phone = Text(50)
    planned_from = ma.fields.Date(allow_none=True)
    planned_to = ma.fields.Date(allow_none=True)


class ProjectArgs(ProjectEdit):
    name = Text(200, 2, required=True)
    enterprise_id = Id(load_default=None, allow_none=True)


class ProjectPatch(ProjectEdit):
    version = Id(required=True)


class ProjectMove(Schema):
    step = ma.fields.String(required=True, validate=ma.validate.OneOf(MOVES))
    version = Id(required=True)
    on = ma.fields.Date(load_default=None, allow_none=True)
    note = Text(300, load_default="")


class ProjectMoney(Schema):
    year = Whole(*YEARS, required=True)
    source = source(required=True)
    planned_fen = Whole(0, MOST_FEN, load_default=0)
    spent_fen = Whole(0, MOST_FEN, load_default=0)


class ProjectMoneyArgs(Schema):
    version = Id(required=True)
    items = ma.fields.List(
        ma.fields.Nested(ProjectMoney), required=True, validate=ma.validate.Length(max=100)
    )


class ProjectDevicesArgs(Schema):
    version = Id(required=True)
    equipment_ids = ma.fields.List(
        Id(), required=True, validate=ma.validate.Length(1, MOST_DEVICES)
    )


class ProjectReplacement(Schema):
    version = Id(required=True)
    new_id = Id(load_default=None, allow_none=True)
    new_text = Text(200, load_default="")


class ProjectVersion(Schema):
    version = Id(required=True)


class ProjectEstimateArgs(ProjectVersion):
    aim = ma.fields.String(load_default=AIMS[1], validate=ma.validate.OneOf(AIMS))


class ProjectMeasured(ProjectVersion):
    kgce = ma.fields.Float(required=True, validate=ma.validate.Range(-1e10, 1e10))
    begin = ma.fields.Date(required=True)
    end = ma.fields.Date(required=True)
    source = Text(300, 2, required=True)


class ProjectClaimArgs(ProjectVersion):
    equipment_id = Id(required=True)
    programme = Text(64, 1, required=True)
    on = ma.fields.Date(required=True)
    amount_fen = Whole(0, MOST_FEN, load_default=None, allow_none=True)
    note = Text(300, load_default="")


class ProjectClaimRevoke(ProjectVersion):
    reason = Text(300, 2, required=True)


class ProjectResult(Schema):
    id = ma.fields.Integer()
    version = ma.fields.Integer()
    name = ma.fields.String()
    state = ma.fields.String(validate=ma.validate.OneOf(STATES))
    region = ma.fields.String()
    enterprise_id = ma.fields.Integer()
    enterprise = ma.fields.String()
    uscc = ma.fields.String(allow_none=True)
    contents = ma.fields.String()
    contact = ma.fields.String()
    phone = ma.fields.String()
    planned_from = ma.fields.Date(allow_none=True)
    planned_to = ma.fields.Date(allow_none=True)
    started_on = ma.fields.Date(allow_none=True)
    finished_on = ma.fields.Date(allow_none=True)
    planned_fen = ma.fields.Integer()
    spent_fen = ma.fields.Integer()
    devices = ma.fields.Integer()
    replaced = ma.fields.Integer(metadata={"description": "devices whose new one is there"})
    claims = ma.fields.Integer()
    expected_kgce = ma.fields.Float(allow_none=True)
    measured_kgce = ma.fields.Float(allow_none=True)
    updated_at = ma.fields.AwareDateTime()


class ProjectPage(Schema):
    items = ma.fields.List(ma.fields.Nested(ProjectResult))
    total = ma.fields.Integer()
    next = ma.fields.Integer(allow_none=True)


class ProjectMoneyResult(Schema):
    year = ma.fields.Integer()
    source = source()
    planned_fen = ma.fields.Integer()
    spent_fen = ma.fields.Integer()


class ProjectDeviceResult(Schema):
    id = ma.fields.Integer()
    kind = ma.fields.String()
    name = ma.fields.String()
    model = ma.fields.String()
    identifier = ma.fields.String()
    quantity = ma.fields.Integer()
    use_state = ma.fields.String()
    verdict = ma.fields.String(allow_none=True)
    in_ledger = ma.fields.Boolean()


class ProjectSubsidy(Schema):
    programme = ma.fields.String()
    title = ma.fields.String()
    title_en = ma.fields.String()
    status = ma.fields.String()
    message = ma.fields.String()
    message_en = ma.fields.String()
    amount = ma.fields.Float(allow_none=True, metadata={"description": "yuan for one device"})
    amount_most = ma.fields.Float(allow_none=True)
    presumed = ma.fields.Boolean()
    claimed = ma.fields.Boolean()


class ProjectPair(Schema):
    old = ma.fields.Nested(ProjectDeviceResult)
    new = ma.fields.Nested(ProjectDeviceResult, allow_none=True)
    new_text = ma.fields.String()
    subsidies = ma.fields.List(ma.fields.Nested(ProjectSubsidy))


class ProjectClaimResult(Schema):
    id = ma.fields.Integer()
    equipment_id = ma.fields.Integer()
    device = ma.fields.String()
    programme = ma.fields.String()
    title = ma.fields.String()
    title_en = ma.fields.String()
    on = ma.fields.Date()
    amount_fen = ma.fields.Integer(allow_none=True)
    note = ma.fields.String()
    who = ma.fields.String()
    revoked_at = ma.fields.AwareDateTime(allow_none=True)
    revoked_reason = ma.fields.String()


class ProjectEstimateItem(Range):
    """A device of the estimate; `arithmetic` is the figure opened to its inputs."""

    equipment = ma.fields.Integer()
    kind = ma.fields.String()
    name = ma.fields.String()
    quantity = ma.fields.Integer()
    formula = ma.fields.Boolean(metadata={"description": "whether the kind has a formula"})
    target = ma.fields.Integer(allow_none=True)
    saved = ma.fields.Float(allow_none=True)
    unit = ma.fields.String(allow_none=True)
    presumed = ma.fields.Boolean()
    missing = ma.fields.List(ma.fields.String())
    arithmetic = ma.fields.Dict()


class ProjectEstimate(Schema):
    as_of = ma.fields.String()
    library = ma.fields.String()
    aim = ma.fields.String()
    devices = ma.fields.Integer()
    computed = ma.fields.Integer()
    kgce = ma.fields.Float()
    kgce_low = ma.fields.Float()
    kgce_high = ma.fields.Float()
    kgco2 = ma.fields.Float()
    kgco2_low = ma.fields.Float()
    kgco2_high = ma.fields.Float()
    presumed = ma.fields.Boolean()
    stale = ma.fields.Boolean(metadata={"description": "the project has other devices now"})
    items = ma.fields.List(ma.fields.Nested(ProjectEstimateItem))


class ProjectDetail(ProjectResult):
    investments = ma.fields.List(ma.fields.Nested(ProjectMoneyResult))
    pairs = ma.fields.List(ma.fields.Nested(ProjectPair))
    claim_list = ma.fields.List(ma.fields.Nested(ProjectClaimResult))
    estimate = ma.fields.Nested(ProjectEstimate, allow_none=True)
    measured_from = ma.fields.Date(allow_none=True)
    measured_to = ma.fields.Date(allow_none=True)
    measured_source = ma.fields.String()
    moves = ma.fields.List(ma.fields.String(validate=ma.validate.OneOf(MOVES)))
    editable = ma.fields.Boolean()
    manageable = ma.fields.Boolean()


class ProjectChange(Schema):
    version = ma.fields.Integer()
    at = ma.fields.AwareDateTime()
    who = ma.fields.String()
    act = ma.fields.String()
    note = ma.fields.String()
    fields_ = ma.fields.List(ma.fields.String(), attribute="fields", data_key="fields")
