"""Subsidies of a project: which fit the old devices, and each claimed once for a device."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from peewee import IntegrityError

from inventory.core import clock, database
from inventory.core.access import Actor
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.judgement.library import current
from inventory.judgement.projects.changing import changing
from inventory.judgement.projects.models import ProjectDevice, RenewalProject, SubsidyClaim
from inventory.judgement.projects.results import Match
from inventory.judgement.projects.saving import by_kind
from inventory.registry.equipment.models import Equipment, EquipmentMerge
from standards.potential import Programme
from standards.subsidies import subsidies

# Answers that a claim, or a search for one, may rest on.
NEAR = ("matches", "misses_one", "unknown", "upcoming")
REFUSED = ("misses_one", "misses", "upcoming", "closed")


@dataclass(frozen=True)
class Claimed:
    """A claim as the form sends it."""

    equipment: int
    programme: str
    on: date
    amount_fen: int | None = None
    note: str = ""


def programmes() -> Mapping[str, Programme]:
    """The programmes of the library by id."""
    return {item.id: item for item in current.load().programmes}


def matches(devices: Sequence[Equipment]) -> Mapping[int, list[Match]]:
    """The programmes that fit each device today, or nearly so; best first."""
    library, today = current.load(), clock.today()
    claimed = _claimed([device.id for device in devices])
    found: dict[int, list[Match]] = {}
    for kind, of_kind, frame in by_kind(devices):
        answers = subsidies(library, kind, frame, today)
        amounts = {
            (row, programme): (amount, most)
            for row, programme, amount, most in answers.answers.select(
                "row", "programme", "amount", "amount_most"
            ).iter_rows()
        }
        for row, device in enumerate(of_kind):
            found[device.id] = [
                Match(
                    programme=answer["programme"],
                    title=answer["title"],
                    title_en=answer["title_en"],
                    status=answer["status"],
                    message=answer["message"],
                    message_en=answer["message_en"],
                    amount=amounts[row, answer["programme"]][0],
                    amount_most=amounts[row, answer["programme"]][1],
                    presumed=answer["presumed"],
                    claimed=(device.id, answer["programme"]) in claimed,
                )
                for answer in answers.explain(row)
                if answer["status"] in NEAR
            ]
    return found


def _claimed(devices: Sequence[int]) -> set[tuple[int, str]]:
    rows = SubsidyClaim.select(SubsidyClaim.equipment, SubsidyClaim.programme).where(
        database.any_of(SubsidyClaim.equipment, devices) & (SubsidyClaim.revoked == 0)
    )
    return set(rows.tuples())


def claim(actor: Actor, project_id: int, version: int, given: Claimed) -> int:
    """Write down that a subsidy was claimed; once for a device and programme.

    Raises Conflict where it stands already, for this record or one that was merged into it.
    """
    programme = programmes().get(given.programme)
    if programme is None:
        raise not_found("补贴政策", "subsidy programme")
    if given.on > clock.today():
        raise Invalid.of("projects.future", details=[{"field": "on", "message": "晚于今天"}])
    with changing(actor, project_id, version, "claimed", given.note) as project:
        device = _device(project, given.equipment)
        if project.state not in {"approved", "building", "done"}:
            raise Conflict.of("projects.not_approved")
        _require_match(device, programme, given.on)
        _refuse_twice(device, programme)
        return _write(actor, project, given, programme)


def _write(actor: Actor, project: RenewalProject, given: Claimed, programme: Programme) -> int:
    try:
        with db.atomic():
            made = SubsidyClaim.create(
                project=project,
                equipment=given.equipment,
                programme=given.programme,
                on=given.on,
                amount_fen=given.amount_fen,
                note=given.note.strip(),
                actor=actor.id,
                created_at=clock.now(),
            )
    except IntegrityError as error:
        raise _twice(programme) from error
    return int(made.id)


def _device(project: RenewalProject, equipment_id: int) -> Equipment:
    found = (
        Equipment.select(Equipment)
        .join(ProjectDevice, on=(ProjectDevice.old == Equipment.id))
        .where((ProjectDevice.project == project) & (Equipment.id == equipment_id))
        .get_or_none()
    )
    if found is None:
        raise not_found("项目中的设备", "device of the project")
    return found


def _require_match(device: Equipment, programme: Programme, on: date) -> None:
    """Refuse what the programme answered with no on the day of the claim.

    A device that is scrapped by now gets no answer any more: then the claim stands for itself.
    """
    if device.kind not in programme.kinds:
        raise _refused(programme, "", "")
    ((_, _, frame),) = by_kind([device])
    for answer in subsidies(current.load(), device.kind, frame, on).explain(0):
        if answer["programme"] == programme.id and answer["status"] in REFUSED:
            raise _refused(programme, f"：{answer['message']}", f": {answer['message_en']}")


def _refused(programme: Programme, why: str, why_en: str) -> Invalid:
    return Invalid.of(
        "projects.programme_refuses",
        programme=programme.title_zh,
        programme_en=programme.title_en,
        why=why,
        why_en=why_en,
    )


def _refuse_twice(device: Equipment, programme: Programme) -> None:
    """Of programmes of one group one is paid; records merged into the device are the device."""
    merges = EquipmentMerge.select(EquipmentMerge.merged).where(
        (EquipmentMerge.kept == device) & EquipmentMerge.undone_at.is_null()
    )
    records = [device.id, *(key for (key,) in merges.tuples())]
    same = [
        item.id
        for item in programmes().values()
        if item.id == programme.id or (programme.group and item.group == programme.group)
    ]
    found = SubsidyClaim.select().where(
        database.any_of(SubsidyClaim.equipment, records)
        & SubsidyClaim.programme.in_(same)
        & (SubsidyClaim.revoked == 0)
    )
    if found.exists():
        raise _twice(programme)


def _twice(programme: Programme) -> Conflict:
    return Conflict.of(
        "projects.claimed_twice",
        programme=programme.title_zh,
        programme_en=programme.title_en,
        details=[{"field": "programme", "value": programme.id, "message": "已申领"}],
    )


def revoke(actor: Actor, project_id: int, version: int, claim_id: int, reason: str) -> None:
    """Take a claim back, with a reason; it stays readable, and may be made again."""
    with changing(actor, project_id, version, "claim_revoked", reason) as project:
        changed = (
            SubsidyClaim.update(
                revoked=claim_id,
                revoked_by=actor.id,
                revoked_at=clock.now(),
                revoked_reason=reason.strip(),
            )
            .where(
                (SubsidyClaim.id == claim_id)
                & (SubsidyClaim.project == project)
                & (SubsidyClaim.revoked == 0)
            )
            .execute()
        )
        if not changed:
            raise not_found("补贴申领", "claim")
