"""Savings, carbon and subsidies over HTTP."""

from __future__ import annotations

from typing import Any

from flask import current_app

from inventory.core.access import OFFICIALS
from inventory.core.paging import Slice
from inventory.core.web.api import Blueprint, actor, allow
from inventory.judgement.potential import listing, runs, schemas, service
from inventory.judgement.potential.reading import Section
from inventory.judgement.potential.results import (
    DevicePotential,
    FigurePage,
    Programme,
    Sums,
)
from inventory.registry.jobs.models import Job
from inventory.registry.jobs.schemas import JobResult

blp = Blueprint("potential", __name__, description="节能、减碳与补贴 / Savings and subsidies")


@blp.route("/equipment/<int:equipment_id>/potential", methods=["GET"])
@blp.response(200, schemas.DevicePotential)
def of_device(equipment_id: int) -> DevicePotential:
    """What replacing a device saves a year, and which subsidies it matches."""
    return service.of_device(actor(), equipment_id)


@blp.route("/enterprises/<int:enterprise_id>/potential", methods=["GET"])
@blp.response(200, schemas.PotentialSums)
def of_enterprise(enterprise_id: int) -> Sums:
    """The sums of an enterprise."""
    return service.of_enterprise(actor(), enterprise_id)


@blp.route("/potential", methods=["GET"])
@blp.arguments(schemas.PotentialQuery, location="query")
@blp.response(200, schemas.PotentialSums)
def sums(args: dict[str, Any]) -> Sums:
    """Sums by kind, region, enterprise and catalogue item; for up to 20 000 devices."""
    return service.at_once(actor(), Section(**args))


@blp.route("/potential/devices", methods=["GET"])
@blp.lists(schemas.PotentialDevicesQuery, schemas.PotentialDevicePage)
def list_devices(args: dict[str, Any], part: Slice) -> FigurePage:
    """The devices that a sum counts, the most carbon first; computed again, so as of today."""
    section = Section(*(args.pop(name) for name in ("kind", "region", "enterprise", "place")))
    return listing.page(actor(), section, listing.DeviceFilters(**args), part)


@blp.route("/potential/runs", methods=["POST"])
@blp.arguments(schemas.PotentialQuery)
@blp.response(202, JobResult)
@allow(OFFICIALS)
def request_run(args: dict[str, Any]) -> Job:
    """The same over any number of devices, in the background; the job's result holds the sums."""
    job = runs.request(actor(), Section(**args))
    current_app.extensions["queue"].send(job.id)
    return job


@blp.route("/subsidies", methods=["GET"])
@blp.arguments(schemas.ProgrammeQuery, location="query")
@blp.response(200, schemas.ProgrammeResult(many=True))
def list_programmes(args: dict[str, Any]) -> list[Programme]:
    """Subsidy programmes with windows, conditions, amounts and stacking."""
    return service.programmes(**args)
