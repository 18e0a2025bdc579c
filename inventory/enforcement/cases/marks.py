"""The open case of a device, wherever a device is shown: one query for all that are listed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from inventory.core import access, database
from inventory.core.access import Actor, Role
from inventory.enforcement.cases.machine import OVER, STATES
from inventory.enforcement.cases.models import Case, CaseDevice
from inventory.people.enterprises.models import Enterprise


@dataclass(frozen=True)
class Mark:
    """An open case as a list shows it beside a device."""

    equipment_id: int
    case_id: int
    matter: str
    state: str
    state_zh: str


def of(actor: Actor, ids: Iterable[int]) -> dict[int, Mark]:
    """The latest open case of each device that `actor` may know of."""
    seen = access.scope(actor, Enterprise.region, Enterprise.id)
    if actor.role is Role.ENTERPRISE:
        seen &= Case.told_on.is_null(False)
    rows = (
        CaseDevice.select(CaseDevice.equipment, Case.id, Case.matter, Case.state)
        .join(Case)
        .join(Enterprise)
        .where(
            database.any_of(CaseDevice.equipment, ids)
            & CaseDevice.settled_on.is_null()
            & Case.state.not_in(sorted(OVER))
            & seen
        )
        .order_by(Case.id)
    )
    return {
        key: Mark(key, case, matter, state, STATES[state])
        for key, case, matter, state in rows.tuples()
    }
