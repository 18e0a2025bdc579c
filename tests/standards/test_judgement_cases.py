"""The judgement cases of tests/cases: facts, a day, and what must come of them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import standards

CASES = Path(__file__).parent.parent / "cases"


def _cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            found.append(pytest.param(case, id=f"{path.stem}: {case['case']}"))
    return found


@pytest.mark.parametrize("case", _cases())
def test_case(case: dict[str, Any]) -> None:
    findings = standards.assess_one(
        standards.load(),
        case["kind"],
        case["facts"],
        case["region"],
        date.fromisoformat(case["as_of"]),
        case.get("horizon", 365),
    )
    found = {f.rule: f.as_dict() for f in findings}
    for rule, expected in case["expect"].items():
        assert rule in found, f"{rule} is absent; there are {sorted(found)}"
        assert {k: found[rule][k] for k in expected} == expected, found[rule]
    assert standards.verdict_of(findings)[0] == case["verdict"], found
    assert not set(case["absent"]) & set(found)
    for finding in findings:
        assert finding.message and "□" not in finding.message, finding
        assert finding.message_en and "□" not in finding.message_en, finding
