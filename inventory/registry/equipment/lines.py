"""A device in one line of a list, as several domains show it beside figures of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inventory.registry.equipment.models import Equipment


@dataclass(frozen=True, kw_only=True)
class DeviceLine:
    """What identifies a device, whose and where it is, and how many the record counts."""

    id: int
    kind: str
    name: str
    model: str
    identifier: str
    enterprise_id: int
    enterprise: str
    region: str
    quantity: int


def line_of(device: Equipment, owners: Mapping[int, str]) -> DeviceLine:
    """The line of a device; `owners` are names by enterprise, blank where it is not to be seen."""
    return DeviceLine(
        id=device.id,
        kind=device.kind,
        name=device.name,
        model=device.model,
        identifier=device.identifier,
        enterprise_id=device.enterprise_id,
        enterprise=owners.get(device.enterprise_id, ""),
        region=device.region,
        quantity=device.quantity,
    )
