"""A device's disposal in its story."""

from __future__ import annotations

from collections.abc import Iterator

from inventory.core.access import Actor
from inventory.core.messages import Sentence, sentence
from inventory.registry.disposals import service
from inventory.registry.equipment.models import Equipment
from inventory.registry.equipment.stories import Entry, entry


def disposals(actor: Actor, device: Equipment) -> Iterator[Entry]:
    """How the device was disposed of, also what was withdrawn."""
    for row in service.of_device(actor, device.id):
        way = Sentence(service.WAYS[row.way], service.WAYS_EN[row.way])
        what = sentence("disposals.recorded", day=row.on.isoformat(), way=way)
        yield entry(row.created_at, row.actor_name, what, reason=row.withdrawn_reason)
