"""How many devices one row of a ledger stands for."""

from __future__ import annotations

import re
from functools import lru_cache

from standards.words import fold, heading_key

from .model import Cell, cell_text

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
_COUNT = re.compile(r"(?:共|计)?(\d{1,6}(?:\+\d{1,6})*)(?:台套|[台套部辆组个座只件条艘])?")
_CHINESE = re.compile(r"([一二两三四五六七八九十])(?:台套|[台套部辆组个座只件条艘])")
_DIGITS = {text: n for n, text in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}


def is_quantity(heading: str) -> bool:
    """Whether a heading says that its column counts devices."""
    return heading_key(heading) in _HEADINGS


def quantity_of(cell: Cell) -> int | None:
    """The number of devices that a cell gives (3, "3台", "两台", "3+1"); None where it does not."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, (int, float)):
        return int(cell) if cell == int(cell) and 1 <= cell <= MOST else None
    return _of_text(cell_text(cell)[:40])


@lru_cache(maxsize=1024)
def _of_text(text: str) -> int | None:
    folded = fold(text)
    counted = _COUNT.fullmatch(folded)
    if counted:
        total = sum(map(int, counted[1].split("+")))
        return total if 1 <= total <= MOST else None
    spelled = _CHINESE.fullmatch(folded)
    return _DIGITS[spelled[1]] if spelled else None
