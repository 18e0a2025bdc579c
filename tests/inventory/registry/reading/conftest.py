"""Ledgers written for one test each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

import standards
from inventory.registry import reading
from inventory.registry.reading import scans

TODAY = date(2026, 11, 21)
Rows = Sequence[Sequence[Any]]


@pytest.fixture(autouse=True)
def no_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are recognised where a test says so, whatever ran in this process before."""
    monkeypatch.setitem(scans._state, "on", False)


@pytest.fixture(scope="session")
def library() -> standards.Library:
    return standards.load()


@pytest.fixture
def write_book(tmp_path: Path) -> Callable[..., Path]:
    """write_book({sheet: rows}, merge=[(sheet, range, text)], **options of xlsxwriter)."""

    def write(
        sheets: dict[str, Rows] | Rows,
        *,
        merge: Sequence[tuple[str, str, str]] = (),
        name: str = "ledger.xlsx",
        hide: Sequence[str] = (),
        **options: Any,
    ) -> Path:
        path = tmp_path / name
        book = xlsxwriter.Workbook(str(path), options)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for title, rows in (sheets if isinstance(sheets, dict) else {"Sheet1": sheets}).items():
            page = book.add_worksheet(title)
            if title in hide:
                page.hide()
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, (date, datetime)):
                        page.write_datetime(row, column, cell, day)
                    elif cell is not None:
                        page.write(row, column, cell)
            for sheet, where, text in merge:
                if sheet == title:
                    page.merge_range(where, text)
        book.close()
        return path

    return write


@pytest.fixture
def read(library: standards.Library) -> Callable[..., reading.ReadResult]:
    """read(path, **options) on the day of all these tests."""

    def call(path: Path, **options: Any) -> reading.ReadResult:
        options.setdefault("kind", None)
        return reading.read_file(path, library=library, today=TODAY, **options)

    return call


@pytest.fixture
def read_rows(
    write_book: Callable[..., Path], read: Callable[..., reading.ReadResult]
) -> Callable[..., list[reading.ReadRow]]:
    """read_rows(rows, kind=…): the device rows of one sheet."""

    def call(rows: Rows, **options: Any) -> list[reading.ReadRow]:
        return read(write_book(rows), **options).rows

    return call
