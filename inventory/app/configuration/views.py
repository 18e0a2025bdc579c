"""The configuration over HTTP: most of it the environment sets, what is safe an administrator."""

from __future__ import annotations

from typing import Any

from flask import current_app

from inventory.app.configuration import schemas, service
from inventory.app.configuration.following import BASE
from inventory.app.configuration.service import Configured
from inventory.core.web.api import Blueprint, actor, allow

blp = Blueprint("configuration", __name__, description="运行参数 / Configuration")


@blp.route("/settings", methods=["GET"])
@blp.response(200, schemas.ConfiguredSetting(many=True))
@allow(service.ADMIN)
def list_settings() -> list[Configured]:
    """What this server runs with; of a secret only whether it is set."""
    return service.shown(actor(), current_app.extensions[BASE])


@blp.route("/settings/<setting_id>", methods=["PATCH"])
@blp.arguments(schemas.SettingChange)
@blp.response(200, schemas.ConfiguredSetting)
@allow(service.ADMIN)
def change_setting(args: dict[str, Any], setting_id: str) -> Configured:
    """Change a setting that is safe to change here; it holds without a restart."""
    base = current_app.extensions[BASE]
    return service.change(actor(), base, setting_id, args["version"], args["value"])
