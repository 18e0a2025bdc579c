"""What replacing the devices of a project saves, computed once and frozen with its arithmetic."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

import standards
from inventory.core import clock, database
from inventory.core.kinds import known_kind
from inventory.judgement.library import current
from inventory.judgement.potential.figures import AIMS, AMOUNTS
from inventory.judgement.projects.models import ProjectDevice, RenewalProject
from inventory.registry.equipment.models import Equipment
from standards.savings import savings

ADVANCED, SAVING = AIMS


def olds(project: RenewalProject) -> list[Equipment]:
    """The devices that a project replaces, in the order in which they were added."""
    query = (
        Equipment.select(Equipment)
        .join(ProjectDevice, on=(ProjectDevice.old == Equipment.id))
        .where(ProjectDevice.project == project)
    )
    return list(query.order_by(ProjectDevice.id))


def named(device: Equipment) -> str:
    """How a list calls a device."""
    return device.name or device.model or device.identifier or f"#{device.id}"


def by_kind(devices: Sequence[Equipment]) -> Iterator[tuple[str, list[Equipment], pl.DataFrame]]:
    """Devices of each kind with their frame, as the engine wants them."""
    for kind in dict.fromkeys(device.kind for device in devices):
        of_kind = [device for device in devices if device.kind == kind]
        frame = standards.frame_of_json(
            known_kind(kind),
            pl.Series("facts", [database.dump(device.facts) for device in of_kind]),
            pl.Series("region", [device.region for device in of_kind]),
            pl.Series(
                "sources",
                [device.sources and database.dump(device.sources) for device in of_kind],
                dtype=pl.String,
            ),
        )
        yield kind, of_kind, frame


def frozen(project: RenewalProject, aim: str) -> Mapping[str, Any]:
    """The figure of every device and their sum as of today, as it is stored.

    A device without a formula, or whose facts do not suffice, adds nothing and says what is
    missing; one that is better than its replacement saves nothing.
    """
    library = current.load()
    items = [
        _item(library, device, frame, row, aim)
        for _, devices, frame in by_kind(olds(project))
        for row, device in enumerate(devices)
    ]
    counted = [item for item in items if item["kgce"] is not None]
    sums = {name: round(sum(max(item[name], 0.0) for item in counted), 3) for name in AMOUNTS}
    return {
        "as_of": clock.today().isoformat(),
        "library": library.version,
        "aim": aim,
        "devices": sum(item["quantity"] for item in items),
        "computed": sum(item["quantity"] for item in counted),
        **sums,
        "presumed": any(item["presumed"] for item in counted),
        "items": items,
    }


def _item(
    library: standards.Library, device: Equipment, frame: pl.DataFrame, row: int, aim: str
) -> Mapping[str, Any]:
    """One device: its amounts for all devices that the record stands for, and how they came."""
    found = _explained(library, device.kind, frame, row, aim)
    times = device.quantity or 1
    return {
        "equipment": device.id,
        "kind": device.kind,
        "name": named(device),
        "quantity": times,
        "formula": bool(found),
        "target": found.get("target"),
        **{
            name: None if found.get(name) is None else found[name] * times
            for name in ("saved", *AMOUNTS)
        },
        "unit": found.get("unit"),
        "presumed": bool(found.get("presumed")),
        "missing": list(found.get("missing") or ()),
        "arithmetic": found,
    }


def _explained(
    library: standards.Library, kind: str, frame: pl.DataFrame, row: int, aim: str
) -> Mapping[str, Any]:
    """The figure of the aim, opened to its inputs, as JSON; empty where there is no formula."""
    if kind not in library.factors.savings:
        return {}
    targets = library.factors.savings[kind].targets
    target = targets[0] if aim == ADVANCED else targets[-1]
    for figure in savings(library, kind, frame, clock.today()).explain(row):
        if figure["target"] == target:
            plain: Mapping[str, Any] = json.loads(json.dumps(figure, default=str))
            return plain
    return {}
