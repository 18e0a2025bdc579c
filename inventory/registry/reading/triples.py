"""Lists that give one parameter a row in three columns: its name, its value, its unit.

Permits are kept so: 设施参数名称 额定出力, 设计值 6, 计量单位 t/h; or 设计值 and 计量单位 alone.
They become one column of parameters, which is read like any other.
"""

from __future__ import annotations

import re
from dataclasses import replace

from standards.words import fold

from .grids import Grid
from .model import Cell, cell_text

PARAMETERS = "主要参数"
LOOKED_AT = 40
_NAME = re.compile(r"(?:设施|设备|主要|技术|性能)*(?:参数|指标)(?:名称)?")
_VALUE = re.compile(r"(?:设计|参数|额定|指标)(?:数)?值|数值")
_UNIT = re.compile(r"(?:计量|参数|数值)?单位")


def join_triples(grid: Grid) -> Grid:
    """The sheet with such columns joined behind the last one; the sheet itself where there are
    none."""
    for index, row in enumerate(grid.rows[: grid.begins + LOOKED_AT]):
        texts = [fold(cell) if isinstance(cell, str) and len(cell) < 40 else "" for cell in row]
        for at in range(len(texts) - 2):
            name, value, unit = texts[at : at + 3]
            if _VALUE.fullmatch(value) and _UNIT.fullmatch(unit):
                return _joined(grid, index, at, named=bool(_NAME.fullmatch(name)))
    return grid


def _joined(grid: Grid, header: int, at: int, *, named: bool) -> Grid:
    """``named``: the first of the three columns names the parameter; else it is left as it is."""
    taken = at if named else at + 1
    width = max(len(row) for row in grid.rows)
    rows: list[list[Cell]] = []
    for index, row in enumerate(grid.rows):
        wide = [*row, *(None for _ in range(width - len(row))), None]
        if index == header:
            wide[taken : at + 3] = [None] * (at + 3 - taken)
            wide[width] = PARAMETERS
        elif index > header:
            name, value, unit = (cell_text(cell).strip() for cell in wide[at : at + 3])
            wide[taken : at + 3] = [None] * (at + 3 - taken)
            said = f"{name} {value}{unit}" if named else f"{value}{unit}"
            wide[width] = said if value else None
        rows.append(wide)
    return replace(grid, rows=rows)
