"""Whatever may enter an order has a provision that an official document can name."""

from __future__ import annotations

import pytest

import standards
from inventory.enforcement.documents import law

LIBRARY = standards.load()
ORDERED = sorted(
    {
        (rule.id, word)
        for rule in LIBRARY.rules
        for word in rule.messages
        if standards.ENTERS.get(word) == "order"
    }
)


@pytest.mark.parametrize(("rule", "outcome"), ORDERED)
def test_a_rule_that_may_enter_an_order_has_a_ground(rule: str, outcome: str) -> None:
    assert law.load().grounds_for(rule, outcome)
