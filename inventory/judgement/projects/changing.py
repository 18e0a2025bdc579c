"""The one way to change a project: lock, rights, version, act, revision, audit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from peewee import ModelSelect

from inventory.core import access, clock
from inventory.core.access import OFFICE, Actor, Role
from inventory.core.audit import service as audit
from inventory.core.database import db, is_postgres
from inventory.core.errors import Conflict, Forbidden, not_found
from inventory.judgement.projects.models import (
    ProjectDevice,
    ProjectInvestment,
    ProjectRevision,
    RenewalProject,
)
from inventory.registry.equipment.models import Equipment

KEPT = (
    "name",
    "contents",
    "contact",
    "phone",
    "region",
    "state",
    "planned_from",
    "planned_to",
    "started_on",
    "finished_on",
    "expected",
    "measured_kgce",
    "measured_from",
    "measured_to",
    "measured_source",
)


def visible(actor: Actor) -> ModelSelect:
    """The projects that `actor` may see: officials by division, an enterprise its own."""
    return RenewalProject.select().where(
        access.scope(actor, RenewalProject.region, RenewalProject.enterprise)
    )


def get(actor: Actor, project_id: int, *, lock: bool = False) -> RenewalProject:
    query = visible(actor).where(RenewalProject.id == project_id)
    if lock and is_postgres():
        query = query.for_update()
    found = query.get_or_none()
    if found is None:
        raise not_found("项目", "project")
    return found


def kinds_of(project: RenewalProject) -> set[str]:
    """The kinds of the devices that a project replaces."""
    rows = (
        Equipment.select(Equipment.kind)
        .join(ProjectDevice, on=(ProjectDevice.old == Equipment.id))
        .where(ProjectDevice.project == project)
        .distinct()
    )
    return {kind for (kind,) in rows.tuples()}


def require_write(actor: Actor, project: RenewalProject) -> None:
    """Officers in charge of the division and of every kind; an enterprise until it is admitted."""
    if actor.role is Role.ENTERPRISE:
        if project.state != "proposed":
            raise Forbidden.of("projects.admitted")
        return
    access.require_kinds(actor, project.region, kinds_of(project))


def may_write(actor: Actor, project: RenewalProject) -> bool:
    """The same as an answer, for the page."""
    if actor.role is Role.ENTERPRISE:
        return project.state == "proposed"
    return manages(actor, project) and project.state != "withdrawn"


def manages(actor: Actor, project: RenewalProject) -> bool:
    """Whether an officer is in charge of the division and of every kind."""
    own = actor.kinds is None or kinds_of(project) <= actor.kinds
    return own and actor.role in OFFICE and actor.sees(project.region, None)


@contextmanager
def changing(
    actor: Actor, project_id: int, version: int, act: str, note: str = ""
) -> Iterator[RenewalProject]:
    """The project for changing; what the block leaves is saved as the next version.

    Raises Forbidden, and Conflict where somebody changed it since `version` was read.
    """
    with db.atomic():
        project = get(actor, project_id, lock=True)
        require_write(actor, project)
        if project.version != version:
            raise Conflict.of("projects.version")
        if project.state == "withdrawn" and act != "reopen":
            raise Conflict.of("projects.withdrawn")
        before = project.state
        yield project
        project.version += 1
        project.updated_at = clock.now()
        project.save()
        keep(actor, project, act, note)
        _audit(actor, project, act, {"note": note, "before": before, "after": project.state})


def keep(actor: Actor, project: RenewalProject, act: str, note: str = "") -> None:
    """The project as it is now, as its revision."""
    ProjectRevision.create(
        project=project,
        version=project.version,
        at=clock.now(),
        actor=actor.id,
        actor_name=actor.name[:200],
        act=act,
        note=note,
        after=_state(project),
    )


def begun(actor: Actor, project: RenewalProject, act: str) -> None:
    """The first revision of a project, and its event."""
    keep(actor, project, act)
    _audit(actor, project, act, {"name": project.name, "enterprise": project.enterprise_id})


def _audit(actor: Actor, project: RenewalProject, act: str, detail: Mapping[str, Any]) -> None:
    audit.record(
        f"project.{act}",
        actor,
        subject="renewal_project",
        subject_id=project.id,
        detail={"version": project.version, **detail},
    )


def _state(project: RenewalProject) -> Mapping[str, Any]:
    money = ProjectInvestment.select().where(ProjectInvestment.project == project)
    devices = ProjectDevice.select().where(ProjectDevice.project == project)
    return {
        **{name: _plain(getattr(project, name)) for name in KEPT},
        "investments": [
            [row.year, row.source, row.planned_fen, row.spent_fen]
            for row in money.order_by(ProjectInvestment.year, ProjectInvestment.source)
        ],
        "devices": [
            [row.old_id, row.new_id, row.new_text] for row in devices.order_by(ProjectDevice.id)
        ],
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
