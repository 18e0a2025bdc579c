"""The workbook that goes back to the user: the rows that need a look, and why."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from standards.words import fold

from .model import Cell, Problem, ReadResult, ReadRow, SheetResult, cell_text
from .places import Stretch, row_name

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

REASON_HEADINGS = ("行号", "问题", "怎么办")
MAX_NAME = 31
MAX_CELL_TEXT = 32_000
_FORBIDDEN_IN_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))
_WIDTHS = (8, 48, 48)
_COLUMN_WIDTH = 16


def error_workbook(path: Path, result: ReadResult) -> bytes:
    """An .xlsx with every row that was rejected or has a warning, in the user's own columns.

    Three columns follow: row number in the user's file, problems, remedies. Cells at fault are
    coloured; codes are text cells. It can be corrected and imported again as it is. ``path`` is
    the user's file, named in the workbook's properties.
    """
    import xlsxwriter  # needed by who has it written, not by who reads

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    # A fixed moment, so that the same input gives the same bytes.
    book.set_properties(
        {"title": "需要核对的行", "subject": path.name, "created": datetime(2000, 1, 1)}
    )
    formats = {
        "head": book.add_format(
            {"bold": True, "text_wrap": True, "bg_color": "#E8EEF4", "border": 1}
        ),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "bad": book.add_format({"bg_color": "#FFC7CE"}),
        "bad_date": book.add_format({"bg_color": "#FFC7CE", "num_format": "yyyy-mm-dd"}),
        "text": book.add_format({"num_format": "@"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    names: set[str] = set()
    for sheet in result.sheets:
        rows = [row for row in sheet.rows if row.problems]
        if rows or len(result.sheets) == 1:
            _write_sheet(book.add_worksheet(_sheet_name(sheet.name, names)), sheet, rows, formats)
    if not names:
        book.add_worksheet("没有问题")
    book.close()
    return buffer.getvalue()


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel accepts and that no other sheet of the workbook has."""
    base = (name.translate(_FORBIDDEN_IN_NAME).strip("' ") or "Sheet")[:MAX_NAME]
    unique, number = base, 2
    while fold(unique) in taken:
        suffix = f" {number}"
        unique, number = base[: MAX_NAME - len(suffix)] + suffix, number + 1
    taken.add(fold(unique))
    return unique


def _write_sheet(
    page: Worksheet, sheet: SheetResult, rows: Sequence[ReadRow], formats: Mapping[str, Format]
) -> None:
    headings = _headings(sheet, rows)
    for column, heading in enumerate((*headings, *REASON_HEADINGS)):
        page.write_string(0, column, heading, formats["head"])
    page.freeze_panes(1, 0)
    if headings:
        page.set_column(0, len(headings) - 1, _COLUMN_WIDTH)
    for offset, width in enumerate(_WIDTHS):
        page.set_column(len(headings) + offset, len(headings) + offset, width)
    for line, row in enumerate(rows, start=1):
        _write_row(page, line, row, headings, formats, sheet.pages)


def _headings(sheet: SheetResult, rows: Sequence[ReadRow]) -> list[str]:
    """The columns of the sheet in their order; of JSON lines the keys in the order they appear."""
    if sheet.columns:
        return [column.heading for column in sheet.columns]
    return list(dict.fromkeys(heading for row in rows for heading in row.headings))


def _write_row(
    page: Worksheet,
    line: int,
    row: ReadRow,
    headings: Sequence[str],
    formats: Mapping[str, Format],
    pages: Sequence[Stretch],
) -> None:
    bad = {problem.heading for problem in row.problems}
    cells = dict(zip(row.headings, row.cells, strict=False))
    for column, heading in enumerate(headings):
        _write_cell(page, line, column, cells.get(heading), heading in bad, formats)
    if pages:
        page.write_string(line, len(headings), row_name(pages, row.row).zh)
    else:
        page.write_number(line, len(headings), row.row)
    for offset, text in enumerate(_reasons(row.problems), start=1):
        page.write_string(line, len(headings) + offset, text[:MAX_CELL_TEXT], formats["wrap"])


def _reasons(problems: Sequence[Problem]) -> tuple[str, str]:
    if len(problems) == 1:
        return problems[0].message, problems[0].remedy
    return (
        "\n".join(f"{n}. {problem.message}" for n, problem in enumerate(problems, start=1)),
        "\n".join(f"{n}. {problem.remedy}" for n, problem in enumerate(problems, start=1)),
    )


def _write_cell(
    page: Worksheet, line: int, column: int, cell: Cell, bad: bool, formats: Mapping[str, Format]
) -> None:
    """Write a cell as what it was; text never becomes a formula, a link or a number."""
    plain = formats["bad"] if bad else None
    if cell is None or cell == "":
        page.write_blank(line, column, None, plain)
    elif isinstance(cell, bool):
        page.write_boolean(line, column, cell, plain)
    elif isinstance(cell, (int, float)):
        page.write_number(line, column, cell, plain)
    elif isinstance(cell, (date, datetime)) and cell.year >= 1900:
        page.write_datetime(line, column, cell, formats["bad_date" if bad else "date"])
    elif isinstance(cell, (time, timedelta, date)):
        page.write_string(line, column, cell_text(cell), plain)
    else:
        page.write_string(line, column, cell[:MAX_CELL_TEXT], plain or formats["text"])
