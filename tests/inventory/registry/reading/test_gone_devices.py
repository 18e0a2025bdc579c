"""What a list says of devices that are gone, where it has no column of their state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from inventory.registry import reading
from inventory.registry.reading.gone import bracketed, of_title, said_of

Read = Callable[..., reading.ReadResult]
WriteBook = Callable[..., Path]


@pytest.mark.parametrize(
    ("title", "state"),
    [
        ("2025年已报废公交车辆明细", "报废"),
        ("已淘汰锅炉清单", "报废"),
        ("江海区已拆除锅炉台账.xlsx", "拆除"),
        ("已注销车辆", "注销"),
        ("拟报废设备清单", None),
        ("淘汰设备目录", None),
        ("报废资产明细表", None),
        ("在用及已报废车辆", None),
        ("已淘汰、拟淘汰锅炉", None),
        ("应已淘汰未淘汰设备", None),
    ],
)
def test_a_title(title: str, state: str | None) -> None:
    found = of_title(title)
    assert (found[1] if found else None) == state


@pytest.mark.parametrize(
    ("remark", "state"),
    [
        ("已拆除", "拆除"),
        ("已报废拆除", "报废"),
        ("已于2024年拆除", "拆除"),
        ("2026年3月停用，已办报停", "停用"),
        ("2026年1月起已报停（停用）", "停用"),
        ("2019年拆除", "拆除"),
        ("2025年6月已报废处理", "报废"),
        ("已报停", "停用"),
        ("停用", "停用"),
        ("2024.6停用", "停用"),
        ("2024-06-15起停用", "停用"),
        ("自2024年6月15日停用至今", "停用"),
        ("2022年底停用", "停用"),
        ("停用（2024.6）", "停用"),
        ("该设备现已停止使用", "停用"),
        ("已于2023年拆除", "拆除"),
        ("2023.10拆除", "拆除"),
        ("2026.6拆除", None),
        ("2027.1停用", None),
        ("2024.13停用", None),
        ("2024.6拟停用", None),
        ("2024.6停用，2025.3恢复使用", None),
        ("2024.6启用", None),
        ("除尘器2024.6停用", None),
        ("拆除", None),
        ("备用", None),
        ("2026年拆除", None),  # this year's may be to come
        ("2027年已拆除", None),
        ("计划2025年拆除", None),
        ("除尘器已拆除", None),
        ("已改造", None),
    ],
)
def test_a_remark(remark: str, state: str | None) -> None:
    assert said_of(remark, 2026) == state


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("锅炉（已拆）", "拆除"),
        ("1#锅炉(2019年拆除)", "拆除"),
        ("叉车(停用)", "停用"),
        ("锅炉(拆除)", None),
        ("锅炉(备用)", None),
        ("已拆锅炉", None),
    ],
)
def test_brackets_behind_a_name(name: str, state: str | None) -> None:
    assert bracketed(name, 2026) == state


def test_a_name_says_it_where_the_state_is_not_read(read: Read, write_book: WriteBook) -> None:
    rows = [
        ["使用单位", "设备名称", "锅炉型号", "使用状态"],
        ["甲厂", "锅炉（已拆）", "DZL2-0.7-AⅡ", "待处置"],
        ["甲厂", "锅炉（已拆）", "DZL2-0.7-AⅡ", "在用"],
        ["甲厂", "锅炉", "DZL2-0.7-AⅡ", "已更换"],
    ]
    found = read(write_book(rows)).rows
    assert [row.facts["use_state"] for row in found] == ["拆除", "在用", "报废"]


@pytest.mark.parametrize(
    ("heading", "cell", "state"),
    [
        ("报废日期", "2025-05-20", "报废"),
        ("报废批准日期", "2023.6", "报废"),
        ("拆除时间", "2020年", "拆除"),
        ("拆解日期", "2026-12-01", None),  # to come
        ("报废日期", "2026", None),
        ("强制报废日期", "2025-05-20", None),
        ("计划拆除时间", "2025-05", None),
        ("淘汰时间", "2025-05", None),
        ("处置日期", "2025-05-20", None),
        ("是否已淘汰", "是", "报废"),
        ("是否停用", "是", "停用"),
        ("是否停用", "否", None),
        ("整治情况", "已拆除", "拆除"),
        ("脱硫设施", "已拆除", None),
        ("淘汰进展", "全部完成", "报废"),
        ("拆除完成情况", "已办结", "拆除"),
        ("淘汰进展", "已淘汰6台", None),  # of how many
        ("淘汰进展", "未完成", None),
        ("淘汰情况", "在用", "在用"),
        ("计划淘汰情况", "全部完成", None),
    ],
)
def test_a_column(
    heading: str, cell: str, state: str | None, read: Read, write_book: WriteBook
) -> None:
    rows = [["使用单位", "锅炉型号", heading], ["甲厂", "DZL2-0.7-AⅡ", cell]]
    (row,) = read(write_book(rows), for_ledger=False).rows
    assert row.facts.get("use_state") == state


def test_a_state_that_is_written_goes_before(read: Read, write_book: WriteBook) -> None:
    rows: Sequence[Sequence[object]] = [
        ["已拆除锅炉清单"],
        ["锅炉型号", "使用状态", "备注"],
        ["DZL2-0.7-AⅡ", "在用", "已拆除"],
        ["DZL4-1.25-AⅡ", None, None],
    ]
    result = read(write_book(rows), for_ledger=False)
    assert [row.facts["use_state"] for row in result.rows] == ["在用", "拆除"]
    assert [row.read_from["use_state"] for row in result.rows] == ["cell", "title"]
    (told,) = [note for sheet in result.sheets for note in sheet.notes if note.code == "gone"]
    assert told.count == 1


DONE = ["锅炉型号", "燃料", "淘汰方式", "完成时间"]


@pytest.mark.parametrize(
    ("title", "way", "day", "state", "fuel"),
    [
        ("燃煤锅炉淘汰完成情况表", "拆除", "2018年10月", "拆除", "煤"),
        ("燃煤锅炉淘汰完成情况表", "关停", "2018年", "停用", "煤"),
        ("燃煤锅炉淘汰完成情况表", "煤改气", "2018年10月", None, "天然气"),
        ("燃煤锅炉淘汰完成情况表", "拆除", None, None, "煤"),
        ("燃煤锅炉淘汰完成情况表", "拆除", "2027年10月", None, "煤"),
        ("燃煤锅炉淘汰任务表", "拆除", "2018年10月", None, "煤"),
    ],
)
def test_what_was_done_by_a_day_that_is_past(
    title: str,
    way: str,
    day: str | None,
    state: str | None,
    fuel: str,
    read: Read,
    write_book: WriteBook,
) -> None:
    rows = [[title], DONE, ["DZL2-0.7", "煤", way, day]]
    (row,) = read(write_book(rows), for_ledger=False).rows
    assert (row.facts.get("use_state"), row.facts["fuel"]) == (state, fuel)


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("A-在用", "在用"),
        ("03.报废", "报废"),
        ("B、闲置", "停用"),
        ("A-待报废", None),
        ("是", "在用"),
    ],
)
def test_a_state_behind_its_code(
    word: str, state: str | None, read: Read, write_book: WriteBook
) -> None:
    rows = [["锅炉型号", "出厂编号", "状态"], ["DZL2-0.7-AⅡ", "001", word]]
    (row,) = read(write_book(rows), for_ledger=False).rows
    assert row.facts.get("use_state") == state


@pytest.mark.parametrize(
    ("heading", "measure", "state"),
    [
        ("处理措施", "已拆除", "拆除"),
        ("处理措施", "已报停", "停用"),
        ("采取措施", "已于2024年拆除", "拆除"),
        ("处理措施", "拆除", None),  # what is to be done
        ("处理措施", "停用", None),
        ("运维状态", "退役", "停用"),
        ("现状", "已过户", "注销"),
        ("进展", "已拆除", "拆除"),
        ("完成情况", "已报废拆除", "报废"),
        ("进展", "未完成", None),
        ("原设备处置情况", "已拆除", None),
        ("烟囱状态", "已拆除", None),
    ],
)
def test_a_measure_that_is_taken(
    heading: str, measure: str, state: str | None, read: Read, write_book: WriteBook
) -> None:
    rows = [["名称", "型号", "容量(kVA)", heading], ["变压器", "S7-160/10", 160, measure]]
    found = read(write_book(rows), kind="transformer", for_ledger=False).rows
    assert found[0].facts.get("use_state") == state


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("已退运拆除", "拆除"),
        ("停用，已拆除", "拆除"),
        ("已停用并注销", "注销"),
        ("停用待报废", None),
        ("不用拆除", None),
        ("停用未拆除", None),
    ],
)
def test_of_two_states_that_follow_each_other_the_later_holds(
    read: Read, write_book: WriteBook, said: str, state: str | None
) -> None:
    rows = [["名称", "型号", "设备状态"], ["变压器", "S8-160/10", said]]
    found = read(write_book(rows), for_ledger=False)
    assert found.rows[0].facts.get("use_state") == state


def test_a_dated_remark_behind_a_page_break_and_under_the_state(
    read: Read, write_book: WriteBook
) -> None:
    head = ["容器名称", "使用证号", "下次检验日期", "使用状态", "备注"]
    rows = [
        head,
        ["储气罐", "容15粤J1", "2027-03", "在用", None],
        ["续表", None, None, None, None],
        head,
        ["贮氨器", "容17粤J2", "2025-01", None, "2024.6停用"],
        ["反应釜", "容17粤J3", "2025-01", "2024.6停用", None],
        ["换热器", "容17粤J4", "2025-01", "待处置", "2024.6停用"],
    ]
    found = read(write_book({"容器": rows}), kind="pressure_vessel", for_ledger=False).rows
    assert [row.facts.get("use_state") for row in found] == ["在用", "停用", "停用", None]
    assert [row.problem_of("use_state") is None for row in found] == [True, True, True, False]
