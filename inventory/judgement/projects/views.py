"""Renewal projects over HTTP."""

from __future__ import annotations

from typing import Any

from flask import Response

from inventory.core.access import OFFICE, OFFICIALS, Role
from inventory.core.web.api import Blueprint, actor, allow
from inventory.judgement.projects import (
    claiming,
    listing,
    schemas,
    service,
    summary_schemas,
    summing,
    workbook,
)
from inventory.judgement.projects.listing import Filters
from inventory.judgement.projects.results import (
    Base,
    Change,
    ProjectDetail,
    ProjectPage,
    Summary,
)

blp = Blueprint("projects", __name__, description="设备更新项目储备 / Renewal projects")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRITERS = OFFICE | {Role.ENTERPRISE}


@blp.route("/projects", methods=["GET"])
@blp.arguments(schemas.ProjectPageQuery, location="query")
@blp.response(200, schemas.ProjectPage)
def list_projects(args: dict[str, Any]) -> ProjectPage:
    """A page of the projects that you may see, the newest first; give `next` as `after`."""
    after, size = args.pop("after"), args.pop("size")
    return listing.page(actor(), Filters(**args), after, size)


@blp.route("/projects.xlsx", methods=["GET"])
@blp.arguments(schemas.ProjectQuery, location="query")
@blp.response(200, content_type=XLSX)
@allow(OFFICIALS)
def export_projects(args: dict[str, Any]) -> Response:
    """项目储备清单: the same list as a workbook."""
    content = workbook.export(actor(), Filters(**args))
    headers = {"Content-Disposition": 'attachment; filename="projects.xlsx"'}
    return Response(content, mimetype=XLSX, headers=headers)


@blp.route("/projects/summary", methods=["GET"])
@blp.arguments(summary_schemas.ProjectSummaryQuery, location="query")
@blp.response(200, summary_schemas.ProjectSummary)
@allow(OFFICIALS)
def summarise_projects(args: dict[str, Any]) -> Summary:
    """Investment by year, source and division, and its growth on the base of 2023."""
    return summing.summary(actor(), args["region"])


@blp.route("/projects/base", methods=["PUT"])
@blp.arguments(summary_schemas.InvestmentBaseArgs)
@blp.response(200, summary_schemas.InvestmentBaseResult)
@allow(OFFICE)
def set_investment_base(args: dict[str, Any]) -> Base:
    """What was invested in equipment in a division in 2023, as its statistics say."""
    return summing.set_base(actor(), summing.GivenBase(**args))


@blp.route("/projects", methods=["POST"])
@blp.arguments(schemas.ProjectArgs)
@blp.response(201, schemas.ProjectDetail)
@allow(WRITERS)
def begin_project(args: dict[str, Any]) -> ProjectDetail:
    """A new project: of an officer in reserve, of an enterprise proposed."""
    given = service.Begun(enterprise=args.pop("enterprise_id"), **args)
    return listing.detail(actor(), service.begin(actor(), given).id)


@blp.route("/projects/<int:project_id>", methods=["GET"])
@blp.response(200, schemas.ProjectDetail)
def get_project(project_id: int) -> ProjectDetail:
    """A project with money, devices, subsidies that fit, claims and savings."""
    return listing.detail(actor(), project_id)


@blp.route("/projects/<int:project_id>", methods=["PATCH"])
@blp.arguments(schemas.ProjectPatch)
@blp.response(200, schemas.ProjectDetail)
@allow(WRITERS)
def edit_project(args: dict[str, Any], project_id: int) -> ProjectDetail:
    """Change what a project says; `version` is the one you saw."""
    service.edit(actor(), project_id, args.pop("version"), args)
    return listing.detail(actor(), project_id)


@blp.route("/projects/<int:project_id>/revisions", methods=["GET"])
@blp.response(200, schemas.ProjectChange(many=True))
def list_project_revisions(project_id: int) -> list[Change]:
    """Every version of a project, the newest first."""
    return listing.history(actor(), project_id)


@blp.route("/projects/<int:project_id>/moves", methods=["POST"])
@blp.arguments(schemas.ProjectMove)
@blp.response(200, schemas.ProjectDetail)
@allow(WRITERS)
def move_project(args: dict[str, Any], project_id: int) -> ProjectDetail:
    """Take a project to its next state."""
    service.move(actor(), project_id, service.Move(**args))
    return listing.detail(actor(), project_id)


@blp.route("/projects/<int:project_id>/investments", methods=["PUT"])
@blp.arguments(schemas.ProjectMoneyArgs)
@blp.response(200, schemas.ProjectDetail)
@allow(WRITERS)
def set_project_money(args: dict[str, Any], project_id: int) -> ProjectDetail:
    """The investment, anew: a row for each year and source."""
    service.invest(actor(), project_id, args["version"], args["items"])
    return listing.detail(actor(), project_id)


@blp.route("/projects/<int:project_id>/devices", methods=["POST"])
@blp.arguments(schemas.ProjectDevicesArgs)
@blp.response(200, schemas.ProjectDetail)
@allow(WRITERS)
def add_project_devices(args: dict[str, Any], project_id: int) -> ProjectDetail:
    """Add devices of the enterprise that the project replaces."""
    service.add_devices(actor(), project_id, args["version"], args["equipment_ids"])
    return listing.detail(actor(), project_id)


@blp.route("/projects/<int:project_id>/devices/<int:equipment_id>", methods=["PUT"])
@blp.arguments(schemas.ProjectReplacement)
@blp.response(200, schemas.ProjectDetail)
@allow(WRITERS)
def replace_project_device(
    args: dict[str, Any], project_id: int, equipment_id: int
) -> ProjectDetail:
    """What takes the place of an old device: one of the ledger, or in words."""
    service.replace_with(
        actor(), project_id, args["version"], equipment_id, args["new_id"], args["new_text"]
    )
    return listing.detail(actor(), project_id)


@blp.route("/projects/<int:project_id>/devices/<int:equipment_id>/removal", methods=["POST"])
@blp.arguments(schemas.ProjectVersion)
@blp.response(200, schemas.ProjectDetail)
@allow(WRITERS)
def remove_project_device(
    args: dict[str, Any], project_id: int, equipment_id: int
) -> ProjectDetail:
    """Take a device off a project."""
    service.remove_device(actor(), project_id, args["version"], equipment_id)
    return listing.detail(actor(), project_id)


@blp.route("/projects/<int:project_id>/estimate", methods=["POST"])
@blp.arguments(schemas.ProjectEstimateArgs)
@blp.response(200, schemas.ProjectDetail)
@allow(WRITERS)
def estimate_project(args: dict[str, Any], project_id: int) -> ProjectDetail:
    """Compute the saving of today and freeze it with its arithmetic."""
    service.estimate(actor(), project_id, args["version"], args["aim"])
    return listing.detail(actor(), project_id)


@blp.route("/projects/<int:project_id>/measured", methods=["PUT"])
@blp.arguments(schemas.ProjectMeasured)
@blp.response(200, schemas.ProjectDetail)
@allow(OFFICE)
def measure_project(args: dict[str, Any], project_id: int) -> ProjectDetail:
    """What was measured after the renewal: figure, period, source."""
    service.measure(actor(), project_id, args.pop("version"), service.Measured(**args))
    return listing.detail(actor(), project_id)


@blp.route("/projects/<int:project_id>/claims", methods=["POST"])
@blp.arguments(schemas.ProjectClaimArgs)
@blp.response(200, schemas.ProjectDetail)
@allow(OFFICE)
def claim_subsidy(args: dict[str, Any], project_id: int) -> ProjectDetail:
    """A subsidy that was claimed for a device; a device has each programme once."""
    version = args.pop("version")
    given = claiming.Claimed(equipment=args.pop("equipment_id"), **args)
    claiming.claim(actor(), project_id, version, given)
    return listing.detail(actor(), project_id)


@blp.route("/projects/<int:project_id>/claims/<int:claim_id>/revoke", methods=["POST"])
@blp.arguments(schemas.ProjectClaimRevoke)
@blp.response(200, schemas.ProjectDetail)
@allow(OFFICE)
def revoke_claim(args: dict[str, Any], project_id: int, claim_id: int) -> ProjectDetail:
    """Take a claim back with a reason; it may be made again."""
    claiming.revoke(actor(), project_id, args["version"], claim_id, args["reason"])
    return listing.detail(actor(), project_id)
