"""Files of site visits: officials see them, and an officer adds files to their own visit."""

from __future__ import annotations

from inventory.core import access
from inventory.core.access import Actor
from inventory.core.errors import not_found
from inventory.intake.visits import service
from inventory.registry.attachments.parents import Rights


def _read(actor: Actor, visit_id: int) -> None:
    service.get(actor, visit_id)
    if actor.role not in access.OFFICIALS:
        # What was noted and photographed on a visit stays with the officials.
        raise not_found("附件", "attachment")


def _write(actor: Actor, visit_id: int) -> None:
    visit = service.get(actor, visit_id)
    service.require_own(actor, visit)
    service.require_standing(visit)


RIGHTS = Rights(_read, _write)
