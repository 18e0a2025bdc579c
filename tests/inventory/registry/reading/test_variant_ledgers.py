"""Ledgers made up after the kinds that people send; each sheet says what its rows mean.

Held apart from the ledgers that the reader was built with: these show what it does with the next.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.inventory.registry.reading.truth_of_ledgers import faults, lines_of

SHEETS = sorted((Path(__file__).resolve().parents[3] / "cases" / "variants").glob("*.toml"))


def written(sheet: dict[str, Any], path: Path) -> Path:
    """The ledger as a workbook; its name says nothing."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        page = book.add_worksheet("Sheet1")
        for row, cells in enumerate(sheet["cells"]):
            for column, cell in enumerate(cells):
                if cell != "":
                    page.write(row, column, cell)
        for span in sheet.get("merge", ()):
            page.merge_range(span, "")
        for row, cells in enumerate(sheet["cells"]):
            for column, cell in enumerate(cells):
                if cell != "":
                    page.write(row, column, cell)
    return path


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_a_ledger_of_its_kind_is_read_row_by_row(sheet: Path, tmp_path: Path) -> None:
    said = tomllib.loads(sheet.read_text("utf-8"))
    found = lines_of(written(said, tmp_path / "1.xlsx"), said["region"], said["as_of"])
    truths = {("Sheet1", row["row"]): row for row in said["row"]}
    wrong = {at: fault for at, row in truths.items() if (fault := faults(row, found.get(at, [])))}
    assert wrong == {}
    devices = {at for at, lines in found.items() if "error" not in lines[0]}
    assert devices <= truths.keys()
