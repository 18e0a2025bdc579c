"""The judgement cases of tests/cases: facts, a day, and what must come of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import standards
from tests import sheets

CASES = Path(__file__).parent.parent / "cases"


def _cases() -> list[Any]:
    found = []
    for path in sorted(CASES.iterdir()):
        if path.suffix == ".toml":
            cases = sheets.of_file(path)
        else:
            cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        found += [pytest.param(case, id=f"{path.stem}: {case['case']}") for case in cases]
    return found


@pytest.mark.parametrize("case", _cases())
def test_case(case: dict[str, Any]) -> None:
    sheets.check(standards.load(), case)
