"""Schedules over HTTP."""

from __future__ import annotations

from typing import Any

from flask import current_app

from inventory.app.models import ScheduleRun
from inventory.app.schedules import schemas, service
from inventory.app.schedules.service import ScheduleShown, Settled
from inventory.core.paging import Page, Slice
from inventory.core.web.api import Blueprint, PageQuery, actor, allow
from inventory.registry.jobs.models import Job
from inventory.registry.jobs.schemas import JobResult

blp = Blueprint("schedules", __name__, description="定时任务 / Schedules")


@blp.route("/schedules", methods=["GET"])
@blp.response(200, schemas.ScheduleResult(many=True))
@allow(service.READERS)
def list_schedules() -> list[ScheduleShown]:
    """What runs by the clock: last run, result, next run."""
    return service.listed(actor(), current_app.config["HUANXIN"])


@blp.route("/schedules/<schedule_id>", methods=["PATCH"])
@blp.arguments(schemas.ScheduleChange)
@blp.response(200, schemas.ScheduleResult)
@allow(service.WRITERS)
def change_schedule(args: dict[str, Any], schedule_id: str) -> ScheduleShown:
    """Switch a schedule on or off, or set its time."""
    version = args.pop("version")
    settings = current_app.config["HUANXIN"]
    return service.change(actor(), settings, schedule_id, version, Settled(**args))


@blp.route("/schedules/<schedule_id>/runs", methods=["GET"])
@blp.lists(PageQuery, schemas.RunPage)
@allow(service.READERS)
def list_runs(_args: dict[str, Any], part: Slice, schedule_id: str) -> Page[ScheduleRun]:
    """The runs of a schedule, the newest first."""
    return service.runs(actor(), schedule_id, part)


@blp.route("/schedules/<schedule_id>/runs", methods=["POST"])
@blp.response(202, JobResult)
@allow(service.WRITERS)
def run_now(schedule_id: str) -> Job:
    """Run it now, in the background."""
    job = service.ask(actor(), schedule_id)
    current_app.extensions["queue"].send(job.id)
    return job
