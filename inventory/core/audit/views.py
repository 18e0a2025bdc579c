"""The audit trail over HTTP: read only."""

from __future__ import annotations

from typing import Any

from inventory.core.audit import chain, schemas, service
from inventory.core.web.api import Blueprint, actor, allow

blp = Blueprint("audit", __name__, description="审计记录 / Audit trail")


@blp.route("/audit/chain", methods=["GET"])
@blp.response(200, schemas.ChainResult)
@allow(service.READERS)
def verify_chain() -> chain.Verdict:
    """Walk the whole trail and say whether it is unbroken; takes seconds on a long one."""
    return chain.verify()


@blp.route("/audit", methods=["GET"])
@blp.arguments(schemas.AuditQuery, location="query")
@blp.response(200, schemas.AuditPage)
@allow(service.READERS)
def list_events(args: dict[str, Any]) -> service.Page:
    """Events, the newest first; give `next` as `after` for the next page."""
    after, size = args.pop("after"), args.pop("size")
    return service.page(actor(), service.Filters(**args), after, size)
