"""The whole record of a case over HTTP."""

from __future__ import annotations

import io

from flask import Response, send_file

from inventory.core.access import OFFICIALS
from inventory.core.web.api import Blueprint, actor, allow, public_url
from inventory.enforcement.archive import packing, schemas, steps
from inventory.registry.attachments.views import store

blp = Blueprint("archive", __name__, description="执法全过程记录 / Whole record of a case")


@blp.route("/cases/<int:enforcement_case_id>/record", methods=["GET"])
@blp.response(200, schemas.RecordedStep(many=True))
@allow(OFFICIALS)
def list_records(enforcement_case_id: int) -> list[steps.Step]:
    """What each step of a case left behind, and which steps left nothing."""
    return steps.of_case(actor(), enforcement_case_id)


@blp.route("/cases/<int:enforcement_case_id>/record.zip", methods=["GET"])
@blp.response(200, content_type="application/zip")
@allow(OFFICIALS)
def export_records(enforcement_case_id: int) -> Response:
    """All of a case as one zip: papers, evidence as it came, service, the trail with its proof."""
    out = io.BytesIO()
    packing.pack(actor(), enforcement_case_id, store(), out, public_url())
    out.seek(0)
    name = f"case-{enforcement_case_id}.zip"
    return send_file(out, "application/zip", as_attachment=True, download_name=name)
