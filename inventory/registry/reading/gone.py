"""Devices that a list says are gone without a column of their state: 已报废车辆, 拆除日期, 已拆除.

What is only planned (拟报废, 强制报废期止, 计划拆除) says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from standards.completing import CELL, TITLE

from .columns import Column
from .dates import BETWEEN
from .messages import note
from .model import Cell, ColumnMatch, Note, Reading, ReadRow
from .refits import FUEL, refitted_for
from .values import reader_of

if TYPE_CHECKING:
    from standards import Kind

STATE = "use_state"
IN_USE, SCRAPPED, REMOVED, CANCELLED, STOPPED = "在用", "报废", "拆除", "注销", "停用"
LONGEST = 40
_STATES = {
    **{"报废": SCRAPPED, "淘汰": SCRAPPED, "解体": SCRAPPED, "处置": SCRAPPED},
    **{"拆解": SCRAPPED, "拆除": REMOVED, "拆": REMOVED, "注销": CANCELLED},
    **{"转出": CANCELLED, "过户": CANCELLED, "外迁": CANCELLED},
    **{"停用": STOPPED, "停运": STOPPED, "报停": STOPPED, "封存": STOPPED, "闲置": STOPPED},
    "停止使用": STOPPED,
}
_GONE = "报废|淘汰|解体|拆解|拆除|注销"
# 已报废公交车辆明细: of every row; not a list of these and of others.
_TITLE = re.compile(rf"已(?:经)?(?P<what>{_GONE})")
_MORE = re.compile(r"[及和与或/,;&+、]|在用|现有|未|拟|待|应|计划|是否")
# A date of elimination is often one that is set; what else is disposed of may be a defect.
_DATE = re.compile(
    r"(?:实际|资产|设备|车辆|最终)?(?P<what>报废|解体|拆解|拆除|注销|(?<=资产)处置|(?<=设备)处置)"
    r"(?:批准|核准|完成|登记|处理)?(?:日期|时间|年月)"
)
_ASKED = re.compile(
    r"是否已?(?P<what>报废|拆解|拆除|注销|停用|停运|报停|封存)|是否已(?P<gone>淘汰)"
)
# A remark that says nothing else: 已拆除, 2019年已报废, 2024.6停用, 停用(2024.6).
_WHAT = rf"(?:{_GONE}|拆|停用|停运|报停|封存|闲置|停止使用)"
_MONTH, _DAY = "(?:0?[1-9]|1[0-2])", "(?:0?[1-9]|[12]\\d|3[01])"
_WITHIN = rf"(?:年?(?:{_MONTH}月(?:{_DAY}[日号])?)?|[./-]{_MONTH}(?:月|[./-]{_DAY})?)"
_SAID = re.compile(
    r"(?:[该本此]台?(?:设备|锅炉|容器|机组|车辆|电梯)|设备)?"
    rf"(?:(?P<on>已(?:经)?于)|[自从于])?(?:(?P<year>20\d\d){_WITHIN}[份底末初中]?(?:起|以来)?)?"
    rf"(?:现在?|目前|长期|一直)?(?P<done>已(?:经)?)?"
    rf"(?P<what>{_WHAT})(?:[并且,、]?{_WHAT})?(?:完毕|完成|处理|至今|中)?"
    r"(?:(?:并|且|,)?(?:已|经)*验收(?:合格|通过)?)?"
    rf"(?:\(?(?P<since>20\d\d){_WITHIN}起?\)?)?"
    rf"(?:\({_WHAT}\))?(?P<also>[,;]已(?:经)?(?:办理?|完成)?{_WHAT}(?:手续)?)?"
)
# 在用; 在用，常压.
_IN_USE = re.compile(rf"在用(?:[,;、](?:(?!{_WHAT}|计划|拟|待|改)[^,;、]){{1,12}})?")
_TOLD_IN = re.compile(
    r"(?:完成)?(?:整治|淘汰|处置|整改|完成|落实|处理|改造|报废|验收|核查|销号)(?:完成)?(?:情况|进展|进度|结果|状态|结论)"
)
# 进展 已拆除: how far it is with the device; not with what was there before, or belongs to it.
_HOW_FAR = re.compile(r"进展|进度|情况|状态|现状|结果|结论|落实|处置|处理|整治|整改|淘汰|销号|完成")
# 淘汰进展 已完成.
_ENDED = re.compile(
    rf"(?:设备)?(?P<what>{_GONE})(?:工作)?(?:完成)?(?:进展|进度|情况|状态|结果|落实情况|进展情况)"
)
_AT_END = frozenset({"已完成", "完成", "已完成淘汰", "全部完成", "已全部完成", "已办结", "已销号"})
_OF_ANOTHER = re.compile(r"[原旧老被替]|拟|计划|环保|手续|资料|审批|烟囱|煤|脱硫|除尘|管道|辅|配套")
# 处理措施 已拆除, 采取措施: what is done, or is to be done.
_MEASURES = re.compile(
    r"(?:拟?采取|处理|处置|整改|淘汰|整治|改造|后续)(?:的)?(?:措施|方式|意见|去向|办法)"
)
_YES = frozenset({"是", "已", "√", "✓", "✔", "Y", "y"})
# 锅炉（已拆）: what stands in brackets behind a name.
_BRACKETS = re.compile(r"\(([^()]{2,20})\)")
_NAMES = ("name", "model")

# 淘汰方式 拆除 with a 完成时间 that is past, in no list of plans.
_WAY = re.compile(
    r"(?:淘汰|整治|处置|改造|治理|处理|关停|整改|替代|完成)(?:方式|措施|形式|类型|去向|方法)"
)
_DONE = re.compile(r"(?:实际|淘汰|整治|拆除|改造|整改|工作|工程)*完成(?:时间|日期|年月)")
# 淘汰方式 报废注销 with 是否完成 已完成: said of each row, whatever the title plans.
_ANSWERED = re.compile(r"(?:是否已?|淘汰|整治|治理|工作|任务)*完成(?:与否|情况|状态|进度)?")
_DONE_WORDS = frozenset({"已完成", "完成", "是", "已淘汰", "√", "已办结", "办结"})
_PLANNED = re.compile(r"计划|任务|拟|方案|目标|安排|待|应")
_BY_WAY = re.compile(
    r"(?:直接|整体|自行|提前)?(?P<what>拆除|报废|淘汰|停用|拆解|注销|关停|关闭|取缔|转出|过户|外迁)"
    r"(?:注销|拆解|回收|登记|(?:至|到)?(?:外省|省外|外地|外市|市外))*"
)


def tell_done(
    kind: Kind,
    columns: Sequence[ColumnMatch],
    rows: Sequence[ReadRow],
    titles: Iterable[str],
    dates: Column,
) -> None:
    """What was done to each device by a day that is past: it is gone, or burns something else."""
    found = {column.heading: column for column in columns if column.how == "unknown"}
    way = next((found[each] for each in found if _WAY.fullmatch(each)), None)
    day = next((found[each] for each in found if _DONE.fullmatch(each)), None)
    answer = next((found[each] for each in found if _ANSWERED.fullmatch(each)), None)
    if day is not None and any(map(_PLANNED.search, titles)):
        day = None
    if way is None or (day is None and answer is None):
        return
    read = reader_of(dates)
    for row in rows:
        said, when, answered = (
            row.cells[column.index] if column and column.index < len(row.cells) else None
            for column in (way, day, answer)
        )
        done = str(answered).strip() in _DONE_WORDS
        if answered in ("", None):
            done = day is not None and _is_past(read(when), dates.today)
        if not isinstance(said, str) or not done:
            continue
        match = _BY_WAY.fullmatch("".join(unicodedata.normalize("NFKC", said[:LONGEST]).split()))
        if match is not None:
            row.facts.setdefault(STATE, _STATES.get(match["what"], STOPPED))
        elif kind.nameplate == "boiler" and (fuel := refitted_for(said, dates.today.year)):
            row.facts[FUEL] = fuel


def tell_gone(
    kind: Kind,
    columns: Sequence[ColumnMatch],
    rows: Sequence[ReadRow],
    unders: Sequence[str],
    titles: Iterable[str],
    dates: Column,
) -> list[Note]:
    """Give the rows without a state the one that a date, an answer, a remark, the line above them
    or a title says. ``dates`` is how dates are read."""
    if not kind.has(STATE):
        return []
    said = [(column, _said_in(column, rows, dates)) for column in columns]
    ways = [(column, states) for column, states in said if states]
    above = {under: of_title(under) for under in set(unders)}
    whole = next(filter(None, map(of_title, titles)), None)
    found: dict[tuple[str, str], list[int]] = {}
    _tell_named(columns, rows, dates.today.year, found)
    told = ways or whole or any(above.values())
    for row, under in zip(rows, unders, strict=True) if told else ():
        if STATE in row.facts:
            continue
        unread = row.problem_of(STATE)
        for column, states in ways:
            cell = row.cells[column.index] if column.index < len(row.cells) else None
            own = column.field == STATE
            if (own or unread is None) and (state := states.get(cell)) is not None:
                row.facts[STATE], row.read_from[STATE] = state, CELL
                if unread is not None:
                    row.problems.remove(unread)
                found.setdefault((column.heading, state), []).append(row.row)
                break
        else:
            if unread is None and (titled := above[under] or whole) is not None:
                row.facts[STATE], row.read_from[STATE] = titled[1], TITLE
                found.setdefault(titled, []).append(row.row)
    return [
        note("gone", {"heading": heading, "value": state, "count": len(at)}, STATE, rows=at)
        for (heading, state), at in found.items()
    ]


def _tell_named(
    columns: Sequence[ColumnMatch],
    rows: Sequence[ReadRow],
    year: int,
    found: dict[tuple[str, str], list[int]],
) -> None:
    """The state that stands in brackets behind a name, where the row's own state is not read."""
    headings = {column.field: column.heading for column in columns if column.field in _NAMES}
    for row in rows if headings else ():
        if STATE in row.facts:
            continue
        for field, heading in headings.items():
            text = row.facts.get(str(field))
            state = bracketed(text, year) if isinstance(text, str) else None
            if state is not None:
                problem = row.problem_of(STATE)
                if problem is not None:
                    row.problems.remove(problem)
                row.facts[STATE], row.read_from[STATE] = state, CELL
                found.setdefault((heading, state), []).append(row.row)
                break


@lru_cache(maxsize=1024)
def bracketed(text: str, year: int) -> str | None:
    """The state in the brackets of a name (锅炉（已拆）), as a remark would say it."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST])
    said = (said_of(part, year) for part in _BRACKETS.findall(plain))
    return next(filter(None, said), None)


@lru_cache(maxsize=64)
def of_title(title: str) -> tuple[str, str] | None:
    """A title with the state that it says all its devices are in."""
    plain = "".join(unicodedata.normalize("NFKC", title[:LONGEST]).split())
    match = _TITLE.search(plain)
    if match is None or _MORE.search(plain):
        return None
    return title, _STATES[match["what"]]


def _said_in(column: ColumnMatch, rows: Sequence[ReadRow], dates: Column) -> Mapping[Cell, str]:
    """The cells of a column that say a state, each different one read once."""
    read, index = _way(column, dates), column.index
    if read is None:
        return {}
    cells = {row.cells[index] for row in rows if index < len(row.cells)} - {"", None}
    return {cell: state for cell in cells if (state := read(cell)) is not None}


def _way(column: ColumnMatch, dates: Column) -> Callable[[Cell], str | None] | None:
    """How a column may say that a device is gone; None for one that does not."""
    heading = "".join(unicodedata.normalize("NFKC", column.heading[:LONGEST]).split())
    dated = _DATE.fullmatch(heading)
    if dated is not None:
        state, read = _STATES[dated["what"]], reader_of(dates)
        return lambda cell: state if _is_past(read(cell), dates.today) else None
    if column.field == STATE:  # 2024.6停用 is none of its words
        return lambda cell: said_of(cell, dates.today.year) if isinstance(cell, str) else None
    if column.field is not None and column.field != "remark":
        return None
    asked = _ASKED.fullmatch(heading)
    if asked is not None:
        answer = _STATES[asked["what"] or asked["gone"]]
        return lambda cell: answer if str(cell).strip() in _YES else None
    ended = _ENDED.fullmatch(heading)
    if ended is not None:
        reached = _STATES[ended["what"]]
        return lambda cell: (
            reached if str(cell).strip() in _AT_END else said_of(str(cell), dates.today.year)
        )
    if column.field == "remark" or _TOLD_IN.fullmatch(heading):
        return lambda cell: said_of(cell, dates.today.year) if isinstance(cell, str) else None
    if _HOW_FAR.search(heading) and not _OF_ANOTHER.search(heading):
        return lambda cell: done_of(cell, dates.today.year) if isinstance(cell, str) else None
    if _MEASURES.fullmatch(heading):
        return lambda cell: done_of(cell, dates.today.year) if isinstance(cell, str) else None
    return None


def _is_past(reading: Reading, today: date) -> bool:
    """Whether a date, of whatever precision, lies wholly before the day."""
    value = reading.value
    if reading.fault is not None or not isinstance(value, str):
        return False
    last = value.rpartition(BETWEEN)[2]
    return last + "-12-31"[len(last) - len("2026") :] <= today.isoformat()


def done_of(text: str, year: int) -> str | None:
    """The state that a measure says is reached (已拆除); without 已 it may be what is asked."""
    plain = "".join(unicodedata.normalize("NFKC", text[:LONGEST]).split())
    match = _SAID.fullmatch(plain)
    return said_of(text, year) if match is not None and _is_done(match) else None


def _is_done(said: re.Match[str]) -> bool:
    return any(said[each] for each in ("on", "done", "also"))


def said_of(text: str, year: int) -> str | None:
    """The state that a remark says, and nothing else of a state; a year to come is a plan."""
    plain = "".join(unicodedata.normalize("NFKC", text[:LONGEST]).split())
    match = _SAID.fullmatch(plain)
    if match is None:
        return IN_USE if _IN_USE.fullmatch(plain) else None
    state = _STATES[match["what"]]
    done = _is_done(match)
    year_said = match["year"] or match["since"]
    if not (done or year_said):
        return state if state == STOPPED else None  # 拆除 alone may be what is asked for
    # Without 已 the year says it: 2019年拆除 is done, this year's may be to come.
    then = int(year_said) if year_said else None
    if then is not None and (then > year or (then == year and not done)):
        return None
    return state
