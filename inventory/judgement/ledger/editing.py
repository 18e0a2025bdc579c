"""The steps of every change of a single device: lock, version, rights, checks, audit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peewee import IntegrityError

from inventory.core import access
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.errors import Conflict
from inventory.core.regions import service as regions
from inventory.judgement.ledger.writing import Change, Origin, write
from inventory.judgement.library import current
from inventory.judgement.reentry.raising import is_out
from inventory.registry.equipment import retrieval, sources
from inventory.registry.equipment.facts import checked
from inventory.registry.equipment.identity import identities
from inventory.registry.equipment.models import (
    Equipment,
    EquipmentIdentity,
)
from standards.turning import turned


def apply(
    actor: Actor,
    device: Equipment,
    facts: Mapping[str, Any],
    origin: Origin,
    *,
    enterprise: int | None = None,
    region: str | None = None,
    given: Mapping[str, str] | None = None,
    before: sources.Record | None = None,
) -> None:
    """Change a locked device: rights in both places, checks, judging, revision.

    `given` says where changed facts come from, if not from a form; `before` what the device was
    as far as its sources go, if not as the ledger has it.
    """
    change = prepared(
        actor, device, facts, enterprise=enterprise, region=region, given=given, before=before
    )
    write_one(change, origin)


def prepared(
    actor: Actor,
    device: Equipment,
    facts: Mapping[str, Any],
    *,
    enterprise: int | None = None,
    region: str | None = None,
    given: Mapping[str, str] | None = None,
    before: sources.Record | None = None,
) -> Change:
    """The change of a locked device: its rights and facts are checked, nothing is written."""
    place = region or device.region
    access.require_write(actor, device.region, device.kind)
    access.require_write(actor, place, device.kind)
    regions.get(place)
    former = before or sources.record_of(device)
    clean = checked(retrieval.kind_of(device.kind), facts)
    # a lorry is kept as the truck that it is: one machine, one kind
    real, clean = turned(current.load(), device.kind, clean)
    if real != device.kind:
        access.require_write(actor, place, real)
        _, former = sources.turned_record(current.load(), device.kind, former)
    record = sources.completed(retrieval.kind_of(real), clean, sources.FORM, former, given)
    refuse_known(real, record.facts, device.id)
    owner = enterprise or device.enterprise_id
    return Change(
        real,
        owner,
        place,
        record.facts,
        device,
        device.fingerprint,
        sources=record.sources,
    )


def write_one(change: Change, origin: Origin) -> int:
    """Write a device and give its id; if two take the same number at once, one gets a conflict."""
    try:
        (key,) = write([change], origin)
    except IntegrityError as error:
        # Both checked before either had written; the unique key accepts one of them.
        raise _taken("", None) from error
    return key


def note(actor: Actor, event: str, device: Equipment, detail: Mapping[str, Any]) -> None:
    """Record what was done to a device; last in its transaction."""
    audit.record(event, actor, subject="equipment", subject_id=device.id, detail=detail)


def refuse_known(kind: str, facts: Mapping[str, Any], own_id: int | None) -> None:
    """Refuse facts that carry the number of another device in service.

    The number of a device out of service is accepted: it raises a re-entry case. A record
    out of service may keep a number that somebody else's device carries since.
    """
    if own_id is not None and is_out(facts):
        return
    for scheme, value in identities(retrieval.kind_of(kind), facts):
        known = EquipmentIdentity.get_or_none(
            (EquipmentIdentity.kind == kind)
            & (EquipmentIdentity.scheme == scheme)
            & (EquipmentIdentity.value == value)
            & (EquipmentIdentity.departed == 0)
        )
        if known is not None and known.equipment_id != own_id:
            raise _taken(scheme, value)


def _taken(scheme: str, value: str | None) -> Conflict:
    """Says that a number is taken, but not by whom: the actor may not see the other owner."""
    return Conflict.of(
        "ledger.identity_taken",
        value=f"（{value}）" if value else "",
        value_2=f" ({value})" if value else "",
        details=[{"field": scheme, "value": value, "message": "已登记"}] if value else (),
    )
