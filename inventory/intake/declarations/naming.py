"""Which device an item is about: name, model, number and place, also where nothing changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from inventory.core.kinds import known_kind
from inventory.core.regions import service as regions
from inventory.intake.declarations import checking
from inventory.intake.declarations.models import DeclarationItem
from inventory.intake.declarations.results import Change, Named
from inventory.registry.equipment.identity import identifier
from inventory.registry.equipment.models import Equipment


def name_all(items: Sequence[DeclarationItem], devices: Mapping[int, Equipment]) -> None:
    """Give every item its `device`; of an accepted declaration, as it was then."""
    places = regions.names({item.region for item in items})
    for item in items:
        device = devices.get(item.equipment_id) if item.equipment_id else None
        kept = item.frozen
        item.device = Named(**kept["device"]) if kept else _named(item, device, places)


def _named(item: DeclarationItem, device: Equipment | None, places: Mapping[str, str]) -> Named:
    facts = checking.desired(item, device)
    own = device or Equipment()
    return Named(
        name=_text(facts, "name") or own.name or "",
        model=_text(facts, "model") or own.model or "",
        identifier=identifier(known_kind(item.kind), facts) or own.identifier or "",
        place=_text(facts, "location") or places.get(item.region, item.region),
    )


def _text(facts: Mapping[str, Any], key: str) -> str:
    """A fact of a draft may be of any type."""
    value = facts.get(key)
    return "" if value is None else str(value)


def freeze(item: DeclarationItem, changes: Sequence[Change]) -> None:
    """Keep in the item what it declared, before the ledger says the same."""
    item.frozen = {
        "device": asdict(item.device),
        "changes": [asdict(change) for change in changes],
    }
