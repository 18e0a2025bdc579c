"""Who is bound: which findings may enter an order, and the reason told where one may not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import standards
from standards.model import Finding
from standards.orders import REASONS, is_grade, may_enter_order

FINDING = Finding(
    rule="transformer.batch-4",
    outcome="eliminate",
    presumed=False,
    level=None,
    grade=None,
    document="d",
    clause="1",
    measured=None,
    limit=None,
    due=None,
    then=None,
    missing=(),
    message="",
    message_en="",
)
GRADE: dict[str, Any] = {"rule": "motor.grade", "outcome": "rectify"}


@pytest.mark.parametrize(
    ("changes", "facts", "about", "code", "instead"),
    [
        ({}, {}, {}, "allowed", "order"),
        ({"outcome": "rectify"}, {}, {}, "allowed", "order"),
        ({"outcome": "reassess"}, {}, {}, "allowed", "order"),
        ({"outcome": "renew"}, {}, {}, "outcome", "advice"),
        ({"outcome": "due"}, {}, {}, "outcome", "reminder"),
        ({"outcome": "unknown"}, {}, {}, "outcome", "request"),
        ({"outcome": "meets"}, {}, {}, "outcome", None),
        ({"presumed": True}, {}, {}, "presumed", "advice"),
        ({}, {"use_state": "停用"}, {}, "out_of_use", "advice"),
        ({}, {"use_state": "在用"}, {}, "allowed", "order"),
        ({}, {"use_state": "报废"}, {}, "gone", None),
        ({}, {}, {"open_case": True}, "open_case", None),
        (GRADE, {}, {"key_energy_user": True}, "allowed", "order"),
        (GRADE, {}, {"key_energy_user": False}, "not_key_user", "advice"),
        (GRADE, {}, {"key_energy_user": None}, "key_user_unknown", "advice"),
        (GRADE | {"rule": "motor.grade-high-voltage"}, {}, {}, "not_key_user", "advice"),
        (GRADE | {"rule": "boiler.inspection-internal"}, {}, {}, "allowed", "order"),
    ],
)
def test_what_may_enter_an_order(
    changes: dict[str, Any],
    facts: dict[str, Any],
    about: dict[str, Any],
    code: str,
    instead: str | None,
) -> None:
    finding = replace(FINDING, **changes)
    found = may_enter_order(finding, facts, **({"key_energy_user": False} | about))
    assert (found.code, found.instead) == (code, instead)
    assert found.allowed == (code == "allowed")


def test_every_reason_is_told_in_both_languages() -> None:
    for zh, en in REASONS.values():
        assert zh.endswith("。") and en.endswith(".")


def test_every_rule_that_grades_by_a_standard_is_known_as_one() -> None:
    rules = standards.load().rules
    graded = {r.id for r in rules if r.check == "grade" and "rectify" in r.messages}
    named = {r.id for r in rules if is_grade(r.id)}
    assert graded <= named
    assert named <= {r.id for r in rules if r.check == "grade"}
