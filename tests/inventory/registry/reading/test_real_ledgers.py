"""Ledgers as they come: which rows are devices, of which kind, what they say, what they mean."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import standards
from inventory.registry.reading import read_file
from tests.inventory.registry.reading.truth_of_ledgers import faults, lines_of

LEDGERS = Path(__file__).resolve().parents[3] / "cases" / "ledgers"
FILES = json.loads((LEDGERS / "truth.json").read_text(encoding="utf-8"))["files"]


@pytest.mark.parametrize("entry", FILES, ids=lambda entry: entry["file"])
def test_a_real_ledger_is_read_row_by_row(entry: dict[str, Any]) -> None:
    found = lines_of(LEDGERS / entry["file"], entry["region"], entry["as_of"])
    if "whole" in entry:
        assert (
            len([1 for lines in found.values() if "error" not in lines[0]])
            in (entry["whole"]["devices"])
        )
        return
    truths = {(row["sheet"], row["row"]): row for row in entry["rows"]}
    wrong = {at: said for at, row in truths.items() if (said := faults(row, found.get(at, [])))}
    assert wrong == {}
    devices = {at for at, lines in found.items() if "error" not in lines[0]}
    assert devices <= truths.keys()


def test_a_cell_of_a_hundred_thousand_characters_is_left_out_and_said(tmp_path: Path) -> None:
    book = tmp_path / "变压器.csv"
    long = "S7-315/10" * 12_000
    book.write_text(f"变压器型号,额定容量(kVA)\n{long},315\nS7-315/10,315\n", encoding="utf-8")
    library, today = standards.load(), date(2026, 11, 21)
    found = read_file(book, kind="transformer", library=library, today=today, enterprise="甲厂")
    (note,) = [item for item in found.notes if item.code == "overlong"]
    assert (note.count, note.rows) == (1, (2,))
