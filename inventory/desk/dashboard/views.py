"""The dashboard and the calendar of what becomes due over HTTP."""

from __future__ import annotations

from typing import Any

from inventory.core.web.api import Blueprint, actor
from inventory.desk.dashboard import schemas, service
from inventory.desk.dashboard.results import Calendar, Dashboard

blp = Blueprint("dashboard", __name__, description="看板 / Dashboard")


@blp.route("/dashboard", methods=["GET"])
@blp.arguments(schemas.DashboardQuery, location="query")
@blp.response(200, schemas.DashboardResult)
def get_dashboard(args: dict[str, Any]) -> Dashboard:
    """The numbers of a region; each equals the total of the list that its filter opens."""
    return service.dashboard(actor(), args["region"])


@blp.route("/alerts/calendar", methods=["GET"])
@blp.arguments(schemas.CalendarQuery, location="query")
@blp.response(200, schemas.CalendarResult)
def get_calendar(args: dict[str, Any]) -> Calendar:
    """Devices that become due, by day or month; each with the filter that lists them."""
    months = args["by"] == "month"
    return service.calendar(
        actor(), args["from_"], args["to"], args["region"], args["kind"], months=months
    )
