"""One device, for reading or for changing: the scope, the lock, the version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import standards
from inventory.core import access
from inventory.core.access import Actor
from inventory.core.database import is_postgres
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.kinds import known_kinds
from inventory.registry.equipment.models import MERGED, Equipment, EquipmentRevision


def get(actor: Actor, equipment_id: int) -> Equipment:
    """The device, if it is there and `actor` may see it; also a record that has left the ledger."""
    return _found(actor, equipment_id, lock=False)


def lock(actor: Actor, equipment_id: int) -> Equipment:
    """The device, locked for a change until the transaction ends."""
    return _found(actor, equipment_id, lock=True)


def lock_pair(actor: Actor, one: int, other: int) -> tuple[Equipment, Equipment]:
    """Two devices for changing, locked in one order: two people never wait in a ring."""
    found = {key: lock(actor, key) for key in sorted((one, other))}
    return found[one], found[other]


def _found(actor: Actor, equipment_id: int, *, lock: bool) -> Equipment:
    query = Equipment.select().where(
        (Equipment.id == equipment_id) & access.scope(actor, Equipment.region, Equipment.enterprise)
    )
    if lock and is_postgres():
        # SQLite has no row locks and needs none: write transactions follow one another.
        query = query.for_update()
    device = query.get_or_none()
    if device is None:
        raise not_found("设备", "device")
    return device


def require_current(device: Equipment, version: int) -> None:
    """Refuse a change of a version that is no longer the last, showing both; or of a record that
    has left the ledger."""
    require_present(device)
    if device.version != version:
        raise Conflict.of(
            "equipment.version",
            version=device.version,
            version_2=version,
            details=[
                {"field": "version", "value": device.version},
                {"field": "current", "value": shown(device)},
                {"field": "seen", "value": _as_seen(device, version)},
            ],
        )


def require_present(device: Equipment) -> None:
    """Refuse to change a record that is no device of the ledger any more."""
    if not device.gone:
        return
    if device.gone == MERGED:
        raise Conflict.of("equipment.merged", into=device.merged_into_id)
    raise Conflict.of("equipment.withdrawn", as_code=device.gone)


def shown(device: Equipment) -> dict[str, Any]:
    """A device as plain JSON data: what a person compares."""
    return {
        "version": device.version,
        "enterprise_id": device.enterprise_id,
        "region": device.region,
        "facts": device.facts,
        "updated_at": device.updated_at.isoformat(),
    }


def _as_seen(device: Equipment, version: int) -> dict[str, Any] | None:
    revision = EquipmentRevision.get_or_none(
        (EquipmentRevision.equipment == device) & (EquipmentRevision.version == version)
    )
    if revision is None or revision.after is None:
        return None
    state = revision.after
    return {
        "version": version,
        "enterprise_id": state["enterprise"],
        "region": state["region"],
        "facts": state["facts"],
        "updated_at": revision.at.isoformat(),
    }


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The fields in which two sets of facts differ."""
    return sorted(key for key in {*before, *after} if before.get(key) != after.get(key))


def kind_of(kind: str) -> standards.Kind:
    """The definition of a kind, or a refusal that lists the kinds there are."""
    kinds = known_kinds()
    if kind not in kinds:
        names = "、".join(f"{item.id}（{item.name_zh}）" for item in kinds.values())
        raise Invalid.of("equipment.unknown_kind", kind=kind, names=names)
    return kinds[kind]
