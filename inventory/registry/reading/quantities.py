"""How many devices one row of a ledger stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from standards import Kind
from standards.words import fold, heading_key

from .messages import row_problem
from .model import Cell, ColumnMatch, ReadRow, cell_text

QUANTITY = "quantity"
MOST = 100_000
_WORDS = (
    "数量",
    "台数",
    "套数",
    "台（套）数",
    "台套数",
    "数量（台）",
    "数量（台/套）",
    "数量（台套）",
    "数量（套）",
    "数量（辆）",
    "数量（部）",
    "设备数量",
    "设备台数",
    "合计台数",
    "Quantity",
    "Qty",
)
_HEADINGS = frozenset(map(heading_key, _WORDS))
_COUNTERS = "台套部辆组座个只件条艘"
_PART = re.compile(
    rf"(?:共|计)?(\d{{1,6}}|[一二两三四五六七八九十]{{1,3}})(?:台套|[{_COUNTERS}](?:\([{_COUNTERS}]\))?)?"
)
# 三用一备, 两开一备: machines in use and one that waits.
_SPARE = re.compile(r"([一二两三四五六七八九\d])台?(?:用|开|主)([一二两三四五六七八九\d])台?备")
# 3(2用1备): how many there are, and how they are used.
_SHARED = re.compile(rf"(\d{{1,3}})[{_COUNTERS}]?\((.{{3,8}})\)")
_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"两": 2, "双": 2, "单": 1}
LONGEST = 40


def is_quantity(heading: str) -> bool:
    """Whether a heading says that its column counts devices."""
    return heading_key(heading) in _HEADINGS


def counts_devices(kind: Kind) -> bool:
    """Whether the quantity of a kind is a number of devices, and not an amount in some unit."""
    return kind.has(QUANTITY) and kind.field(QUANTITY).type == "integer"


def count(row: ReadRow, devices: int) -> None:
    """Keep how many devices a row stands for."""
    row.quantity = devices
    row.facts[QUANTITY] = devices
    row.read_from[QUANTITY] = "cell"


def quantity_of(cell: Cell) -> int | None:
    """The number of devices that a cell gives (3, 3台, 4台(套), 两台, 3+1, 三用一备, 3(2用1备));
    None where it does not."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, (int, float)):
        return int(cell) if 1 <= cell <= MOST and cell == int(cell) else None
    text = cell_text(cell)
    return _of_text(text) if len(text) <= LONGEST else None


@lru_cache(maxsize=1024)
def _of_text(text: str) -> int | None:
    folded = fold(text)
    shared = _SHARED.fullmatch(folded)
    spare = _SPARE.fullmatch(shared[2] if shared else folded)
    if spare:
        total = sum(_number(part) for part in spare.groups())
        return None if shared and total != int(shared[1]) else total
    parts = [_PART.fullmatch(part) for part in folded.split("+")]
    total = sum(_number(part[1]) for part in parts if part)
    return total if all(parts) and 1 <= total <= MOST else None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else chinese_number(text) or 0


def chinese_number(text: str) -> int | None:
    """四 → 4, 十二 → 12, 二十四 → 24, 单 → 1; None for other text."""
    if text in _DIGITS:
        return _DIGITS[text]
    match = re.fullmatch(r"([一二三四五六七八九])?十([一二三四五六七八九])?", text)
    if match is None:
        return None
    return 10 * _DIGITS[match[1] or "一"] + _DIGITS[match[2] or "〇"]


def count_devices(columns: Sequence[ColumnMatch], rows: Sequence[ReadRow]) -> None:
    """How many devices each row stands for; a cell that does not say it leaves one."""
    column = next((c for c in columns if c.field == QUANTITY), None)
    if column is None:
        return
    for row in rows:
        cell = row.cells[column.index] if column.index < len(row.cells) else None
        text = cell_text(cell).strip()
        if not text or text in ("-", "/", "—"):
            continue
        devices = quantity_of(cell)
        if devices is not None:
            count(row, devices)
        elif row.problem_of(QUANTITY) is None:
            row.problems.append(
                row_problem(row, "quantity_unreadable", QUANTITY, column.heading, text)
            )
