"""The checklist of a fresh installation over HTTP."""

from __future__ import annotations

from inventory.app.first_steps import schemas, service
from inventory.app.first_steps.service import Step
from inventory.core.web.api import Blueprint, actor, allow

blp = Blueprint("first_steps", __name__, description="开始使用 / First steps")


@blp.route("/first-steps", methods=["GET"])
@blp.response(200, schemas.FirstStep(many=True))
@allow(service.ADMIN)
def list_first_steps() -> list[Step]:
    """What this installation still needs: agency, people, ledger, notifications, backup."""
    return service.steps(actor())
