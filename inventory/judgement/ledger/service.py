"""The ledger: the only writer of devices, their identities, revisions, merges and transfers.

Single devices are changed here, in `merging` and in `transfers`; every write of whatever size goes
through `writing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from inventory.core import access, clock
from inventory.core.access import Actor
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.regions import service as regions
from inventory.judgement.ledger import transfers
from inventory.judgement.ledger.editing import apply, note, refuse_known, write_one
from inventory.judgement.ledger.writing import Change, Origin
from inventory.judgement.library import current
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment import sources
from inventory.registry.equipment.facts import checked
from inventory.registry.equipment.models import Equipment, EquipmentRevision
from inventory.registry.equipment.retrieval import differing, get, kind_of, lock, require_current
from standards.turning import turned


def create(
    actor: Actor,
    kind: str,
    enterprise_id: int,
    region: str,
    facts: dict[str, Any],
    origin: Origin,
    given: Mapping[str, str] | None = None,
) -> Equipment:
    """A new device of an enterprise that `actor` may see, in a region that is the actor's.

    `given` says where facts come from that do not come from a form.
    """
    with db.atomic():
        new = drafted(actor, kind, enterprise_id, region, facts, given)
        key = write_one(new, origin)
        device = get(actor, key)
        note(actor, "equipment.created", device, {"version": 1, "source": origin.source})
    return device


def drafted(
    actor: Actor,
    kind: str,
    enterprise_id: int,
    region: str,
    facts: dict[str, Any],
    given: Mapping[str, str] | None = None,
) -> Change:
    """A new device whose rights, facts and numbers are checked, and which is not written."""
    definition = kind_of(kind)
    enterprise = enterprises.get(actor, enterprise_id)
    place = region or enterprise.region
    access.require_write(actor, place, kind)
    regions.get(place)
    # a lorry is kept as the truck that it is: one machine, one kind
    kind, clean = turned(current.load(), kind, checked(definition, facts))
    access.require_write(actor, place, kind)
    told = None if given is None else {**dict.fromkeys(clean, sources.FORM), **given}
    record = sources.completed(kind_of(kind), clean, sources.FORM, given=told)
    refuse_known(kind, record.facts, None)
    return Change(kind, enterprise_id, place, record.facts, sources=record.sources)


def update(
    actor: Actor,
    equipment_id: int,
    version: int,
    origin: Origin,
    *,
    facts: dict[str, Any] | None = None,
    enterprise_id: int | None = None,
    region: str | None = None,
    given: Mapping[str, str] | None = None,
) -> Equipment:
    """Change a device; given facts are merged, a null deletes a fact.

    `given` says where changed facts come from that do not come from a form.

    The actor must have rights in the old and in the new place. Another enterprise is a transfer of
    today, noted as such. Raises Conflict with both versions if somebody else was faster.
    """
    with db.atomic():
        device = lock(actor, equipment_id)
        access.require_write(actor, device.region, device.kind)
        require_current(device, version)
        owner = enterprise_id or device.enterprise_id
        enterprises.get(actor, owner)
        before, merged = device.facts, {**device.facts, **(facts or {})}
        if owner != device.enterprise_id:
            place = region or device.region
            transfers.remember(actor, device, owner, place, clock.today(), origin)
        told = None if given is None else {**dict.fromkeys(merged, sources.FORM), **given}
        apply(actor, device, merged, origin, enterprise=owner, region=region, given=told)
        changed = get(actor, equipment_id)
        fields = differing(before, changed.facts)
        detail = {"version": changed.version, "fields": fields, "source": origin.source}
        note(actor, "equipment.changed", device, detail)
    return changed


def restore(
    actor: Actor, equipment_id: int, revision: int, version: int, origin: Origin
) -> Equipment:
    """Bring back the facts of an old revision as a new one, checked and judged as of today.

    The place comes back too, unless the device has changed hands since: owners change by transfer.
    `version` is the one that the actor saw.
    """
    with db.atomic():
        device = lock(actor, equipment_id)
        access.require_write(actor, device.region, device.kind)
        require_current(device, version)
        state = _state_of(device, revision)
        same_owner = state["enterprise"] == device.enterprise_id
        region = state["region"] if same_owner else device.region
        if state["facts"] == device.facts and region == device.region:
            raise Invalid.of("ledger.no_change", revision=revision)
        origin = replace(origin, source=f"restore:{revision}")
        given = sources.of_state(state).sources.by_field
        apply(actor, device, state["facts"], origin, region=region, given=given)
        detail = {"version": device.version + 1, "restored": revision}
        note(actor, "equipment.restored", device, detail)
    return get(actor, equipment_id)


def _state_of(device: Equipment, version: int) -> dict[str, Any]:
    revision = EquipmentRevision.get_or_none(
        (EquipmentRevision.equipment == device) & (EquipmentRevision.version == version)
    )
    if revision is None:
        raise not_found("版本", "version")
    if revision.after is None:
        raise Conflict.of("ledger.not_in_ledger", version=version)
    return revision.after


def revisions(actor: Actor, equipment_id: int) -> list[EquipmentRevision]:
    """The history of a device, oldest first."""
    device = get(actor, equipment_id)
    return list(device.revisions.order_by(EquipmentRevision.version))


def of_enterprise(actor: Actor, enterprise_id: int) -> list[Equipment]:
    """All devices of an enterprise that `actor` may see, worst first."""
    return list(
        Equipment.select()
        .where(
            (Equipment.enterprise == enterprise_id)
            & (Equipment.gone == "")
            & access.scope(actor, Equipment.region, Equipment.enterprise)
        )
        .order_by(Equipment.verdict_rank, Equipment.kind, Equipment.id)
    )
