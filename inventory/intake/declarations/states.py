"""The states of a declaration and the steps between them."""

from __future__ import annotations

from inventory.core.access import OFFICE, Role
from inventory.core.workflow import Machine, Step

CLERKS = frozenset({Role.ENTERPRISE})
# In these states the enterprise still writes.
EDITABLE = frozenset({"draft", "returned"})

DECLARATION = Machine(
    "申报",
    "declaration",
    {
        "draft": "草稿",
        "submitted": "已提交",
        "returned": "已退回",
        "accepted": "已受理",
        "withdrawn": "已撤回",
    },
    (
        Step("submit", "提交", EDITABLE, "submitted", CLERKS),
        Step("withdraw", "撤回", frozenset({*EDITABLE, "submitted"}), "withdrawn", CLERKS),
        Step("return", "退回", frozenset({"submitted"}), "returned", OFFICE),
        Step("accept", "受理", frozenset({"submitted"}), "accepted", OFFICE),
    ),
)
