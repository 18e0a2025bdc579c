"""Re-entry cases as officials see and handle them: the writer of what is done about a case.

A case has two sides, and the region of one may not be the region of the other. Anybody who is in
charge of one side sees the case, and of the other only how and since when it is out of service,
or that it is in service again. Decided in docs/decisions/0016-re-entry.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from peewee import Expression, ModelSelect, fn

from inventory.core import access, clock, database, paging, region_codes
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.paging import FIRST, Page, Slice
from inventory.core.registries import Registry
from inventory.judgement.reentry import telling
from inventory.judgement.reentry.models import ReentryCase, ReentryStep
from inventory.judgement.reentry.telling import CaseDetail, CaseShown
from inventory.judgement.reentry.workflow import REASONS, REENTRY, UNDONE
from inventory.registry.equipment.models import Equipment

# document → the enterprise that it was sent to; raises not_found where it is not the actor's.
addressees: Registry[Callable[[Actor, int], int]] = Registry("documents that settle a case")

Former, Again = Equipment.alias("former_device"), Equipment.alias("again_device")


@dataclass(frozen=True)
class Narrowed:
    """What a list is narrowed to; "undone" are the states in which there is something to do."""

    state: str = ""
    kind: str = ""
    region: str = ""
    equipment: int | None = None


@dataclass(frozen=True)
class Taken:
    """A step as the form sends it; `version` is the case's that its sender saw."""

    action: str
    version: int
    note: str
    reason: str = ""
    notice: int | None = None


def visible(actor: Actor, region: str = "") -> ModelSelect:
    """Cases of which `actor` is in charge of one side, that one inside `region`; newest first."""
    former, again = (_side_seen(actor, side, region) for side in (Former, Again))
    return (
        ReentryCase.select(ReentryCase)
        .join(Former, on=(ReentryCase.former == Former.id))
        .switch(ReentryCase)
        .join(Again, on=(ReentryCase.again == Again.id))
        .where(former | again)
        .order_by(ReentryCase.id.desc())
    )


def _side_seen(actor: Actor, side: Any, region: str) -> Expression:
    seen = access.scope(actor, side.region, side.enterprise)
    return seen & region_codes.inside(side.region, region) if region else seen


def find(actor: Actor, narrowed: Narrowed, part: Slice = FIRST) -> Page[CaseShown]:
    """A page of cases as the actor may read them, and how many there are."""
    found = paging.page(_narrowed(actor, narrowed), part)
    return Page(telling.told(actor, _with_devices(found.items)), found.total, found.last)


def _with_devices(cases: list[ReentryCase]) -> list[ReentryCase]:
    """The cases with both their devices, in one query."""
    ids = {key for case in cases for key in (case.former_id, case.again_id)}
    devices = {
        item.id: item for item in Equipment.select().where(database.any_of(Equipment.id, ids))
    }
    for case in cases:
        case.former, case.again = devices[case.former_id], devices[case.again_id]
    return cases


def _narrowed(actor: Actor, narrowed: Narrowed) -> ModelSelect:
    query = visible(actor, narrowed.region)
    if narrowed.state:
        states = UNDONE if narrowed.state == "undone" else (narrowed.state,)
        query = query.where(ReentryCase.state.in_(states))
    if narrowed.kind:
        query = query.where(ReentryCase.kind == narrowed.kind)
    if narrowed.equipment is not None:
        # Only of a device that the actor sees: else the other side's number would be a question.
        device = Equipment.get_or_none(Equipment.id == narrowed.equipment)
        if device is None or not actor.sees(device.region, device.enterprise_id):
            raise not_found("设备", "device")
        query = query.where((ReentryCase.former == device) | (ReentryCase.again == device))
    return query


def get(actor: Actor, case_id: int) -> ReentryCase:
    """The case, if the actor is in charge of one of its sides."""
    found = _with_devices(list(visible(actor).where(ReentryCase.id == case_id)))
    if not found:
        raise not_found("再流入案件", "re-entry case")
    return found[0]


def detail(actor: Actor, case_id: int) -> CaseDetail:
    """A case with both devices field by field, what was done, and the steps that are open."""
    case = get(actor, case_id)
    (told,) = telling.told(actor, [case])
    return CaseDetail(
        **vars(told),
        fields=telling.fields(actor, case),
        steps=telling.steps(actor, case),
        allowed=[step.name for step in _allowed(actor, case)],
    )


def _allowed(actor: Actor, case: ReentryCase) -> list[Any]:
    if not telling.in_charge(actor, case):
        return []
    return REENTRY.allowed(case.state, actor.role)


# Handling ------------------------------------------------------------------------------------


def take(actor: Actor, case_id: int, taken: Taken) -> CaseDetail:
    """Take a step of the workflow, with a note and a reason where one is asked for."""
    with db.atomic():
        case = get(actor, case_id)
        access.require_write(actor, case.again.region, case.again.kind)
        state = REENTRY.after(case.state, taken.action, actor.role)
        _check(actor, case, taken)
        values = _values(case, taken)
        changed = (
            ReentryCase.update(
                state=state, version=ReentryCase.version + 1, updated_at=clock.now(), **values
            )
            .where((ReentryCase.id == case.id) & (ReentryCase.version == taken.version))
            .execute()
        )
        if not changed:
            raise Conflict.of("reentry.version")
        ReentryStep.create(
            case=case,
            at=clock.now(),
            actor=actor.id,
            action=taken.action,
            reason=taken.reason,
            note=taken.note.strip(),
        )
        _record(actor, case, taken, state)
    return detail(actor, case_id)


def _values(case: ReentryCase, taken: Taken) -> Mapping[str, Any]:
    """The columns that a step sets."""
    if taken.action == "explain":
        return {"reason": taken.reason}
    if taken.action in {"confirm", "reopen"}:
        return {"reason": ""}
    return {"notice": taken.notice} if taken.notice is not None else {}


def _check(actor: Actor, case: ReentryCase, taken: Taken) -> None:
    if not taken.note.strip():
        raise Invalid.of("reentry.no_note", details=[{"field": "note", "message": "未填写"}])
    if taken.action == "explain" and taken.reason not in REASONS:
        raise Invalid.of("reentry.no_reason", details=[{"field": "reason", "message": "未选择"}])
    if taken.notice is not None:
        addressee = addressees["notice"](actor, taken.notice)
        if taken.action != "close" or addressee != case.again.enterprise_id:
            raise Invalid.of(
                "reentry.other_enterprise", details=[{"field": "notice", "message": "单位不符"}]
            )


def _record(actor: Actor, case: ReentryCase, taken: Taken, state: str) -> None:
    audit.record(
        f"reentry.{state}",
        actor,
        subject="reentry",
        subject_id=case.id,
        detail={
            "former": case.former_id,
            "again": case.again_id,
            "action": taken.action,
            "reason": taken.reason,
            "note": taken.note.strip(),
            "notice": taken.notice,
        },
    )


def counts(actor: Actor, region: str = "") -> dict[str, int]:
    """Cases by state."""
    query = visible(actor, region).order_by()
    inner = query.select(ReentryCase.state, fn.COUNT(ReentryCase.id)).group_by(ReentryCase.state)
    return dict(inner.tuples())
