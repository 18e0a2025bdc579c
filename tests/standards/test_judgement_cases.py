"""The judgement cases of tests/cases: facts, a day, and what must come of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import standards
from tests import sheets

CASES = Path(__file__).parent.parent / "cases"


FOUND = [
    (path.stem, case) for path in sorted(CASES.glob("*.toml")) for case in sheets.of_file(path)
]


@pytest.fixture(scope="module")
def judged() -> list[list[standards.Finding]]:
    return sheets.judged(standards.load(), [case for _sheet, case in FOUND])


@pytest.mark.parametrize(
    "number", range(len(FOUND)), ids=[f"{sheet}: {case['case']}" for sheet, case in FOUND]
)
def test_case(judged: list[list[standards.Finding]], number: int) -> None:
    sheets.check(standards.load(), FOUND[number][1], judged[number])


def test_the_elimination_of_a_stopped_device_is_a_ban_on_putting_it_back() -> None:
    facts = {"model": "S8-250/10", "rated_capacity_kva": 250, "voltage_kv": 10}
    told = {}
    for state in ("在用", "停用"):
        found = standards.assess_one(
            standards.load(), "transformer", facts | {"use_state": state}, None, date(2026, 11, 21)
        )
        told[state] = next(f for f in found if f.rule == "transformer.batch-4")
    assert "不得重新投入使用" not in told["在用"].message
    assert told["停用"].message.endswith("不得重新投入使用。")
    assert told["停用"].message_en.endswith("must not be put back into use.")
