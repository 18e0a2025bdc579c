"""The annual confirmation: which devices nobody has declared or confirmed for twelve months."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from peewee import JOIN, ModelSelect

from inventory.core import access, clock
from inventory.core.access import Actor
from inventory.core.clock import SHANGHAI
from inventory.core.paging import FIRST, Page, Slice, page
from inventory.intake.declarations.checking import RETIRED
from inventory.intake.declarations.models import EquipmentConfirmation
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment


@dataclass(frozen=True)
class Due:
    """A device to be asked for; `last` is None where it was never declared or confirmed."""

    equipment: Equipment
    enterprise: str
    last: date | None
    since: date


def years_from(day: date, years: int) -> date:
    """The same day some years later (29 February becomes the 28th)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def due(actor: Actor, as_of: date, kind: str = "", part: Slice = FIRST) -> Page[Due]:
    """A page of the devices to be confirmed, those that have waited longest first.

    A device that was never confirmed is asked for a year after it came into the ledger.
    """
    query = _query(actor, as_of, kind)
    found = page(
        query.order_by(
            EquipmentConfirmation.confirmed_on.is_null(False),
            EquipmentConfirmation.confirmed_on,
            Equipment.id,
        ),
        part,
    )
    return Page([_due(device) for device in found.items], found.total, found.last)


def _query(actor: Actor, as_of: date, kind: str) -> ModelSelect:
    latest = years_from(as_of, -1)
    arrived = datetime.combine(latest, time.max, SHANGHAI)
    last = EquipmentConfirmation.confirmed_on
    query = (
        Equipment.select(Equipment, Enterprise.name, last)
        .join(Enterprise)
        .switch(Equipment)
        .join(EquipmentConfirmation, JOIN.LEFT_OUTER, attr="confirmation")
        .where(
            access.scope(actor, Equipment.region, Equipment.enterprise)
            & (Equipment.gone == "")
            & Equipment.use_state.not_in(RETIRED)
            & ((last <= latest) | (last.is_null() & (Equipment.created_at <= arrived)))
        )
    )
    return query.where(Equipment.kind == kind) if kind else query


def _due(device: Equipment) -> Due:
    confirmation = getattr(device, "confirmation", None)
    last = confirmation.confirmed_on if confirmation is not None else None
    arrived = device.created_at.astimezone(SHANGHAI).date()
    return Due(device, device.enterprise.name, last, years_from(last or arrived, 1))


def confirm(equipment_ids: Iterable[int], declaration: int) -> None:
    """Record that an enterprise has confirmed devices; call inside the accepting transaction."""
    today = clock.today()
    rows = [
        {"equipment": key, "confirmed_on": today, "declaration": declaration}
        for key in dict.fromkeys(equipment_ids)
    ]
    if rows:
        EquipmentConfirmation.insert_many(rows).on_conflict(
            conflict_target=[EquipmentConfirmation.equipment],
            preserve=[EquipmentConfirmation.confirmed_on, EquipmentConfirmation.declaration],
        ).execute()


def last_confirmed(equipment_ids: Iterable[int]) -> dict[int, date]:
    """The date of the last confirmation of each of these devices that has one."""
    rows = EquipmentConfirmation.select(
        EquipmentConfirmation.equipment, EquipmentConfirmation.confirmed_on
    ).where(EquipmentConfirmation.equipment.in_(list(equipment_ids)))
    return dict(rows.tuples())
