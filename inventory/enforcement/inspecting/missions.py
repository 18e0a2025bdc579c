"""Which visits there are: of a day, a case, an officer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from peewee import ModelSelect

from inventory.core.access import Actor
from inventory.enforcement.cases import reading
from inventory.enforcement.cases.models import Case, CaseOfficer
from inventory.enforcement.inspecting import service
from inventory.enforcement.inspecting.models import Inspection


@dataclass(frozen=True)
class Narrowed:
    """What a mission list is narrowed to; `open_until` is for visits not yet made by that day."""

    on: date | None = None
    open_until: date | None = None
    mine: bool = False
    officer: int | None = None
    case: int | None = None
    campaign: int | None = None
    state: str = ""


def listed(actor: Actor, narrowed: Narrowed) -> list[Inspection]:
    """The visits of a day, a case, an officer, in the order in which they are planned."""
    found = list(chosen(actor, narrowed).limit(500))
    officers = reading.officers_of([item.case_id for item in found])
    for item in found:
        item.officers = officers.get(item.case_id, [])
    return found


def count(actor: Actor, narrowed: Narrowed) -> int:
    """How many visits a mission list has."""
    return int(chosen(actor, narrowed).count())


def chosen(actor: Actor, narrowed: Narrowed) -> ModelSelect:
    """The inspections that a mission list is narrowed to, in the order of their days."""
    query = service.visible(actor)
    if narrowed.on is not None:
        query = query.where(Inspection.planned_on == narrowed.on)
    if narrowed.open_until is not None:
        query = query.where(
            (Inspection.state == "planned") & (Inspection.planned_on <= narrowed.open_until)
        )
    if narrowed.case is not None:
        query = query.where(Inspection.case == narrowed.case)
    if narrowed.campaign is not None:
        query = query.where(Case.campaign == narrowed.campaign)
    if narrowed.state:
        query = query.where(Inspection.state == narrowed.state)
    for user in ({actor.id} if narrowed.mine else set()) | ({narrowed.officer} - {None}):
        own = CaseOfficer.select(CaseOfficer.case).where(CaseOfficer.user == user)
        query = query.where(Inspection.case.in_(own))
    return query
