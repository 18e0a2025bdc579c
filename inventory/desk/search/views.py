"""The search over HTTP."""

from __future__ import annotations

from typing import Any

from inventory.core.web.api import Blueprint, actor
from inventory.desk.search import schemas, service
from inventory.desk.search.service import Group

blp = Blueprint("search", __name__, description="搜索 / Search")


@blp.route("/search", methods=["GET"])
@blp.arguments(schemas.FindQuery, location="query")
@blp.response(200, schemas.FoundGroup(many=True))
def search_everything(args: dict[str, Any]) -> list[Group]:
    """Devices, enterprises, documents, cases, declarations and the library, by what is typed."""
    return service.search(actor(), args["q"], args["limit"])
