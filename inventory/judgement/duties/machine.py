"""Which steps a duty, a problem and a request for a figure may take."""

from __future__ import annotations

from inventory.core.access import OFFICE
from inventory.core.workflow import Machine, Step

OPEN, UNDER_WAY, DONE, HANDED_OVER = "open", "under_way", "done", "handed_over"
# What the system looks after itself: rules judge each device.
AUTOMATIC = "automatic"
LATE = "late"
OFFICERS = frozenset(str(role) for role in OFFICE)


def _step(name: str, name_zh: str, sources: set[str], target: str) -> Step:
    return Step(name, name_zh, frozenset(sources), target, OFFICERS)


DUTY = Machine(
    "任务",
    "task",
    {OPEN: "未启动", UNDER_WAY: "推进中", DONE: "已完成", HANDED_OVER: "已移交"},
    (
        _step("begin", "启动", {OPEN, HANDED_OVER}, UNDER_WAY),
        _step("finish", "完成", {OPEN, UNDER_WAY}, DONE),
        _step("hand_over", "移交", {OPEN, UNDER_WAY}, HANDED_OVER),
        _step("reopen", "重新启动", {DONE}, UNDER_WAY),
    ),
)
STANDING, SOLVED, CLOSED = "open", "solved", "closed"
PROBLEM = Machine(
    "问题",
    "problem",
    {STANDING: "未解决", SOLVED: "待核实", CLOSED: "已销号"},
    (
        _step("solve", "报告解决", {STANDING}, SOLVED),
        _step("send_back", "退回", {SOLVED}, STANDING),
        _step("close", "销号", {SOLVED}, CLOSED),
    ),
)
ASKED, ANSWERED, ACCEPTED, CANCELLED = "asked", "answered", "accepted", "cancelled"
FIGURE = Machine(
    "数据填报",
    "figure",
    {ASKED: "待填报", ANSWERED: "待审核", ACCEPTED: "已采用", CANCELLED: "已取消"},
    (
        _step("answer", "填报", {ASKED}, ANSWERED),
        _step("accept", "采用", {ANSWERED}, ACCEPTED),
        _step("send_back", "退回", {ANSWERED}, ASKED),
        _step("cancel", "取消", {ASKED, ANSWERED}, CANCELLED),
    ),
)
