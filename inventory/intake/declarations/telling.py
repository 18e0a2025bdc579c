"""How the revisions that a declaration wrote are worded."""

from __future__ import annotations

from inventory.core.messages import sentence
from inventory.registry.equipment.models import EquipmentRevision


def reason(row: EquipmentRevision) -> str:
    """Why an accepted declaration wrote a revision, in English."""
    return sentence("declarations.accepted", number=row.source.partition(":")[2]).en
