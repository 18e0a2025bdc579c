"""The states of a renewal project and every move between them."""

from __future__ import annotations

from inventory.core.access import OFFICE, Role
from inventory.core.workflow import Machine, Step

LIVE = ("proposed", "reserve", "approved", "building")
COUNTED = ("reserve", "approved", "building", "done")  # whose investment sums are made of
PROJECT = Machine(
    "设备更新项目",
    "renewal project",
    {
        "proposed": "企业申报",
        "reserve": "储备",
        "approved": "已审批备案",
        "building": "在建",
        "done": "已验收",
        "withdrawn": "已退出",
    },
    (
        Step("admit", "入库", frozenset({"proposed"}), "reserve", OFFICE),
        Step("approve", "审批备案", frozenset({"reserve"}), "approved", OFFICE),
        Step("begin", "开工", frozenset({"approved"}), "building", OFFICE),
        Step("accept", "验收", frozenset({"building"}), "done", OFFICE),
        Step("withdraw", "退出", frozenset(LIVE), "withdrawn", OFFICE),
        Step(
            "retract",
            "撤回申报",
            frozenset({"proposed"}),
            "withdrawn",
            frozenset({Role.ENTERPRISE}),
        ),
        Step("reopen", "重新入库", frozenset({"withdrawn"}), "reserve", OFFICE),
    ),
)
MOVES = tuple(step.name for step in PROJECT.steps)
# Moves that say why, and moves on a day of their own.
EXPLAINED = frozenset({"withdraw", "reopen"})
DATED = {"begin": "started_on", "accept": "finished_on"}
# Where the money comes from: own means, bank loan, central and ultra-long special bonds, local
# budgets, other.
SOURCES = {
    "own": "自筹",
    "loan": "银行贷款",
    "central": "中央资金及超长期特别国债",
    "local": "地方财政",
    "other": "其他",
}
