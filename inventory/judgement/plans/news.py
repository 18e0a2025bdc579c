"""News of plans: targets that are due and not reached, once a month."""

from __future__ import annotations

from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.database import db
from inventory.core.messages import Sentence
from inventory.judgement.library import current
from inventory.judgement.plans import ended, service
from inventory.judgement.plans.results import Target
from inventory.people.accounts.models import User, UserRegion
from inventory.registry.notifications.emitting import News, emit

NO_FIGURE = Sentence("没有填报数据", "no figure was reported")
NOT_REACHED = Sentence("未完成", "not reached")


def sweep() -> int:
    """Tell leaders of the targets that are behind in the plans of their regions.

    Skips regions without a reader, because counting is slow. Returns how many are behind.
    """
    places = {
        region
        for (region,) in UserRegion.select(UserRegion.region).join(User).where(User.active).tuples()
    }
    behind = [
        _behind(region, target)
        for region in sorted(places & current.load().plans.keys())
        for target in service.due_targets(SYSTEM, region)
        if not target.reached
    ]
    with db.atomic():
        emit(behind)
    return len(behind)


def _behind(region: str, target: Target) -> News:
    month = clock.today().strftime("%Y-%m")
    return News(
        "target_behind",
        {
            "target": Sentence(target.indicator, target.indicator_en),
            "due": target.due.isoformat() if target.due else "",
            "state": _state(target),
        },
        key=f"target_behind:{month}:{region}:{target.task_no}:{target.indicator}"[:160],
        region=region,
        things=ended.things(region, target),
    )


def _state(target: Target) -> Sentence:
    if target.source is None:
        return NO_FIGURE
    if target.share is None:
        return NOT_REACHED
    return Sentence(f"完成 {target.share:.0%}", f"{target.share:.0%} done")
