"""Lists that give one parameter a row in three columns: its name, its value, its unit.

Permits are kept so: 设施参数名称 额定出力, 设计值 6, 计量单位 t/h; or 设计值 and 计量单位 alone.
They become one column of parameters, which is read like any other.
"""

from __future__ import annotations

import re
from dataclasses import replace

from standards.words import fold

from .grids import Grid
from .headings import in_chinese
from .model import Cell, cell_text

PARAMETERS, CAPACITY = "主要参数", "容量"
_CAPACITY = frozenset({"capacity", "ratedcapacity"})
_UNIT_ALONE = frozenset({"单位", "计量单位", "unit", "uom"})
_A_UNIT = re.compile(r"[a-z]{1,4}(?:[·./]?(?:[a-z]{1,4}|m?[23³²]))*|m[3³]/(?:h|min|d)")
COUNTERS = frozenset("台套部辆组座个只件条艘")
LOOKED_AT = 40
_NAME = re.compile(r"(?:设施|设备|主要|技术|性能)*(?:参数|指标)(?:名称)?")
VALUE = re.compile(r"(?:设计|参数|额定|指标)(?:数)?值|数值")
# 锅炉容量 and 容量单位, 设计规模 and 规模单位: the second heading says of what it is the unit.
_AMOUNT = re.compile(
    r"(?:锅炉|设备|设施|设计|额定|生产)*(?P<what>容量|规模|能力|出力|热功率)(?:数?值)?"
)
_OF_WHAT = re.compile(r"(?:设计|额定)?(?P<what>容量|规模|能力|出力|热功率|计量)(?:的)?单位")
_UNIT = re.compile(r"(?:计量|参数|数值)?单位")


def join_triples(grid: Grid) -> Grid:
    """The sheet with such columns joined behind the last one; the sheet itself where there are
    none."""
    for index, row in enumerate(grid.rows[: grid.begins + LOOKED_AT]):
        texts = [fold(cell) if isinstance(cell, str) and len(cell) < 40 else "" for cell in row]
        for at in range(len(texts) - 2):
            name, value, unit = texts[at : at + 3]
            if _has_group(grid, index, at + 1):
                continue  # 额定功率 over 数值 and 单位: see units_beside
            if _units_stand_below(grid, index, value, unit, at + 2):
                return _joined(grid, index, at, named=False, heading=CAPACITY)
            if VALUE.fullmatch(unit) and _UNIT.fullmatch(value) and _NAME.fullmatch(name):
                return _joined(grid, index, at, named=True, unit_first=True)
            if (VALUE.fullmatch(value) and _UNIT.fullmatch(unit)) or _is_amount(value, unit):
                return _joined(grid, index, at, named=bool(_NAME.fullmatch(name)))
    return grid


def _has_group(grid: Grid, header: int, column: int) -> bool:
    """Whether one text stands over a column and the next one alone."""
    return any(
        top <= header - 1 <= bottom and (left, right) == (column, column + 1)
        for (top, left), (bottom, right) in grid.merged
    )


def _is_amount(value: str, unit: str) -> bool:
    """Whether two headings are an amount and its unit."""
    amount, of_what = _AMOUNT.fullmatch(value), _OF_WHAT.fullmatch(unit)
    return bool(amount and of_what and of_what["what"] in (amount["what"], "计量"))


def _units_stand_below(grid: Grid, header: int, value: str, unit: str, column: int) -> bool:
    """Whether 单位 beside 容量 holds units, and not what is counted (台)."""
    value, unit = in_chinese(value), in_chinese(unit)
    if not (_AMOUNT.fullmatch(value) or value in _CAPACITY) or unit not in _UNIT_ALONE:
        return False
    rows = grid.rows[header + 1 :]
    below = {fold(cell_text(row[column])) for row in rows if column < len(row) and row[column]}
    units = [text for text in below if _A_UNIT.fullmatch(text)]
    return len(units) * 2 > len(below) and below.isdisjoint(COUNTERS)


def _joined(
    grid: Grid,
    header: int,
    at: int,
    *,
    named: bool,
    unit_first: bool = False,
    heading: str = PARAMETERS,
) -> Grid:
    """``named``: the first of the three columns names the parameter; else it is left as it is.
    ``unit_first``: the unit stands before the value."""
    taken = at if named else at + 1
    width = max(len(row) for row in grid.rows)
    rows: list[list[Cell]] = []
    for index, row in enumerate(grid.rows):
        wide = [*row, *(None for _ in range(width - len(row))), None]
        if index == header:
            wide[taken : at + 3] = [None] * (at + 3 - taken)
            wide[width] = heading
        elif index > header:
            name, value, unit = (cell_text(cell).strip() for cell in wide[at : at + 3])
            if unit_first:
                value, unit = unit, value
            wide[taken : at + 3] = [None] * (at + 3 - taken)
            said = f"{name} {value}{unit}" if named else f"{value}{unit}"
            wide[width] = said if value else None
        rows.append(wide)
    return replace(grid, rows=rows)
