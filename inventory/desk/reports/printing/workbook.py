"""A report as a workbook: the words, then a sheet for each table with the changes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter

from inventory.desk.reports.content import Content, Row, Sums
from inventory.desk.reports.measures import MEASURES
from inventory.desk.reports.printing.lines import GOAL_HEADS, NOT_HELD, goal_cells, line_of_issue

HEAD_COLOUR = "#E3EFEF"
# The file tells no other moment than the report does, so that its bytes are the same again.
WHEN = datetime(2000, 1, 1)
MOMENTS = (("now", ""), ("before", "（上期）"), ("year_before", "（上年同期）"))


def workbook(content: Content, version: int) -> bytes:
    """The .xlsx; numbers are numbers, what is not held says so."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": content.title, "author": content.agency, "created": WHEN})
    formats = {
        "head": book.add_format({"bold": True, "bg_color": HEAD_COLOUR, "text_wrap": True}),
        "title": book.add_format({"bold": True, "font_size": 16}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "rate": book.add_format({"num_format": "0.0%"}),
    }
    _words(book, content, version, formats)
    for table in content.tables:
        _table(book, table, content.total, formats)
    if content.goals:
        lines = [goal_cells(number, goal) for number, goal in enumerate(content.goals, 1)]
        _texts(book, "方案指标", GOAL_HEADS, lines, formats)
    book.close()
    return buffer.getvalue()


def _words(
    book: xlsxwriter.Workbook, content: Content, version: int, formats: dict[str, object]
) -> None:
    sheet = book.add_worksheet("正文")
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, content.title, formats["title"])
    lines = [f"{content.agency}　{line_of_issue(content, version)}", content.addressee]
    for part in content.parts:
        lines += [part.heading, *part.paragraphs]
    lines += ["数据说明", *content.notes]
    for number, line in enumerate(lines, 1):
        sheet.write_string(number, 0, line, formats["wrap"])


def _table(book: xlsxwriter.Workbook, table: Sums, total: Row, formats: dict[str, object]) -> None:
    sheet = book.add_worksheet(table.zh)
    heads = [
        "名称",
        *(f"{item.zh}{moment}" for _, moment in MOMENTS for item in MEASURES.values()),
        "整改率",
        "名次",
    ]
    sheet.set_column(0, 0, 30)
    for column, name in enumerate(heads):
        sheet.write_string(0, column, name, formats["head"])
    sheet.freeze_panes(1, 1)
    for number, row in enumerate((*table.rows, total), 1):
        sheet.write_string(number, 0, row.name)
        _numbers(sheet, number, row, formats)


def _numbers(
    sheet: xlsxwriter.worksheet.Worksheet, number: int, row: Row, formats: dict[str, object]
) -> None:
    values = [getattr(row, moment)[name] for moment, _ in MOMENTS for name in MEASURES]
    for column, value in enumerate(values, 1):
        if value is None:
            sheet.write_string(number, column, NOT_HELD)
        else:
            sheet.write_number(number, column, value)
    if row.rate is not None:
        sheet.write_number(number, len(values) + 1, row.rate, formats["rate"])
    if row.rank is not None:
        sheet.write_number(number, len(values) + 2, row.rank)


def _texts(
    book: xlsxwriter.Workbook,
    name: str,
    heads: Sequence[str],
    lines: Sequence[Sequence[str]],
    formats: dict[str, object],
) -> None:
    sheet = book.add_worksheet(name)
    sheet.set_column(1, 1, 50)
    for column, text in enumerate(heads):
        sheet.write_string(0, column, text, formats["head"])
    for number, line in enumerate(lines, 1):
        for column, text in enumerate(line):
            sheet.write_string(number, column, text)
