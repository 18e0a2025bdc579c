"""What the guards of a move look at, gathered from the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from inventory.core import clock, database
from inventory.core.access import Actor
from inventory.core.registries import Registry
from inventory.enforcement import calendar
from inventory.enforcement.agencies import procedure
from inventory.enforcement.agencies.models import Agency
from inventory.enforcement.cases.guards import Facts
from inventory.enforcement.cases.models import (
    Case,
    CaseDevice,
    CaseFinding,
    CaseOfficer,
    CaseStep,
    HeldGround,
)
from inventory.registry.equipment.models import Equipment
from standards.outcomes import NOT_JUDGED_STATES, STOPPED_STATE

# Moves after which somebody is no second person any more.
HANDLING = ("inspect", "draft", "redraft", "submit", "recall", "recheck", "report")


@dataclass(frozen=True)
class Drafted:
    """What the order drafts of a case say: how many, of which devices, and what is wrong."""

    drafts: int = 0
    devices: frozenset[int] = frozenset()
    presumed: frozenset[int] = frozenset()
    outdated: int = 0
    undecided: int = 0
    deadline_on: date | None = None
    document_on: date | None = None


@dataclass(frozen=True)
class Written:
    """Papers that a move rests on: the opinion on the present draft, the closing report."""

    review: bool = False
    report: bool = False


# Those who know about documents, answers and rechecks of a case; entered in app/wiring.py.
drafts: Registry[Callable[[Case], Drafted]] = Registry("drafts of a case")
papers: Registry[Callable[[Case], Written]] = Registry("papers of a case")
answers: Registry[Callable[[Case], int]] = Registry("answers of a case")

NOTHING = Drafted()


def of(
    actor: Actor, case: Case, changes: Mapping[str, Any] | None = None, reason: str = ""
) -> Facts:
    """The facts of a case as they would be with `changes` to its columns."""
    known = {**case.__data__, **(changes or {})}
    officers = list(CaseOfficer.select().where(CaseOfficer.case == case.id))
    devices = list(CaseDevice.select().where(CaseDevice.case == case.id))
    drafted = next((tell(case) for tell in drafts.values()), NOTHING)
    names = {item.equipment_id: name_of(item) for item in devices}
    agency = case.agency
    written = next((tell(case) for tell in papers.values()), Written())
    return Facts(
        state=case.state,
        today=clock.today(),
        by=actor.id,
        handlers=handlers(case, officers),
        officers=len(officers),
        certificates=len(_valid(officers)),
        competence=bool(agency.competence.strip()),
        remedies=bool(agency.court.strip() and agency.review_body.strip()),
        mine=actor.kinds is None or {item.kind for item in devices} <= actor.kinds,
        noticed_on=known["noticed_on"],
        notice_reason=known["notice_reason"],
        notice_days=procedure.value(agency, "notice_days"),
        planned_on=known["planned_on"],
        inspected_on=known["inspected_on"],
        heard_on=known["heard_on"],
        not_heard_reason=known["not_heard_reason"],
        drafts=drafted.drafts,
        outdated=drafted.outdated,
        undecided=drafted.undecided,
        presumed=_named(names, drafted.presumed),
        stopped=_named(names, _out_of_use(drafted.devices)),
        elsewhere=_named(names, _elsewhere(case, names)),
        deadline_on=drafted.deadline_on or known["deadline_on"],
        latest_on=latest_term(agency),
        document_on=drafted.document_on,
        submitted=known["submitted_at"] is not None,
        review_off=not reviewed(agency, len(devices)),
        reviewed_by=known["reviewed_by"],
        review_written=written.review,
        approved_by=known["approved_by"],
        issued=known["issued_on"] is not None,
        effective_on=known["effective_on"],
        answers=sum(tell(case) for tell in answers.values()),
        devices=len(devices),
        rechecked=sum(item.rechecked_on is not None for item in devices),
        settled=sum(item.settled_on is not None for item in devices),
        reported=written.report,
        extension_asked=case.extension_asked_on is not None,
        extension_decided=case.extension_granted is not None,
        handed_to=known["handed_to"],
        reason=reason,
    )


def reviewed(agency: Agency, devices: int) -> bool:
    """Whether an order about this many devices needs the legal review of an agency."""
    if not procedure.value(agency, "legal_review"):
        return False
    return devices >= procedure.value(agency, "major_devices")


def latest_term(agency: Agency) -> date | None:
    """How far a term that is set today may reach by the agency's setting; None = not limited."""
    months = procedure.value(agency, "rectification_months")
    return calendar.term(clock.today(), months=months).ends_on if months else None


def handlers(case: Case, officers: Sequence[CaseOfficer]) -> frozenset[int]:
    """Whoever drew up the papers of a case or handles it: none of them is a second person.

    Who was an officer when the draft was handed in stays one, also when taken off the case since.
    """
    rows = CaseStep.select(CaseStep.actor, CaseStep.detail).where(
        (CaseStep.case == case.id) & CaseStep.move.in_(HANDLING)
    )
    drew: set[int] = set()
    for actor, detail in rows.tuples():
        drew |= {actor, *detail.get("officers", ())} - {None}
    own = {item.user_id for item in officers}
    return frozenset(drew | own | ({case.drafted_by} - {None}))


def name_of(item: CaseDevice) -> str:
    """A device as a refusal names it."""
    return (
        " ".join(filter(None, (item.name, item.model, item.identifier))) or f"#{item.equipment_id}"
    )


def _valid(officers: Sequence[CaseOfficer]) -> set[str]:
    today = clock.today()
    return {
        item.certificate_no
        for item in officers
        if item.certificate_no
        and (item.certificate_until is None or item.certificate_until >= today)
    }


def _named(names: Mapping[int, str], ids: frozenset[int]) -> tuple[str, ...]:
    return tuple(names.get(key, f"#{key}") for key in sorted(ids))


def _out_of_use(ids: frozenset[int]) -> frozenset[int]:
    """Devices that stand still or are gone: an order forbids use (节约能源法 §17)."""
    if not ids:
        return frozenset()
    rows = Equipment.select(Equipment.id, Equipment.use_state, Equipment.gone).where(
        database.any_of(Equipment.id, ids)
    )
    out = {STOPPED_STATE, *NOT_JUDGED_STATES}
    return frozenset(key for key, state, gone in rows.tuples() if gone or state in out)


def _elsewhere(case: Case, names: Mapping[int, str]) -> frozenset[int]:
    grounds = {
        (device, ground)
        for device, ground in CaseFinding.select(CaseDevice.equipment, CaseFinding.ground)
        .join(CaseDevice)
        .where(CaseDevice.case == case.id)
        .tuples()
    }
    held = HeldGround.select(HeldGround.equipment, HeldGround.ground).where(
        database.any_of(HeldGround.equipment, list(names)) & (HeldGround.case != case.id)
    )
    return frozenset(device for device, ground in held.tuples() if (device, ground) in grounds)
