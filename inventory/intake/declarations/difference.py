"""What an item changes, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inventory.core.kinds import known_kind
from inventory.intake.declarations.checking import desired
from inventory.intake.declarations.models import DeclarationItem
from inventory.intake.declarations.results import Change
from inventory.registry.equipment.models import Equipment
from standards import Kind


def of(item: DeclarationItem, device: Equipment | None) -> list[Change]:
    """What an item would change in the ledger; of an accepted one, what it did change."""
    if item.frozen:
        return [Change(**each) for each in item.frozen["changes"]]
    facts = desired(item, device)
    return between(known_kind(item.kind), device.facts if device else {}, facts)


def between(kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The fields that are not the same, in the kind's order; None = blank."""
    rows = []
    unknown = [key for key in after if not kind.has(key)]
    for key in (*(field.id for field in kind.fields), *unknown):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        field = kind.field(key) if kind.has(key) else None
        rows.append(
            Change(
                field=key,
                heading=field.heading_zh if field else key,
                heading_en=field.heading_en if field else key,
                unit=field.unit if field else None,
                before=old,
                after=new,
                change_pct=_change_pct(old, new),
            )
        )
    return rows


def _change_pct(old: Any, new: Any) -> float | None:
    numbers = all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in (old, new)
    )
    return round(100 * (new - old) / abs(old), 1) if numbers and old else None
