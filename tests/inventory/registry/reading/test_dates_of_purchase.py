"""A device is made no later than it is bought."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.registry import reading

Read = Callable[..., reading.ReadResult]
WriteBook = Callable[..., Path]


@pytest.mark.parametrize(
    ("heading", "bought", "made"),
    [
        ("购置日期", "1996.3", "1920/1996-03"),
        ("购买时间", 2002, "1920/2002"),
        ("采购年份", "90年代", "1920/1999"),
        ("哪年买来", "1998", "1920/1998"),
        ("安装日期", "1998-05", "1920/1998-05"),
        ("安装日期", "2012-05", None),
        ("购置日期", "2018-05-01", None),  # which edition binds would be open: nothing is said
        ("购置日期", "不详", None),
        ("计划购置时间", "1996.3", None),
    ],
)
def test_a_purchase_bounds_the_making_from_one_side(
    heading: str, bought: object, made: str | None, read: Read, write_book: WriteBook
) -> None:
    book = write_book([["型号", "容量(kVA)", heading], ["S9-400/10", 400, bought]])
    (row,) = read(book, kind="transformer", for_ledger=False).rows
    assert row.facts.get("made_on") == made
    assert "in_service_on" not in row.facts


def test_a_date_of_making_goes_before(read: Read, write_book: WriteBook) -> None:
    book = write_book([["型号", "出厂日期", "购置日期"], ["S9-400/10", "1995-02", "1996.3"]])
    (row,) = read(book, kind="transformer", for_ledger=False).rows
    assert row.facts["made_on"] == "1995-02"
