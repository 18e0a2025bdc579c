"""The dashboard and the calendar of what becomes due over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inventory.core.web.api import Blueprint, actor
from inventory.core.web.versions import same_until
from inventory.desk.dashboard import pivot as pivots
from inventory.desk.dashboard import schemas, service
from inventory.desk.dashboard.pivot import Pivot
from inventory.desk.dashboard.results import Calendar, Dashboard
from inventory.judgement.ledger import summed
from inventory.judgement.ledger.listing import Filters

blp = Blueprint("dashboard", __name__, description="看板 / Dashboard")


def _pivot_version(args: Mapping[str, Any]) -> str | None:
    """Who passes a device to whom changes the fleets, and no sum."""
    axes, filters = {"by": args["by"], "across": args["across"]}, dict(args)
    for name in axes:
        del filters[name]
    return None if "fleet" in axes.values() else summed.version(actor(), Filters(**filters))


@blp.route("/dashboard", methods=["GET"])
@blp.arguments(schemas.DashboardQuery, location="query")
@blp.response(200, schemas.DashboardResult)
@same_until(lambda args: summed.version(actor(), Filters(region=args["region"])))
def get_dashboard(args: dict[str, Any]) -> Dashboard:
    """The numbers of a region; each equals the total of the list that its filter opens."""
    return service.dashboard(actor(), args["region"])


@blp.route("/dashboard/pivot", methods=["GET"])
@blp.arguments(schemas.PivotQuery, location="query")
@blp.response(200, schemas.PivotResult)
@same_until(_pivot_version)
def get_pivot(args: dict[str, Any]) -> Pivot:
    """Devices by two axes at once; each number with the filter that lists it."""
    by, across = args.pop("by"), args.pop("across")
    return pivots.pivot(actor(), by, across, Filters(**args))


@blp.route("/alerts/calendar", methods=["GET"])
@blp.arguments(schemas.CalendarQuery, location="query")
@blp.response(200, schemas.CalendarResult)
def get_calendar(args: dict[str, Any]) -> Calendar:
    """Devices that become due, by day or month; each with the filter that lists them."""
    months = args["by"] == "month"
    return service.calendar(
        actor(), args["from_"], args["to"], args["region"], args["kind"], months=months
    )
