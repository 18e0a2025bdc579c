"""A list of records as a printable workbook: a title, headings, a row each, A4 across."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter


@dataclass(frozen=True)
class Sheet:
    """One sheet; the headings have their widths."""

    name: str
    title: str
    headings: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[str]]


def book(sheets: Sequence[Sheet]) -> bytes:
    """The workbook; every cell is text, so that a number of many digits stays what it is."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    title = made.add_format({"bold": True, "font_size": 14})
    head = made.add_format({"bold": True, "bg_color": "#E8EEF4", "text_wrap": True, "border": 1})
    cell = made.add_format({"text_wrap": True, "valign": "top", "border": 1})
    for one in sheets:
        sheet = made.add_worksheet(one.name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
        sheet.freeze_panes(2, 0)
        sheet.write_string(0, 0, one.title, title)
        for column, (heading, width) in enumerate(one.headings):
            sheet.set_column(column, column, width)
            sheet.write_string(1, column, heading, head)
        for number, row in enumerate(one.rows, start=2):
            for column, value in enumerate(row):
                sheet.write_string(number, column, value, cell)
    made.close()
    return out.getvalue()
