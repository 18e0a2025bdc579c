"""The ledger over HTTP."""

from __future__ import annotations

from typing import Any

from flask import current_app

from inventory.access import OFFICE
from inventory.equipment import facets, listing, schemas, service
from inventory.equipment.models import Equipment, EquipmentRevision
from inventory.web.api import Blueprint, actor, allow

blp = Blueprint("equipment", __name__, description="设备台账 / Equipment ledger")


def _origin(reason: str) -> service.Origin:
    horizon = current_app.config["HUANXIN"].horizon_days
    return service.Origin("api", actor().id, reason, horizon=horizon)


@blp.route("/equipment", methods=["GET"])
@blp.arguments(schemas.EquipmentQuery, location="query")
@blp.response(200, schemas.EquipmentPage)
def list_equipment(args: dict[str, Any]) -> listing.Page:
    """A page of the ledger with the exact count; give `next` as `after` for the next page."""
    sort, after, size = args.pop("sort"), args.pop("after"), args.pop("size")
    return listing.page(actor(), listing.Filters(**args), sort, after, size)


@blp.route("/equipment/summary", methods=["GET"])
@blp.arguments(schemas.SummaryQuery, location="query")
@blp.response(200, schemas.SummaryResult(many=True))
def summarise(args: dict[str, Any]) -> list[dict[str, Any]]:
    """Devices by kind and verdict."""
    return listing.summary(actor(), args["region"])


@blp.route("/equipment/facets", methods=["GET"])
@blp.arguments(schemas.EquipmentFilters, location="query")
@blp.response(200, schemas.FacetsResult)
def count_facets(args: dict[str, Any]) -> facets.Facets:
    """How many devices each further filter would leave; each number is that list's total."""
    return facets.facets(actor(), listing.Filters(**args))


@blp.route("/equipment", methods=["POST"])
@blp.arguments(schemas.EquipmentArgs)
@blp.response(201, schemas.EquipmentResult)
@allow(OFFICE)
def create_equipment(args: dict[str, Any]) -> Equipment:
    """A new device; it is judged at once."""
    return service.create(
        actor(),
        args["kind"],
        args["enterprise_id"],
        args["region"],
        args["facts"],
        _origin(args["reason"]),
    )


@blp.route("/equipment/<int:equipment_id>", methods=["GET"])
@blp.response(200, schemas.EquipmentResult)
def get_equipment(equipment_id: int) -> Equipment:
    """One device."""
    return service.get(actor(), equipment_id)


@blp.route("/equipment/<int:equipment_id>", methods=["PATCH"])
@blp.arguments(schemas.EquipmentPatch)
@blp.response(200, schemas.EquipmentResult)
@allow(OFFICE)
def update_equipment(args: dict[str, Any], equipment_id: int) -> Equipment:
    """Change a device; facts are merged, null takes one away; it is judged again at once."""
    origin = _origin(args.pop("reason"))
    return service.update(actor(), equipment_id, args.pop("version"), origin, **args)


@blp.route("/equipment/<int:equipment_id>/revisions", methods=["GET"])
@blp.response(200, schemas.RevisionResult(many=True))
def list_revisions(equipment_id: int) -> list[EquipmentRevision]:
    """The history of a device, oldest first."""
    return service.revisions(actor(), equipment_id)
