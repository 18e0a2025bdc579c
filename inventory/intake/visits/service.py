"""Site visits: the only writer of their table.

A record is never edited: who erred withdraws it with a reason and writes another. The enterprise
sees on which day somebody came and with which conclusion, for it has to act on that; who came,
what was noted and photographed stay with the officials (docs/decisions/0014-site-visits.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import Expression, IntegrityError, ModelSelect

from inventory.core import access, clock, database, paging
from inventory.core.access import Actor, Role
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Forbidden, Invalid, not_found
from inventory.core.messages import Sentence
from inventory.core.paging import FIRST, Page, Slice
from inventory.intake.visits.models import Visit
from inventory.people.accounts.models import User
from inventory.registry.equipment import retrieval
from inventory.registry.equipment.models import Equipment, EquipmentMerge
from inventory.registry.notifications.emitting import News, emit
from inventory.registry.notifications.events import BY

CONCLUSIONS = {
    "agrees": "与台账一致",
    "differs": "与台账不符",
    "problem": "发现问题",
    "not_found": "未找到设备",
}
# What must be explained: a conclusion that somebody has to act on.
EXPLAINED = frozenset({"differs", "problem", "not_found"})


@dataclass(frozen=True)
class Found:
    """What the form says; `key` is the form's own, a UUID."""

    equipment: int
    on: date
    conclusion: str
    people: str
    key: str
    note: str = ""


@dataclass(frozen=True)
class Narrowed:
    """What a list is narrowed to."""

    equipment: int | None = None
    enterprise: int | None = None
    conclusion: str = ""
    mine: bool = False


@dataclass(frozen=True, kw_only=True)
class VisitShown:
    """A visit as its reader may know of it; for enterprises the officials' part is blank."""

    id: int
    equipment: Equipment
    equipment_id: int
    version: int
    on: date
    conclusion: str
    people: str
    note: str
    author: str
    created_at: datetime
    withdrawn_at: datetime | None
    withdrawer: str
    withdrawn_reason: str
    mine: bool


def visible(actor: Actor) -> ModelSelect:
    """The visits that `actor` may know of, the newest first, with their devices."""
    return (
        Visit.select(Visit, Equipment)
        .join(Equipment)
        .where(_scope(actor))
        .order_by(Visit.on.desc(), Visit.id.desc())
    )


def _scope(actor: Actor) -> Expression:
    """As for the device; an enterprise does not learn what was found at its former owner's."""
    seen = access.scope(actor, Equipment.region, Equipment.enterprise)
    return seen & (Visit.enterprise == actor.enterprise) if _outside(actor) else seen


def _outside(actor: Actor) -> bool:
    return actor.role is Role.ENTERPRISE


def page(actor: Actor, narrowed: Narrowed, part: Slice = FIRST) -> Page[VisitShown]:
    """A page of visits as the actor may read them, and how many there are."""
    query = visible(actor)
    if narrowed.equipment is not None:
        device = retrieval.get(actor, narrowed.equipment)
        query = query.where(database.any_of(Visit.equipment, _records_of(device)))
    if narrowed.enterprise is not None:
        query = query.where(Visit.enterprise == narrowed.enterprise)
    if narrowed.conclusion:
        query = query.where(Visit.conclusion == narrowed.conclusion)
    if narrowed.mine:
        query = query.where((Visit.actor == actor.id) & Visit.actor.is_null(False))
    found = paging.page(query, part)
    return Page(told(actor, found.items), found.total, found.last)


def _records_of(device: Equipment) -> list[int]:
    """The device, and the records that were merged into it: what was found there was found here."""
    merges = EquipmentMerge.select(EquipmentMerge.merged).where(
        (EquipmentMerge.kept == device) & EquipmentMerge.undone_at.is_null()
    )
    return [device.id, *(key for (key,) in merges.tuples())]


def of_devices(actor: Actor, ids: Sequence[int]) -> list[VisitShown]:
    """The visits at these very records that `actor` may know of, the oldest first."""
    rows = visible(actor).where(database.any_of(Visit.equipment, ids))
    return told(actor, list(reversed(list(rows))))


def of_device(actor: Actor, device: Equipment) -> list[VisitShown]:
    """The visits at a device and at what was merged into it, the oldest first."""
    return of_devices(actor, _records_of(device))


def told(actor: Actor, rows: Sequence[Visit]) -> list[VisitShown]:
    """Visits as the actor may read them; one query for all the authors' names."""
    wanted = {key for row in rows for key in (row.actor, row.withdrawn_by) if key is not None}
    people = User.select(User.id, User.display_name).where(database.any_of(User.id, wanted))
    names = {key: name for key, name in people.tuples()}
    return [_as_read(actor, row, names) for row in rows]


def _as_read(actor: Actor, row: Visit, names: dict[int, str]) -> VisitShown:
    inside = not _outside(actor)
    return VisitShown(
        id=row.id,
        equipment=row.equipment,
        equipment_id=row.equipment_id,
        version=row.version,
        on=row.on,
        conclusion=row.conclusion,
        people=row.people if inside else "",
        note=row.note if inside else "",
        author=names.get(row.actor, "") if inside else "",
        created_at=row.created_at,
        withdrawn_at=row.withdrawn_at,
        withdrawer=names.get(row.withdrawn_by, "") if inside else "",
        withdrawn_reason=row.withdrawn_reason if inside else "",
        mine=row.withdrawn_at is None and _may_withdraw(actor, row),
    )


def get(actor: Actor, visit_id: int) -> Visit:
    """The visit with its device, if `actor` may know of it."""
    found = visible(actor).where(Visit.id == visit_id).get_or_none()
    if found is None:
        raise not_found("现场检查记录", "visit")
    return found


def create(actor: Actor, found: Found) -> Visit:
    """Write down a visit; the same form sent again gives the record that it made."""
    known = _sent_before(actor, found)
    if known is not None:
        return known
    _check(found)
    try:
        with db.atomic():
            device = retrieval.lock(actor, found.equipment)
            access.require_write(actor, device.region, device.kind)
            retrieval.require_present(device)
            made = Visit.create(
                equipment=device,
                enterprise=device.enterprise_id,
                version=device.version,
                on=found.on,
                conclusion=found.conclusion,
                people=found.people.strip(),
                note=found.note.strip(),
                key=found.key,
                actor=actor.id,
                created_at=clock.now(),
            )
            _tell(actor, device, made)
            _record("visit.recorded", actor, made, {"conclusion": made.conclusion})
    except IntegrityError:
        # A phone that got no answer sends again while the first is still being written.
        known = _sent_before(actor, found)
        if known is None:
            raise
        return known
    return get(actor, made.id)


def _tell(actor: Actor, device: Equipment, made: Visit) -> None:
    """What somebody has to act on is told to whom the device belongs by the table."""
    if made.conclusion not in EXPLAINED:
        return
    name = device.name or device.model or device.identifier or f"#{device.id}"
    told = {
        "device": name,
        "conclusion": Sentence(CONCLUSIONS[made.conclusion], made.conclusion.replace("_", " ")),
        "who": actor.name,
        BY: actor.id,
    }
    emit(
        [
            News(
                "visit_problem",
                told,
                region=device.region,
                kind=device.kind,
                enterprise=device.enterprise_id,
                subject="equipment",
                subject_id=device.id,
                things={"visit": [made.id]},
            )
        ]
    )


def _sent_before(actor: Actor, found: Found) -> Visit | None:
    same = visible(actor).where((Visit.actor == actor.id) & (Visit.key == found.key))
    return None if actor.id is None else same.get_or_none()


def _check(found: Found) -> None:
    if found.on > clock.today():
        raise Invalid.of("visits.future", details=[{"field": "on", "message": "晚于今天"}])
    if not found.people.strip():
        raise Invalid.of("visits.no_people", details=[{"field": "people", "message": "未填写"}])
    if found.conclusion in EXPLAINED and not found.note.strip():
        raise Invalid.of(
            "visits.no_note",
            conclusions=CONCLUSIONS[found.conclusion],
            details=[{"field": "note", "message": "未填写"}],
        )


def withdraw(actor: Actor, visit_id: int, reason: str) -> Visit:
    """Take a record back; it stays readable with the reason."""
    with db.atomic():
        found = get(actor, visit_id)
        require_own(actor, found)
        now = clock.now()
        changed = (
            Visit.update(withdrawn_by=actor.id, withdrawn_at=now, withdrawn_reason=reason)
            .where((Visit.id == visit_id) & Visit.withdrawn_at.is_null())
            .execute()
        )
        if not changed:
            raise _withdrawn()
        _record("visit.withdrawn", actor, found, {"reason": reason})
    return get(actor, visit_id)


def require_own(actor: Actor, visit: Visit) -> None:
    """Allow only the author, while still in charge of the device, and administrators."""
    access.require_write(actor, visit.equipment.region, visit.equipment.kind)
    if not _may_withdraw(actor, visit):
        raise Forbidden.of("visits.not_author")


def require_standing(visit: Visit) -> None:
    """Refuse to add to a record that was withdrawn."""
    if visit.withdrawn_at is not None:
        raise _withdrawn()


def _may_withdraw(actor: Actor, visit: Visit) -> bool:
    return actor.role is Role.ADMIN or (actor.id is not None and visit.actor == actor.id)


def _withdrawn() -> Conflict:
    return Conflict.of("visits.withdrawn")


def _record(event: str, actor: Actor, visit: Visit, detail: dict[str, Any]) -> None:
    audit.record(
        event,
        actor,
        subject="visit",
        subject_id=visit.id,
        detail={"equipment": visit.equipment_id, "on": visit.on, **detail},
    )
