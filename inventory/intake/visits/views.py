"""Site visits over HTTP."""

from __future__ import annotations

from typing import Any

from inventory.core.access import OFFICE
from inventory.core.paging import Page, Slice
from inventory.core.web.api import Blueprint, actor, allow
from inventory.intake.visits import schemas, service
from inventory.intake.visits.models import Visit

blp = Blueprint("visits", __name__, description="现场检查 / Site visits")


def _shown(visit: Visit) -> service.VisitShown:
    (told,) = service.told(actor(), [visit])
    return told


@blp.route("/visits", methods=["GET"])
@blp.lists(schemas.VisitQuery, schemas.VisitPage)
def list_visits(args: dict[str, Any], part: Slice) -> Page[service.VisitShown]:
    """A page of the site visits that you may know of, the newest first.

    Enterprises get day and conclusion of their own devices, and nothing else.
    """
    return service.page(actor(), service.Narrowed(**args), part)


@blp.route("/visits", methods=["POST"])
@blp.arguments(schemas.VisitArgs)
@blp.response(201, schemas.VisitResult)
@allow(OFFICE)
def record_visit(args: dict[str, Any]) -> service.VisitShown:
    """Write down what was found at a device; photographs are attached to the record."""
    found = service.Found(equipment=args.pop("equipment_id"), **args)
    return _shown(service.create(actor(), found))


@blp.route("/visits/<int:visit_id>", methods=["GET"])
@blp.response(200, schemas.VisitResult)
def get_visit(visit_id: int) -> service.VisitShown:
    """One site visit."""
    return _shown(service.get(actor(), visit_id))


@blp.route("/visits/<int:visit_id>/withdraw", methods=["POST"])
@blp.arguments(schemas.VisitWithdrawal)
@blp.response(200, schemas.VisitResult)
@allow(OFFICE)
def withdraw_visit(args: dict[str, Any], visit_id: int) -> service.VisitShown:
    """Take a record of yours back; it stays readable with the reason."""
    return _shown(service.withdraw(actor(), visit_id, args["reason"]))
