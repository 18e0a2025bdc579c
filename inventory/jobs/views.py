"""Background work and health over HTTP."""

from __future__ import annotations

from typing import Any

from flask import current_app

from inventory.access import Role
from inventory.jobs import health, schemas, service
from inventory.jobs.models import Job
from inventory.web.api import Blueprint, actor, allow

blp = Blueprint("jobs", __name__, description="后台任务 / Background jobs")


@blp.route("/jobs", methods=["GET"])
@blp.arguments(schemas.JobQuery, location="query")
@blp.response(200, schemas.JobPage)
def list_jobs(args: dict[str, Any]) -> dict[str, Any]:
    """Your jobs, the newest first; administrators see all."""
    items, total = service.find(actor(), args["status"], args["kind"], args["page"], args["size"])
    return {"items": items, "total": total}


@blp.route("/jobs/<int:job_id>", methods=["GET"])
@blp.response(200, schemas.JobDetail)
def get_job(job_id: int) -> Job:
    """Progress and result of a job of yours."""
    return service.get(actor(), job_id)


@blp.route("/health/details", methods=["GET"])
@blp.response(200, schemas.HealthDetails)
@allow(frozenset({Role.ADMIN, Role.AUDITOR}))
def get_health() -> dict[str, Any]:
    """Schedules, queue, disk, backup, library and migrations, with what each means."""
    return health.details(current_app.config["HUANXIN"].data_dir)
