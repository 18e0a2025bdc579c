"""Alerts over HTTP."""

from __future__ import annotations

from typing import Any

from inventory.alerts import schemas, service
from inventory.web.api import Blueprint, actor

blp = Blueprint("alerts", __name__, description="预警 / Alerts")


@blp.route("/alerts", methods=["GET"])
@blp.arguments(schemas.AlertQuery, location="query")
@blp.response(200, schemas.AlertPage)
def list_alerts(args: dict[str, Any]) -> dict[str, Any]:
    """Open alerts that you may see, the most urgent first, and how many stand at each stage."""
    items, total = service.find(actor(), **args)
    return {"items": items, "total": total, "stages": service.counts(actor())}
