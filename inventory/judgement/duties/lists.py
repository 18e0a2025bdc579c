"""The lists of a plan (清单): what is on them, what an office adds to them.

An item is worked like a statement: a row of `Duty` holds its department, person, term, measures
and state. What an office lists itself has its words in that row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory.core.errors import not_found
from inventory.judgement.duties.models import Duty
from inventory.judgement.plans import service as plans
from standards.plan_lists import PlanList, own_item, plan_lists
from standards.statements import Statement


@dataclass(frozen=True)
class Listed:
    """A list with all its items, those that an office added included."""

    plan_list: PlanList
    items: Sequence[Statement]


def of(region: str) -> list[Listed]:
    """The lists of a region's plan."""
    plan = plans.plan_of(region)
    added: dict[str, list[tuple[str, str]]] = {}
    own = (Duty.region == region) & (Duty.listed != "")
    for row in Duty.select(Duty.listed, Duty.statement, Duty.text).where(own).order_by(Duty.id):
        added.setdefault(row.listed, []).append((row.statement, row.text))
    return [
        Listed(one, [*one.items, *(own_item(one, *it) for it in added.get(one.id, ()))])
        for one in plan_lists(plan, plans.statement_list(plan))
    ]


def get(region: str, name: str) -> Listed:
    """One list of a plan."""
    found = next((one for one in of(region) if one.plan_list.id == name), None)
    if found is None:
        raise not_found("清单", "list")
    return found


def everything(region: str) -> list[Statement]:
    """All that is worked in a region's plan: its statements, and what its lists hold besides."""
    found = {one.id: one for one in plans.statement_list(plans.plan_of(region))}
    for listed in of(region):
        found |= {one.id: one for one in listed.items}
    return list(found.values())
