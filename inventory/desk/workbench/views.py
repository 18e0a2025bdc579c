"""Everybody's desk over HTTP."""

from __future__ import annotations

from inventory.core.web.api import Blueprint, actor
from inventory.desk.workbench import schemas, service
from inventory.desk.workbench.results import Workbench

blp = Blueprint("workbench", __name__, description="工作台 / Workbench")


@blp.route("/workbench", methods=["GET"])
@blp.response(200, schemas.WorkbenchResult)
def get_workbench() -> Workbench:
    """What is there to do today, by role."""
    return service.workbench(actor())
