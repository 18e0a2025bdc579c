"""Plans over HTTP."""

from __future__ import annotations

from typing import Any

from inventory.core.access import OFFICE, OFFICIALS
from inventory.core.paging import Page, Slice
from inventory.core.web.api import Blueprint, actor, allow
from inventory.judgement.plans import reporting, schemas, service
from inventory.judgement.plans.models import TargetProgress
from inventory.judgement.plans.results import CountedDevice, PlanDetail, PlanHeading

blp = Blueprint("plans", __name__, description="地方方案 / Local plans")


@blp.route("/plans", methods=["GET"])
@blp.response(200, schemas.PlanHeading(many=True))
def list_plans() -> list[PlanHeading]:
    """The plans of the library."""
    return service.listed()


@blp.route("/plans/<plan_region>", methods=["GET"])
@blp.response(200, schemas.PlanDetail)
@allow(OFFICIALS)
def get_plan(plan_region: str) -> PlanDetail:
    """Tasks by department, targets with progress; without progress outside one's regions."""
    return service.detail(actor(), plan_region)


@blp.route("/plans/<plan_region>/devices", methods=["GET"])
@blp.lists(schemas.CountedQuery, schemas.CountedDevices)
@allow(OFFICIALS)
def list_counted(args: dict[str, Any], part: Slice, plan_region: str) -> Page[CountedDevice]:
    """The devices behind a number that the ledger counts for a target."""
    target = (args["task_no"], args["indicator"])
    return service.counted(actor(), plan_region, target, args["state"], part)


@blp.route("/plans/<plan_region>/progress", methods=["GET"])
@blp.response(200, schemas.ProgressResult(many=True))
@allow(OFFICIALS)
def list_progress(plan_region: str) -> list[TargetProgress]:
    """What was reported of the plan's targets, the newest first."""
    return reporting.history(actor(), plan_region)


@blp.route("/plans/<plan_region>/progress", methods=["POST"])
@blp.arguments(schemas.ProgressArgs)
@blp.response(201, schemas.ProgressResult)
@allow(OFFICE)
def report_progress(args: dict[str, Any], plan_region: str) -> TargetProgress:
    """Type in how far a target is, with date and evidence."""
    return reporting.report(actor(), plan_region, reporting.Report(**args))


@blp.route("/plans/progress/<int:progress_id>/revoke", methods=["POST"])
@blp.arguments(schemas.RevokeArgs)
@blp.response(200, schemas.ProgressResult)
@allow(OFFICE)
def revoke_progress(args: dict[str, Any], progress_id: int) -> TargetProgress:
    """Take a report back; it stays readable."""
    return reporting.revoke(actor(), progress_id, args["reason"])
