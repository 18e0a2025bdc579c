"""Twice the rows cost at most twice the work: counted in calls of functions, not in time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from inventory.registry.reading import ReadResult

ROWS = 150
# Twice, and by what the caches of either file differ.
MOST = 2.1
HEADINGS = ["设备名称", "型号", "出厂编号", "额定容量（kVA）", "制造日期", "使用单位", "备注"]
Row = list[Any]


def plain() -> Iterator[Row]:
    """Every device different in number, name and owner."""
    for n in range(10_000):
        yield [f"{n}号配电变压器", "S11-M-400/10", f"T{n}", 400, "2015-06-01", f"第{n}厂", ""]


def repeated() -> Iterator[Row]:
    """Every device listed again and again: the repeats are compared with one another."""
    for n in range(10_000):
        yield ["配电变压器", "S11-M-400/10", f"T{n % 3}", 400, "2015-06-01", "甲厂", ""]


def doubtful() -> Iterator[Row]:
    """Every row with problems: a date that is none, a name that denies the capacity."""
    for n in range(10_000):
        yield [f"变压器{n}", f"S9-{n % 50 + 50}/10", f"T{n}", f"约{n}", f"{n}年", f"甲厂{n}", "注"]


def between_sections() -> Iterator[Row]:
    """A line between every two devices says what follows."""
    for n in range(5_000):
        yield [f"{n}、车间", "", "", "", "", "", ""]
        yield [f"变压器{n}", "S11-M-400/10", f"T{n}", 400, "2015-06-01", "甲厂", ""]


@pytest.mark.parametrize("rows", [plain, repeated, doubtful, between_sections])
def test_twice_the_rows_are_twice_the_work(
    rows: Callable[[], Iterator[Row]],
    write_book: Callable[..., Path],
    read: Callable[..., ReadResult],
) -> None:
    once = write_book([HEADINGS, *islice(rows(), ROWS)], name="once.xlsx")
    twice = write_book([HEADINGS, *islice(rows(), 2 * ROWS)], name="twice.xlsx")
    read(once, kind="transformer")  # what a process does once is not a file's work
    assert calls(lambda: read(twice, kind="transformer")) <= MOST * calls(
        lambda: read(once, kind="transformer")
    )


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, those of the libraries among them."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
