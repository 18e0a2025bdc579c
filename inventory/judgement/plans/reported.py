"""What was reported of the targets of a plan, as queries."""

from __future__ import annotations

from peewee import JOIN, ModelSelect, fn

from inventory.judgement.plans.models import TargetProgress
from inventory.people.accounts.models import User


def reports() -> ModelSelect:
    """Reports with the name of who typed them in, blank for the command line."""
    name = fn.COALESCE(User.display_name, "").alias("actor_name")
    return TargetProgress.select(TargetProgress, name).join(
        User, JOIN.LEFT_OUTER, on=(User.id == TargetProgress.actor)
    )


def standing(region: str) -> dict[tuple[str, str], TargetProgress]:
    """The latest report of each target that is not revoked."""
    rows = (
        reports()
        .where((TargetProgress.region == region) & TargetProgress.revoked_at.is_null())
        .order_by(TargetProgress.on, TargetProgress.id)
    )
    return {(row.task_no, row.indicator): row for row in rows.objects()}
