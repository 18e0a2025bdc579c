"""Who goes where in a campaign: the rows with their people, and each officer's own list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from peewee import fn

from inventory.core import database
from inventory.core.access import Actor
from inventory.core.paging import FIRST, Page, Slice
from inventory.enforcement.campaigns import service
from inventory.enforcement.campaigns.models import CampaignEnterprise
from inventory.enforcement.cases.models import Case
from inventory.enforcement.inspecting.models import Inspection
from inventory.people.accounts.models import User


@dataclass(frozen=True)
class Officer:
    user_id: int
    name: str
    certificate_no: str


@dataclass(frozen=True)
class Mission:
    """An enterprise that an officer goes to; `visit_on` is the next visit that is planned."""

    enterprise_id: int
    enterprise: str
    case_id: int | None
    state: str
    visit_on: date | None


@dataclass(frozen=True)
class Duty:
    officer: Officer
    missions: Sequence[Mission]


def rows(actor: Actor, campaign_id: int, part: Slice = FIRST) -> Page[CampaignEnterprise]:
    """A page of the list with the people and the state of each case."""
    found = service.enterprises(actor, campaign_id, part)
    known, states = _people(found.items), _states(found.items)
    for row in found.items:
        row.people = [known[key] for key in row.officers if key in known]
        row.state = states.get(row.case_id, "")
    return found


def of(actor: Actor, campaign_id: int) -> list[Duty]:
    """The officers of a campaign by name, each with the enterprises that are theirs."""
    campaign = service.get(actor, campaign_id)
    chosen = [row for row in service.rows_of(campaign) if row.chosen]
    people, states, visits = _people(chosen), _states(chosen), _visits(chosen)
    missions: dict[int, list[Mission]] = {}
    for row in chosen:
        mission = Mission(
            row.enterprise_id,
            row.enterprise.name,
            row.case_id,
            states.get(row.case_id, ""),
            visits.get(row.case_id),
        )
        for key in row.officers:
            missions.setdefault(key, []).append(mission)
    return [
        Duty(officer, missions[officer.user_id])
        for officer in sorted(people.values(), key=lambda it: (it.name, it.user_id))
    ]


def _people(found: Iterable[CampaignEnterprise]) -> dict[int, Officer]:
    ids = {key for row in found for key in row.officers}
    columns = (User.id, User.display_name, User.certificate_no)
    named = User.select(*columns).where(database.any_of(User.id, ids)).tuples()
    return {key: Officer(key, name, certificate) for key, name, certificate in named}


def _cases(found: Iterable[CampaignEnterprise]) -> list[int]:
    return [row.case_id for row in found if row.case_id is not None]


def _states(found: Sequence[CampaignEnterprise]) -> dict[int | None, str]:
    rows = Case.select(Case.id, Case.state).where(database.any_of(Case.id, _cases(found)))
    return dict(rows.tuples())


def _visits(found: Sequence[CampaignEnterprise]) -> dict[int | None, date]:
    planned = (
        Inspection.select(Inspection.case, fn.MIN(Inspection.planned_on))
        .where((Inspection.state == "planned") & database.any_of(Inspection.case, _cases(found)))
        .group_by(Inspection.case)
    )
    return {
        case: on if isinstance(on, date) else date.fromisoformat(on)
        for case, on in planned.tuples()
    }
