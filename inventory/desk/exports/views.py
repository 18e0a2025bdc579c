"""Exports over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Response, current_app, send_file

from inventory.core.web.api import Blueprint, actor, public_url
from inventory.desk.exports import labels, schemas, service
from inventory.desk.exports.models import Export

blp = Blueprint("exports", __name__, description="导出 / Exports")


def _data_dir() -> Path:
    return Path(current_app.config["HUANXIN"].data_dir)


@blp.route("/exports", methods=["POST"])
@blp.arguments(schemas.ExportArgs)
@blp.response(202, schemas.ExportResult)
def request_export(args: dict[str, Any]) -> Export:
    """Export exactly what these filters list, in the background."""
    args["columns"] = tuple(args["columns"])
    export = service.request(actor(), service.ExportRequest(**args), _data_dir())
    current_app.extensions["queue"].send(export.job_id)
    return export


@blp.route("/exports", methods=["GET"])
@blp.response(200, schemas.ExportResult(many=True))
def list_exports() -> list[Export]:
    """Your exports of the last days, the newest first."""
    return service.listed(actor())


@blp.route("/exports/<int:export_id>", methods=["GET"])
@blp.response(200, schemas.ExportResult)
def get_export(export_id: int) -> Export:
    """An export of yours and its progress."""
    return service.get(actor(), export_id)


@blp.route("/exports/<int:export_id>/file", methods=["GET"])
@blp.response(200, content_type="application/octet-stream")
def get_file(export_id: int) -> Response:
    """The file, for the person who asked for it."""
    export, path = service.file(actor(), export_id, _data_dir())
    return send_file(
        path,
        mimetype=service.FORMATS[export.format],
        as_attachment=True,
        download_name=export.name,
    )


@blp.route("/equipment/labels", methods=["POST"])
@blp.arguments(schemas.LabelArgs)
@blp.response(200, content_type="application/pdf")
def print_labels(args: dict[str, Any]) -> Response:
    """QR labels of devices, 24 to an A4 sheet, in the order of the ids."""
    url = public_url()
    if args["ids"]:
        content = labels.sheets(actor(), args["ids"], url, args["skip"])
    else:
        filters = service.filters_of(args["filters"])
        content = labels.sheets_of(actor(), filters, args["sort"], url, args["part"], args["skip"])
    headers = {"Content-Disposition": 'inline; filename="labels.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)
