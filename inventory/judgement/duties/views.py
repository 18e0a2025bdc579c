"""The work on plans over HTTP."""

from __future__ import annotations

from typing import Any

from flask import Response

from inventory.core.access import OFFICE, OFFICIALS
from inventory.core.paging import Page, Slice
from inventory.core.web.api import Blueprint, PageQuery, actor, allow
from inventory.judgement.duties import (
    figures,
    listing,
    problems,
    progress,
    schemas,
    service,
    tasks,
    workbook,
)
from inventory.judgement.duties.models import (
    Duty,
    DutyEntry,
    DutyProblem,
    DutyRound,
    FigureRequest,
)
from inventory.judgement.duties.results import DutyDetail, DutyLine, DutyList, ListHeading

blp = Blueprint("duties", __name__, description="方案落实 / Work on plans")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blp.route("/plans/tasks", methods=["GET"])
@blp.lists(schemas.DutyTaskQuery, schemas.DutyTasks)
@allow(OFFICIALS)
def list_tasks(args: dict[str, Any], part: Slice) -> Page[tasks.Task]:
    """What of the plans waits for you in person or for your departments."""
    return tasks.page(actor(), args["sort"], part)


@blp.route("/plans/<plan_region>/duties", methods=["GET"])
@blp.lists(schemas.DutyQuery, schemas.DutyList)
@allow(OFFICIALS)
def list_duties(args: dict[str, Any], part: Slice, plan_region: str) -> DutyList:
    """Every statement of a plan: who sees to it, by when, how far it is."""
    return progress.listing(actor(), plan_region, progress.Wanted(**args), part)


@blp.route("/plans/<plan_region>/duties", methods=["PUT"])
@blp.arguments(schemas.DutyAssignment)
@blp.response(200, schemas.DutyLine(many=True))
@allow(OFFICE)
def assign_duties(args: dict[str, Any], plan_region: str) -> list[DutyLine]:
    """Give statements to a department and a person, with a term."""
    names = args.pop("statements")
    return service.assign(actor(), plan_region, names, service.Assignment(**args))


@blp.route("/plans/<plan_region>/duties/done", methods=["PUT"])
@blp.arguments(schemas.DutyMarks)
@blp.response(200, schemas.DutyLine(many=True))
@allow(OFFICE)
def mark_duties(args: dict[str, Any], plan_region: str) -> list[DutyLine]:
    """Mark statements and items of lists as done, with what shows it."""
    return listing.mark_off(actor(), plan_region, args["statements"], args["reason"])


@blp.route("/plans/<plan_region>/lists", methods=["GET"])
@blp.response(200, schemas.PlanListHeading(many=True))
@allow(OFFICIALS)
def list_plan_lists(plan_region: str) -> list[ListHeading]:
    """The lists of a plan (清单), each with how far it is; what is on one: `duties?plan_list=`."""
    return progress.headings(actor(), plan_region)


@blp.route("/plans/<plan_region>/lists/<plan_list>/items", methods=["POST"])
@blp.arguments(schemas.PlanListItem)
@blp.response(201, schemas.DutyLine)
@allow(OFFICE)
def add_to_plan_list(args: dict[str, Any], plan_region: str, plan_list: str) -> DutyLine:
    """Put something of the office's own on a list."""
    return listing.add(actor(), plan_region, plan_list, listing.Added(**args))


@blp.route("/plans/<plan_region>/duties.xlsx", methods=["GET"])
@blp.arguments(schemas.DutyWorkbookQuery, location="query")
@blp.response(200, content_type=XLSX)
@allow(OFFICIALS)
def export_duties(args: dict[str, Any], plan_region: str) -> Response:
    """The task list and the problems as a workbook."""
    content = workbook.export(actor(), plan_region, progress.Wanted(**args))
    headers = {"Content-Disposition": f'attachment; filename="duties-{plan_region}.xlsx"'}
    return Response(content, mimetype=XLSX, headers=headers)


@blp.route("/plans/<plan_region>/duties/<statement_id>", methods=["GET"])
@blp.response(200, schemas.DutyDetail)
@allow(OFFICIALS)
def get_duty(plan_region: str, statement_id: str) -> DutyDetail:
    """One statement with its months, problems and open steps."""
    return progress.detail(actor(), plan_region, statement_id)


@blp.route("/plans/duties/<int:duty_id>/steps", methods=["POST"])
@blp.arguments(schemas.DutyStep)
@blp.response(200, schemas.DutyState)
@allow(OFFICE)
def step_duty(args: dict[str, Any], duty_id: int) -> Duty:
    """Begin, finish, hand over or reopen."""
    return service.step(actor(), duty_id, args["version"], args["step"], args["reason"])


@blp.route("/plans/duties/<int:duty_id>/entries", methods=["POST"])
@blp.arguments(schemas.DutyEntryArgs)
@blp.response(201, schemas.DutyEntry)
@allow(OFFICE)
def record_duty(args: dict[str, Any], duty_id: int) -> DutyEntry:
    """What was done in a month, and what comes next."""
    return service.record(actor(), duty_id, **args)


@blp.route("/plans/duties/<int:duty_id>/problems", methods=["POST"])
@blp.arguments(schemas.DutyProblemArgs)
@blp.response(201, schemas.DutyProblem)
@allow(OFFICE)
def raise_problem(args: dict[str, Any], duty_id: int) -> DutyProblem:
    """Put a problem on the list of a statement."""
    return problems.raise_one(actor(), duty_id, problems.Raised(**args))


@blp.route("/plans/<plan_region>/problems", methods=["GET"])
@blp.lists(schemas.DutyProblemQuery, schemas.DutyProblems)
@allow(OFFICIALS)
def list_problems(args: dict[str, Any], part: Slice, plan_region: str) -> Page[DutyProblem]:
    """The problems of a plan, the earliest term first."""
    return problems.listing(actor(), plan_region, args["state"], part)


@blp.route("/plans/problems/<int:duty_problem_id>/steps", methods=["POST"])
@blp.arguments(schemas.DutyProblemStep)
@blp.response(200, schemas.DutyProblem)
@allow(OFFICE)
def step_problem(args: dict[str, Any], duty_problem_id: int) -> DutyProblem:
    """Report a problem solved, strike it off as a second person, or send it back."""
    return problems.step(actor(), duty_problem_id, args["version"], args["step"], args["text"])


@blp.route("/plans/<plan_region>/rounds", methods=["GET"])
@blp.lists(PageQuery, schemas.DutyRounds)
@allow(OFFICIALS)
def list_rounds(_args: dict[str, Any], part: Slice, plan_region: str) -> Page[DutyRound]:
    """The meetings on a plan, each with the problems as they stood."""
    return problems.rounds(actor(), plan_region, part)


@blp.route("/plans/<plan_region>/rounds", methods=["POST"])
@blp.arguments(schemas.DutyRoundArgs)
@blp.response(201, schemas.DutyRound)
@allow(OFFICE)
def hold_round(args: dict[str, Any], plan_region: str) -> DutyRound:
    """Freeze the problems that are not struck off."""
    return problems.hold(actor(), plan_region, **args)


@blp.route("/plans/<plan_region>/figures", methods=["GET"])
@blp.lists(schemas.FigureRequestQuery, schemas.FigureRequests)
@allow(OFFICIALS)
def list_figures(args: dict[str, Any], part: Slice, plan_region: str) -> Page[FigureRequest]:
    """The figures that were asked for."""
    return figures.listing(actor(), plan_region, args["state"], part)


@blp.route("/plans/<plan_region>/figures", methods=["POST"])
@blp.arguments(schemas.FigureRequestArgs)
@blp.response(201, schemas.FigureRequest)
@allow(OFFICE)
def ask_figure(args: dict[str, Any], plan_region: str) -> FigureRequest:
    """Ask the responsible unit for a figure."""
    return figures.ask(actor(), plan_region, figures.Asked(**args))


@blp.route("/plans/figures/<int:figure_request_id>/answer", methods=["POST"])
@blp.arguments(schemas.FigureAnswerArgs)
@blp.response(200, schemas.FigureRequest)
@allow(OFFICE)
def answer_figure(args: dict[str, Any], figure_request_id: int) -> FigureRequest:
    """The figure with its day and where it comes from."""
    version = args.pop("version")
    return figures.answer(actor(), figure_request_id, version, figures.Answer(**args))


@blp.route("/plans/figures/<int:figure_request_id>/review", methods=["POST"])
@blp.arguments(schemas.FigureReviewArgs)
@blp.response(200, schemas.FigureRequest)
@allow(OFFICE)
def review_figure(args: dict[str, Any], figure_request_id: int) -> FigureRequest:
    """Accept as a second person, send back with a remark, or cancel."""
    return figures.review(actor(), figure_request_id, args["version"], args["step"], args["remark"])
