"""Renewal projects: begin, edit, move, their money and devices. The writer of their tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import IntegrityError

from inventory.core import access, clock
from inventory.core.access import Actor, Role
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.searchtext import text_of
from inventory.judgement.projects import saving
from inventory.judgement.projects.changing import begun, changing
from inventory.judgement.projects.machine import DATED, EXPLAINED, PROJECT
from inventory.judgement.projects.models import (
    ProjectDevice,
    ProjectInvestment,
    RenewalProject,
    SubsidyClaim,
)
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment import retrieval

MOST_DEVICES = 200


@dataclass(frozen=True)
class Begun:
    """What a project begins with."""

    name: str
    enterprise: int | None = None
    contents: str = ""
    contact: str = ""
    phone: str = ""
    planned_from: date | None = None
    planned_to: date | None = None


@dataclass(frozen=True)
class Move:
    """A move as the form sends it."""

    step: str
    version: int
    on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Measured:
    """What was measured after the renewal: kgce a year, over which days, and who says so."""

    kgce: float
    begin: date
    end: date
    source: str


def begin(actor: Actor, given: Begun) -> RenewalProject:
    """A project: an officer's is in reserve at once, an enterprise's is proposed."""
    clerk = actor.role is Role.ENTERPRISE
    owner = enterprises.get(actor, (actor.enterprise if clerk else given.enterprise) or 0)
    if not clerk:
        access.require_region(actor, owner.region)
    _check_period(given.planned_from, given.planned_to)
    now = clock.now()
    with db.atomic():
        made = RenewalProject.create(
            enterprise=owner,
            region=owner.region,
            name=given.name.strip(),
            contents=given.contents.strip(),
            contact=given.contact or owner.contact,
            phone=given.phone or owner.phone,
            state="proposed" if clerk else "reserve",
            planned_from=given.planned_from,
            planned_to=given.planned_to,
            search=text_of((given.name, owner.name, owner.uscc)),
            actor=actor.id,
            created_at=now,
            updated_at=now,
        )
        begun(actor, made, "proposed" if clerk else "created")
    return made


def _check_period(first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise Invalid.of(
            "projects.period", details=[{"field": "planned_to", "message": "早于开始日期"}]
        )


def edit(actor: Actor, project_id: int, version: int, values: dict[str, Any]) -> None:
    """Change name, contents, contact, planned dates."""
    with changing(actor, project_id, version, "edited") as project:
        for name, value in values.items():
            setattr(project, name, value.strip() if isinstance(value, str) else value)
        _check_period(project.planned_from, project.planned_to)
        owner = project.enterprise
        project.search = text_of((project.name, owner.name, owner.uscc))


def move(actor: Actor, project_id: int, wanted: Move) -> None:
    """Take a move of the table; approving freezes the expected saving if nobody has."""
    note = wanted.note.strip()
    if wanted.step in EXPLAINED and not note:
        raise Invalid.of("projects.no_note", details=[{"field": "note", "message": "未填写"}])
    with changing(actor, project_id, wanted.version, wanted.step, note) as project:
        target = PROJECT.after(project.state, wanted.step, actor.role)
        if wanted.step in DATED:
            setattr(project, DATED[wanted.step], _day(project, wanted))
        if wanted.step == "approve" and project.expected is None:
            project.expected = saving.frozen(project, saving.SAVING)
        if target == "withdrawn":
            _release(project)
        elif project.state == "withdrawn":
            _hold_again(project)
        project.state = target


def _day(project: RenewalProject, wanted: Move) -> date:
    on = wanted.on or clock.today()
    if on > clock.today():
        raise Invalid.of("projects.future", details=[{"field": "on", "message": "晚于今天"}])
    if wanted.step == "accept" and project.started_on and on < project.started_on:
        raise Invalid.of("projects.period", details=[{"field": "on", "message": "早于开工日期"}])
    return on


def _release(project: RenewalProject) -> None:
    standing = SubsidyClaim.select().where(
        (SubsidyClaim.project == project) & (SubsidyClaim.revoked == 0)
    )
    if standing.exists():
        raise Conflict.of("projects.claims_stand")
    ProjectDevice.update(released=project.id).where(ProjectDevice.project == project).execute()


def _hold_again(project: RenewalProject) -> None:
    try:
        with db.atomic():
            ProjectDevice.update(released=0).where(ProjectDevice.project == project).execute()
    except IntegrityError as error:
        raise Conflict.of("projects.device_elsewhere") from error


def invest(actor: Actor, project_id: int, version: int, rows: Sequence[dict[str, Any]]) -> None:
    """Say the money anew: one row for each year and source."""
    keys = [(row["year"], row["source"]) for row in rows]
    if len(set(keys)) != len(keys):
        raise Invalid.of("projects.same_money")
    with changing(actor, project_id, version, "invested") as project:
        ProjectInvestment.delete().where(ProjectInvestment.project == project).execute()
        given = [{"project": project.id, **row} for row in rows]
        if given:
            ProjectInvestment.insert_many(given).execute()


def add_devices(actor: Actor, project_id: int, version: int, ids: Sequence[int]) -> None:
    """Add devices of the project's enterprise that it will replace."""
    with changing(actor, project_id, version, "devices_added") as project:
        held = ProjectDevice.select().where(ProjectDevice.project == project).count()
        if held + len(set(ids)) > MOST_DEVICES:
            raise Invalid.of("projects.too_many", most=MOST_DEVICES)
        for key in sorted(set(ids)):
            _hold(actor, project, key)


def _hold(actor: Actor, project: RenewalProject, equipment_id: int) -> None:
    device = retrieval.lock(actor, equipment_id)
    retrieval.require_present(device)
    if actor.role is not Role.ENTERPRISE:
        access.require_kind(actor, device.kind)
    if device.enterprise_id != project.enterprise_id:
        raise Invalid.of("projects.other_enterprise")
    try:
        with db.atomic():
            ProjectDevice.create(project=project, old=device)
    except IntegrityError as error:
        detail = [{"field": "equipment_ids", "value": equipment_id, "message": "已在项目中"}]
        raise Conflict.of("projects.device_elsewhere", details=detail) from error


def replace_with(
    actor: Actor, project_id: int, version: int, old: int, new: int | None, text: str
) -> None:
    """Say what takes the place of an old device: a device of the ledger, or in words."""
    with changing(actor, project_id, version, "device_replaced") as project:
        row = _row(project, old)
        if new is not None:
            device = retrieval.get(actor, new)
            retrieval.require_present(device)
            if device.enterprise_id != project.enterprise_id or new == old:
                raise Invalid.of("projects.other_enterprise")
        row.new, row.new_text = new, text.strip()
        row.save()


def _row(project: RenewalProject, old: int) -> ProjectDevice:
    row = ProjectDevice.get_or_none((ProjectDevice.project == project) & (ProjectDevice.old == old))
    if row is None:
        raise not_found("项目中的设备", "device of the project")
    return row


def remove_device(actor: Actor, project_id: int, version: int, old: int) -> None:
    """Take a device off; not while a subsidy stands that was claimed for it."""
    with changing(actor, project_id, version, "device_removed") as project:
        row = _row(project, old)
        claimed = SubsidyClaim.select().where(
            (SubsidyClaim.project == project)
            & (SubsidyClaim.equipment == old)
            & (SubsidyClaim.revoked == 0)
        )
        if claimed.exists():
            raise Conflict.of("projects.claims_stand")
        row.delete_instance()


def estimate(actor: Actor, project_id: int, version: int, aim: str) -> None:
    """Compute the saving anew and freeze it with its arithmetic."""
    with changing(actor, project_id, version, "estimated") as project:
        project.expected = saving.frozen(project, aim)


def measure(actor: Actor, project_id: int, version: int, given: Measured) -> None:
    """Write down what was measured after the renewal."""
    if given.end < given.begin or given.end > clock.today():
        raise Invalid.of("projects.period", details=[{"field": "end", "message": "期间有误"}])
    with changing(actor, project_id, version, "measured") as project:
        if project.state not in {"building", "done"}:
            raise Conflict.of("projects.not_begun")
        project.measured_kgce = given.kgce
        project.measured_from, project.measured_to = given.begin, given.end
        project.measured_source = given.source.strip()
