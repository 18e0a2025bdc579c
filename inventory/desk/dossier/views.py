"""Dossiers over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from inventory.core.database import dump
from inventory.core.web.api import Blueprint, actor
from inventory.desk.dossier import service

blp = Blueprint("dossier", __name__, description="档案导出 / Dossiers")


@blp.route("/equipment/<int:equipment_id>/export", methods=["GET"])
@blp.response(200, content_type="application/json")
def export_device(equipment_id: int) -> Response:
    """Everything kept about a device: facts, revisions, verdicts, alerts, documents."""
    return _file(service.device(actor(), equipment_id), f"equipment-{equipment_id}")


@blp.route("/enterprises/<int:enterprise_id>/export", methods=["GET"])
@blp.response(200, content_type="application/json")
def export_enterprise(enterprise_id: int) -> Response:
    """Everything kept about an enterprise and its devices."""
    return _file(service.enterprise(actor(), enterprise_id), f"enterprise-{enterprise_id}")


def _file(content: Mapping[str, Any], name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.json"'}
    return Response(dump(content), mimetype="application/json", headers=headers)
