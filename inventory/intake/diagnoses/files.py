"""The report of a diagnosis: who sees the enterprise sees it, officers of its division add it."""

from __future__ import annotations

from inventory.core import access
from inventory.core.access import Actor
from inventory.intake.diagnoses import service
from inventory.registry.attachments.parents import Rights


def _write(actor: Actor, diagnosis_id: int) -> None:
    access.require_region(actor, service.get(actor, diagnosis_id).enterprise.region)


RIGHTS = Rights(service.get, _write)
