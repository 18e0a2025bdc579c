"""The open case of a device, as lists show it; enforcement enters how it is looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from peewee import ModelSelect

from inventory.core.access import Actor
from inventory.core.registries import Registry
from inventory.registry.equipment.models import Equipment


@dataclass(frozen=True)
class Mark:
    """An open case beside a device; `next_on` is the day that it waits for, a visit or a term."""

    equipment_id: int
    case_id: int
    matter: str
    matter_en: str
    state: str
    state_zh: str
    next_on: date | None = None


@dataclass(frozen=True)
class Linked:
    """The device that took the place of another, or the one whose place it took."""

    equipment_id: int
    name: str
    model: str
    identifier: str
    on: date


@dataclass(frozen=True)
class Links:
    """What replaced a device, and what it replaced, as rechecks say."""

    replaced_by: tuple[Linked, ...] = ()
    replaces: tuple[Linked, ...] = ()


@dataclass(frozen=True)
class Marker:
    """`of` gives the marks that an actor may see, in one query; `devices` the ids of all devices
    that stand in an open case that the actor may know of.
    """

    of: Callable[[Actor, Iterable[int]], dict[int, Mark]]
    devices: Callable[[Actor], ModelSelect]


markers: Registry[Marker] = Registry("what marks a device in a list")
CASES = "cases"
linkers: Registry[Callable[[Actor, int], Links]] = Registry("what links a device to another")
RECHECKS = "rechecks"


def marked(actor: Actor, devices: Sequence[Equipment]) -> Sequence[Equipment]:
    """The devices, each with its open case as `open_case`: one query for all."""
    found = markers[CASES].of(actor, [device.id for device in devices]) if devices else {}
    for device in devices:
        device.open_case = found.get(device.id)
    return devices


def linked(actor: Actor, device: Equipment) -> Equipment:
    """The device with what replaced it and what it replaced, as far as `actor` may know of them."""
    links = linkers[RECHECKS](actor, device.id)
    device.replaced_by, device.replaces = links.replaced_by, links.replaces
    return device
