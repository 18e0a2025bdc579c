"""Rechecks over HTTP."""

from __future__ import annotations

from typing import Any

from inventory.core.access import OFFICE
from inventory.core.web.api import Blueprint, actor, allow
from inventory.enforcement.rechecking import schemas, service
from inventory.enforcement.rechecking.models import Recheck

blp = Blueprint("rechecking", __name__, description="复查 / Rechecks")


@blp.route("/cases/<int:enforcement_case_id>/rechecks", methods=["GET"])
@blp.response(200, schemas.RecheckResult(many=True))
def list_rechecks(enforcement_case_id: int) -> list[Recheck]:
    """What was found at each device, the oldest first."""
    return service.of_case(actor(), enforcement_case_id)


@blp.route("/cases/<int:enforcement_case_id>/rechecks", methods=["POST"])
@blp.arguments(schemas.RecheckArgs)
@blp.response(201, schemas.RecheckResult(many=True))
@allow(OFFICE)
def record_recheck(args: dict[str, Any], enforcement_case_id: int) -> list[Recheck]:
    """Record what was found; a corrected device is settled, and the ledger is updated."""
    seen = [
        service.Seen(equipment=item.pop("equipment_id"), files=tuple(item.pop("files")), **item)
        for item in args["devices"]
    ]
    return service.record(actor(), enforcement_case_id, args["on"], args["way"], args["key"], seen)


@blp.route("/rechecks/<int:recheck_id>", methods=["GET"])
@blp.response(200, schemas.RecheckResult)
def get_recheck(recheck_id: int) -> Recheck:
    """One device at one recheck."""
    return service.get(actor(), recheck_id)
