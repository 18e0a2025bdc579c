"""Shapes of the plans API."""

import marshmallow as ma

from inventory.core import clock
from inventory.core.web.api import PageQuery, Schema, Text
from inventory.judgement.plans.counting import STATES
from standards.loading_plans import CYCLES
from standards.statements import ITEM, SORTS

CONSEQUENCES = ("eliminate", "renew_or_overhaul", "forbid_new", "safety_assessment", "encourage")
STRENGTHS = ("mandatory", "gradual", "encourage")
HANDLINGS = ("rule", "reentry", "counted", "typed", "duty")


class PlanHeading(Schema):
    region = ma.fields.String()
    region_name = ma.fields.String()
    document = ma.fields.String()
    title = ma.fields.String()
    issuer = ma.fields.String()
    issued = ma.fields.Date(allow_none=True)
    tasks = ma.fields.Integer()
    targets = ma.fields.Integer()
    statements = ma.fields.Integer()


class PlanTask(Schema):
    task_no = ma.fields.String()
    group = ma.fields.String()
    title = ma.fields.String()
    summary = ma.fields.String(allow_none=True)
    lead_units = ma.fields.List(ma.fields.String())
    responsible_units = ma.fields.List(ma.fields.String())
    due_year = ma.fields.Integer(allow_none=True)


class UnitTasks(Schema):
    """A unit with the numbers of the tasks that it leads, and of those that it takes part in."""

    unit = ma.fields.String()
    leads = ma.fields.List(ma.fields.String())
    takes_part = ma.fields.List(ma.fields.String())


class TargetCount(Schema):
    """Devices: done, still to be done, done on an unknown day; `partial` = not all that count."""

    done = ma.fields.Float()
    remaining = ma.fields.Float()
    undated = ma.fields.Float()
    partial_ = ma.fields.Boolean(attribute="partial", data_key="partial")


class PlanStatement(Schema):
    """A statement of the plan in its own words, and what the system does about it.

    `rule`: the rules judge each device; `reentry`: a scrapped device that comes back raises a case;
    `counted` and `typed`: a target from the ledger or from a report; `duty`: its departments do it.
    """

    id = ma.fields.String()
    sort = ma.fields.String(validate=ma.validate.OneOf((*SORTS, ITEM)))
    task_no = ma.fields.String()
    place = ma.fields.String(metadata={"description": "where it stands in the plan, as printed"})
    title = ma.fields.String()
    title_en = ma.fields.String(metadata={"description": "blank: the plan's own words alone"})
    quote = ma.fields.String()
    handling = ma.fields.String(validate=ma.validate.OneOf(HANDLINGS))
    rules = ma.fields.List(ma.fields.String())
    units = ma.fields.List(ma.fields.String())
    equipment_kind = ma.fields.String(
        allow_none=True, metadata={"description": "in the plan's own sorting"}
    )
    consequence = ma.fields.String(allow_none=True, validate=ma.validate.OneOf(CONSEQUENCES))
    strength = ma.fields.String(allow_none=True, validate=ma.validate.OneOf(STRENGTHS))
    deadline = ma.fields.Date(allow_none=True)
    cycle = ma.fields.String(allow_none=True, validate=ma.validate.OneOf(CYCLES))
    why = ma.fields.String(
        allow_none=True, metadata={"description": "why a measure is a duty and no rule"}
    )
    why_en = ma.fields.String(allow_none=True)


class ProgressResult(Schema):
    id = ma.fields.Integer()
    region = ma.fields.String()
    task_no = ma.fields.String()
    indicator = ma.fields.String()
    value = ma.fields.Float(allow_none=True)
    reached = ma.fields.Boolean(allow_none=True)
    on = ma.fields.Date()
    evidence = ma.fields.String()
    unit = ma.fields.String()
    actor = ma.fields.Integer(allow_none=True)
    actor_name = ma.fields.String(metadata={"description": "blank: the command line"})
    created_at = ma.fields.AwareDateTime()
    revoked_at = ma.fields.AwareDateTime(allow_none=True)
    revoked_reason = ma.fields.String()


class PlanTarget(Schema):
    """A target; `share` is how much of it is done, from 0, and null where it cannot be said."""

    task_no = ma.fields.String()
    indicator = ma.fields.String()
    indicator_en = ma.fields.String()
    equipment_kind = ma.fields.String()
    operator = ma.fields.String()
    value = ma.fields.Float(allow_none=True)
    unit = ma.fields.String(allow_none=True)
    unit_en = ma.fields.String(allow_none=True)
    baseline_year = ma.fields.Integer(allow_none=True)
    due = ma.fields.Date(allow_none=True)
    quote = ma.fields.String()
    countable = ma.fields.Boolean()
    count = ma.fields.Nested(TargetCount, allow_none=True)
    report = ma.fields.Nested(ProgressResult, allow_none=True)
    source = ma.fields.String(allow_none=True, validate=ma.validate.OneOf(("ledger", "report")))
    share = ma.fields.Float(allow_none=True)
    reached = ma.fields.Boolean(allow_none=True)
    late = ma.fields.Function(
        lambda target: target.late(clock.today()),
        metadata={"type": "boolean", "description": "its day is over and it is not reached"},
    )


class PlanDetail(PlanHeading):
    as_of = ma.fields.Date()
    progress_visible = ma.fields.Boolean()
    task_list = ma.fields.List(ma.fields.Nested(PlanTask))
    departments = ma.fields.List(ma.fields.Nested(UnitTasks))
    statement_list = ma.fields.List(ma.fields.Nested(PlanStatement))
    target_list = ma.fields.List(ma.fields.Nested(PlanTarget))


class ProgressArgs(Schema):
    task_no = Text(16, 1, required=True)
    indicator = Text(200, 1, required=True)
    value = ma.fields.Float(
        load_default=None, allow_none=True, validate=ma.validate.Range(min=-1e12, max=1e12)
    )
    reached = ma.fields.Boolean(load_default=None, allow_none=True)
    on = ma.fields.Date(required=True)
    evidence = Text(2000, 1, required=True)
    unit = Text(100, load_default="")


class RevokeArgs(Schema):
    reason = Text(300, 1, required=True)


class CountedQuery(PageQuery):
    task_no = Text(16, 1, required=True)
    indicator = Text(200, 1, required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(STATES))


class CountedDevice(Schema):
    id = ma.fields.Integer()
    kind = ma.fields.String()
    name = ma.fields.String()
    model = ma.fields.String()
    identifier = ma.fields.String()
    enterprise_id = ma.fields.Integer()
    enterprise = ma.fields.String()
    region = ma.fields.String()
    use_state = ma.fields.String()
    quantity = ma.fields.Integer(metadata={"description": "devices that the record stands for"})
    verdict = ma.fields.String(allow_none=True)
    left_on = ma.fields.String(
        allow_none=True, metadata={"description": "when it left service; null = unknown"}
    )


class CountedDevices(Schema):
    items = ma.fields.List(ma.fields.Nested(CountedDevice))
    total = ma.fields.Integer()
