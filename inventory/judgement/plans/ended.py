"""When a target of which people were told that it is behind asks for nothing more.

What the ledger counts is not looked up: counting takes long. Its message is news.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from zlib import crc32

from inventory.core.access import SYSTEM
from inventory.judgement.library import current
from inventory.judgement.plans import service
from inventory.judgement.plans.results import Target
from inventory.registry.notifications.done import Done, Things

# The things of a message: a figure that is missing, a target that is not reached.
FIGURE, TARGET = "target_figure", "target"


def things(region: str, target: Target) -> Things:
    """What is asked for of a target that is behind."""
    if target.countable:
        return {}
    return {FIGURE if target.source is None else TARGET: [_number(region, target)]}


def told(ids: Sequence[int]) -> Mapping[int, Done]:
    """Targets of `ids` of which a figure was reported."""
    return _over(ids, lambda target: True)


def reached(ids: Sequence[int]) -> Mapping[int, Done]:
    """Targets of `ids` that are reached by what was reported."""
    return _over(ids, lambda target: bool(target.reached))


def _number(region: str, target: Target) -> int:
    """A number for what has none in the library: by its region, task and indicator."""
    return crc32(f"{region}:{target.task_no}:{target.indicator}".encode())


def _over(ids: Sequence[int], settles: Callable[[Target], bool]) -> Mapping[int, Done]:
    wanted = set(ids)
    return {
        number: Done(target.report.created_at, target.report.actor_name)
        for region in current.load().plans
        for target in service.reported_targets(SYSTEM, region)
        if target.report is not None and settles(target)
        if (number := _number(region, target)) in wanted
    }
