"""The open case of a device, as lists show it; enforcement enters how it is looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from peewee import ModelSelect

from inventory.core.access import Actor
from inventory.core.registries import Registry
from inventory.registry.equipment.models import Equipment


@dataclass(frozen=True)
class Mark:
    """An open case beside a device."""

    equipment_id: int
    case_id: int
    matter: str
    state: str
    state_zh: str


@dataclass(frozen=True)
class Marker:
    """`of` gives the marks that an actor may see, in one query; `devices` the ids of all devices
    that stand in an open case that the actor may know of.
    """

    of: Callable[[Actor, Iterable[int]], dict[int, Mark]]
    devices: Callable[[Actor], ModelSelect]


markers: Registry[Marker] = Registry("what marks a device in a list")
CASES = "cases"


def marked(actor: Actor, devices: Sequence[Equipment]) -> Sequence[Equipment]:
    """The devices, each with its open case as `open_case`: one query for all."""
    found = markers[CASES].of(actor, [device.id for device in devices]) if devices else {}
    for device in devices:
        device.open_case = found.get(device.id)
    return devices
