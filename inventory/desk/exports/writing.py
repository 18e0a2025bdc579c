"""Workbooks and text files, written row by row.

No text becomes a formula: workbooks hold it as text cells, and in CSV, which knows no cell types,
an apostrophe stands before what a spreadsheet would calculate.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Protocol

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

import standards
from inventory.core.kinds import known_kinds
from inventory.core.spreadsheets import defused
from inventory.desk.exports.columns import Device, FindingRow, Layout, Value, of_all, of_kind
from standards import Kind

# Rows of a sheet in .xlsx, less the heading.
SHEET_ROWS = 1_048_575
FINDING_HEADINGS = (
    ("台账号", 10),
    ("设备种类", 10),
    ("使用单位", 28),
    ("型号", 18),
    ("编号", 18),
    ("结论", 10),
    ("推定", 8),
    ("规则", 24),
    ("依据文件", 30),
    ("条款", 16),
    ("到期日", 12),
    ("说明", 80),
)
HEAD_COLOUR = "#E8EEF4"


class Writer(Protocol):
    """Takes devices one by one; their findings only if it lists them."""

    lists_findings: bool

    def add(self, device: Device, findings: Sequence[FindingRow]) -> None: ...

    def close(self) -> None: ...


class _Sheet:
    """A sheet that is filled from top to bottom and goes on in another one when it is full."""

    def __init__(
        self,
        book: xlsxwriter.Workbook,
        name: str,
        headings: Iterable[tuple[str, int]],
        formats: Mapping[str, Format],
    ) -> None:
        self._book, self._name, self._headings = book, name, list(headings)
        self._formats = formats
        self._part = 0
        self._begin()

    def _begin(self) -> None:
        self._part += 1
        title = self._name if self._part == 1 else f"{self._name}{self._part}"
        self._sheet: Worksheet = self._book.add_worksheet(title)
        self._row = 0
        self._sheet.freeze_panes(1, 1)
        for column, (heading, width) in enumerate(self._headings):
            self._sheet.set_column(column, column, width)
            self._sheet.write_string(0, column, heading, self._formats["head"])

    def add(self, cells: Iterable[tuple[int, Value]]) -> None:
        if self._row >= SHEET_ROWS:
            self._begin()
        self._row += 1
        sheet, row, formats = self._sheet, self._row, self._formats
        for column, value in cells:
            if value is None or value == "":
                continue
            if isinstance(value, str):
                sheet.write_string(row, column, value, formats["text"])
            elif isinstance(value, date):
                sheet.write_number(row, column, _serial(value), formats["date"])
            else:
                sheet.write_number(row, column, value)


@cache
def _serial(day: date) -> int:
    """A date as Excel counts it, in days since the end of 1899."""
    return (day - date(1899, 12, 30)).days


class Workbook:
    """.xlsx: a sheet for each kind with its own columns and units, then all findings."""

    lists_findings = True

    def __init__(
        self, path: Path, kinds: Sequence[Kind], chosen: Sequence[str], notes: Sequence[str]
    ) -> None:
        self._book = xlsxwriter.Workbook(
            str(path),
            {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        self._formats = {
            "head": self._book.add_format(
                {"bold": True, "bg_color": HEAD_COLOUR, "text_wrap": True}
            ),
            "date": self._book.add_format({"num_format": "yyyy-mm-dd"}),
            "text": self._book.add_format({"num_format": "@"}),
        }
        self._layouts: dict[str, Layout] = {}
        self._sheets: dict[str, _Sheet] = {}
        for kind in kinds:
            columns = of_kind(kind, chosen)
            self._layouts[kind.id] = Layout(columns)
            headings = ((column.heading, column.width) for column in columns)
            self._sheets[kind.id] = _Sheet(self._book, kind.name_zh, headings, self._formats)
        self._findings = _Sheet(self._book, "判定结果", FINDING_HEADINGS, self._formats)
        about = self._book.add_worksheet("导出说明")
        about.set_column(0, 0, 100)
        for row, note in enumerate(notes):
            about.write_string(row, 0, note)

    def add(self, device: Device, findings: Sequence[FindingRow]) -> None:
        """A row in the sheet of its kind, and one for each finding."""
        self._sheets[device.kind].add(self._layouts[device.kind].cells(device))
        for finding in findings:
            self._findings.add(enumerate(_finding_row(device, finding)))

    def close(self) -> None:
        self._book.close()


def _finding_row(device: Device, finding: FindingRow) -> list[Value]:
    return [
        device.id,
        known_kinds()[device.kind].name_zh,
        device.enterprise,
        device.model,
        device.identifier,
        standards.OUTCOME_ZH[finding.outcome],
        "推定" if finding.presumed else "",
        finding.rule,
        finding.document,
        finding.clause,
        finding.due,
        finding.message,
    ]


class TextTable:
    """.csv for Excel and for programs: UTF-8 with a byte order mark, all kinds in one table."""

    lists_findings = False

    def __init__(self, path: Path, kinds: Sequence[Kind], chosen: Sequence[str]) -> None:
        columns = of_all(kinds, chosen)
        self._layout = Layout(columns)
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._file, lineterminator="\r\n")
        self._rows.writerow([column.heading for column in columns])

    def add(self, device: Device, _findings: Sequence[FindingRow]) -> None:
        row: list[object] = [""] * self._layout.width
        for at, value in self._layout.cells(device):
            row[at] = defused(value)
        self._rows.writerow(row)

    def close(self) -> None:
        self._file.close()
