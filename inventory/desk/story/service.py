"""The history of a device as a story: who did what, when and why, in one order.

Revisions, verdicts, alerts, documents and visits are kept apart in their tables; each domain tells
its part. Nobody learns from it a name that the actor may not see elsewhere.
"""

from __future__ import annotations

from inventory.core.access import Actor
from inventory.registry.equipment import retrieval
from inventory.registry.equipment.stories import Entry, tellers


def story(actor: Actor, equipment_id: int) -> list[Entry]:
    """Everything that happened to a device, oldest first."""
    device = retrieval.get(actor, equipment_id)
    told = [entry for teller in tellers.values() for entry in teller(actor, device)]
    # At the same moment a change comes before the verdict that follows from it: the sort is stable,
    # and revisions are entered first.
    return sorted(told, key=lambda entry: entry.at)
