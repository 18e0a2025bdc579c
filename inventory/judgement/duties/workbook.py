"""The task list of a plan as a workbook: 年度目标、举措、时限、责任人、责任科室, one row each."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter
from peewee import JOIN

from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.paging import Slice
from inventory.judgement.duties import lists, machine, problems, progress
from inventory.judgement.duties.models import Duty, DutyProblem, DutyRound
from inventory.judgement.duties.progress import Wanted
from inventory.judgement.duties.results import DutyLine
from inventory.judgement.plans import service as plans
from inventory.people.accounts.models import User

MOST_ROUNDS = 500
STATE_ZH = {**machine.DUTY.states, machine.AUTOMATIC: "系统判定", machine.LATE: "逾期未完成"}
LIST = (
    ("编号", 14),
    ("出处", 18),
    ("方案原文", 60),
    ("责任单位（方案）", 28),
    ("责任科室", 18),
    ("责任人", 12),
    ("年度目标", 28),
    ("举措", 36),
    ("时限", 12),
    ("状态", 12),
    ("依据或原因", 28),
    ("完成确认人", 12),
    ("完成日期", 12),
    ("最近填报月份", 12),
    ("未销号问题", 10),
)
PROBLEMS = (
    ("条目", 14),
    ("问题", 60),
    ("责任科室", 18),
    ("责任人", 12),
    ("时限", 12),
    ("状态", 10),
    ("解决情况", 40),
    ("报告人", 12),
    ("销号人", 12),
)
ROUNDS = (
    ("调度日期", 12),
    ("调度会", 30),
    ("条目", 14),
    ("当时未销号的问题", 60),
    ("责任科室", 18),
    ("责任人", 12),
    ("时限", 12),
    ("当时逾期", 10),
    ("议定事项", 40),
)


def export(actor: Actor, region: str, wanted: Wanted) -> bytes:
    """The chosen rows of the task list, all problems and all meetings of the plan, as .xlsx."""
    seen = progress.lines(actor, region, wanted.plan_list)
    rows = [line for line in seen if progress.fits(line, wanted)]
    audit.record("duty.exported", actor, detail={"region": region, "statements": len(rows)})
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "text_wrap": True, "border": 1})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    title = _title(region, wanted.plan_list)
    for name, headings, values in (
        ("任务清单", LIST, [_task(line) for line in rows]),
        ("问题清单", PROBLEMS, [_problem(row) for row in _problems(actor, region)]),
        ("调度记录", ROUNDS, _rounds(actor, region)),
    ):
        sheet = book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
        sheet.freeze_panes(2, 0)
        sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
        for column, (heading, width) in enumerate(headings):
            sheet.set_column(column, column, width)
            sheet.write_string(1, column, heading, head)
        for number, row in enumerate(values, start=2):
            for column, value in enumerate(row):
                sheet.write_string(number, column, value, cell)
    book.close()
    return out.getvalue()


def _title(region: str, plan_list: str) -> str:
    name = lists.get(region, plan_list).plan_list.title if plan_list else "方案落实台账"
    return f"{plans.plan_of(region).region_name}{name}（{clock.today().isoformat()}）"


def _task(line: DutyLine) -> Sequence[str]:
    one = line.statement
    return (
        one.id,
        one.place,
        one.quote,
        "、".join(one.units),
        line.department,
        line.person_name,
        line.goal,
        line.measures,
        line.due.isoformat() if line.due else "",
        STATE_ZH[machine.LATE if line.late else line.state],
        line.reason,
        line.done_name,
        line.done_at.astimezone(clock.SHANGHAI).date().isoformat() if line.done_at else "",
        line.last_month,
        str(line.problems or ""),
    )


def _problems(actor: Actor, region: str) -> Iterable[DutyProblem]:
    query = problems.seen(actor, region).select(DutyProblem, Duty, User)
    joined = query.switch(DutyProblem).join(User, JOIN.LEFT_OUTER)
    return joined.order_by(DutyProblem.id)


def _rounds(actor: Actor, region: str) -> Sequence[Sequence[str]]:
    """What each meeting froze, a row for each problem; a meeting without any keeps its row."""
    held = problems.rounds(actor, region, Slice(1, MOST_ROUNDS)).items
    return [_frozen(one, row) for one in reversed(held) for row in one.rows or [{}]]


def _frozen(held: DutyRound, row: Mapping[str, Any]) -> Sequence[str]:
    names = ("statement", "text", "department", "person", "due")
    return (
        held.held_on.isoformat(),
        held.title,
        *(str(row.get(name, "")) for name in names),
        "逾期" if row.get("late") else "",
        held.conclusions,
    )


def _problem(row: DutyProblem) -> Sequence[str]:
    return (
        row.duty.statement,
        row.text,
        row.department,
        row.person.display_name if row.person_id else "",
        row.due.isoformat(),
        machine.PROBLEM.states[row.state],
        row.solution,
        row.solved_name,
        row.closed_name,
    )
