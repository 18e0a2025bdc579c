"""Reports over HTTP."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, current_app, send_file

from inventory.core.access import OFFICE, OFFICIALS
from inventory.core.files import FileStore
from inventory.core.paging import Page, Slice
from inventory.core.web.api import Blueprint, actor, allow
from inventory.desk.reports import behind, schemas, service
from inventory.desk.reports.comparing import Differences
from inventory.desk.reports.results import ReportListed, ReportShown

blp = Blueprint("reports", __name__, description="报告 / Reports")


def _files() -> FileStore:
    return FileStore(current_app.config["HUANXIN"].files_dir)


@blp.route("/reports", methods=["GET"])
@blp.lists(schemas.ReportQuery, schemas.ReportPage)
@allow(OFFICIALS)
def list_reports(args: dict[str, Any], part: Slice) -> Page[ReportListed]:
    """Reports of your regions with their newest versions."""
    return service.find(actor(), args["kind"], args["region"], part)


@blp.route("/reports", methods=["POST"])
@blp.arguments(schemas.PeriodicReportArgs)
@blp.response(201, schemas.PeriodicReportDetail)
@allow(OFFICE)
def make_report(args: dict[str, Any]) -> ReportShown:
    """Make a draft now; of a published report this is the next version, with its reason."""
    made = service.make(actor(), _files(), service.Wanted(**args))
    return service.shown(actor(), made.id)


@blp.route("/reports/<int:version_id>", methods=["GET"])
@blp.response(200, schemas.PeriodicReportDetail)
@allow(OFFICIALS)
def get_report(version_id: int) -> ReportShown:
    """A version of a report: every table, each with the period and the year before."""
    return service.shown(actor(), version_id)


@blp.route("/reports/<int:version_id>/publication", methods=["POST"])
@blp.response(200, schemas.PeriodicReportDetail)
@allow(OFFICE)
def publish_report(version_id: int) -> ReportShown:
    """Publish a draft; it is never changed again."""
    service.publish(actor(), _files(), version_id)
    return service.shown(actor(), version_id)


@blp.route("/reports/<int:version_id>/file", methods=["GET"])
@blp.arguments(schemas.ReportFileQuery, location="query")
@blp.response(200, content_type="application/octet-stream")
@allow(OFFICIALS)
def get_report_file(args: dict[str, Any], version_id: int) -> Response:
    """The report as PDF, workbook or Word document, as it was published."""
    found = service.file(actor(), _files(), version_id, args["format"])
    return send_file(
        io.BytesIO(found.content),
        mimetype=found.mimetype,
        as_attachment=True,
        download_name=found.name,
    )


@blp.route("/reports/<int:version_id>/differences", methods=["GET"])
@blp.arguments(schemas.ReportDifferenceQuery, location="query")
@blp.response(200, schemas.ReportDifferences)
@allow(OFFICIALS)
def get_differences(args: dict[str, Any], version_id: int) -> Differences:
    """What changed from another version of it to this one."""
    return service.differences(actor(), version_id, args["other"])


@blp.route("/reports/<int:version_id>/behind", methods=["GET"])
@blp.lists(schemas.BehindQuery, schemas.BehindResult)
@allow(OFFICIALS)
def get_behind(args: dict[str, Any], part: Slice, version_id: int) -> behind.Behind:
    """The devices or cases that a number counts, as they were when the report was made."""
    place = (args["measure"], args["table"], args["key"])
    return behind.behind(actor(), _files(), version_id, place, part)
