"""The table of responsibilities over HTTP."""

from __future__ import annotations

from typing import Any

from inventory.core.access import OFFICIALS
from inventory.core.web.api import Blueprint, actor, allow
from inventory.people.responsibilities import schemas, service
from inventory.people.responsibilities.service import ADMIN, Shown

blp = Blueprint("responsibilities", __name__, description="分工 / Who answers for what")


@blp.route("/responsibilities", methods=["GET"])
@blp.response(200, schemas.ResponsibilityResult(many=True))
@allow(OFFICIALS)
def list_responsibilities() -> list[Shown]:
    """Who answers for which division and kind, and who stands in."""
    return service.listing(actor())


@blp.route("/responsibilities", methods=["POST"])
@blp.arguments(schemas.ResponsibilityArgs)
@blp.response(201, schemas.ResponsibilityResult)
@allow(ADMIN)
def create_responsibility(args: dict[str, Any]) -> Shown:
    """A new row: one for each division and kind."""
    return service.create(actor(), args)


@blp.route("/responsibilities/<int:responsibility_id>", methods=["PATCH"])
@blp.arguments(schemas.ResponsibilityChange)
@blp.response(200, schemas.ResponsibilityResult)
@allow(ADMIN)
def change_responsibility(args: dict[str, Any], responsibility_id: int) -> Shown:
    """Change a row."""
    return service.update(actor(), responsibility_id, args.pop("version"), args)


@blp.route("/responsibilities/<int:responsibility_id>", methods=["DELETE"])
@blp.response(204)
@allow(ADMIN)
def delete_responsibility(responsibility_id: int) -> None:
    """Take a row out."""
    service.delete(actor(), responsibility_id)
