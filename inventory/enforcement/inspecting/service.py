"""Inspections: planned for a day, carried out by two officers, recorded once and not edited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN, IntegrityError, ModelSelect

from inventory.core import access, clock
from inventory.core.access import Actor, Role
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.registries import Registry
from inventory.enforcement.agencies.models import Agency
from inventory.enforcement.cases import moves, reading
from inventory.enforcement.cases.checks import Check, possible
from inventory.enforcement.cases.machine import OVER, STATES
from inventory.enforcement.cases.models import Case, CaseDevice
from inventory.enforcement.inspecting import checklist, evidence
from inventory.enforcement.inspecting.evidence import Photo, Signed
from inventory.enforcement.inspecting.models import Inspection, InspectionLine
from inventory.people.enterprises.models import Enterprise

# Who freezes a record into a paper of its case and gives the paper's ref (app/wiring.py).
recorders: Registry[Callable[[Actor, Case], str]] = Registry("papers of a record")


@dataclass(frozen=True)
class Found:
    """What was found at one line of the check list."""

    line: int
    answer: str
    found: str = ""
    note: str = ""
    value: float | None = None
    photos: Sequence[Photo] = ()


@dataclass(frozen=True)
class Record:
    """What the form says at the end of a visit; `key` is the form's own, a UUID."""

    key: str
    began_at: datetime
    ended_at: datetime
    place: str
    present: str
    showed_certificates: bool
    told_rights: bool
    avoidance: str = ""
    facts_text: str = ""
    statement: str = ""
    signed_by: str = ""
    signed_duty: str = ""
    signature_file: int | None = None
    refused: bool = False
    refusal: str = ""
    witness: str = ""


def visible(actor: Actor) -> ModelSelect:
    """The inspections of the cases that `actor` sees; officials only see plans."""
    condition = access.scope(actor, Enterprise.region, Enterprise.id)
    if actor.role is Role.ENTERPRISE:
        condition &= (Inspection.state == "recorded") & Case.told_on.is_null(False)
    return (
        Inspection.select(Inspection, Case, Enterprise, Agency)
        .join(Case)
        .join(Enterprise)
        .switch(Case)
        .join(Agency)
        .where(condition)
        .order_by(Inspection.planned_on, Inspection.id)
    )


def get(actor: Actor, inspection_id: int) -> Inspection:
    """The inspection with its check list as `items`, its `officers` and `signed`."""
    found = visible(actor).where(Inspection.id == inspection_id).get_or_none()
    if found is None:
        raise not_found("检查", "inspection")
    found.items = _lines(found)
    found.officers = reading.officers_of([found.case_id]).get(found.case_id, [])
    found.signed = evidence.signatures(found)
    found.lacking = _lacking(actor, found)
    return found


def _lines(visit: Inspection) -> list[InspectionLine]:
    """The check list, each line with its English as `said`: two queries."""
    rows = InspectionLine.select(InspectionLine, CaseDevice).join(CaseDevice, JOIN.LEFT_OUTER)
    lines = list(rows.where(InspectionLine.inspection == visit.id).order_by(InspectionLine.id))
    findings = reading.findings_of({line.device_id for line in lines if line.item == "finding"})
    for line in lines:
        line.said = checklist.english(line, findings.get(line.device_id, ()))
    return lines


def _lacking(actor: Actor, planned: Inspection) -> list[Check]:
    """The checks that would refuse the record now, shown before the visit."""
    if planned.state != "planned" or actor.role not in access.OFFICE:
        return []
    moves_now = possible(actor, planned.case, planned.planned_on)
    inspect = [move for move in moves_now if move.move == "inspect"]
    return [check for move in inspect for check in move.lacking]


def plan(actor: Actor, case_id: int, on: date) -> Inspection:
    """Plan a visit; its check list is made from the devices and findings of the case."""
    with db.atomic():
        case = reading.lock(actor, case_id)
        kinds = reading.kinds_of([case.id]).get(case.id, set())
        access.require_kinds(actor, case.enterprise.region, kinds)
        if case.state in OVER:
            raise Conflict.of("inspecting.over", state_zh=STATES[case.state], state=case.state)
        made = _plan(actor, case, on)
    return get(actor, made.id)


def _plan(actor: Actor, case: Case, on: date) -> Inspection:
    made = Inspection.create(
        case=case, planned_on=on, state="planned", actor=actor.id, created_at=clock.now()
    )
    devices = reading.devices_of([case.id]).get(case.id, [])
    for item in checklist.questions(devices):
        InspectionLine.create(inspection=made, **vars(item))
    _note_planned(actor, made)
    return made


def _note_planned(actor: Actor, made: Inspection) -> None:
    audit.record(
        "inspection.planned",
        actor,
        subject="inspection",
        subject_id=made.id,
        detail={"case": made.case_id, "on": made.planned_on},
    )


def announced(actor: Actor, case: Case, on: date) -> None:
    """The visit that a notice announces: planned, or where one is, moved to the announced day."""
    planned = Inspection.select().where(
        (Inspection.case == case.id) & (Inspection.state == "planned")
    )
    found = planned.order_by(Inspection.id).first()
    if found is None:
        _plan(actor, case, on)
    elif found.planned_on != on:
        _change(found, planned_on=on)
        found.planned_on = on
        _note_planned(actor, found)


def cancel(actor: Actor, inspection_id: int, reason: str) -> Inspection:
    """A visit that does not take place."""
    with db.atomic():
        found = get(actor, inspection_id)
        require_office(actor, found)
        _change(found, state="cancelled", refusal=reason)
        audit.record(
            "inspection.cancelled",
            actor,
            subject="inspection",
            subject_id=found.id,
            detail={"reason": reason},
        )
    return get(actor, inspection_id)


def record(
    actor: Actor,
    inspection_id: int,
    record: Record,
    found: Sequence[Found],
    signed: Sequence[Signed] = (),
) -> Inspection:
    """Write the record of a visit; sent twice (a phone without network), it is written once.

    Raises Conflict with the record that somebody else has sent in the meantime.
    """
    known = get(actor, inspection_id)
    if known.key == record.key and known.actor == actor.id:
        return known
    _check(record, known)
    evidence.require_scan(known, record.signature_file)
    try:
        with db.atomic():
            case = reading.lock(actor, known.case_id)
            known = get(actor, inspection_id)
            require_office(actor, known)
            _change(
                known,
                state="recorded",
                actor=actor.id,
                actor_name=actor.name[:200],
                recorded_at=clock.now(),
                **asdict(record),
            )
            _fill(known, found)
            evidence.sign(known, signed)
            document = "".join(freeze(actor, case) for freeze in recorders.values())
            Inspection.update(document=document).where(Inspection.id == known.id).execute()
            _move(actor, case, known, record, document)
    except IntegrityError:
        raise Conflict.of("inspecting.key") from None
    return get(actor, inspection_id)


def _move(actor: Actor, case: Case, known: Inspection, record: Record, document: str) -> None:
    """The first record moves the case; later ones are looked up in the story."""
    on = record.began_at.astimezone(clock.SHANGHAI).date()
    given = moves.Given(
        document=document,
        changes={"inspected_on": on},
        detail={"inspection": known.id, "on": on.isoformat()},
    )
    if case.state in {"opened", "notified"}:
        moves.take(actor, case.id, "inspect", given=given)
    else:
        moves.note(actor, case, "inspect", case.state, given)


def _change(known: Inspection, **columns: Any) -> None:
    changed = (
        Inspection.update({**columns, "version": known.version + 1})
        .where(
            (Inspection.id == known.id)
            & (Inspection.version == known.version)
            & (Inspection.state == "planned")
        )
        .execute()
    )
    if not changed:
        now = Inspection.get_by_id(known.id)
        raise Conflict.of(
            "inspecting.recorded",
            who=now.actor_name,
            details=[
                {"field": "state", "value": now.state},
                {"field": "recorded_at", "value": str(now.recorded_at or "")},
            ],
        )


def _fill(known: Inspection, found: Sequence[Found]) -> None:
    own = {line.id for line in known.items}
    strange = [item.line for item in found if item.line not in own]
    if strange:
        raise Invalid.of(
            "inspecting.no_line", details=[{"field": "lines", "value": key} for key in strange]
        )
    for item in found:
        InspectionLine.update(
            answer=item.answer,
            found=item.found,
            note=item.note,
            value=item.value,
            photos=evidence.photos(item.line, item.photos),
        ).where(InspectionLine.id == item.line).execute()


def _check(record: Record, known: Inspection) -> None:
    if record.ended_at < record.began_at:
        raise Invalid.of("inspecting.times", details=[{"field": "ended_at", "message": "早于开始"}])
    if record.ended_at > clock.now():
        raise Invalid.of(
            "inspecting.future", details=[{"field": "ended_at", "message": "晚于现在"}]
        )
    if not record.showed_certificates or not record.told_rights:
        raise Invalid.of("inspecting.not_told")
    if record.refused and not (record.refusal.strip() and record.witness.strip()):
        raise Invalid.of("inspecting.refusal")
    if not record.refused and not record.signed_by.strip():
        raise Invalid.of("inspecting.unsigned")
    if known.state == "cancelled":
        raise Conflict.of("inspecting.recorded", who=known.actor_name)


def require_office(actor: Actor, found: Inspection) -> None:
    """Writing needs the region and every kind in the case."""
    kinds = reading.kinds_of([found.case_id]).get(found.case_id, set())
    access.require_kinds(actor, found.case.enterprise.region, kinds)
