"""Saved views over HTTP."""

from __future__ import annotations

from typing import Any

from inventory.core.web.api import Blueprint, actor
from inventory.desk.saved_views import schemas, service
from inventory.desk.saved_views.models import SavedView

blp = Blueprint("saved_views", __name__, description="保存的视图 / Saved views")


@blp.route("/saved-views", methods=["GET"])
@blp.response(200, schemas.ViewResult(many=True))
def list_views() -> list[SavedView]:
    """Your own views, then those shared with your regions."""
    return service.listed(actor())


@blp.route("/saved-views", methods=["POST"])
@blp.arguments(schemas.ViewArgs)
@blp.response(201, schemas.ViewResult)
def create_view(args: dict[str, Any]) -> SavedView:
    """Keep a list under a name; with `region`, for everybody of that region."""
    return service.create(actor(), args)


@blp.route("/saved-views/<int:view_id>", methods=["GET"])
@blp.response(200, schemas.ViewResult)
def get_view(view_id: int) -> SavedView:
    """One view."""
    return service.get(actor(), view_id)


@blp.route("/saved-views/<int:view_id>", methods=["PATCH"])
@blp.arguments(schemas.ViewPatch)
@blp.response(200, schemas.ViewResult)
def update_view(args: dict[str, Any], view_id: int) -> SavedView:
    """Change a view of your own."""
    return service.update(actor(), view_id, args.pop("version"), args)


@blp.route("/saved-views/<int:view_id>", methods=["DELETE"])
@blp.response(204)
def delete_view(view_id: int) -> None:
    """Delete a view of your own."""
    service.delete(actor(), view_id)
