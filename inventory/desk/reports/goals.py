"""How far the targets of a region's plan are, as a report tells it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from inventory.core.access import SYSTEM
from inventory.core.messages import Sentence, joined
from inventory.desk.reports.content import Goal
from inventory.judgement.library import current
from inventory.judgement.plans import service as plans
from inventory.judgement.plans.results import Target

REACHED, UNDER_WAY, LATE, NO_FIGURE = "reached", "under_way", "late", "no_figure"
LIGHTS = {
    REACHED: ("已达到", "reached"),
    UNDER_WAY: ("进行中", "under way"),
    LATE: ("已逾期", "late"),
    NO_FIGURE: ("尚无数据", "no figure"),
}


def of_region(region: str, end: date) -> list[Goal]:
    """Every target of the plan; none where the region has no plan."""
    if region not in current.load().plans:
        return []
    return [_goal(item, end) for item in plans.detail(SYSTEM, region).target_list]


def _goal(target: Target, end: date) -> Goal:
    return Goal(
        task_no=target.task_no,
        indicator=target.indicator,
        unit=target.unit or "",
        target="" if target.value is None else f"{target.value:g}",
        done=_done(target),
        light=_light(target, end),
        due=target.due.isoformat() if target.due else "",
        money=target.equipment_kind == "investment",
        indicator_en=target.indicator_en,
        unit_en=target.unit_en or "",
    )


def _done(target: Target) -> str:
    """What is done, blank where nobody has counted or told it."""
    if target.count is not None:
        return f"{target.count.done:g}"
    if target.report is not None and target.report.value is not None:
        return f"{target.report.value:g}"
    return ""


def _light(target: Target, end: date) -> str:
    if target.reached:
        return REACHED
    if target.late(end):
        return LATE
    return NO_FIGURE if target.source is None else UNDER_WAY


def investment(goals: Sequence[Goal]) -> Sentence:
    """What was told of investment, in one line; blank where nobody has told anything."""
    told = [
        Sentence(
            f"{goal.indicator}{goal.done}{goal.unit}", f"{goal.said.en} {goal.done}{goal.unit_en}"
        )
        for goal in goals
        if goal.money and goal.done
    ]
    return joined(told, "；", "; ")
