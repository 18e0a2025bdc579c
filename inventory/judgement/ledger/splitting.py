"""A record that stands for several like devices becomes two, when some of them are not alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from inventory.core import access
from inventory.core.access import Actor
from inventory.core.database import db
from inventory.core.errors import Invalid
from inventory.judgement.ledger import editing
from inventory.judgement.ledger.writing import Change, Origin
from inventory.registry.equipment import identity, retrieval, sources
from inventory.registry.equipment.models import Equipment

QUANTITY = "quantity"


def split(
    actor: Actor, equipment_id: int, pieces: int, origin: Origin, *, version: int | None = None
) -> Equipment:
    """Take `pieces` devices out of a record; gives the new record that stands for them.

    What concerns the old record (alerts, documents, cases, files) stays with it, and so do its
    numbers: a number is one device's. Both records tell of it in their story.
    Raises Invalid where the record does not stand for more devices than that.
    """
    with db.atomic():
        device = retrieval.lock(actor, equipment_id)
        access.require_write(actor, device.region, device.kind)
        retrieval.require_current(device, device.version if version is None else version)
        if not 0 < pieces < device.quantity:
            raise Invalid.of(
                "ledger.split_too_many",
                quantity=device.quantity,
                pieces=pieces,
                details=[{"field": "pieces", "value": str(pieces)}],
            )
        origin = replace(origin, source=f"split:{device.id}")
        left = {**device.facts, QUANTITY: device.quantity - pieces}
        taken = {**_without_numbers(device), QUANTITY: pieces}
        editing.apply(actor, device, left, origin)
        key = editing.write_one(
            Change(
                device.kind,
                device.enterprise_id,
                device.region,
                taken,
                sources=sources.record_of(device).sources,
            ),
            origin,
        )
        Equipment.update(split_from=device.split_from or device.id).where(
            Equipment.id == key
        ).execute()
        detail = {"into": key, "pieces": pieces, "left": device.quantity - pieces}
        editing.note(actor, "equipment.split", device, detail)
    return retrieval.get(actor, key)


def _without_numbers(device: Equipment) -> Mapping[str, Any]:
    kind = retrieval.kind_of(device.kind)
    known = {field for scheme in kind.identity for field in scheme}
    numbers = known | set(identity.numbers(kind)) | set(identity.SEARCHED)
    return {name: value for name, value in device.facts.items() if name not in numbers}
