"""Opening a case: devices and findings are frozen, grounds held, officers named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from peewee import IntegrityError

from inventory.core import access, clock, database
from inventory.core.access import Actor
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid
from inventory.enforcement.agencies import service as agencies
from inventory.enforcement.agencies.models import Agency
from inventory.enforcement.cases import matters, moves, officers, reading
from inventory.enforcement.cases.machine import OVER, START, STATES
from inventory.enforcement.cases.models import (
    Case,
    CaseDevice,
    CaseFinding,
    HeldGround,
)
from inventory.enforcement.documents import law
from inventory.enforcement.documents.model import ORDER_OUTCOMES, number_of
from inventory.enforcement.numbers import service as numbers
from inventory.judgement.assessments import service as assessments
from inventory.judgement.assessments.models import Assessment, Finding
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment import lookup
from inventory.registry.equipment.models import Equipment

# Why a case is opened, and whether its inspection needs no notice (节能监察办法).
SOURCES = {
    "finding": "台账判定",
    "campaign": "专项监察",
    "complaint": "举报投诉",
    "suspicion": "涉嫌违法违规",
    "spot_check": "抽查",
    "handed_in": "其他部门移送",
}


@dataclass(frozen=True)
class Opening:
    """What a case begins with."""

    enterprise: int
    devices: tuple[int, ...] = ()
    officers: tuple[int, ...] = ()
    matter: str = ""
    source: str = "finding"
    agency: int | None = None
    campaign: int | None = None
    drafting: bool = False  # opened by drafting an order, and dropped with the draft


def open_case(actor: Actor, given: Opening) -> Case:
    """A case about an enterprise and some of its devices.

    Raises Conflict where an open case holds one of the devices on the same ground, with its number.
    """
    enterprise = enterprises.get(actor, given.enterprise)
    access.require_region(actor, enterprise.region)
    devices = _devices(actor, enterprise, given.devices)
    found = assessments.current_findings([item.id for item in devices])
    ordered = [item for item in found if item.outcome in ORDER_OUTCOMES]
    agency = agencies.choose(enterprise.region, ordered, given.agency)
    return _open(actor, enterprise, replace(given, agency=agency.id), devices, ordered)


def open_about(actor: Actor, given: Opening, findings: Sequence[Finding]) -> Case:
    """A case about just these findings, by the agency that is given: what an order states."""
    enterprise = enterprises.get(actor, given.enterprise)
    return _open(actor, enterprise, given, _devices(actor, enterprise, given.devices), findings)


def _open(
    actor: Actor,
    enterprise: Enterprise,
    given: Opening,
    devices: Sequence[Equipment],
    findings: Sequence[Finding],
) -> Case:
    with db.atomic():
        case = _create(actor, enterprise, given)
        hold(case, devices, findings)
        officers.set_officers(actor, case, given.officers)
        begun = moves.Given(given.matter, detail={"drafting": given.drafting})
        moves.note(actor, _before(case), "open", START, begun)
    return reading.get(actor, case.id)


def _before(case: Case) -> Case:
    """The case as it was before it was opened, for the first line of its story."""
    before = Case(**case.__data__)
    before.state = ""
    return before


def _create(actor: Actor, enterprise: Enterprise, given: Opening) -> Case:
    now, year = clock.now(), clock.today().year
    agency = Agency.get_by_id(given.agency)
    number = numbers.take(agency.id, year, numbers.CASE)
    return Case.create(
        enterprise=enterprise,
        agency=agency,
        year=year,
        number=number,
        number_text=number_of(numbers.code_word(agency, numbers.CASE), year, number),
        matter=given.matter.strip() or matters.usual(enterprise.name),
        source=given.source,
        campaign=given.campaign,
        state=START,
        opened_by=actor.id,
        opened_at=now,
        updated_at=now,
    )


def _devices(actor: Actor, enterprise: Enterprise, ids: Sequence[int]) -> list[Equipment]:
    """The devices, all of this enterprise, and of kinds that are the actor's to write about."""
    known = lookup.by_ids(sorted(set(ids)))
    strange = [key for key in ids if key not in known or known[key].enterprise_id != enterprise.id]
    if strange:
        raise Invalid.of(
            "cases.not_its_device",
            name=enterprise.name,
            details=[
                {"field": "devices", "value": key, "message": "不是该单位的设备"} for key in strange
            ],
        )
    for item in known.values():
        access.require_write(actor, item.region, item.kind)
    return [known[key] for key in sorted(known)]


def add_devices(actor: Actor, case_id: int, version: int, ids: Sequence[int]) -> Case:
    """Add devices of the enterprise, as long as nothing was submitted for signature."""
    with db.atomic():
        case = changeable(actor, case_id, version)
        devices = _devices(actor, case.enterprise, ids)
        found = assessments.current_findings([item.id for item in devices])
        hold(case, devices, [item for item in found if item.outcome in ORDER_OUTCOMES])
        touch(case)
        moves.note(actor, case, "devices", case.state, moves.Given(detail={"devices": list(ids)}))
    return reading.get(actor, case_id)


def changeable(actor: Actor, case_id: int, version: int) -> Case:
    """The locked case, if the actor may change it and its draft is not signed."""
    case = reading.lock(actor, case_id)
    kinds = reading.kinds_of([case.id]).get(case.id, set())
    access.require_kinds(actor, case.enterprise.region, kinds)
    if case.version != version:
        raise moves.stale(case)
    if case.state in OVER:
        raise Conflict.of("cases.over", state_zh=STATES[case.state], state=case.state)
    if case.submitted_at is not None and case.issued_on is None:
        raise Conflict.of("cases.under_signature")
    return case


def touch(case: Case, **changes: Any) -> None:
    """Write columns of a case that is locked; counts as a change of its version."""
    written = (
        Case.update({**changes, "version": case.version + 1, "updated_at": clock.now()})
        .where((Case.id == case.id) & (Case.version == case.version))
        .execute()
    )
    if not written:
        raise moves.stale(Case.get_by_id(case.id))


def hold(case: Case, devices: Iterable[Equipment], findings: Sequence[Finding]) -> None:
    """Freeze devices and findings into the case, and hold each device on each ground.

    Call inside a transaction. What the case has already is brought up to what stands now.
    """
    devices = list(devices)
    _refuse_held(case, devices, findings)
    libraries = _libraries(findings)
    for device in devices:
        row = _device(case, device)
        for finding in findings:
            if finding.equipment_id == device.id:
                _freeze(row, finding, libraries[finding.assessment_id])
    try:
        with db.atomic():
            _hold(
                case, {(item.equipment_id, ground_of(item.rule, item.outcome)) for item in findings}
            )
    except IntegrityError:
        _refuse_held(case, devices, findings)
        raise


def _hold(case: Case, wanted: set[tuple[int, str]]) -> None:
    """Hold the grounds that the case lacks; the unique index refuses those of another case."""
    own = HeldGround.select(HeldGround.equipment, HeldGround.ground)
    held = set(own.where(HeldGround.case == case.id).tuples())
    for equipment, ground in sorted(wanted - held):
        HeldGround.create(case=case.id, equipment=equipment, ground=ground)


def _refuse_held(case: Case, devices: Sequence[Equipment], findings: Sequence[Finding]) -> None:
    wanted = {(item.equipment_id, ground_of(item.rule, item.outcome)) for item in findings}
    held = [row for row in held_grounds([item.id for item in devices]) if row.case_id != case.id]
    taken = [row for row in held if (row.equipment, row.ground) in wanted]
    if taken:
        raise open_elsewhere(taken)


def held_grounds(ids: Sequence[int]) -> list[HeldGround]:
    """The grounds on which open cases hold these devices, with their cases."""
    rows = HeldGround.select(HeldGround, Case).join(Case)
    return list(rows.where(database.any_of(HeldGround.equipment, ids)).order_by(HeldGround.id))


def open_elsewhere(taken: Sequence[HeldGround]) -> Conflict:
    """The refusal of a second case about the same, with a link to the first."""
    case = taken[0].case
    return Conflict.of(
        "cases.open_case",
        case=case.id,
        matter=case.matter,
        state_zh=STATES[case.state],
        state=case.state,
        count=len({row.equipment for row in taken}),
        details=[
            {
                "field": "case",
                "value": row.case_id,
                "equipment_id": row.equipment,
                "message": row.case.matter,
            }
            for row in taken
        ],
    )


def ground_of(rule: str, outcome: str) -> str:
    """On what a finding would be ordered: one name for grounds that are alternatives."""
    try:
        first = law.load().grounds_for(rule, outcome)[0]
    except law.LawError:
        return f"rule:{rule}"[:64]
    return first.alternatives or first.id


def _libraries(findings: Sequence[Finding]) -> dict[int, Assessment]:
    ids = {item.assessment_id for item in findings}
    rows = Assessment.select().where(database.any_of(Assessment.id, ids))
    return {row.id: row for row in rows}


def _device(case: Case, device: Equipment) -> CaseDevice:
    copied = {
        "kind": device.kind,
        "name": device.name,
        "model": device.model,
        "identifier": device.identifier,
        "facts": device.facts,
    }
    row, new = CaseDevice.get_or_create(case=case.id, equipment=device.id, defaults=copied)
    if not new:
        CaseDevice.update(copied).where(CaseDevice.id == row.id).execute()
    return row


def _freeze(row: CaseDevice, finding: Finding, judged: Assessment) -> None:
    copied = {
        "outcome": finding.outcome,
        "ground": ground_of(finding.rule, finding.outcome),
        "presumed": finding.presumed,
        "document": finding.document,
        "clause": finding.clause,
        "message": finding.message,
        "message_en": finding.message_en,
        "library": judged.library,
        "frozen": {
            "measured": finding.measured,
            "limit": finding.limit,
            "missing": finding.missing,
            "level": finding.level,
            "grade": finding.grade,
            "due": finding.due.isoformat() if finding.due else None,
            "as_of": judged.as_of.isoformat(),
        },
    }
    found, new = CaseFinding.get_or_create(device=row, rule=finding.rule, defaults=copied)
    if not new:
        CaseFinding.update(copied).where(CaseFinding.id == found.id).execute()


def name_officers(actor: Actor, case_id: int, version: int, users: Sequence[int]) -> Case:
    """Say who handles a case."""
    with db.atomic():
        case = changeable(actor, case_id, version)
        officers.set_officers(actor, case, users)
        touch(case)
        names = [item.name for item in reading.officers_of([case.id]).get(case.id, [])]
        moves.note(actor, case, "officers", case.state, moves.Given(detail={"officers": names}))
    return reading.get(actor, case_id)
