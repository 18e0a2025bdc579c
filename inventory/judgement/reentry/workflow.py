"""The states of a re-entry case, the steps between them, and why a reappearance may be right."""

from __future__ import annotations

from inventory.core.access import OFFICE
from inventory.core.workflow import Machine, Step

REENTRY = Machine(
    "再流入案件",
    "re-entry case",
    {"open": "待核实", "explained": "已说明", "confirmed": "已确认", "closed": "已办结"},
    (
        Step("explain", "说明", frozenset({"open"}), "explained", OFFICE),
        Step("confirm", "确认", frozenset({"open", "explained"}), "confirmed", OFFICE),
        Step("close", "办结", frozenset({"explained", "confirmed"}), "closed", OFFICE),
        Step("reopen", "重新核实", frozenset({"explained", "confirmed", "closed"}), "open", OFFICE),
    ),
)
ACTIONS = tuple(step.name for step in REENTRY.steps)
# States in which somebody still has something to do.
UNDONE = ("open", "explained", "confirmed")
REASONS = {
    "typing_error": ("号码录入有误", "a number was mistyped"),
    "wrong_state": ("原来的报废、拆除或注销登记有误", "it was never out of service"),
    "lawful": ("依法重新启用，或号牌依法重新核发", "lawfully back, or the plate was issued anew"),
    "reported_twice": ("同一台设备重复填报", "one device was reported twice"),
    "other": ("其他", "other"),
}
# What the system writes itself when one of the records leaves the ledger.
RECORD_GONE = "record_gone"
