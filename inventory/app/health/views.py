"""Health over HTTP, for administrators."""

from __future__ import annotations

from flask import current_app

from inventory.app.health import details, schemas
from inventory.app.health.results import HealthDetails
from inventory.core.access import Role
from inventory.core.web.api import Blueprint, allow

blp = Blueprint("health", __name__, description="运行状态 / Health")


@blp.route("/health/details", methods=["GET"])
@blp.response(200, schemas.HealthDetails)
@allow(frozenset({Role.ADMIN, Role.AUDITOR}))
def get_health() -> HealthDetails:
    """Schedules, queue, disk, backup, library and migrations, with what each means."""
    return details.details(current_app.config["HUANXIN"].data_dir)
