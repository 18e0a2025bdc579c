"""How the revisions that a recheck wrote are worded."""

from __future__ import annotations

from inventory.enforcement.rechecking.service import RESULTS
from inventory.registry.equipment.models import EquipmentRevision


def reason(row: EquipmentRevision) -> str:
    """Why a case wrote a revision, in English: what the recheck found."""
    said = {result.reason.zh: result.reason.en for result in RESULTS.values()}
    return said.get(row.reason, "")
