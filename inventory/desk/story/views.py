"""A device's story over HTTP."""

from __future__ import annotations

from inventory.core.web.api import Blueprint, actor
from inventory.desk.story import schemas, service
from inventory.registry.equipment.stories import Entry

blp = Blueprint("story", __name__, description="设备经历 / Stories")


@blp.route("/equipment/<int:equipment_id>/story", methods=["GET"])
@blp.response(200, schemas.StoryResult(many=True))
def tell_story(equipment_id: int) -> list[Entry]:
    """The history in sentences: changes, verdicts, alerts, documents, transfers and merges."""
    return service.story(actor(), equipment_id)
