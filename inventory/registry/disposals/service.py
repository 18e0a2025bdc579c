"""Disposal: the only writer of its table. A record is never edited, only withdrawn."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import IntegrityError
from stdnum.cn import uscc as uscc_number

from inventory.core import access, clock, database
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.registry.disposals.models import Disposal
from inventory.registry.equipment import retrieval
from standards.outcomes import NOT_JUDGED_STATES

WAYS = {
    "dismantled": "报废拆解",
    "recycled": "交回收企业",
    "returned": "以旧换新交回厂家",
    "destroyed": "就地破拆",
    "other": "其他",
}
WAYS_EN = {
    "dismantled": "scrapped and dismantled",
    "recycled": "given to a recycler",
    "returned": "given back to the maker in exchange",
    "destroyed": "broken up on site",
    "other": "other",
}


@dataclass(frozen=True)
class Given:
    """What the form says."""

    way: str
    on: date
    certificate_no: str = ""
    certificate_on: date | None = None
    recycler: str = ""
    recycler_uscc: str = ""
    qualification: str = ""
    note: str = ""


def of_device(actor: Actor, equipment_id: int) -> list[Disposal]:
    """The records of a device, the one that stands first."""
    retrieval.get(actor, equipment_id)
    query = Disposal.select().where(Disposal.equipment == equipment_id)
    return list(query.order_by(Disposal.withdrawn, Disposal.id.desc()))


def get(actor: Actor, disposal_id: int) -> Disposal:
    """A record, if its device is the actor's to see."""
    found = Disposal.get_or_none(Disposal.id == disposal_id)
    if found is None or not actor.sees(found.equipment.region, found.equipment.enterprise_id):
        raise not_found("处置记录", "record of disposal")
    return found


def standing(devices: Collection[int]) -> dict[int, Disposal]:
    """The valid record of each device; the caller has checked the right to see it."""
    rows = Disposal.select().where(
        database.any_of(Disposal.equipment, devices) & (Disposal.withdrawn == 0)
    )
    return {row.equipment_id: row for row in rows}


def record(actor: Actor, equipment_id: int, given: Given) -> Disposal:
    """Write down how a device out of service was disposed of."""
    _check(given)
    try:
        with db.atomic():
            device = retrieval.lock(actor, equipment_id)
            access.require_write(actor, device.region, device.kind)
            retrieval.require_present(device)
            if device.use_state not in NOT_JUDGED_STATES:
                raise Conflict.of("disposals.in_service")
            made = Disposal.create(
                equipment=device,
                **{name: _tidied(value) for name, value in vars(given).items()},
                actor=actor.id,
                actor_name=actor.name[:200],
                created_at=clock.now(),
            )
            _record("disposal.recorded", actor, made, {"certificate": given.certificate_no})
    except IntegrityError as error:
        raise Conflict.of("disposals.stands") from error
    return made


def _tidied(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _check(given: Given) -> None:
    today = clock.today()
    if given.on > today or (given.certificate_on or today) > today:
        raise Invalid.of("disposals.future")
    if given.certificate_on and not given.certificate_no.strip():
        raise Invalid.of("disposals.no_number")
    if given.recycler_uscc and not uscc_number.is_valid(given.recycler_uscc):
        raise Invalid.of("disposals.uscc", code=given.recycler_uscc)


def withdraw(actor: Actor, disposal_id: int, reason: str) -> Disposal:
    """Take a record back; it stays readable with the reason."""
    with db.atomic():
        found = get(actor, disposal_id)
        require_write(actor, found)
        changed = (
            Disposal.update(
                withdrawn=found.id,
                withdrawn_by=actor.id,
                withdrawn_at=clock.now(),
                withdrawn_reason=reason.strip(),
            )
            .where((Disposal.id == found.id) & (Disposal.withdrawn == 0))
            .execute()
        )
        if not changed:
            raise Conflict.of("disposals.withdrawn")
        _record("disposal.withdrawn", actor, found, {"reason": reason})
    return get(actor, disposal_id)


def require_write(actor: Actor, found: Disposal) -> None:
    """Allow only an official in charge of the device, and only while the record is valid."""
    access.require_write(actor, found.equipment.region, found.equipment.kind)
    if found.withdrawn:
        raise Conflict.of("disposals.withdrawn")


def _record(event: str, actor: Actor, found: Disposal, detail: dict[str, Any]) -> None:
    audit.record(
        event,
        actor,
        subject="disposal",
        subject_id=found.id,
        detail={"equipment": found.equipment_id, "way": found.way, "on": found.on, **detail},
    )
