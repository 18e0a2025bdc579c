"""What a column without a field makes likely is presumed, and never against what a row says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.registry import reading

Read = Callable[..., reading.ReadResult]
WriteBook = Callable[..., Path]


@pytest.mark.parametrize(
    ("heading", "cell", "more", "used", "presumed"),
    [
        ("安装年份", 2008, {}, "2008", True),
        ("安装日期", "2009-05-01", {}, "2009", True),
        ("安装时间", "2008", {"投用日期": "2010-03"}, "2010-03", False),
        ("安装时间", "2008", {"出厂日期": "2009-02"}, None, False),  # of another device
        ("购置日期", "2008", {}, None, False),
        ("安装日期", "90年代", {}, None, False),
    ],
)
def test_the_year_of_installation_is_likely_that_of_service(
    read: Read,
    write_book: WriteBook,
    heading: str,
    cell: object,
    more: dict[str, str],
    used: str | None,
    presumed: bool,
) -> None:
    rows = [
        ["锅炉名称", "锅炉型号", heading, *more],
        ["1#", "DZL4-1.25-AⅡ", cell, *more.values()],
    ]
    (row,) = read(write_book(rows), for_ledger=False).rows
    assert row.used.get("in_service_on") == used
    assert ("in_service_on" in row.presumed) == presumed


@pytest.mark.parametrize(
    ("line", "model", "voltage", "presumed"),
    [
        ("10kV城南线", "S9-M", 10, True),
        ("35千伏甲线", "S9", 35, True),
        ("0.4kV出线", "S9", None, False),
        ("城南10kV线", "S9", None, False),
        ("10kV城南线", "S11-M-3150/35", 35, False),
    ],
)
def test_a_line_tells_the_voltage_of_what_it_feeds(
    read: Read,
    write_book: WriteBook,
    line: str,
    model: str,
    voltage: float | None,
    presumed: bool,
) -> None:
    rows = [["线路名称", "变压器型号", "容量(kVA)"], [line, model, 200]]
    (row,) = read(write_book(rows), for_ledger=False).rows
    assert row.used.get("voltage_kv") == voltage
    assert ("voltage_kv" in row.presumed) == presumed


def test_a_line_goes_before_the_title(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["10kV公用配电变压器台账"],
        ["线路名称", "变压器型号", "容量(kVA)"],
        ["35kV甲线", "S9", 200],
        ["乙线", "S9", 200],
    ]
    found = read(write_book(rows), for_ledger=False).rows
    assert [row.presumed.get("voltage_kv") for row in found] == [35, 10]
