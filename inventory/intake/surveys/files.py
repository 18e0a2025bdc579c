"""Evidence of a survey: officials see it, officers of the round add it."""

from __future__ import annotations

from inventory.core.access import Actor
from inventory.intake.surveys import recording
from inventory.registry.attachments.parents import Rights


def _write(actor: Actor, entry_id: int) -> None:
    recording.require_write(actor, recording.get(actor, entry_id))


RIGHTS = Rights(recording.get, _write)
