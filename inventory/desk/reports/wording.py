"""The sentences of a report, made of its numbers alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from inventory.desk.reports import goals
from inventory.desk.reports.content import Goal, Part, Row, Sums
from inventory.desk.reports.summing import NONE
from inventory.enforcement.documents.model import chinese_date

NOT_HELD = "未留存"
NAMED = 3  # townships that a sentence names


@dataclass(frozen=True)
class Told:
    """What the sentences are made of."""

    total: Row
    regions: Sums
    goals: Sequence[Goal]
    investment: str
    as_of: date
    held: bool
    late: Sequence[str]  # late cases in words, the longest late first


def parts(wanted: Sequence[str], told: Told) -> list[Part]:
    """The sections of a report in their order; one without anything to say is left out."""
    made = [PARTS[name](told) for name in wanted]
    return [part for part in made if part.paragraphs]


def _devices(told: Told) -> Part:
    if not told.held:
        return Part("台账情况", [f"本期期末的台账状况{NOT_HELD}，设备数量不作推算。"])
    now = told.total.now
    first = (
        f"截至{chinese_date(told.as_of)}，在册设备{now['total']}台，已判定{now['judged']}台，"
        f"其中应淘汰、应整改、应评估的{now['to_act']}台；已报废、拆除、注销等退出使用的"
        f"{now['retired']}台。"
    )
    second = (
        f"本期新增{now['new']}台；下期将到期{now['due']}台，到期未处理{now['overdue']}台。"
        f"{_change(told.total, 'before', '与上期末相比')}"
        f"{_change(told.total, 'year_before', '与上年同期相比')}"
    )
    return Part("台账情况", [first, second])


def _change(row: Row, moment: str, since: str) -> str:
    then, now = getattr(row, moment), row.now
    if then["total"] is None:
        return f"{since}：当时数据{NOT_HELD}。"
    words = (
        f"{name}{_difference(now[key] - then[key])}"
        for key, name in (("total", "在册"), ("to_act", "需处理"), ("overdue", "已逾期"))
    )
    return f"{since}：{'，'.join(words)}。"


def _difference(count: int) -> str:
    if not count:
        return "持平"
    return f"{'增加' if count > 0 else '减少'}{abs(count)}台"


def _cases(told: Told) -> Part:
    now, before = told.total.now, told.total.before
    last = "" if before["opened"] is None else f"（上期立案{before['opened']}件）"
    first = (
        f"本期立案{now['opened']}件{last}，结案{now['closed']}件；期末在办{now['open']}件，"
        f"其中逾期{now['late']}件。"
    )
    if told.total.rate is None:
        second = "目前没有期限已到的整改要求。"
    else:
        second = (
            f"期限已到或提前完成的应整改设备{now['asked']}台，已整改{now['settled']}台，"
            f"整改率{percent(told.total.rate)}。"
        )
    return Part("监察整改情况", [first, second])


def percent(rate: float | None) -> str:
    """A share in percent, a dash where there is none."""
    return "—" if rate is None else f"{rate * 100:.1f}%"


def _places(told: Told) -> Part:
    rows = [row for row in told.regions.rows if row.key != NONE]
    ranked = sorted((row for row in rows if row.rate is not None), key=lambda row: row.rank or 0)
    said = []
    if ranked:
        first, last = ranked[:NAMED], ranked[NAMED:][-NAMED:]
        said.append(f"整改率居前：{_named(first)}。")
        if last:
            said.append(f"整改率靠后：{_named(last)}。")
    behind = sorted(rows, key=lambda row: -(row.now["overdue"] or 0))[:NAMED]
    if told.held and any(row.now["overdue"] for row in behind):
        words = "、".join(f"{r.name}{r.now['overdue']}台" for r in behind if r.now["overdue"])
        said.append(f"到期未处理设备较多：{words}。")
    rest = next((row for row in told.regions.rows if row.key == NONE), None)
    if rest is not None and rest.now["total"]:
        said.append(f"另有{rest.now['total']}台设备未分到镇街，单列一行，请核实所在地。")
    return Part("各地进度", said)


def _named(rows: Sequence[Row]) -> str:
    return "、".join(f"{row.name}（{percent(row.rate)}）" for row in rows)


def _targets(told: Told) -> Part:
    if not told.goals:
        return Part("方案目标", [])
    counts = Counter(goal.light for goal in told.goals)
    words = "，".join(f"{zh}{counts[key]}项" for key, (zh, _) in goals.LIGHTS.items())
    said = [f"方案提出的指标共{len(told.goals)}项：{words}。"]
    late = [goal.indicator for goal in told.goals if goal.light == goals.LATE]
    if late:
        said.append(f"已逾期的指标：{'、'.join(late)}。")
    said.append(f"设备投资：{told.investment or NOT_HELD}。")
    return Part("方案目标", said)


def _late(told: Told) -> Part:
    now = told.total.now
    first = f"目前逾期案件{now['late']}件"
    if told.held:
        first += f"，到期未处理设备{now['overdue']}台"
    said = [f"{first}。"]
    said += [f"{number}．{line}" for number, line in enumerate(told.late, 1)]
    return Part("需要研究的问题", said)


PARTS = {
    "devices": _devices,
    "cases": _cases,
    "places": _places,
    "targets": _targets,
    "late": _late,
}
