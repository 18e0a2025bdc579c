"""Devices that change hands: an event that both sides see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from peewee import ModelSelect

from inventory.core import access, clock
from inventory.core.access import Actor
from inventory.core.audit import context
from inventory.core.database import db
from inventory.core.errors import Invalid, not_found
from inventory.core.paging import FIRST, Page, Slice, page
from inventory.judgement.ledger import editing
from inventory.judgement.ledger.writing import Origin
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment import retrieval
from inventory.registry.equipment.models import Equipment, Transfer

COUNTY = 6  # digits of a county's division code


def transfer(
    actor: Actor,
    equipment_id: int,
    to_enterprise_id: int,
    on: date,
    origin: Origin,
    *,
    region: str = "",
    version: int | None = None,
) -> Transfer:
    """Pass a device to another enterprise; the actor must be able to write on both sides.

    Without `region`, a device that moves to another county goes where its new enterprise is.
    """
    with db.atomic():
        device = retrieval.lock(actor, equipment_id)
        access.require_write(actor, device.region, device.kind)
        retrieval.require_current(device, device.version if version is None else version)
        receiver = enterprises.get(actor, to_enterprise_id)
        place = region or _place(device, receiver)
        _check(device, receiver, on)
        access.require_write(actor, receiver.region, device.kind)
        done = remember(actor, device, receiver.id, place, on, origin)
        origin = replace(origin, source=f"transfer:{done.id}")
        editing.apply(actor, device, device.facts, origin, enterprise=receiver.id, region=place)
        detail = {"transfer": done.id, "from": done.from_enterprise_id, "to": receiver.id}
        editing.note(actor, "equipment.transferred", device, detail)
    return done


def _place(device: Equipment, receiver: Enterprise) -> str:
    same_county = device.region[:COUNTY] == receiver.region[:COUNTY]
    return device.region if same_county else receiver.region


def _check(device: Equipment, receiver: Enterprise, on: date) -> None:
    if receiver.id == device.enterprise_id:
        raise Invalid.of("ledger.same_enterprise")
    if on > clock.today():
        raise Invalid.of(
            "ledger.future_date",
            on=on,
            details=[{"field": "on", "value": on.isoformat(), "message": "不能晚于今天"}],
        )


def remember(
    actor: Actor, device: Equipment, to_enterprise: int, region: str, on: date, origin: Origin
) -> Transfer:
    """Note that a device changes hands; call in the transaction that changes it."""
    return Transfer.create(
        equipment=device.id,
        kind=device.kind,
        name=device.name,
        model=device.model,
        identifier=device.identifier,
        from_enterprise=device.enterprise_id,
        to_enterprise=to_enterprise,
        from_region=device.region,
        to_region=region,
        on=on,
        reason=origin.reason,
        actor=actor.id,
        request_id=context.current().request_id,
        at=clock.now(),
    )


@dataclass(frozen=True)
class Side:
    """An enterprise of a transfer; None where the reader may not see it."""

    id: int | None
    name: str | None


@dataclass(frozen=True, kw_only=True)
class TransferShown:
    """A transfer with the device as it was then."""

    id: int
    equipment_id: int
    kind: str
    name: str
    model: str
    identifier: str
    from_enterprise: Side
    to_enterprise: Side
    on: date
    reason: str
    at: datetime


def visible(actor: Actor) -> ModelSelect:
    """Transfers of which the actor may see one side, the newest first."""
    giving = access.scope(actor, Transfer.from_region, Transfer.from_enterprise)
    taking = access.scope(actor, Transfer.to_region, Transfer.to_enterprise)
    return Transfer.select().where(giving | taking).order_by(Transfer.id.desc())


def get(actor: Actor, transfer_id: int) -> TransferShown:
    """One transfer."""
    found = visible(actor).where(Transfer.id == transfer_id).get_or_none()
    if found is None:
        raise not_found("设备转移", "transfer")
    return shown(actor, [found])[0]


def find(actor: Actor, equipment_id: int | None = None, part: Slice = FIRST) -> Page[TransferShown]:
    """A page of transfers as the actor may see them, and how many there are."""
    query = visible(actor)
    if equipment_id is not None:
        query = query.where(Transfer.equipment == equipment_id)
    found = page(query, part)
    return Page(shown(actor, found.items), found.total, found.last)


def shown(actor: Actor, found: list[Transfer]) -> list[TransferShown]:
    """Transfers; a side that the actor may not see has no name."""
    ids = {key for item in found for key in (item.from_enterprise_id, item.to_enterprise_id)}
    names = enterprises.names(actor, ids)
    return [
        TransferShown(
            id=item.id,
            equipment_id=item.equipment_id,
            kind=item.kind,
            name=item.name,
            model=item.model,
            identifier=item.identifier,
            from_enterprise=_side(item.from_enterprise_id, names),
            to_enterprise=_side(item.to_enterprise_id, names),
            on=item.on,
            reason=item.reason,
            at=item.at,
        )
        for item in found
    ]


def _side(enterprise: int, names: dict[int, str]) -> Side:
    known = enterprise in names
    return Side(id=enterprise if known else None, name=names.get(enterprise))
