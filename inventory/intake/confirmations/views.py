"""The yearly confirmation over HTTP."""

from __future__ import annotations

from typing import Any

from flask import Response

from inventory.core import clock
from inventory.core.access import OFFICE, OFFICIALS
from inventory.core.paging import Slice
from inventory.core.web.api import Blueprint, actor, allow
from inventory.intake.confirmations import asking, listing, schemas, workbook
from inventory.intake.confirmations.listing import StandingList, Wanted

blp = Blueprint("confirmations", __name__, description="年度确认 / Yearly confirmation")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _wanted(args: dict[str, Any]) -> Wanted:
    return Wanted(**{**args, "year": args["year"] or clock.today().year})


@blp.route("/confirmations", methods=["GET"])
@blp.lists(schemas.ConfirmationQuery, schemas.ConfirmationPage)
def list_confirmations(args: dict[str, Any], part: Slice) -> StandingList:
    """Which enterprises have confirmed their devices this year, and which have not."""
    return listing.listing(actor(), _wanted(args), part)


@blp.route("/confirmations.xlsx", methods=["GET"])
@blp.arguments(schemas.ConfirmationFilters, location="query")
@blp.response(200, content_type=XLSX)
@allow(OFFICIALS)
def export_confirmations(args: dict[str, Any]) -> Response:
    """The same list as a workbook."""
    content = workbook.export(actor(), _wanted(args))
    headers = {"Content-Disposition": 'attachment; filename="confirmations.xlsx"'}
    return Response(content, mimetype=XLSX, headers=headers)


@blp.route("/confirmations/reminders", methods=["POST"])
@blp.arguments(schemas.ConfirmationReminder)
@blp.response(200, schemas.ConfirmationReminded)
@allow(OFFICE)
def remind(args: dict[str, Any]) -> dict[str, int]:
    """Remind those that have still to act; an enterprise is reminded once a day."""
    return {"reminded": asking.remind(actor(), _wanted(args))}
