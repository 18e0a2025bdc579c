"""Labels of devices that the actor may see."""

from __future__ import annotations

from inventory.core import database
from inventory.core.access import Actor
from inventory.core.errors import not_found
from inventory.core.kinds import known_kinds
from inventory.enforcement.documents.labels import Label, labels_pdf
from inventory.judgement.ledger import listing
from inventory.judgement.ledger.listing import Filters
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment

MAXIMUM = 480  # twenty sheets


def address(public_url: str, equipment_id: int) -> str:
    """What a label's code says: the device's page, or its number where no address is set."""
    return f"{public_url.rstrip('/')}/d/{equipment_id}" if public_url else str(equipment_id)


def sheets(actor: Actor, ids: list[int], public_url: str, skip: int = 0) -> bytes:
    """The labels of devices in the order of the ids, as PDF.

    Raises NotFound if one of them is not there or not the actor's to see.
    """
    found = {
        row.id: row
        for row in listing.query(actor, Filters())
        .select(Equipment, Enterprise)
        .join(Enterprise)
        .where(database.any_of(Equipment.id, ids))
    }
    if any(key not in found for key in ids):
        raise not_found("设备", "device")
    return labels_pdf([_label(found[key], public_url) for key in ids], skip)


def sheets_of(
    actor: Actor, filters: Filters, sort: str, public_url: str, part: int, skip: int = 0
) -> bytes:
    """The labels of a list in its order, as PDF: `part` counts files of MAXIMUM labels from 0.

    Raises NotFound if the list ends before that part.
    """
    order = listing.ordering(sort)
    query = listing.query(actor, filters).select(Equipment.id).order_by(*order)
    ids = [key for (key,) in query.offset(part * MAXIMUM).limit(MAXIMUM).tuples()]
    if not ids:
        raise not_found("设备", "device")
    return sheets(actor, ids, public_url, skip)


def _label(device: Equipment, public_url: str) -> Label:
    return Label(
        device.name or known_kinds()[device.kind].name_zh,
        device.model,
        device.identifier,
        device.enterprise.name,
        address(public_url, device.id),
        device.id,
    )
