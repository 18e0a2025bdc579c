"""Disposal over HTTP."""

from __future__ import annotations

from typing import Any

from inventory.core.access import OFFICE
from inventory.core.web.api import Blueprint, actor, allow
from inventory.registry.disposals import schemas, service
from inventory.registry.disposals.models import Disposal

blp = Blueprint("disposals", __name__, description="报废处置 / Disposal")


@blp.route("/equipment/<int:equipment_id>/disposals", methods=["GET"])
@blp.response(200, schemas.DisposalResult(many=True))
def list_disposals(equipment_id: int) -> list[Disposal]:
    """How a device was disposed of; the record that stands first."""
    return service.of_device(actor(), equipment_id)


@blp.route("/equipment/<int:equipment_id>/disposals", methods=["POST"])
@blp.arguments(schemas.DisposalArgs)
@blp.response(201, schemas.DisposalResult)
@allow(OFFICE)
def record_disposal(args: dict[str, Any], equipment_id: int) -> Disposal:
    """Write down how a device out of service was disposed of."""
    return service.record(actor(), equipment_id, service.Given(**args))


@blp.route("/disposals/<int:disposal_id>/withdraw", methods=["POST"])
@blp.arguments(schemas.DisposalWithdrawal)
@blp.response(200, schemas.DisposalResult)
@allow(OFFICE)
def withdraw_disposal(args: dict[str, Any], disposal_id: int) -> Disposal:
    """Take a record back; it stays readable with the reason."""
    return service.withdraw(actor(), disposal_id, args["reason"])
