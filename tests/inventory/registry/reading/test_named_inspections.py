"""Plain dates of inspection beside a column that says of which inspection they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.registry import reading

Read = Callable[..., reading.ReadResult]
WriteBook = Callable[..., Path]


@pytest.mark.parametrize(
    ("sort", "fields"),
    [
        ("外部检验", ("last_external_inspection_on", "next_external_inspection_on")),
        ("内检", ("last_internal_inspection_on", "next_internal_inspection_on")),
        ("内、外部检验", ("last_inspected_on", "next_inspection_on")),
        ("定期检验", ("last_inspected_on", "next_inspection_on")),
        ("", ("last_inspected_on", "next_inspection_on")),
    ],
)
def test_a_date_is_of_the_inspection_that_a_cell_names(
    sort: str, fields: tuple[str, str], read: Read, write_book: WriteBook
) -> None:
    header = ["锅炉型号", "检验日期", "检验类别", "下次检验日期"]
    book = write_book([header, ["WNS4-1.25-Q", "2024-05-06", sort, "2025-05-05"]])
    (row,) = read(book, kind="boiler", for_ledger=False).rows
    assert (row.facts[fields[0]], row.facts[fields[1]]) == ("2024-05-06", "2025-05-05")
