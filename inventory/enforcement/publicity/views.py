"""Publicity over HTTP."""

from __future__ import annotations

from typing import Any

from flask import Response

from inventory.core.access import OFFICE, OFFICIALS
from inventory.core.paging import Page, Slice
from inventory.core.web.api import Blueprint, PageQuery, actor, allow, public
from inventory.enforcement.publicity import schemas, service, workbook
from inventory.enforcement.publicity.service import Decision, Narrowed

blp = Blueprint("publicity", __name__, description="行政执法公示 / Publicity")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blp.route("/publicity/decisions", methods=["GET"])
@blp.lists(schemas.DecisionQuery, schemas.DecisionPage)
@allow(OFFICIALS)
def list_decisions(args: dict[str, Any], part: Slice) -> Page[Decision]:
    """Decisions in the form in which they are published, also those that are withheld."""
    return service.decisions(actor(), Narrowed(**args), part)


@blp.route("/publicity/decisions.xlsx", methods=["GET"])
@blp.arguments(schemas.WorkbookQuery, location="query")
@blp.response(200, content_type=XLSX)
@allow(OFFICIALS)
def export_decisions(args: dict[str, Any]) -> Response:
    """What an agency publishes as a workbook: itself, its officers, spot checks, decisions."""
    content = workbook.export(actor(), Narrowed(**args))
    headers = {"Content-Disposition": 'attachment; filename="publicity.xlsx"'}
    return Response(content, mimetype=XLSX, headers=headers)


@blp.route("/publicity/notices/<int:notice_id>/withholding", methods=["PUT"])
@blp.arguments(schemas.WithholdArgs)
@blp.response(200, schemas.DecisionResult)
@allow(OFFICE)
def withhold_decision(args: dict[str, Any], notice_id: int) -> Decision:
    """Do not publish a decision, with the reason."""
    return service.withhold(actor(), notice_id, args["reason"])


@blp.route("/publicity/notices/<int:notice_id>/withholding", methods=["DELETE"])
@blp.response(200, schemas.DecisionResult)
@allow(OFFICE)
def publish_decision(notice_id: int) -> Decision:
    """Publish again what was withheld."""
    return service.publish(actor(), notice_id)


@blp.route("/publicity/agencies/<int:agency_id>/decisions", methods=["GET"])
@blp.lists(PageQuery, schemas.OpenDecisionPage)
@public
def list_published(args: dict[str, Any], part: Slice, agency_id: int) -> Page[Decision]:
    """What anybody may read, where the agency has switched its public page on."""
    return service.published(agency_id, part)
