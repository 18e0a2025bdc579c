"""Lists of what was replaced and by what, side by side in one row: the device that stands there
now is read, and never both mixed.

更新前型号 | 更新后型号, 原变压器型号 | 现变压器型号, groups 改造前 | 改造后. A column of the
state, a date or what is filled in says which one stands there; in a plan only the state does. Where
a row does not say it the table is left as it is, and its columns are not used or asked about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from unicodedata import normalize

from standards.words import heading_key

from .column_map import ColumnMap
from .dates import BETWEEN, NotADate, read_date_text
from .grids import Grid
from .model import Cell, cell_text

LOOKED_AT, LONGEST = 40, 40
_VERB = "更新|更换|改造|替换|替代|置换|技改|淘汰|改"
_BEFORE = re.compile(rf"^(?:(?:{_VERB})前(?:的)?|原有|原|旧)(?:设备)?")
_AFTER = re.compile(rf"^(?:(?:{_VERB})后(?:的)?|现有|现|新)(?:设备)?")
# 原值, 新增: one letter is a mark only where the same thing stands under its counterpart.
_SURE = re.compile(rf"^(?:{_VERB})[前后]")
_TIME_TAIL = re.compile(r"(?:日期|时间|年月|年份|年度|年)$")
_DEVICE = re.compile(r"型号|规格|牌号|名称")
_PLAN = re.compile(r"计划|拟|方案|预计|建议")
# A title that asks for what is to come, and does not say that it has come.
_PLANNED = re.compile(
    rf"^(?!.*(?:完成|已|验收)).*(?:{_PLAN.pattern}|目标|任务|申报|申请|意向|安排|需求|预算)"
)
_STATE = re.compile(
    rf"(?:是否)?已?(?:完成)?(?:{_VERB}|实施|进展|进度|完成|落实)(?:状态|情况|进展|进度|与否|完成情况)?"
)
_DONE = re.compile(
    rf"(?:已经?|均已|全部)(?:完成)?(?:{_VERB}|投运|投用|验收|实施|完成)?(?:完成|完毕|合格)?|完成|是|√|✓|100%"
)
_NOT_DONE = re.compile(r"(?:尚未|还未|未|没有|待|拟|计划|正在|准备).*|否|×|进行中|在建|实施中|0%?")
_DAY = re.compile(
    rf"(?:(?:{_VERB})(?:后)?)?(?:实际)?(?:完成|投运|投用|投产|启用|验收|竣工|{_VERB})(?:使用)?(?:日期|时间|年月|年份|年度|年)"
)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The columns of a table: ``both`` pairs (before, after) of one thing, ``before`` and ``after``
    those without a counterpart, with the texts that are left of their headings; ``now`` where the
    headings themselves say which one stands there (现有, 现)."""

    both: Sequence[tuple[int, int]]
    before: Sequence[int]
    after: Sequence[int]
    texts: Mapping[int, str]
    states: Sequence[int]
    days: Sequence[int]
    now: bool


def standing(
    grid: Grid, mapping: ColumnMap, titles: Sequence[str], today: date
) -> tuple[Grid, int, int] | None:
    """The sheet with one set of columns for the devices that stand there now; how many rows are of
    what came, how many of what was there before. None where there are no pairs, a row leaves it
    open, or a person has said what the columns are."""
    for index in range(grid.begins, min(len(grid.rows), grid.begins + LOOKED_AT)):
        for groups in (None, index - 1):
            if groups is not None and groups < grid.begins:
                continue
            pairs = _pairs(grid, index, groups)
            if pairs is not None:
                leaves = list(map(_text, grid.rows[index]))
                if any(mapping.is_told(column, leaves[column]) for column in pairs.texts):
                    return None
                above = [cell_text(c) for row in grid.rows[:index] for c in row if c]
                planned = any(map(_PLANNED.search, (*above, *titles)))
                planned = planned or any(map(_PLAN.search, leaves))
                return _chosen(grid, index, groups, pairs, planned, today)
    return None


def _pairs(grid: Grid, index: int, groups: int | None) -> _Pairs | None:
    leaves = [_text(cell) for cell in grid.rows[index]]
    over = leaves if groups is None else _groups(grid, groups, len(leaves))
    sides, sure = _sides(leaves, over, groups is not None)
    shared = sides[False].keys() & sides[True].keys()
    device = next((key for key in shared if _DEVICE.search(key)), None)
    if device is None:
        return None
    both = [(sides[False][key][0], sides[True][key][0]) for key in shared]
    before, after = (
        [column for key, (column, _) in sides[came].items() if key not in shared and column in sure]
        for came in (False, True)
    )
    used = {column for pair in both for column in pair} | {*before, *after}
    texts = {
        column: text for side in sides.values() for column, text in side.values() if column in used
    }
    beside = [
        (column, text)
        for column, names in enumerate(zip(leaves, over, strict=True))
        for text in names
        if column not in texts
    ]
    states = [column for column, text in beside if _STATE.fullmatch(text)]
    days = [column for column, text in beside if _DAY.fullmatch(text)]
    days += [c for c in (*after, *(pair[1] for pair in both)) if _DAY.fullmatch(texts[c])]
    now = over[sides[True][device][0]].startswith("现")
    return _Pairs(both, before, after, texts, states, days, now)


def _sides(
    leaves: Sequence[str], over: Sequence[str], grouped: bool
) -> tuple[dict[bool, dict[str, tuple[int, str]]], set[int]]:
    """The columns of what was there (False) and of what came (True), with what is left of their
    headings, by what they are of; and those whose heading can mean nothing else."""
    sides: dict[bool, dict[str, tuple[int, str]]] = {False: {}, True: {}}
    sure: set[int] = set()
    for column, (leaf, mark) in enumerate(zip(leaves, over, strict=True)):
        came = _AFTER.match(mark)
        found = _BEFORE.match(mark) or came
        if found is None or not leaf:
            continue
        rest = mark[found.end() :]
        text = leaf if grouped else rest
        if not text or (grouped and _DEVICE.search(rest)):
            continue
        sides[came is not None].setdefault(heading_key(_TIME_TAIL.sub("", text)), (column, text))
        if grouped or _SURE.match(mark) or _DAY.fullmatch(text):
            sure.add(column)
    return sides, sure


def _groups(grid: Grid, index: int, width: int) -> list[str]:
    """What stands over each column in a row of groups."""
    row = grid.rows[index]
    texts = [_text(row[column]) if column < len(row) else "" for column in range(width)]
    for (top, left), (bottom, right) in grid.merged:
        if top <= index <= bottom and left < width and top < len(grid.rows):
            text = _text(grid.rows[top][left]) if left < len(grid.rows[top]) else ""
            for column in range(left, min(right, width - 1) + 1):
                texts[column] = text
    return texts


def _chosen(
    grid: Grid, index: int, groups: int | None, pairs: _Pairs, planned: bool, today: date
) -> tuple[Grid, int, int] | None:
    rows = [list(row) for row in grid.rows]
    width = max(map(len, rows))
    counts = {True: 0, False: 0}
    for row in rows[index + 1 :]:
        row += [None] * (width - len(row))
        if sum(cell not in ("", None) for cell in row) < 2:
            continue
        came = _came(row, pairs, planned, today)
        if came is None:
            return None
        counts[came] += 1
        for before, after in pairs.both:
            row[before] = row[after] if came else row[before]
            row[after] = None
        for column in pairs.before if came else pairs.after:
            row[column] = None
    head = rows[index]
    head += [None] * (width - len(head))
    for column, text in pairs.texts.items():
        head[column] = text
    for _, after in pairs.both:
        head[after] = None
    merged = grid.merged
    if groups is not None:
        for column in pairs.texts:
            if column < len(rows[groups]):
                rows[groups][column] = None
        merged = [
            span for span in merged if not (span[0][0] == groups and span[0][1] in pairs.texts)
        ]
    return replace(grid, rows=rows, merged=merged), counts[True], counts[False]


def _came(row: Sequence[Cell], pairs: _Pairs, planned: bool, today: date) -> bool | None:
    """Whether what replaces has come; None where the row does not say it."""
    both = [(row[before], row[after]) for before, after in pairs.both]
    if all(_blank(after) for _, after in both):
        return False
    if all(_blank(before) for before, _ in both):
        return True
    said = [_text(row[column]) for column in pairs.states]
    if any(map(_NOT_DONE.fullmatch, said)):
        return False
    if any(map(_DONE.fullmatch, said)):
        return True
    if planned:
        return False
    days = [row[column] for column in pairs.days if not _blank(row[column])]
    if days:
        past = [_is_past(day, today) for day in days]
        return None if None in past else all(past)
    return True if pairs.now else None


def _is_past(cell: Cell, today: date) -> bool | None:
    """Whether all of a date lies before the day; None for what is no date."""
    if isinstance(cell, datetime):
        return cell.date() <= today
    if isinstance(cell, date):
        return cell <= today
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else cell_text(cell)
    try:
        read = read_date_text(text, today).iso
    except NotADate:
        return None
    last = read.rpartition(BETWEEN)[2]
    return last + "-12-31"[len(last) - len("2026") :] <= today.isoformat()


def _blank(cell: Cell) -> bool:
    return cell is None or _text(cell) in ("", "-", "--", "—", "——", "/", "无")


def _text(cell: Cell) -> str:
    text = cell_text(cell) if cell is not None else ""
    return "".join(normalize("NFKC", text[:LONGEST]).split())
