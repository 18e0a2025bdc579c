"""Reports of how far a target is: typed in, read, taken back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from inventory.core import access, clock
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.judgement.plans.models import TargetProgress
from inventory.judgement.plans.reported import reports
from inventory.judgement.plans.service import plan_of


@dataclass(frozen=True)
class Report:
    """What a responsible unit types in: a figure, or whether the target is reached."""

    task_no: str
    indicator: str
    on: date
    evidence: str
    unit: str = ""  # that gives the figure
    value: float | None = None
    reached: bool | None = None


def report(actor: Actor, region: str, given: Report) -> TargetProgress:
    """Type in how far a target is, with date and evidence."""
    plan = plan_of(region)
    access.require_region(actor, region)
    known = plan.targets.select("task_no", "indicator").rows()
    if (given.task_no, given.indicator) not in known:
        raise Invalid.of("plans.unknown_target", task_no=given.task_no, indicator=given.indicator)
    if (given.value is None) == (given.reached is None):
        raise Invalid.of("plans.value_or_reached")
    if given.on > clock.today():
        raise Invalid.of("plans.future")
    with db.atomic():
        made = TargetProgress.create(
            region=region, **asdict(given), actor=actor.id, created_at=clock.now()
        )
        made.actor_name = actor.name
        audit.record(
            "plan.progress_reported",
            actor,
            subject="target_progress",
            subject_id=made.id,
            detail={
                "region": region,
                "task_no": given.task_no,
                "indicator": given.indicator,
                "value": given.value,
                "reached": given.reached,
            },
        )
    return made


def history(actor: Actor, region: str) -> list[TargetProgress]:
    """Everything that was reported of a region's plan, the newest first, revoked ones too."""
    plan_of(region)
    if not actor.sees(region, None):
        return []
    query = reports().where(TargetProgress.region == region)
    return list(query.order_by(TargetProgress.id.desc()).objects())


def progress(actor: Actor, progress_id: int) -> TargetProgress:
    """One report, if its region is the actor's to see."""
    found = reports().where(TargetProgress.id == progress_id).objects().first()
    if found is None or not actor.sees(found.region, None) or actor.role not in access.OFFICIALS:
        raise not_found("填报记录", "report")
    return found


def require_standing(found: TargetProgress) -> None:
    """One that was taken back stays as it was."""
    if found.revoked_at is not None:
        raise Conflict.of("plans.revoked")


def revoke(actor: Actor, progress_id: int, reason: str) -> TargetProgress:
    """Take a report back; it stays readable."""
    with db.atomic():
        found = progress(actor, progress_id)
        access.require_region(actor, found.region)
        require_standing(found)
        found.revoked_by, found.revoked_at = actor.id, clock.now()
        found.revoked_reason = reason
        found.save()
        audit.record(
            "plan.progress_revoked",
            actor,
            subject="target_progress",
            subject_id=progress_id,
            detail={"reason": reason},
        )
    return found
