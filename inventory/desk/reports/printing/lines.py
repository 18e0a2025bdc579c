"""What every form of a report shows of its tables."""

from __future__ import annotations

from collections.abc import Sequence

from inventory.desk.reports import goals
from inventory.desk.reports.content import Content, Goal, Row
from inventory.desk.reports.measures import MEASURES
from inventory.desk.reports.wording import percent

NOT_HELD = "未留存"
# The columns of a printed page; a workbook shows all.
PRINTED = (
    "total",
    "new",
    "to_act",
    "retired",
    "due",
    "overdue",
    "opened",
    "closed",
    "late",
    "asked",
    "settled",
)
GOAL_HEADS = ("序号", "指标", "目标", "完成", "期限", "状态")


def head(measures: Sequence[str]) -> list[str]:
    """The headings over the numbers."""
    return [*(MEASURES[name].zh for name in measures), "整改率"]


def cells(row: Row, measures: Sequence[str], *, short: bool) -> list[str]:
    """The numbers of a line as text; a dash on a page where the whole word has no room."""
    lacking = "—" if short else NOT_HELD
    shown = (row.now[name] for name in measures)
    return [*(lacking if value is None else str(value) for value in shown), percent(row.rate)]


def goal_cells(number: int, goal: Goal) -> list[str]:
    """A target as a line."""
    aim = f"{goal.target}{goal.unit}"
    done = f"{goal.done}{goal.unit}" if goal.done else "—"
    return [str(number), goal.indicator, aim, done, goal.due or "—", goals.LIGHTS[goal.light][0]]


def line_of_issue(content: Content, version: int) -> str:
    """The issue, and which version of it where it was corrected."""
    return content.number if version == 1 else f"{content.number}（第{version}版）"
