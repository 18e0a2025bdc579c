"""The configuration over HTTP: read only, the environment alone sets it."""

from __future__ import annotations

from flask import current_app

from inventory.app.configuration import schemas
from inventory.core.access import Role
from inventory.core.settings import Settings, Shown
from inventory.core.web.api import Blueprint, allow

blp = Blueprint("configuration", __name__, description="运行参数 / Configuration")


@blp.route("/settings", methods=["GET"])
@blp.response(200, schemas.ConfiguredSetting(many=True))
@allow(frozenset({Role.ADMIN}))
def list_settings() -> list[Shown]:
    """What this server runs with; of a secret only whether it is set."""
    settings: Settings = current_app.config["HUANXIN"]
    return settings.shown()
