"""A column that holds name and model together (设备名称及型号), told apart into two."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from standards import nameplates
from standards.words import fold

from .column_map import ColumnMap
from .grids import Grid
from .model import Cell

LOOKED_AT = 40
NAME, MODEL, DATA = "设备名称", "型号", "性能参数"
_NAME = r"(?:主要|重点|用能|机电|生产|设备|机械|机器|产品|装置|机组|仪器)*(?:名称?|(?<=备)描述)"
_MODEL = r"(?:(?:设备|产品|铭牌|规格)?型[号式](?:[、/和及与]?规格)?|规格(?:[、/和及与]?型[号式])?)"
_JOINT = r"[\s及和与、/,;:+\-]*"
_DATA = r"(?:主要|技术|基本|性能|铭牌)*(?:规格|参数|数据|性能)"
_BOTH = re.compile(
    rf"{_NAME}(?:{_JOINT}{_MODEL}(?:{_JOINT}{_DATA})?|\({_MODEL}\))"
    rf"|(?:设备|机械){_JOINT}{_MODEL}|{_MODEL}{_JOINT}{_NAME}"
)
_NAME_AND_DATA = re.compile(rf"{_NAME}{_JOINT}{_DATA}")
# Where the name ends: before Q=420, ΔP=58.8, 30kW.
_DATA_AT = re.compile(
    r"(?<=[\u4e00-\u9fff)）])[\s，,;；:：]+(?=[A-Za-zΔ]{1,3}\s*[=＝:：≥≤]|\d+(?:\.\d+)?\s*[A-Za-z])"
)
_NAME_ALONE, _MODEL_ALONE = re.compile(_NAME), re.compile(_MODEL)
# 设备型号, 设备规格型号: the model of the device, and nothing of its name.
_JOINED = re.compile(r"[及和与、/,;:+\-\s(]")
# A run of letters, digits and what stands between them in a model name.
_RUN = re.compile(
    r"[A-Z0-9Ⅰ-Ⅻ][A-Z0-9Ⅰ-Ⅻ.·×*/\-—]*(?:\([A-Z0-9.\-]{1,8}\))?[A-Z0-9Ⅰ-Ⅻ.·×*/\-]*", re.I
)
# 20m3/min, 6kV, 2t/h, 1台, 3#: a quantity or a number, and no model.
_QUANTITY = re.compile(
    r"\d+(?:\.\d+)?(?:[×*]\d+(?:\.\d+)?)*"
    r"(?:k?v|k?va|mva|k?w|mw|hp|t|t/h|kg|g|m|mm|cm|m3|m3/h|m3/min|nm3/h|l|l/s|mpa|kpa|pa|bar|hz|"
    r"r|rpm|r/min|a|p|ie\d)",
    re.I,
)
_SHORTEST = 3
# What stands behind a model name and has no word in it: 11kW 380V, Q=2020 H=35.
_AMOUNTS = re.compile(r"[\s,，;；、]+[^\u4e00-\u9fff]*\d[^\u4e00-\u9fff]*")
_LEFT_OVER = re.compile(r"[(\[【]\s*[)\]】]")
_EDGES = " \t\u3000,，、;；:：/-—()（）"


def part(grid: Grid, mapping: ColumnMap) -> tuple[Grid, str] | None:
    """The sheet with such a column told apart, and its heading; None where there is none.

    The name stays in its place, the model comes behind the last column. Where the heading names
    both, whatever looks like a model is one; where it names the device alone and no column the
    model (设备名称: 主电机Y315M-4), only what a grammar of model names knows.
    """
    found = _heading(grid, mapping)
    if found is None:
        return _without_data(grid, mapping)
    index, column, text, both = found
    width = max(len(row) for row in grid.rows)
    rows: list[list[Cell]] = []
    parted = False
    for at, row in enumerate(grid.rows):
        wide = [*row, *(None for _ in range(width - len(row))), None]
        if at == index:
            wide[column], wide[width] = NAME, MODEL
        elif at > index and isinstance(row[column] if column < len(row) else None, str):
            name, model = told_apart(str(row[column]), known=not both)
            if model:
                wide[column], wide[width], parted = name, model, True
        rows.append(wide)
    if not parted:
        return None
    below = [
        ((top, width), (end, width)) for (top, left), (end, _) in grid.merged if left == column
    ]
    return replace(grid, rows=rows, merged=[*grid.merged, *below]), text


def _without_data(grid: Grid, mapping: ColumnMap) -> tuple[Grid, str] | None:
    """设备名称及性能参数 over 潜水排污泵 Q=420m³/h，H=12m: the name in its place, the rest as a
    column of parameters behind the last one."""
    for index, row in enumerate(grid.rows[: grid.begins + LOOKED_AT]):
        for column, heading in enumerate(row):
            if not _NAME_AND_DATA.fullmatch(_plain(heading)):
                continue
            if mapping.is_told(column, str(heading)):
                return None
            width = max(map(len, grid.rows))
            rows: list[list[Cell]] = []
            for at, cells in enumerate(grid.rows):
                wide = [*cells, *(None for _ in range(width - len(cells))), None]
                cell = wide[column]
                if at == index:
                    wide[column], wide[width] = NAME, DATA
                elif at > index and isinstance(cell, str) and (said := _DATA_AT.search(cell)):
                    wide[column], wide[width] = cell[: said.start()], cell[said.end() :]
                rows.append(wide)
            return replace(grid, rows=rows), str(heading)
    return None


def _heading(grid: Grid, mapping: ColumnMap) -> tuple[int, int, str, bool] | None:
    """Row, column and text of the heading, and whether it names both."""
    for index, row in enumerate(grid.rows[: grid.begins + LOOKED_AT]):
        texts = [_plain(cell) for cell in row]
        both = [at for at, text in enumerate(texts) if _names_both(text)]
        names = [at for at, text in enumerate(texts) if _NAME_ALONE.fullmatch(text)]
        if any(_MODEL_ALONE.fullmatch(text) for text in texts) or len(both or names) != 1:
            continue
        column = (both or names)[0]
        heading = str(row[column])
        if not mapping.is_told(column, heading):
            return index, column, heading, bool(both)
    return None


def _names_both(text: str) -> bool:
    if not _BOTH.fullmatch(text):
        return False
    return "名" in text or bool(_JOINED.search(text))


def _plain(cell: Cell) -> str:
    return "".join(fold(cell).split()) if isinstance(cell, str) and len(cell) < 40 else ""


def told_apart(text: str, *, known: bool = False) -> tuple[str | None, str]:
    """Name and model of a cell, as they are written there; the model is blank where none is seen.

    ``known``: only a model name that some grammar knows.
    """
    plain = unicodedata.normalize("NFKC", text)
    # Roman numbers fall apart in NFKC and dashes change: places are those of the text itself.
    where = text if len(plain) != len(text) else plain
    for run in _RUN.finditer(where):
        model = where[run.start() : run.end()].strip(_EDGES)
        if _is_model(model) and (not known or nameplates.kind_of(model)):
            behind = text[run.end() :]
            if run.start() and _AMOUNTS.fullmatch(behind):
                # 电动机 Y2-160M-4 11kW: what the numbers are of is told as behind any model name.
                model, behind = f"{model} {behind.strip()}", ""
            rest = f"{text[: run.start()]} {behind}"
            name = _LEFT_OVER.sub(" ", rest).strip(_EDGES)
            return " ".join(name.split()) or None, model
    return text, ""


def _is_model(run: str) -> bool:
    has_both = re.search(r"[A-Za-zⅠ-Ⅻ]", run) and re.search(r"\d", run)
    return bool(has_both) and len(run) >= _SHORTEST and not _QUANTITY.fullmatch(run)
