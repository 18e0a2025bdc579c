"""The dashboard and everybody's desk over HTTP."""

from __future__ import annotations

from typing import Any

from inventory.dashboard import schemas, service
from inventory.dashboard.workbench import workbench
from inventory.web.api import Blueprint, actor

blp = Blueprint("dashboard", __name__, description="看板与工作台 / Dashboard and workbench")


@blp.route("/dashboard", methods=["GET"])
@blp.arguments(schemas.DashboardQuery, location="query")
@blp.response(200, schemas.DashboardResult)
def get_dashboard(args: dict[str, Any]) -> dict[str, Any]:
    """The numbers of a region; each equals the total of the list that its filter opens."""
    return service.dashboard(actor(), args["region"])


@blp.route("/workbench", methods=["GET"])
@blp.response(200, schemas.WorkbenchResult)
def get_workbench() -> dict[str, Any]:
    """What is there to do today, by role."""
    return workbench(actor())
