"""Campaigns over HTTP."""

from __future__ import annotations

from typing import Any

from flask import current_app

from inventory.core.access import OFFICE, OFFICIALS
from inventory.core.paging import Page, Slice
from inventory.core.web.api import Blueprint, actor, allow
from inventory.enforcement.campaigns import duties, reporting, schemas, service
from inventory.enforcement.campaigns.models import Campaign, CampaignEnterprise
from inventory.registry.jobs.models import Job
from inventory.registry.jobs.schemas import JobResult

blp = Blueprint("campaigns", __name__, description="专项监察 / Campaigns")


@blp.route("/campaigns", methods=["GET"])
@blp.lists(schemas.CampaignQuery, schemas.CampaignPage)
@allow(OFFICIALS)
def list_campaigns(args: dict[str, Any], part: Slice) -> Page[Campaign]:
    """The campaigns of your division, the newest first."""
    return service.page(actor(), part)


@blp.route("/campaigns", methods=["POST"])
@blp.arguments(schemas.CampaignArgs)
@blp.response(201, schemas.CampaignResult)
@allow(OFFICE)
def begin_campaign(args: dict[str, Any]) -> Campaign:
    """A campaign with the owners of the devices that the filters of the ledger leave."""
    return service.begin(actor(), service.Begun(agency=args.pop("agency_id"), **args))


@blp.route("/campaigns/<int:campaign_id>", methods=["GET"])
@blp.response(200, schemas.CampaignResult)
@allow(OFFICIALS)
def get_campaign(campaign_id: int) -> Campaign:
    """One campaign."""
    return service.get(actor(), campaign_id)


@blp.route("/campaigns/<int:campaign_id>/enterprises", methods=["GET"])
@blp.lists(schemas.CampaignQuery, schemas.CampaignRows)
@allow(OFFICIALS)
def list_campaign_enterprises(
    args: dict[str, Any], part: Slice, campaign_id: int
) -> Page[CampaignEnterprise]:
    """The whole list with the lots, the drawn first: enough to draw them again."""
    return duties.rows(actor(), campaign_id, part)


@blp.route("/campaigns/<int:campaign_id>/missions", methods=["GET"])
@blp.response(200, schemas.CampaignDuty(many=True))
@allow(OFFICIALS)
def list_campaign_missions(campaign_id: int) -> list[duties.Duty]:
    """Each officer with the enterprises that are theirs, and how far each is."""
    return duties.of(actor(), campaign_id)


@blp.route("/campaigns/<int:campaign_id>/draw", methods=["POST"])
@blp.arguments(schemas.CampaignDraw)
@blp.response(200, schemas.CampaignResult)
@allow(OFFICE)
def draw_campaign(args: dict[str, Any], campaign_id: int) -> Campaign:
    """Draw enterprises and their officers by lot, once."""
    return service.draw(actor(), campaign_id, args["version"], args["count"], args["seed"])


@blp.route("/campaigns/<int:campaign_id>/officers", methods=["PUT"])
@blp.arguments(schemas.CampaignOfficers)
@blp.response(200, schemas.CampaignResult)
@allow(OFFICE)
def assign_campaign(args: dict[str, Any], campaign_id: int) -> Campaign:
    """Give enterprises their officers."""
    return service.assign(
        actor(), campaign_id, args["version"], args["enterprises"], args["officers"]
    )


@blp.route("/campaigns/<int:campaign_id>/cases", methods=["POST"])
@blp.arguments(schemas.CampaignVersion)
@blp.response(202, JobResult)
@allow(OFFICE)
def open_campaign(args: dict[str, Any], campaign_id: int) -> Job:
    """Open a case for each enterprise, in the background."""
    job = service.request_cases(actor(), campaign_id, args["version"])
    current_app.extensions["queue"].send(job.id)
    return job


@blp.route("/campaigns/<int:campaign_id>/report", methods=["GET"])
@blp.response(200, schemas.CampaignReport)
@allow(OFFICIALS)
def report_campaign(campaign_id: int) -> reporting.Report:
    """How far it is, and what it found."""
    return reporting.report(actor(), campaign_id)
