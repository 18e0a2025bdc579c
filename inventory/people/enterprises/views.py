"""Enterprises over HTTP."""

from __future__ import annotations

from typing import Any

from inventory.core.access import OFFICE
from inventory.core.paging import Page, Slice
from inventory.core.web.api import Blueprint, actor, allow
from inventory.people.enterprises import schemas, service
from inventory.people.enterprises.models import Enterprise

blp = Blueprint("enterprises", __name__, description="企业 / Enterprises")


@blp.route("/enterprises", methods=["GET"])
@blp.lists(schemas.EnterpriseQuery, schemas.EnterprisePage)
def list_enterprises(args: dict[str, Any], part: Slice) -> Page[Any]:
    """A page of the enterprises that you may see."""
    return service.find(actor(), part=part, **args)


@blp.route("/enterprises", methods=["POST"])
@blp.arguments(schemas.EnterpriseArgs)
@blp.response(201, schemas.EnterpriseResult)
@allow(OFFICE)
def create_enterprise(args: dict[str, Any]) -> Enterprise:
    """A new enterprise in one of your regions."""
    return service.create(actor(), args)


@blp.route("/enterprises/<int:enterprise_id>", methods=["GET"])
@blp.response(200, schemas.EnterpriseResult)
def get_enterprise(enterprise_id: int) -> Enterprise:
    """One enterprise."""
    return service.get(actor(), enterprise_id)


@blp.route("/enterprises/<int:enterprise_id>", methods=["PATCH"])
@blp.arguments(schemas.EnterprisePatch(partial=("name", "region")))
@blp.response(200, schemas.EnterpriseResult)
@allow(OFFICE)
def update_enterprise(args: dict[str, Any], enterprise_id: int) -> Enterprise:
    """Change an enterprise; `version` is the one you saw."""
    return service.update(actor(), enterprise_id, args, args.pop("version"))
