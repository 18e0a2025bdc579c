"""A device's site visits in its story: what was found, and what was withdrawn."""

from __future__ import annotations

from collections.abc import Iterator

from inventory.core.access import Actor
from inventory.core.messages import sentence
from inventory.intake.visits import service
from inventory.registry.equipment.models import Equipment
from inventory.registry.equipment.stories import Entry, entry


def visits(actor: Actor, device: Equipment) -> Iterator[Entry]:
    """What officials found on site, when it was written down, and what was withdrawn."""
    for item in service.of_device(actor, device):
        source, day = f"visit:{item.id}", item.on.isoformat()
        what = sentence(f"visits.{item.conclusion}", day=day)
        yield entry(item.created_at, item.people, what, source=source, reason=item.note)
        if item.withdrawn_at:
            yield entry(
                item.withdrawn_at,
                item.withdrawer,
                sentence("visits.withdrawn", day=day),
                source=source,
                reason=item.withdrawn_reason,
            )
