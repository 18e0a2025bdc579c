"""Which device took the place of which, as rechecks have found."""

from __future__ import annotations

from datetime import date

from peewee import Expression

from inventory.core.access import Actor
from inventory.enforcement.cases.models import CaseDevice
from inventory.enforcement.rechecking.models import Recheck
from inventory.registry.equipment import lookup
from inventory.registry.equipment.marks import Linked, Links


def of(actor: Actor, device: int) -> Links:
    """The devices on the other side of a replacement that `actor` may see; two queries."""
    pairs = _pairs((CaseDevice.equipment == device) | (Recheck.replaced_by == device))
    known = {
        key: item
        for key, item in lookup.by_ids(sorted({key for pair in pairs for key in pair[:2]})).items()
        if actor.sees(item.region, item.enterprise_id)
    }

    def linked(key: int, on: date) -> tuple[Linked, ...]:
        item = known.get(key)
        return (Linked(key, item.name, item.model, item.identifier, on),) if item else ()

    return Links(
        tuple(one for old, new, on in pairs if old == device for one in linked(new, on)),
        tuple(one for old, new, on in pairs if new == device for one in linked(old, on)),
    )


def _pairs(condition: Expression) -> list[tuple[int, int, date]]:
    """Old device, new device and day of each replacement, the oldest first."""
    rows = (
        Recheck.select(CaseDevice.equipment, Recheck.replaced_by, Recheck.on)
        .join(CaseDevice)
        .where(condition & Recheck.replaced_by.is_null(False) & (Recheck.result == "replaced"))
        .order_by(Recheck.id)
    )
    return list(rows.tuples())
