"""Notes about a sheet as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from unicodedata import normalize

from standards.words import heading_key

from . import rowkinds
from .column_map import column_letter
from .grids import LONGEST_CELL, Grid
from .messages import in_both, note
from .model import Cell, Note

MOST_LISTED = 10
LONGEST_TITLE = 200
_NO_DEVICE = {
    rowkinds.REPEATED_HEADER: ("重复的表头", "the header again"),
    rowkinds.SUBTOTAL: ("合计或小计", "totals"),
    rowkinds.SIGNATURE: ("签字栏", "signatures"),
    rowkinds.REMARK: ("说明", "remarks"),
    rowkinds.SECTION: ("分节标题", "titles of sections"),
    rowkinds.NUMBERING: ("列号", "numbers of the columns"),
    rowkinds.EXAMPLE: ("填写示例", "examples"),
    rowkinds.FILLER: ("续表、以下空白等字样", "'continued', 'blank below' and the like"),
    rowkinds.LONE_CELL: ("只有一个单元格有内容", "one filled cell"),
    rowkinds.NONE_THERE: ("数量为零", "a quantity of zero"),
    rowkinds.NAMELESS: ("没有名称、型号和任何参数", "neither name nor model nor any other fact"),
    rowkinds.ZEROS: ("只有序号或零", "nothing but a number or zeros"),
}
# The findings of an exported ledger: what was judged of devices that stand in its other sheets.
_OF_FINDINGS = frozenset(map(heading_key, ("结论", "规则", "依据文件", "条款")))
# What is to be bought, or was offered, is no device yet: 采购需求一览表, 投标单价.
_OFFER = re.compile(
    r"(?:(?:采购|招标|投标|询价|比价|报价|请购)(?:项目|需求|计划|预算|申请|文件|分项|货物|设备|标的)*"
    r"|(?:购置|采购)(?:需求|计划|预算|申请))(?:表|单|清单|一览表?|明细表?|目录|计划|需求)"
    r"(?:\(.*\)|\d+)?$"
)
_PRICE = re.compile(r"最高(?:投标)?限价|(?:招标)?控制价|投标(?:单|总|报)?价|(?:单项)?报价|拦标价")
_BRACKETS = re.compile(r"[(（\[].*?[)）\]]")
_ROW_NUMBER = re.compile(r"\d+$")
# Hidden rows and formulas are not looked for in these formats.
UNTOLD = frozenset({"xls", "ods"})


def grid_notes(grid: Grid) -> Iterator[Note]:
    """Cells left out, hidden rows and columns that hold something, formulas without a result."""
    if grid.overlong:
        said = {"count": len(grid.overlong), "longest": LONGEST_CELL}
        yield replace(note("overlong", said, rows=grid.overlong), sheet=grid.name)
    rows = [row for row in grid.unseen.rows if _filled(grid.rows[row - 1 : row])]
    if rows:
        found = note("hidden_rows", {"sheet": grid.name, "count": len(rows)}, rows=rows)
        yield replace(found, sheet=grid.name)
    columns = [
        column
        for column in grid.unseen.columns
        if _filled([row[column : column + 1] for row in grid.rows])
    ]
    if columns:
        yield _placed("hidden_columns", grid, [column_letter(column) for column in columns])
    if grid.unseen.no_value:
        yield _placed("no_value", grid, grid.unseen.no_value)


def lists_findings(headings: Sequence[str]) -> bool:
    """Whether a table says what was judged of devices, and holds none itself."""
    return set(map(heading_key, headings)) >= _OF_FINDINGS


def lists_offers(headings: Iterable[str], titles: Iterable[str]) -> bool:
    """Whether a table says what is to be bought, or what somebody offers."""
    return any(_PRICE.fullmatch(_BRACKETS.sub("", text).strip()) for text in headings) or any(
        _OFFER.search("".join(normalize("NFKC", text[:LONGEST_TITLE]).split())) for text in titles
    )


def _placed(code: str, grid: Grid, places: Sequence[str]) -> Note:
    """A note that names its columns or cells."""
    more = "…" if len(places) > MOST_LISTED else ""
    named = "、".join(places[:MOST_LISTED]) + more
    rows = [int(found[0]) for place in places if (found := _ROW_NUMBER.search(place))]
    params = {"sheet": grid.name, "count": len(places), "places": named}
    return replace(note(code, params, rows=rows, count=len(places)), sheet=grid.name)


def no_device_notes(
    sheet: str, skipped: Mapping[str, int], places: Iterable[tuple[int, str]]
) -> list[Note]:
    """Which rows were counted as no device, and why; blank ones, and what has a note already
    (rows of no kind, or of another), are left out."""
    rows: dict[str, list[int]] = {reason: [] for reason in skipped if reason in _NO_DEVICE}
    for row, reason in places:
        if reason in rows:
            rows[reason].append(row)
    return [
        replace(
            note(
                "no_device",
                {"count": skipped[reason], "what": in_both(*_NO_DEVICE[reason])},
                rows=listed,
                count=skipped[reason],
            ),
            sheet=sheet,
        )
        for reason, listed in rows.items()
    ]


def _filled(rows: Sequence[Sequence[Cell]]) -> bool:
    return any(cell not in ("", None) for row in rows for cell in row)
