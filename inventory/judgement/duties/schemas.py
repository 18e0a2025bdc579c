"""Shapes of the API of duties."""

import marshmallow as ma

from inventory.core.web.api import Id, PageQuery, Schema, Text, Whole, page_of
from inventory.judgement.duties import machine, tasks
from inventory.judgement.duties.progress import STATES
from inventory.judgement.plans import service as plans
from inventory.judgement.plans.schemas import HANDLINGS, PlanStatement, PlanTarget

LIGHTS = ("red", "amber", "green")
MONTH = ma.validate.Regexp(r"20\d{2}-(0[1-9]|1[0-2])\Z", error="应为月份，如 2026-11")
FIGURE = ma.validate.Range(min=-1e12, max=1e12)


def _one_of(*words: str) -> ma.validate.OneOf:
    return ma.validate.OneOf(words)


class DutyEntry(Schema):
    id = ma.fields.Integer()
    month = ma.fields.String()
    done = ma.fields.String()
    next_step = ma.fields.String()
    actor_name = ma.fields.String()
    created_at = ma.fields.AwareDateTime()


class DutyProblem(Schema):
    id = ma.fields.Integer()
    duty_id = ma.fields.Integer()
    region = ma.fields.String()
    text = ma.fields.String()
    department = ma.fields.String()
    person_id = ma.fields.Integer(allow_none=True)
    due = ma.fields.Date()
    state = ma.fields.String(validate=_one_of(*machine.PROBLEM.states))
    raised_by = ma.fields.String()
    raised_at = ma.fields.AwareDateTime()
    solution = ma.fields.String()
    solved_name = ma.fields.String()
    solved_at = ma.fields.AwareDateTime(allow_none=True)
    closed_name = ma.fields.String()
    closed_at = ma.fields.AwareDateTime(allow_none=True)
    remark = ma.fields.String()
    version = ma.fields.Integer()


class DutyLine(Schema):
    """A statement and how far it is; `id` is null while nobody has taken it up."""

    id = ma.fields.Integer(allow_none=True)
    statement = ma.fields.Nested(PlanStatement)
    department = ma.fields.String()
    person = ma.fields.Integer(allow_none=True)
    person_name = ma.fields.String()
    due = ma.fields.Date(allow_none=True)
    own_due = ma.fields.Boolean(metadata={"description": "the term was set here, not by the plan"})
    measures = ma.fields.String()
    goal = ma.fields.String()
    state = ma.fields.String(validate=_one_of(*STATES))
    late = ma.fields.Boolean()
    light = ma.fields.String(allow_none=True, validate=_one_of(*LIGHTS))
    reason = ma.fields.String()
    done_name = ma.fields.String()
    done_at = ma.fields.AwareDateTime(allow_none=True)
    last_month = ma.fields.String()
    problems = ma.fields.Integer(metadata={"description": "not struck off"})
    version = ma.fields.Integer()


class DutyDetail(DutyLine):
    region_name = ma.fields.String()
    target = ma.fields.Nested(PlanTarget, allow_none=True)
    entries = ma.fields.List(ma.fields.Nested(DutyEntry))
    problem_list = ma.fields.List(ma.fields.Nested(DutyProblem))
    steps = ma.fields.List(ma.fields.String(), metadata={"description": "open to the reader"})


class StateCount(Schema):
    state = ma.fields.String(validate=_one_of(machine.LATE, *STATES))
    count = ma.fields.Integer()


DutyList = page_of(DutyLine, "DutyList", counts=ma.fields.List(ma.fields.Nested(StateCount)))


class PlanListHeading(Schema):
    """A list of a plan: how many items the reader sees, done and late."""

    id = ma.fields.String()
    title = ma.fields.String()
    place = ma.fields.String(metadata={"description": "where it stands in the plan, as printed"})
    task_no = ma.fields.String()
    units = ma.fields.List(ma.fields.String())
    total = ma.fields.Integer()
    done = ma.fields.Integer()
    late = ma.fields.Integer()


class DutyWorkbookQuery(Schema):
    plan_list = Text(32, load_default="", metadata={"description": "only what is on this list"})
    state = ma.fields.String(load_default="", validate=_one_of("", machine.LATE, *STATES))
    unit = Text(100, load_default="")
    person = Id(load_default=None)
    late = ma.fields.Boolean(load_default=None)
    handling = ma.fields.String(load_default="", validate=_one_of("", *HANDLINGS))
    q = Text(100, load_default="")


class DutyQuery(PageQuery, DutyWorkbookQuery):
    pass


class DutyAssignment(Schema):
    """What is left out stays as it is."""

    statements = ma.fields.List(
        Text(64, 1), required=True, validate=ma.validate.Length(min=1, max=200)
    )
    department = Text(100, load_default=None)
    person = Id(load_default=None)
    due = ma.fields.Date(load_default=None)
    measures = Text(2000, load_default=None)
    goal = Text(500, load_default=None)


class PlanListItem(Schema):
    """What an office lists itself."""

    text = Text(1000, 1, required=True)
    goal = Text(500, load_default="")
    measures = Text(2000, load_default="")
    department = Text(100, load_default="")
    person = Id(load_default=None, allow_none=True)
    due = ma.fields.Date(load_default=None, allow_none=True)


class DutyMarks(Schema):
    statements = ma.fields.List(
        Text(64, 1), required=True, validate=ma.validate.Length(min=1, max=200)
    )
    reason = Text(500, 1, required=True, metadata={"description": "what shows that it is done"})


class DutyStep(Schema):
    version = Whole(required=True)
    step = ma.fields.String(
        required=True, validate=_one_of(*(step.name for step in machine.DUTY.steps))
    )
    reason = Text(500, load_default="")


class DutyState(Schema):
    id = ma.fields.Integer()
    state = ma.fields.String()
    version = ma.fields.Integer()


class DutyEntryArgs(Schema):
    month = ma.fields.String(required=True, validate=MONTH)
    done = Text(2000, 1, required=True)
    next_step = Text(2000, load_default="")


class DutyProblemArgs(Schema):
    text = Text(2000, 1, required=True)
    due = ma.fields.Date(required=True)
    department = Text(100, load_default="")
    person = Id(load_default=None, allow_none=True)


class DutyProblemStep(Schema):
    version = Whole(required=True)
    step = ma.fields.String(
        required=True, validate=_one_of(*(step.name for step in machine.PROBLEM.steps))
    )
    text = Text(500, load_default="")


class DutyProblemQuery(PageQuery):
    state = ma.fields.String(load_default="", validate=_one_of("", *machine.PROBLEM.states))


DutyProblems = page_of(DutyProblem, "DutyProblems")


class DutyRoundRow(Schema):
    problem = ma.fields.Integer()
    statement = ma.fields.String()
    text = ma.fields.String()
    department = ma.fields.String()
    person = ma.fields.String()
    due = ma.fields.String(metadata={"description": "as it was frozen, 2026-12-31"})
    state = ma.fields.String()
    late = ma.fields.Boolean()


class DutyRound(Schema):
    id = ma.fields.Integer()
    region = ma.fields.String()
    held_on = ma.fields.Date()
    title = ma.fields.String()
    conclusions = ma.fields.String()
    rows = ma.fields.List(ma.fields.Nested(DutyRoundRow))
    actor_name = ma.fields.String()
    created_at = ma.fields.AwareDateTime()


DutyRounds = page_of(DutyRound, "DutyRounds")


class DutyRoundArgs(Schema):
    held_on = ma.fields.Date(required=True)
    title = Text(200, 1, required=True)
    conclusions = Text(5000, load_default="")


class FigureRequest(Schema):
    id = ma.fields.Integer()
    region = ma.fields.String()
    task_no = ma.fields.String()
    indicator = ma.fields.String()
    indicator_en = ma.fields.Function(
        lambda row: plans.called(row.region, row.indicator).en, metadata={"type": "string"}
    )
    department = ma.fields.String()
    person_id = ma.fields.Integer()
    due = ma.fields.Date()
    state = ma.fields.String(validate=_one_of(*machine.FIGURE.states))
    asked_name = ma.fields.String()
    asked_at = ma.fields.AwareDateTime()
    value = ma.fields.Float(allow_none=True)
    reached = ma.fields.Boolean(allow_none=True)
    on = ma.fields.Date(allow_none=True)
    evidence = ma.fields.String()
    answered_name = ma.fields.String()
    answered_at = ma.fields.AwareDateTime(allow_none=True)
    remark = ma.fields.String()
    progress = ma.fields.Integer(allow_none=True)
    version = ma.fields.Integer()


class FigureRequestQuery(PageQuery):
    state = ma.fields.String(load_default="", validate=_one_of("", *machine.FIGURE.states))


FigureRequests = page_of(FigureRequest, "FigureRequests")


class FigureRequestArgs(Schema):
    task_no = Text(16, 1, required=True)
    indicator = Text(200, 1, required=True)
    department = Text(100, 1, required=True)
    person = Id(required=True)
    due = ma.fields.Date(required=True)


class FigureAnswerArgs(Schema):
    version = Whole(required=True)
    on = ma.fields.Date(required=True)
    evidence = Text(1800, 1, required=True)
    value = ma.fields.Float(load_default=None, allow_none=True, validate=FIGURE)
    reached = ma.fields.Boolean(load_default=None, allow_none=True)


class FigureReviewArgs(Schema):
    version = Whole(required=True)
    step = ma.fields.String(required=True, validate=_one_of("accept", "send_back", "cancel"))
    remark = Text(500, load_default="")


class DutyTaskQuery(PageQuery):
    sort = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *tasks.SORTS)))


class DutyTask(Schema):
    """Something of a plan that waits for you or your department."""

    id = ma.fields.Integer()
    sort = ma.fields.String(validate=ma.validate.OneOf(tasks.SORTS))
    region = ma.fields.String()
    statement = ma.fields.String(metadata={"description": "blank: the figures of the plan"})
    title = ma.fields.String()
    title_en = ma.fields.String()
    department = ma.fields.String()
    due = ma.fields.Date(allow_none=True)
    late = ma.fields.Boolean()


DutyTasks = page_of(DutyTask, "DutyTasks")
