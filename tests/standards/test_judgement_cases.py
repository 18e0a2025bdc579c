"""The judgement cases of tests/cases: facts, a day, and what must come of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import standards
from tests import sheets

CASES = Path(__file__).parent.parent / "cases"


def _cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.toml")):
        cases = sheets.of_file(path)
        found += [pytest.param(case, id=f"{path.stem}: {case['case']}") for case in cases]
    return found


@pytest.mark.parametrize("case", _cases())
def test_case(case: dict[str, Any]) -> None:
    sheets.check(standards.load(), case)


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
