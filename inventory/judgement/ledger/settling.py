"""Record against model name: a person who has seen the nameplate says which one is right.

The third way, to correct the model itself, is a change like any other.
"""

from __future__ import annotations

from dataclasses import replace

from inventory.core import access
from inventory.core.access import Actor
from inventory.core.database import db
from inventory.core.errors import Invalid
from inventory.core.field_words import called
from inventory.judgement.ledger import editing
from inventory.judgement.ledger.writing import Origin
from inventory.registry.equipment import retrieval, sources
from inventory.registry.equipment.models import Equipment

RECORD, MODEL = "record", "model"
CHOICES = (RECORD, MODEL)
SOURCE = "settled"


def settle(
    actor: Actor, equipment_id: int, field: str, origin: Origin, *, stands: str, version: int
) -> Equipment:
    """Let one of two disputed values stand, by a revision; the device is judged again.

    It holds until the fact or the model changes. `version` is the one that the actor saw.
    """
    with db.atomic():
        device = retrieval.lock(actor, equipment_id)
        access.require_write(actor, device.region, device.kind)
        retrieval.require_current(device, version)
        record = sources.record_of(device)
        if field not in record.sources.disputed:
            raise Invalid.of("ledger.not_disputed", field=called(field))
        named = record.sources.disputed[field]
        value = named if stands == MODEL else record.facts[field]
        editing.apply(
            actor,
            device,
            {**record.facts, field: value},
            replace(origin, source=SOURCE),
            before=sources.confirming(record, field),
            given={field: sources.CONFIRMED},
        )
        detail = {"field": field, "stands": stands, "version": device.version + 1}
        editing.note(actor, "equipment.settled", device, detail)
    return retrieval.get(actor, equipment_id)
