"""Everybody's desk over HTTP."""

from __future__ import annotations

from typing import Any

from inventory.core.web.api import Blueprint, actor
from inventory.desk.workbench import schemas, service, waiting
from inventory.desk.workbench.results import Workbench

blp = Blueprint("workbench", __name__, description="工作台 / Workbench")


@blp.route("/workbench", methods=["GET"])
@blp.response(200, schemas.WorkbenchResult)
def get_workbench() -> Workbench:
    """What is there to do today, by role."""
    return service.workbench(actor())


@blp.route("/workbench/waiting", methods=["GET"])
@blp.arguments(schemas.DeskQuery, location="query")
@blp.response(200, schemas.DeskResult)
def list_waiting(args: dict[str, Any]) -> waiting.Desk:
    """Everything that waits for you, of every sort, what is due first on top."""
    return waiting.desk(actor(), args["sort"], args["size"])
