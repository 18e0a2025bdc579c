"""Background work over HTTP."""

from __future__ import annotations

from typing import Any

from flask import current_app

from inventory.core.paging import Page, Slice
from inventory.core.web.api import Blueprint, actor, allow
from inventory.registry.jobs import schemas, service
from inventory.registry.jobs.models import Job

blp = Blueprint("jobs", __name__, description="后台任务 / Background jobs")


@blp.route("/jobs", methods=["GET"])
@blp.lists(schemas.JobQuery, schemas.JobPage)
def list_jobs(args: dict[str, Any], part: Slice) -> Page[Any]:
    """Your jobs, the newest first; administrators see all."""
    return service.find(actor(), args["status"], args["kind"], part)


@blp.route("/jobs/<int:job_id>", methods=["GET"])
@blp.response(200, schemas.JobDetail)
def get_job(job_id: int) -> Job:
    """Progress and result of a job of yours."""
    return service.get(actor(), job_id)


@blp.route("/jobs/<int:job_id>/retry", methods=["POST"])
@blp.response(202, schemas.JobDetail)
@allow(service.WRITERS)
def retry_job(job_id: int) -> Job:
    """Have a failed job of yours done again; administrators all."""
    job = service.retry(actor(), job_id)
    current_app.extensions["queue"].send(job.id)
    return job
