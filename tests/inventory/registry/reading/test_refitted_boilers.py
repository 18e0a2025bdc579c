"""What a note or a name says a boiler burns, against its model name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.registry import reading
from inventory.registry.reading.refits import burnt, refitted_for
from standards.completing import complete
from tests.inventory.registry.reading.cells import LIBRARY

Read = Callable[..., reading.ReadResult]
WriteBook = Callable[..., Path]


@pytest.mark.parametrize(
    ("text", "fuel"),
    [
        ("已改烧生物质成型燃料", "生物质"),
        ("2019年煤改气", "天然气"),
        ("煤改电，2020年完成", "电"),
        ("由燃煤改造为生物质", "生物质"),
        ("2018年油改气", "天然气"),
        ("改用天然气", "天然气"),
        ("计划2026年煤改气", None),
        ("拟改用生物质", None),
        ("未完成煤改气", None),
        ("2030年煤改气", None),
        ("煤改洁净型煤", None),
        ("改造后热效率提高", None),
        ("电气改造", None),
        ("", None),
    ],
)
def test_a_note_says_a_refit_or_it_does_not(text: str, fuel: str | None) -> None:
    assert refitted_for(text, 2026) == fuel


@pytest.mark.parametrize(
    ("text", "fuel"),
    [
        ("一用一备，烧天然气", "天然气"),
        ("燃料：生物质颗粒", "生物质"),
        ("使用天然气", "天然气"),
        ("烧柴油，备用天然气", None),
        ("原烧煤，现烧天然气", None),
        ("拟改烧天然气", None),
        ("计划使用天然气", None),
        ("停止使用天然气", None),
        ("使用单位自管", None),
        ("烧火间", None),
    ],
)
def test_a_note_says_what_is_burnt_and_nothing_else(text: str, fuel: str | None) -> None:
    assert burnt(text, LIBRARY.kinds["boiler"].words.choices["fuel"]) == fuel


def test_a_remark_settles_what_the_model_leaves_open(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["设备名称", "锅炉型号", "备注"],
        ["蒸汽锅炉", "WNS4-1.25-Y、Q", "一用一备，烧天然气"],
        ["蒸汽锅炉", "WNS4-1.25-Y、Q", "一用一备"],
    ]
    found = read(write_book(rows), kind="boiler", for_ledger=False).rows
    assert [row.facts.get("fuel") for row in found] == ["天然气", None]


@given(
    plan=st.sampled_from(["计划", "拟", "将", "预计", "应", "未", "2027年"]),
    done=st.sampled_from(["煤改气", "煤改电", "改烧生物质", "改用天然气"]),
)
def test_what_is_planned_is_not_done(plan: str, done: str) -> None:
    assert refitted_for(f"{plan}{done}", 2026) is None


@pytest.mark.parametrize(
    ("name", "remark", "disputed"),
    [
        ("生物质锅炉", "", True),
        ("蒸汽锅炉", "已改烧生物质", True),
        ("燃气锅炉", "", True),
        ("燃煤锅炉", "", False),
        ("蒸汽锅炉", "计划2027年煤改气", False),
    ],
)
def test_neither_decides_where_the_boiler_burns_something_else(
    name: str, remark: str, disputed: bool, read: Read, write_book: WriteBook
) -> None:
    book = write_book([["设备名称", "锅炉型号", "备注"], [name, "DZL4-1.25-AⅡ", remark]])
    (row,) = read(book, kind="boiler", for_ledger=False).rows
    assert ("fuel" in row.disputed) == disputed
    assert (row.facts["fuel"] == "烟煤") != disputed


def test_a_form_hears_the_same() -> None:
    facts = {"name": "生物质锅炉", "model": "DZL4-1.25-AⅡ"}
    done = complete(LIBRARY.kinds["boiler"], facts)
    assert (done.facts["fuel"], done.disputed["fuel"]) == ("生物质", "烟煤")
    told = complete(LIBRARY.kinds["boiler"], {**facts, "fuel": "煤"})
    assert told.facts["fuel"] == "烟煤"
