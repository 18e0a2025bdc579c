"""From an accepted declaration into the ledger: all of its items, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from peewee import IntegrityError

import standards
from inventory.core.access import SYSTEM
from inventory.core.errors import Conflict
from inventory.core.kinds import known_kinds
from inventory.intake.declarations import confirming, difference, naming
from inventory.intake.declarations.checking import desired
from inventory.intake.declarations.models import Declaration, DeclarationItem
from inventory.judgement.ledger import writing
from inventory.judgement.reentry.raising import is_out
from inventory.registry.attachments import service as attachments
from inventory.registry.equipment import lookup, retrieval, sources
from inventory.registry.equipment.facts import checked
from inventory.registry.equipment.identity import identities
from inventory.registry.equipment.models import Equipment

Conflicts = list[dict[str, Any]]


def devices_of(items: Sequence[DeclarationItem]) -> dict[int, Equipment]:
    """The devices that items speak of, by id."""
    return lookup.by_ids([item.equipment_id for item in items if item.equipment_id])


def write(
    declaration: Declaration, items: Sequence[DeclarationItem], origin: writing.Origin
) -> None:
    """Write all items into the ledger; call inside the transaction that accepts the declaration.

    Raises Conflict listing every device that has changed since it was declared, and every
    identity that another device holds.
    """
    for key in sorted(item.equipment_id for item in items if item.equipment_id):
        retrieval.lock(SYSTEM, key)
    devices = devices_of(items)
    conflicts = [*_stale(declaration, items, devices), *_taken(items, devices)]
    if conflicts:
        raise _conflict(conflicts)
    _freeze(items, devices)
    writes = [item for item in items if _differs(item, devices)]
    changes = [_change(declaration, item, devices) for item in writes]
    try:
        keys = writing.write(changes, origin)
    except IntegrityError as error:
        # Another user registered one of these numbers after the check above.
        raise _conflict([]) from error
    written = dict(zip([item.id for item in writes], keys, strict=True))
    for item in items:
        item.equipment = written.get(item.id, item.equipment_id)
        item.save()
    confirming.confirm([item.equipment_id for item in items], declaration.id)
    attachments.hand_on([(item.id, item.equipment_id) for item in items])


def _freeze(items: Sequence[DeclarationItem], devices: Mapping[int, Equipment]) -> None:
    naming.name_all(items, devices)
    for item in items:
        device = devices.get(item.equipment_id) if item.equipment_id else None
        naming.freeze(item, difference.of(item, device))


def _conflict(conflicts: Conflicts) -> Conflict:
    return Conflict.of(
        "declarations.ledger_conflict", value=len(conflicts) or "有", details=conflicts
    )


def _stale(
    declaration: Declaration, items: Sequence[DeclarationItem], devices: Mapping[int, Equipment]
) -> Conflicts:
    found: Conflicts = []
    for item in items:
        if item.action == "new":
            continue
        device = devices.get(item.equipment_id)
        now = device.version if device else None
        own = device is not None and device.enterprise_id == declaration.enterprise_id
        if not own or now != item.base_version:
            message = f"现为第 {now} 版，申报依据第 {item.base_version} 版"
            found.append(
                {
                    "item": item.id,
                    "field": "base_version",
                    "value": item.base_version,
                    "current": now if own else None,
                    "message": message if own else "设备已不在该单位名下",
                }
            )
    return found


def _taken(items: Sequence[DeclarationItem], devices: Mapping[int, Equipment]) -> Conflicts:
    """Identities of these items that stand in the ledger for a device that is not among them."""
    found: Conflicts = []
    kinds = known_kinds()
    for kind in sorted({item.kind for item in items}):
        wanted = [
            (item, pair)
            for item in items
            if item.kind == kind
            for pair in _claimed(kinds[kind], item, devices.get(item.equipment_id))
        ]
        known = lookup.known_identities(kind, [pair for _, pair in wanted])
        found.extend(
            {
                "item": item.id,
                "field": scheme,
                "value": value,
                "message": f"台账中已有相同标识的设备（{value}）",
            }
            for item, (scheme, value) in wanted
            if known.get((scheme, value), item.equipment_id) not in {item.equipment_id, *devices}
        )
    return found


def _claimed(
    kind: standards.Kind, item: DeclarationItem, device: Equipment | None
) -> list[tuple[str, str]]:
    """The numbers that an item takes; numbers of a record out of service block nobody."""
    facts = desired(item, device)
    return [] if device is not None and is_out(facts) else identities(kind, facts)


def _differs(item: DeclarationItem, devices: Mapping[int, Equipment]) -> bool:
    device = devices.get(item.equipment_id)
    return device is None or desired(item, device) != device.facts


def as_declared(
    kind: standards.Kind, facts: Mapping[str, Any], device: Equipment | None
) -> sources.Record:
    """The record as the ledger would keep it."""
    before = sources.record_of(device) if device else None
    return sources.completed(kind, facts, sources.DECLARED, before)


def _change(
    declaration: Declaration, item: DeclarationItem, devices: Mapping[int, Equipment]
) -> writing.Change:
    device = devices.get(item.equipment_id)
    kind = retrieval.kind_of(item.kind)
    record = as_declared(kind, checked(kind, desired(item, device)), device)
    return writing.Change(
        item.kind,
        declaration.enterprise_id,
        device.region if device else item.region,
        record.facts,
        device,
        device.fingerprint if device else "",
        sources=record.sources,
    )
