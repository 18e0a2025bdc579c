"""Devices that a list says are gone without a column of their state: 已报废车辆, 拆除日期, 已拆除.

What is only planned (拟报废, 强制报废期止, 计划拆除) says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from standards.completing import CELL, TITLE

from .columns import Column
from .dates import BETWEEN
from .messages import note
from .model import Cell, ColumnMatch, Note, Reading, ReadRow
from .values import reader_of

if TYPE_CHECKING:
    from standards import Kind

STATE = "use_state"
SCRAPPED, REMOVED, CANCELLED, STOPPED = "报废", "拆除", "注销", "停用"
LONGEST = 40
_STATES = {
    **{"报废": SCRAPPED, "淘汰": SCRAPPED, "解体": SCRAPPED, "处置": SCRAPPED},
    **{"拆解": SCRAPPED, "拆除": REMOVED, "拆": REMOVED, "注销": CANCELLED},
    **{"停用": STOPPED, "停运": STOPPED, "报停": STOPPED, "封存": STOPPED},
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
# A remark that says nothing else: 已拆除, 2019年已报废, 2019年拆除.
_SAID = re.compile(
    r"(?:(?P<year>20\d\d)年?(?:\d{1,2}月)?(?:份|底|初)?)?"
    rf"(?P<done>已(?:经)?)?(?P<what>{_GONE}|拆|停用|停运|报停|封存)(?:完毕|完成|处理)?"
)
_TOLD_IN = re.compile(
    r"(?:整治|淘汰|处置|整改|完成|落实|处理|改造|报废)(?:完成)?(?:情况|进展|进度|结果|状态)"
)
_YES = frozenset({"是", "已", "√", "✓", "✔", "Y", "y"})


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
    ways = [(column, read) for column in columns if (read := _way(column, dates)) is not None]
    above = {under: of_title(under) for under in set(unders)}
    whole = next(filter(None, map(of_title, titles)), None)
    found: dict[tuple[str, str], list[int]] = {}
    told = bool(ways or whole or any(above.values())) and kind.has(STATE)
    for row, under in zip(rows, unders, strict=True) if told else ():
        if STATE in row.facts or row.problem_of(STATE) is not None:
            continue
        for column, read in ways:
            cell = row.cells[column.index] if column.index < len(row.cells) else None
            if cell not in ("", None) and (state := read(cell)) is not None:
                row.facts[STATE], row.read_from[STATE] = state, CELL
                found.setdefault((column.heading, state), []).append(row.row)
                break
        else:
            if (titled := above[under] or whole) is not None:
                row.facts[STATE], row.read_from[STATE] = titled[1], TITLE
                found.setdefault(titled, []).append(row.row)
    return [
        note("gone", {"heading": heading, "value": state, "count": len(at)}, STATE, rows=at)
        for (heading, state), at in found.items()
    ]


@lru_cache(maxsize=64)
def of_title(title: str) -> tuple[str, str] | None:
    """A title with the state that it says all its devices are in."""
    plain = "".join(unicodedata.normalize("NFKC", title[:LONGEST]).split())
    match = _TITLE.search(plain)
    if match is None or _MORE.search(plain):
        return None
    return title, _STATES[match["what"]]


def _way(column: ColumnMatch, dates: Column) -> Callable[[Cell], str | None] | None:
    """How a column may say that a device is gone; None for one that does not."""
    heading = "".join(unicodedata.normalize("NFKC", column.heading[:LONGEST]).split())
    dated = _DATE.fullmatch(heading)
    if dated is not None:
        state, read = _STATES[dated["what"]], reader_of(dates)
        return lambda cell: state if _is_past(read(cell), dates.today) else None
    if column.field is not None and column.field != "remark":
        return None
    asked = _ASKED.fullmatch(heading)
    if asked is not None:
        answer = _STATES[asked["what"] or asked["gone"]]
        return lambda cell: answer if str(cell).strip() in _YES else None
    if column.field == "remark" or _TOLD_IN.fullmatch(heading):
        return lambda cell: said_of(cell, dates.today.year) if isinstance(cell, str) else None
    return None


def _is_past(reading: Reading, today: date) -> bool:
    """Whether a date, of whatever precision, lies wholly before the day."""
    value = reading.value
    if reading.fault is not None or not isinstance(value, str):
        return False
    last = value.rpartition(BETWEEN)[2]
    return last + "-12-31"[len(last) - len("2026") :] <= today.isoformat()


@lru_cache(maxsize=1024)
def said_of(text: str, year: int) -> str | None:
    """The state that a remark says and nothing else; a year to come is a plan."""
    plain = "".join(unicodedata.normalize("NFKC", text[:LONGEST]).split())
    match = _SAID.fullmatch(plain)
    if match is None or not (match["done"] or match["year"]):
        return None
    # Without 已 the year says it: 2019年拆除 is done, this year's may be to come.
    then = int(match["year"]) if match["year"] else None
    if then is not None and (then > year or (then == year and not match["done"])):
        return None
    return _STATES[match["what"]]
