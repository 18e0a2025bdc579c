"""The demo's work on its plan: statements in hand, one late, a missed target, a meeting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from inventory.core import clock
from inventory.core.access import Actor
from inventory.judgement.duties import figures, problems, progress, service
from inventory.judgement.duties.models import Duty
from inventory.judgement.duties.results import DutyLine
from inventory.judgement.duties.service import Assignment
from inventory.judgement.plans import reporting

DEPARTMENT = "节能与综合利用科"


def make(person: Callable[[str], Actor], region: str) -> None:
    """Five statements given to the second inspector, as a Monday finds them."""
    officer, second = person("inspector"), person("second")
    lines = progress.lines(officer, region)
    chosen = [line for line in lines if line.statement.handling == "duty"][:5]
    names = [line.statement.id for line in chosen]
    given = Assignment(DEPARTMENT, second.id, _in_days(60), "逐家走访，建立清单，按月报送")
    service.assign(officer, region, names, given)
    service.assign(officer, region, names[:1], Assignment(due=_in_days(-20)))
    done, told, stuck = (Duty.get(statement=name, region=region) for name in names[1:4])
    month = clock.today().strftime("%Y-%m")
    service.record(second, told.id, month, "完成重点企业摸底 12 家", "下月核对设备清单")
    service.record(second, stuck.id, month, "完成方案编制", "落实配套资金")
    service.record(second, done.id, month, "印发通知并完成宣传", "")
    service.step(
        second, done.id, Duty.get_by_id(done.id).version, "finish", "通知已印发，见证明材料"
    )
    lacking = problems.Raised("配套资金未到位", _in_days(30), "财政局", officer.id)
    problems.raise_one(second, stuck.id, lacking)
    problems.hold(officer, region, clock.today(), "设备更新工作调度会", "财政局月底前落实资金")
    _ask(officer, second, region, lines)
    _behind(officer, region)


def _ask(officer: Actor, second: Actor, region: str, lines: list[DutyLine]) -> None:
    """A figure that only its unit knows."""
    typed = next(line for line in lines if line.statement.handling == "typed")
    one = typed.statement
    asked = figures.Asked(one.task_no, one.title, "统计局", second.id or 0, _in_days(10))
    figures.ask(officer, region, asked)


def _behind(officer: Actor, region: str) -> None:
    """One target that was due and is not reached, and one a third of the way."""
    for task, indicator, value, unit in (
        ("2", "新时代电气化村建设", 2.0, "供电局"),
        ("0", "设备投资规模增长", 9.0, "统计局"),
    ):
        told = reporting.Report(task, indicator, _in_days(-5), "月报（演示）", unit, value)
        reporting.report(officer, region, told)


def _in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)
