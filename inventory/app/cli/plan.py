"""`app.py plan CODE`: a local plan with who does what, and how far its targets are."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence

from inventory.app.cli.setup import prepare
from inventory.core import database
from inventory.core.access import SYSTEM
from inventory.core.settings import Settings
from inventory.judgement.plans import service
from inventory.judgement.plans.results import PlanDetail, Target
from standards.statements import Statement


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print the plan."""
    prepare(settings)
    with database.connection():
        found = service.detail(SYSTEM, args.code)
    for line in lines(found, args.handling):
        print(line)
    return 0


def lines(found: PlanDetail, handling: str = "") -> Iterator[str]:
    """The plan as text: tasks by department, targets with progress, and every statement with what
    the system does about it; ``handling`` narrows it to these statements.
    """
    if handling:
        yield from statement_lines(found.statement_list, handling)
        return
    yield f"{found.region} {found.region_name}　{found.title}"
    yield f"{found.document}　{found.issuer}　{found.issued or ''}"
    titles = {task.task_no: task.title for task in found.task_list}
    yield ""
    yield f"各部门任务 Tasks by department（{found.tasks}）"
    for unit in found.departments:
        yield f"  {unit.unit}"
        for role, numbers in (("牵头", unit.leads), ("责任", unit.takes_part)):
            for number in numbers:
                yield f"    {role} {number} {titles[number]}"
    unassigned = [t for t in found.task_list if not (t.lead_units or t.responsible_units)]
    if unassigned:
        yield "  （方案未写明责任单位）"
        yield from (f"    {task.task_no} {task.title}" for task in unassigned)
    yield ""
    yield f"指标 Targets（{found.targets}，截至 as of {found.as_of}）"
    for target in found.target_list:
        yield f"  {target.task_no} {target.indicator}：{wanted(target)}"
        yield f"      {progress(target)}"
    yield ""
    yield from statement_lines(found.statement_list)


HANDLED = {
    "rule": "规则判定 rule",
    "reentry": "再流入立案 re-entry",
    "counted": "台账统计 counted",
    "typed": "单位填报 typed",
    "duty": "部门任务 duty",
}
CYCLES = {"month": "每月", "quarter": "每季度", "year": "每年", "regular": "定期"}
SHOWN_RULES = 3


def statement_lines(found: Sequence[Statement], handling: str = "") -> Iterator[str]:
    """Each statement with its place, its words, what is done about it, by whom and by when."""
    numbers = Counter(one.handling for one in found)
    told = "，".join(f"{HANDLED[key]} {numbers[key]}" for key in HANDLED if numbers[key])
    yield f"逐条落实 Statements（{len(found)}：{told}）"
    for one in found:
        if handling not in ("", one.handling):
            continue
        yield f"  {one.id}（{one.place}）{one.quote}"
        yield f"      {HANDLED[one.handling]}{_handled(one)}"


def _handled(one: Statement) -> str:
    parts = ["、".join(one.rules[:SHOWN_RULES])]
    if len(one.rules) > SHOWN_RULES:
        parts[0] += f" 等 {len(one.rules)} 条"
    if one.sort == "target":
        parts.append(one.title)
    if one.handling == "duty":
        parts.append("、".join(one.units))
        parts.append(f"不设规则：{one.why}" if one.why else "")
    parts += [CYCLES[one.cycle] if one.cycle else ""]
    parts += [f"{one.deadline} 前" if one.deadline else ""]
    return "".join(f"　{part}" for part in parts if part)


SIGNS = {"growth>=": "增长≥", "=": "", ">=": "≥", "<=": "≤"}


def wanted(target: Target) -> str:
    """What is to be reached, and by when."""
    due = f"，{target.due} 前" if target.due else ""
    if target.value is None:
        return f"{target.unit or ''}{due}"
    return f"{SIGNS.get(target.operator, '')}{target.value:g}{target.unit or ''}{due}"


def progress(target: Target) -> str:
    """How far it is, and how that is known."""
    parts = []
    if target.share is not None:
        parts.append(f"{target.share:.0%}")
    elif target.reached is not None:
        parts.append("已完成" if target.reached else "未完成")
    count, report = target.count, target.report
    if count is not None:
        partly = "，台账只含其中一部分" if count.partial else ""
        undated = f"（{count.undated:g} 日期不详）" if count.undated else ""
        parts.append(f"台账 {count.done:g} 已完成{undated}，{count.remaining:g} 待办{partly}")
    if report is not None:
        told = f"{report.value:g}" if report.value is not None else _yes(report.reached)
        parts.append(f"{report.on} 填报 {told}（{report.evidence}）")
    return "；".join(parts) or "尚未填报 not reported"


def _yes(reached: bool | None) -> str:
    return "已完成" if reached else "未完成"
