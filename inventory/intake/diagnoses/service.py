"""Diagnoses: the only writer of their tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from peewee import JOIN, ModelSelect

from inventory.core import access, clock, database, paging, region_codes
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.intake.diagnoses.models import Diagnosis, DiagnosisFinding
from inventory.judgement.projects import changing as projects
from inventory.judgement.projects.models import RenewalProject
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment import retrieval
from inventory.registry.equipment.models import Equipment


@dataclass(frozen=True)
class Found:
    """A finding as the form sends it; the figures are the provider's."""

    text: str
    equipment: int | None = None
    measure: str = ""
    kgce: float | None = None
    cost_fen: int | None = None


@dataclass(frozen=True)
class Given:
    """A diagnosis as the form sends it."""

    provider: str
    on: date
    scope: str
    conclusion: str = ""
    project: int | None = None
    findings: Sequence[Found] = ()


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; `linked`: with or without a renewal project."""

    region: str = ""
    enterprise: int | None = None
    q: str = ""
    linked: bool | None = None


@dataclass(frozen=True, kw_only=True)
class FindingShown:
    """A finding with the device as the ledger calls it today."""

    text: str
    measure: str
    kgce: float | None
    cost_fen: int | None
    equipment: int | None
    device: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A diagnosis with its findings and their sums."""

    id: int
    enterprise_id: int
    enterprise: str
    region: str
    provider: str
    on: date
    scope: str
    conclusion: str
    project_id: int | None
    project: str
    actor_name: str
    created_at: datetime
    updated_at: datetime
    version: int
    kgce: float
    cost_fen: int
    findings: Sequence[FindingShown]


def visible(actor: Actor) -> ModelSelect:
    """The diagnoses of the enterprises that the actor sees."""
    return (
        Diagnosis.select(Diagnosis, Enterprise, RenewalProject)
        .join(Enterprise)
        .switch(Diagnosis)
        .join(RenewalProject, JOIN.LEFT_OUTER)
        .where(access.scope(actor, Enterprise.region, Enterprise.id))
        .order_by(Diagnosis.on.desc(), Diagnosis.id.desc())
    )


def get(actor: Actor, diagnosis_id: int) -> Diagnosis:
    found = visible(actor).where(Diagnosis.id == diagnosis_id).get_or_none()
    if found is None:
        raise not_found("能效诊断", "diagnosis")
    return found


def select(actor: Actor, wanted: Wanted) -> ModelSelect:
    query = visible(actor)
    if wanted.region:
        query = query.where(region_codes.inside(Enterprise.region, wanted.region))
    if wanted.enterprise is not None:
        query = query.where(Diagnosis.enterprise == wanted.enterprise)
    if wanted.q:
        query = query.where(enterprises.named(wanted.q))
    if wanted.linked is not None:
        query = query.where(Diagnosis.project.is_null(not wanted.linked))
    return query


def listing(actor: Actor, wanted: Wanted, part: paging.Slice = paging.FIRST) -> paging.Page[Shown]:
    """The diagnoses, the latest first."""
    found = paging.page(select(actor, wanted), part)
    return paging.Page(shown(found.items), found.total, found.last)


def shown(rows: Sequence[Diagnosis]) -> list[Shown]:
    """Diagnoses with their findings: one query for all."""
    found: dict[int, list[FindingShown]] = {}
    query = (
        DiagnosisFinding.select(DiagnosisFinding, Equipment)
        .join(Equipment, JOIN.LEFT_OUTER)
        .where(database.any_of(DiagnosisFinding.diagnosis, [row.id for row in rows]))
        .order_by(DiagnosisFinding.id)
    )
    for row in query:
        found.setdefault(row.diagnosis_id, []).append(_finding(row))
    return [_shown(row, found.get(row.id, [])) for row in rows]


def _finding(row: DiagnosisFinding) -> FindingShown:
    device = row.equipment if row.equipment_id else None
    called = (device.name or device.model or device.identifier) if device else ""
    return FindingShown(
        text=row.text,
        measure=row.measure,
        kgce=row.kgce,
        cost_fen=row.cost_fen,
        equipment=row.equipment_id,
        device=called or (f"#{row.equipment_id}" if device else ""),
    )


def _shown(row: Diagnosis, findings: Sequence[FindingShown]) -> Shown:
    project = row.project if row.project_id else None
    return Shown(
        id=row.id,
        enterprise_id=row.enterprise_id,
        enterprise=row.enterprise.name,
        region=row.enterprise.region,
        provider=row.provider,
        on=row.on,
        scope=row.scope,
        conclusion=row.conclusion,
        project_id=row.project_id,
        project=project.name if project else "",
        actor_name=row.actor_name,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
        kgce=sum(it.kgce or 0 for it in findings),
        cost_fen=sum(it.cost_fen or 0 for it in findings),
        findings=findings,
    )


def one(actor: Actor, diagnosis_id: int) -> Shown:
    return shown([get(actor, diagnosis_id)])[0]


def record(actor: Actor, enterprise_id: int, given: Given) -> Shown:
    """A new diagnosis of an enterprise in one's own division."""
    owner = enterprises.get(actor, enterprise_id)
    access.require_region(actor, owner.region)
    now = clock.now()
    with db.atomic():
        _check(actor, owner, given)
        made = Diagnosis.create(
            enterprise=owner,
            **_values(given),
            actor=actor.id,
            actor_name=actor.name[:200],
            created_at=now,
            updated_at=now,
        )
        _store(made.id, given.findings)
        _note(actor, made, "recorded", given)
    return one(actor, made.id)


def change(actor: Actor, diagnosis_id: int, version: int, given: Given) -> Shown:
    """Write a diagnosis anew; the trail keeps what it said before."""
    with db.atomic():
        found = get(actor, diagnosis_id)
        access.require_region(actor, found.enterprise.region)
        _check(actor, found.enterprise, given)
        changed = (
            Diagnosis.update(**_values(given), updated_at=clock.now(), version=version + 1)
            .where((Diagnosis.id == found.id) & (Diagnosis.version == version))
            .execute()
        )
        if not changed:
            raise Conflict.of("diagnoses.stale")
        before = [vars(it) for it in shown([found])[0].findings]
        DiagnosisFinding.delete().where(DiagnosisFinding.diagnosis == found.id).execute()
        _store(found.id, given.findings)
        _note(actor, found, "changed", given, before)
    return one(actor, diagnosis_id)


def _values(given: Given) -> dict[str, object]:
    return {
        "provider": given.provider.strip(),
        "on": given.on,
        "scope": given.scope.strip(),
        "conclusion": given.conclusion.strip(),
        "project": given.project,
    }


def _check(actor: Actor, owner: Enterprise, given: Given) -> None:
    if given.on > clock.today():
        raise Invalid.of("diagnoses.future", details=[{"field": "on", "message": "晚于今天"}])
    if given.project is not None and projects.get(actor, given.project).enterprise_id != owner.id:
        raise Invalid.of("diagnoses.not_its_project")
    for found in given.findings:
        if found.equipment is not None:
            device = retrieval.get(actor, found.equipment)
            if device.enterprise_id != owner.id:
                raise Invalid.of("diagnoses.not_its_device")


def _store(diagnosis: int, findings: Sequence[Found]) -> None:
    for found in findings:
        DiagnosisFinding.create(
            diagnosis=diagnosis,
            equipment=found.equipment,
            text=found.text.strip(),
            measure=found.measure.strip(),
            kgce=found.kgce,
            cost_fen=found.cost_fen,
        )


def _note(
    actor: Actor, row: Diagnosis, event: str, given: Given, before: Sequence[object] = ()
) -> None:
    detail = {
        "enterprise": row.enterprise_id,
        **_values(given),
        "findings": [vars(it) for it in given.findings],
        "before": list(before),
    }
    audit.record(f"diagnosis.{event}", actor, subject="diagnosis", subject_id=row.id, detail=detail)
