"""The open case of a device, wherever a device is shown: one query for all that are listed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from peewee import ModelSelect

from inventory.core import access, database
from inventory.core.access import Actor, Role
from inventory.enforcement.cases import matters
from inventory.enforcement.cases.machine import AFTER_SERVICE, OVER, STATES
from inventory.enforcement.cases.models import Case, CaseDevice
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.marks import Mark, Marker


def of(actor: Actor, ids: Iterable[int]) -> dict[int, Mark]:
    """The latest open case of each device that `actor` may know of."""
    rows = (
        _open(actor)
        .select(
            CaseDevice.equipment,
            Case.id,
            Case.matter,
            Case.state,
            Case.planned_on,
            Case.deadline_on,
        )
        .where(database.any_of(CaseDevice.equipment, ids))
        .order_by(Case.id)
    )
    return {
        key: Mark(
            key,
            case,
            matter,
            matters.said(matter).en,
            state,
            STATES[state],
            _next(state, planned, deadline),
        )
        for key, case, matter, state, planned, deadline in rows.tuples()
    }


def _next(state: str, planned: date | None, deadline: date | None) -> date | None:
    """The day that a case waits for: its visit, or once it is served the end of its term."""
    if state in {"opened", "notified"}:
        return planned
    return deadline if state in AFTER_SERVICE else None


def devices(actor: Actor) -> ModelSelect:
    """The ids of all devices that stand in an open case, for narrowing a list."""
    return _open(actor).select(CaseDevice.equipment)


def _open(actor: Actor) -> ModelSelect:
    """Unsettled devices of open cases that `actor` may see."""
    seen = access.scope(actor, Enterprise.region, Enterprise.id)
    if actor.role is Role.ENTERPRISE:
        seen &= Case.told_on.is_null(False)
    unsettled = CaseDevice.settled_on.is_null() & Case.state.not_in(sorted(OVER))
    return CaseDevice.select().join(Case).join(Enterprise).where(unsettled & seen)


MARKER = Marker(of, devices)
