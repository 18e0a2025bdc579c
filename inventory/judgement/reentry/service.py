"""Re-entry cases as officials see and handle them: the writer of what is done about a case.

A case has two sides, and the region of one may not be the region of the other. Whoever is in
charge of one side sees the case; of the other side only how and since when it is out of service,
or that it is in service again. Decided in docs/decisions/0016-re-entry.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import Expression, ModelSelect, fn

from inventory.core import access, clock, database, region_codes
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.kinds import known_kinds
from inventory.core.paging import FIRST, Page, Slice
from inventory.core.registries import Registry
from inventory.judgement.reentry.models import ReentryCase, ReentryNumber, ReentryStep
from inventory.judgement.reentry.workflow import REASONS, REENTRY, UNDONE
from inventory.people.accounts.models import User
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment.models import Equipment, EquipmentRevision

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


def find(actor: Actor, narrowed: Narrowed, part: Slice = FIRST) -> Page[dict[str, Any]]:
    """A page of cases as the actor may read them, and how many there are."""
    query = _narrowed(actor, narrowed)
    found = _with_devices(query.paginate(part.number, part.size))
    return Page(_told(actor, found), query.count())


def _with_devices(query: ModelSelect) -> list[ReentryCase]:
    """The cases with both their devices, in two queries."""
    cases = list(query)
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


def count_undone(actor: Actor) -> int:
    """How many cases wait for somebody, among those that the actor sees."""
    return _narrowed(actor, Narrowed(state="undone")).count()


def get(actor: Actor, case_id: int) -> ReentryCase:
    """The case, if the actor is in charge of one of its sides."""
    found = _with_devices(visible(actor).where(ReentryCase.id == case_id))
    if not found:
        raise not_found("再流入案件", "re-entry case")
    return found[0]


def detail(actor: Actor, case_id: int) -> dict[str, Any]:
    """A case with both devices field by field, what was done, and the steps that are open."""
    case = get(actor, case_id)
    (told,) = _told(actor, [case])
    return {
        **told,
        "fields": _fields(actor, case),
        "steps": _steps(actor, case),
        "allowed": [step.name for step in _allowed(actor, case)],
    }


def _allowed(actor: Actor, case: ReentryCase) -> list[Any]:
    if not _in_charge(actor, case):
        return []
    return REENTRY.allowed(case.state, actor.role)


def _in_charge(actor: Actor, case: ReentryCase) -> bool:
    """Where the device is in service again, there it is to be looked at."""
    kind = actor.kinds is None or case.again.kind in actor.kinds
    return kind and actor.sees(case.again.region, None)


# Handling ------------------------------------------------------------------------------------


def take(actor: Actor, case_id: int, taken: Taken) -> dict[str, Any]:
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


def _values(case: ReentryCase, taken: Taken) -> dict[str, Any]:
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


# Telling -------------------------------------------------------------------------------------


def _told(actor: Actor, cases: Sequence[ReentryCase]) -> list[dict[str, Any]]:
    devices = [device for case in cases for device in (case.former, case.again)]
    owners = enterprises.names(actor, {device.enterprise_id for device in devices})
    numbers = _numbers(case.id for case in cases)
    return [
        {
            "id": case.id,
            "kind": case.kind,
            "state": case.state,
            "reason": case.reason,
            "version": case.version,
            "appeared_at": case.appeared_at,
            "updated_at": case.updated_at,
            "same_record": case.former_id == case.again_id,
            "source": case.source if _sees(actor, case.again) else "",
            "numbers": numbers.get(case.id, []),
            "notice": case.notice if _sees(actor, case.again) else None,
            "in_charge": _in_charge(actor, case),
            "former": {
                **_side(actor, case.former, owners),
                "use_state": case.former_state,
                "day": case.former_on,
                "what": f"另一地区的一台已{case.former_state}设备",
                "what_en": "a device of another region that is out of service",
            },
            "again": {
                **_side(actor, case.again, owners),
                "day": case.appeared_at.astimezone(clock.SHANGHAI).date(),
                "what": "另一地区的一台设备",
                "what_en": "a device of another region",
            },
        }
        for case in cases
    ]


def _sees(actor: Actor, device: Equipment) -> bool:
    return actor.sees(device.region, device.enterprise_id)


def _side(actor: Actor, device: Equipment, owners: dict[int, str]) -> dict[str, Any]:
    """A device as far as it is the actor's to see."""
    names = ("id", "kind", "name", "model", "identifier", "region", "use_state")
    if not _sees(actor, device):
        return {"visible": False, **dict.fromkeys((*names, "enterprise_id", "enterprise"))}
    return {
        "visible": True,
        **{name: getattr(device, name) for name in names},
        "enterprise_id": device.enterprise_id,
        "enterprise": owners.get(device.enterprise_id, ""),
    }


def _numbers(cases: Iterable[int]) -> dict[int, list[dict[str, str]]]:
    """The shared numbers: both sides carry them, so neither learns anything."""
    found: dict[int, list[dict[str, str]]] = {}
    rows = ReentryNumber.select().where(database.any_of(ReentryNumber.case, cases))
    for row in rows.order_by(ReentryNumber.scheme):
        if row.scheme != "record":
            found.setdefault(row.case_id, []).append({"scheme": row.scheme, "value": row.value})
    return found


def _fields(actor: Actor, case: ReentryCase) -> list[dict[str, Any]]:
    """Every field that a side has, in the kind's order; a side that is not the actor's is blank."""
    former = _former_facts(case) if _sees(actor, case.former) else None
    again = case.again.facts if _sees(actor, case.again) else None
    kinds = known_kinds()
    fields = {
        field.id: field
        for kind in (case.former.kind, case.again.kind)
        for field in kinds[kind].fields
    }
    return [
        {
            "field": field.id,
            "heading": field.heading_zh,
            "heading_en": field.heading_en,
            "unit": field.unit,
            "former": (former or {}).get(field.id),
            "again": (again or {}).get(field.id),
            "same": None
            if former is None or again is None
            else former.get(field.id) == again.get(field.id),
        }
        for field in fields.values()
        if field.id in (former or {}) or field.id in (again or {})
    ]


def _former_facts(case: ReentryCase) -> dict[str, Any]:
    """As it was out of service: the version of then where the same record is back."""
    if case.former_id != case.again_id:
        return dict(case.former.facts)
    revision = EquipmentRevision.get(
        (EquipmentRevision.equipment == case.former)
        & (EquipmentRevision.version == case.former_version)
    )
    return dict(revision.after["facts"]) if revision.after else {}


def _steps(actor: Actor, case: ReentryCase) -> list[dict[str, Any]]:
    """What was done, oldest first; who did it is told where the whole case is the reader's."""
    rows = list(case.steps.order_by(ReentryStep.id))
    names: dict[int, str] = {}
    if _sees(actor, case.former) and _sees(actor, case.again):
        wanted = {row.actor for row in rows if row.actor is not None}
        people = User.select(User.id, User.display_name).where(database.any_of(User.id, wanted))
        names = dict(people.tuples())
    return [
        {
            "at": row.at,
            "action": row.action,
            "reason": row.reason,
            "note": row.note,
            "who": names.get(row.actor, ""),
            "by_system": row.actor is None and not row.note,
        }
        for row in rows
    ]


def counts(actor: Actor, region: str = "") -> dict[str, int]:
    """Cases by state."""
    query = visible(actor, region).order_by()
    inner = query.select(ReentryCase.state, fn.COUNT(ReentryCase.id)).group_by(ReentryCase.state)
    return dict(inner.tuples())
