"""Re-entry cases over HTTP."""

from __future__ import annotations

from typing import Any

from inventory.core.access import OFFICE, OFFICIALS
from inventory.core.paging import Page, Slice
from inventory.core.web.api import Blueprint, actor, allow
from inventory.judgement.reentry import schemas, service
from inventory.judgement.reentry.telling import CaseDetail, CaseShown

blp = Blueprint("reentry", __name__, description="再流入案件 / Re-entry cases")


@blp.route("/reentry", methods=["GET"])
@blp.lists(schemas.ReentryQuery, schemas.ReentryPage)
@allow(OFFICIALS)
def list_cases(args: dict[str, Any], part: Slice) -> Page[CaseShown]:
    """A page of the cases of which one side is in your regions, the newest first."""
    return service.find(actor(), service.Narrowed(**args), part)


@blp.route("/reentry/<int:case_id>", methods=["GET"])
@blp.response(200, schemas.ReentryDetail)
@allow(OFFICIALS)
def get_case(case_id: int) -> CaseDetail:
    """Both devices side by side, as far as they are yours to see, and what was done."""
    return service.detail(actor(), case_id)


@blp.route("/reentry/<int:case_id>/steps", methods=["POST"])
@blp.arguments(schemas.ReentryStepArgs)
@blp.response(200, schemas.ReentryDetail)
@allow(OFFICE)
def take_step(args: dict[str, Any], case_id: int) -> CaseDetail:
    """Explain, confirm, close or reopen a case of a device in service in your regions."""
    return service.take(actor(), case_id, service.Taken(**args))
