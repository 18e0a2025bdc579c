"""Background work over HTTP."""

from __future__ import annotations

from inventory.jobs import schemas, service
from inventory.jobs.models import Job
from inventory.web.api import Blueprint, actor

blp = Blueprint("jobs", __name__, description="后台任务 / Background jobs")


@blp.route("/jobs/<int:job_id>", methods=["GET"])
@blp.response(200, schemas.JobResult)
def get_job(job_id: int) -> Job:
    """Progress and result of a job of yours."""
    return service.get(actor(), job_id)
