"""What-if over HTTP."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app

from inventory.core import clock
from inventory.core.access import OFFICE, OFFICIALS, Role
from inventory.core.paging import Page, Slice
from inventory.core.web.api import Blueprint, actor, allow
from inventory.judgement.library import package_details, package_schemas
from inventory.judgement.library.results import PackageDetail
from inventory.judgement.whatif import (
    changeable,
    columns,
    listing,
    packaging,
    schemas,
    service,
    summing,
)
from inventory.judgement.whatif.models import WhatIf
from inventory.judgement.whatif.results import ChangedDevice, Summary

blp = Blueprint("whatif", __name__, description="试算 / What if")


@blp.route("/whatif/rules", methods=["GET"])
@blp.response(200, schemas.ChangeableRule(many=True))
@allow(OFFICIALS)
def list_changeable() -> list[changeable.ChangeableRule]:
    """The rules with the values that a draft may change."""
    return changeable.rules()


@blp.route("/whatif/tables/<table_id>", methods=["GET"])
@blp.response(200, schemas.ChangeableTable)
@allow(OFFICIALS)
def get_changeable_table(table_id: str) -> changeable.ChangeableTable:
    """A limit table: which columns may change, and which columns name a row."""
    return changeable.table(table_id)


@blp.route("/whatif", methods=["POST"])
@blp.arguments(schemas.WhatIfArgs)
@blp.response(202, schemas.WhatIfResult)
@allow(OFFICE)
def ask(args: dict[str, Any]) -> WhatIf:
    """Judge the ledger twice in the background: as it is, and by a draft or on another day."""
    today = clock.today()
    args["base_as_of"] = args["base_as_of"] or today
    args["as_of"] = args["as_of"] or today
    if args["horizon"] is None:
        args["horizon"] = current_app.config["HUANXIN"].horizon_days
    args["changes"] = tuple(args["changes"])
    what_if = service.request(actor(), service.Question(**args))
    current_app.extensions["queue"].send(what_if.job_id)
    return what_if


@blp.route("/whatif", methods=["GET"])
@blp.response(200, schemas.WhatIfResult(many=True))
@allow(OFFICIALS)
def list_questions() -> list[WhatIf]:
    """Your questions, the newest first."""
    return service.listed(actor())


@blp.route("/whatif/<int:what_if_id>", methods=["GET"])
@blp.response(200, schemas.WhatIfSummary)
@allow(OFFICIALS)
def get_summary(what_if_id: int) -> Summary:
    """How many devices change how: by kind, verdict, region, enterprise and rule."""
    return summing.summary(actor(), what_if_id)


@blp.route("/whatif/<int:what_if_id>", methods=["DELETE"])
@blp.response(204)
@allow(OFFICE)
def delete(what_if_id: int) -> None:
    """Throw a question of yours away."""
    service.delete(actor(), what_if_id)


@blp.route("/whatif/<int:what_if_id>/changes", methods=["GET"])
@blp.lists(schemas.ChangePageQuery, schemas.ChangedDevices)
@allow(OFFICIALS)
def list_changes(args: dict[str, Any], part: Slice, what_if_id: int) -> Page[ChangedDevice]:
    """The devices behind the numbers, worse ones first."""
    return listing.page(actor(), what_if_id, columns.ChangeFilter(**args), part)


@blp.route("/whatif/<int:what_if_id>/export", methods=["GET"])
@blp.arguments(schemas.ChangeQuery, location="query")
@blp.response(200, content_type="text/csv")
@allow(OFFICIALS)
def export(args: dict[str, Any], what_if_id: int) -> Response:
    """The same devices as CSV."""
    lines = listing.export(actor(), what_if_id, columns.ChangeFilter(**args))
    headers = {"Content-Disposition": f'attachment; filename="whatif-{what_if_id}.csv"'}
    # Written out whole: the connection to the database ends with the request.
    return Response("".join(lines), mimetype="text/csv", headers=headers)


@blp.route("/whatif/<int:what_if_id>/package", methods=["POST"])
@blp.arguments(schemas.PackageArgs)
@blp.response(201, package_schemas.PackageDetail)
@allow(frozenset({Role.ADMIN}))
def make_package(args: dict[str, Any], what_if_id: int) -> PackageDetail:
    """Turn a finished question's changes into the draft of a local document to be published."""
    row = packaging.make(actor(), what_if_id, packaging.Heading(**args))
    return package_details.detail(actor(), row.id)
