"""Divisions over HTTP."""

from __future__ import annotations

from typing import Any

from inventory.core.regions import schemas, service
from inventory.core.regions.models import Region
from inventory.core.web.api import Blueprint, public

blp = Blueprint("regions", __name__, description="行政区划 / Divisions")


@blp.route("/regions", methods=["GET"])
@blp.arguments(schemas.RegionQuery, location="query")
@blp.response(200, schemas.RegionResult(many=True))
@public
def list_regions(args: dict[str, Any]) -> list[Region]:
    """The divisions directly below one (blank: the provinces), or those that a text names.

    Applicants need them too.
    """
    if text := args["text"].strip():
        return service.named(text, args["parent"])
    return service.children(args["parent"])
