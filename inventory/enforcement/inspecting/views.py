"""Inspections over HTTP."""

from __future__ import annotations

from typing import Any

from inventory.core.access import OFFICE, OFFICIALS
from inventory.core.web.api import Blueprint, actor, allow
from inventory.enforcement.inspecting import evidence, missions, schemas, service
from inventory.enforcement.inspecting.models import Inspection

blp = Blueprint("inspecting", __name__, description="现场检查 / Inspections")


@blp.route("/inspections", methods=["GET"])
@blp.arguments(schemas.MissionQuery, location="query")
@blp.response(200, schemas.InspectionRow(many=True))
@allow(OFFICIALS)
def list_inspections(args: dict[str, Any]) -> list[Inspection]:
    """The mission list: the visits of a day, yours or all that you see."""
    return missions.listed(actor(), missions.Narrowed(**args))


@blp.route("/cases/<int:enforcement_case_id>/inspections", methods=["POST"])
@blp.arguments(schemas.PlanArgs)
@blp.response(201, schemas.InspectionResult)
@allow(OFFICE)
def plan_inspection(args: dict[str, Any], enforcement_case_id: int) -> Inspection:
    """Plan a visit with a check list from the devices and findings of the case."""
    return service.plan(actor(), enforcement_case_id, args["planned_on"])


@blp.route("/inspections/<int:inspection_id>", methods=["GET"])
@blp.response(200, schemas.InspectionResult)
def get_inspection(inspection_id: int) -> Inspection:
    """A visit with its check list and record."""
    return service.get(actor(), inspection_id)


@blp.route("/inspections/<int:inspection_id>/record", methods=["PUT"])
@blp.arguments(schemas.RecordArgs)
@blp.response(200, schemas.InspectionResult)
@allow(OFFICE)
def record_inspection(args: dict[str, Any], inspection_id: int) -> Inspection:
    """Write the record of a visit; it may be sent again until an answer comes."""
    found = [_found(item) for item in args.pop("lines")]
    signed = [evidence.Signed(**item) for item in args.pop("signatures")]
    return service.record(actor(), inspection_id, service.Record(**args), found, signed)


def _found(item: dict[str, Any]) -> service.Found:
    photos = [evidence.Photo(**photo) for photo in item.pop("photos")]
    return service.Found(**item, photos=photos)


@blp.route("/inspections/<int:inspection_id>/cancellation", methods=["POST"])
@blp.arguments(schemas.CancelArgs)
@blp.response(200, schemas.InspectionResult)
@allow(OFFICE)
def cancel_inspection(args: dict[str, Any], inspection_id: int) -> Inspection:
    """A visit that does not take place."""
    return service.cancel(actor(), inspection_id, args["reason"])
