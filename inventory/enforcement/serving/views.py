"""Service and terms over HTTP."""

from __future__ import annotations

from typing import Any

from inventory.core.access import OFFICE, OFFICIALS, Role
from inventory.core.paging import Page, Slice
from inventory.core.web.api import Blueprint, actor, allow
from inventory.enforcement.serving import due, schemas, service, terms
from inventory.enforcement.serving.models import Delivery

blp = Blueprint("serving", __name__, description="送达和期限 / Service and terms")


@blp.route("/service/ways", methods=["GET"])
@blp.response(200, schemas.WayResult(many=True))
def list_ways() -> list[service.WayNeeds]:
    """The ways of service, and what each needs to be valid."""
    return service.ways()


@blp.route("/cases/<int:enforcement_case_id>/deliveries", methods=["GET"])
@blp.response(200, schemas.DeliveryResult(many=True))
def list_deliveries(enforcement_case_id: int) -> list[Delivery]:
    """Every attempt at serving the documents of a case."""
    return service.of_case(actor(), enforcement_case_id)


@blp.route("/cases/<int:enforcement_case_id>/deliveries", methods=["POST"])
@blp.arguments(schemas.DeliveryArgs)
@blp.response(201, schemas.DeliveryResult)
@allow(OFFICE)
def record_delivery(args: dict[str, Any], enforcement_case_id: int) -> Delivery:
    """Write an attempt down; the first valid one of an order fixes its effective date."""
    return service.record(actor(), enforcement_case_id, service.Attempt(**args))


@blp.route("/cases/<int:enforcement_case_id>/receipts", methods=["POST"])
@blp.arguments(schemas.ReceiptArgs)
@blp.response(201, schemas.DeliveryResult)
@allow(frozenset({Role.ENTERPRISE}))
def confirm_receipt(args: dict[str, Any], enforcement_case_id: int) -> Delivery:
    """Confirm that your enterprise has received a document."""
    return service.confirm(
        actor(),
        enforcement_case_id,
        args["document"],
        args["receiver"],
        args["duty"],
        args["key"],
    )


@blp.route("/deliveries/<int:delivery_id>", methods=["GET"])
@blp.response(200, schemas.DeliveryResult)
def get_delivery(delivery_id: int) -> Delivery:
    """One attempt; its receipt is an attachment of it."""
    return service.get(actor(), delivery_id)


@blp.route("/cases/<int:enforcement_case_id>/terms", methods=["GET"])
@blp.response(200, schemas.RunningResult(many=True))
def list_terms(enforcement_case_id: int) -> list[terms.Running]:
    """Every running term of a case: the day it ends, and why."""
    return terms.of_case(actor(), enforcement_case_id)


@blp.route("/terms", methods=["GET"])
@blp.lists(schemas.TermQuery, schemas.TermPage)
@allow(OFFICIALS)
def list_due(args: dict[str, Any], part: Slice) -> Page[due.Due]:
    """The running terms of all open cases that you see, the earliest end first."""
    return due.page(actor(), due.Narrowed(**args), part)
