"""The audit trail over HTTP: read only."""

from __future__ import annotations

from typing import Any

from inventory.audit import schemas, service
from inventory.web.api import Blueprint, actor, allow

blp = Blueprint("audit", __name__, description="审计记录 / Audit trail")


@blp.route("/audit", methods=["GET"])
@blp.arguments(schemas.AuditQuery, location="query")
@blp.response(200, schemas.AuditPage)
@allow(service.READERS)
def list_events(args: dict[str, Any]) -> service.Page:
    """Events, the newest first; give `next` as `after` for the next page."""
    after, size = args.pop("after"), args.pop("size")
    return service.page(actor(), service.Filters(**args), after, size)
