"""Why a finding says what it says: every rule can tell it, in both languages and as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import standards
from standards.doubts import Doubts
from standards.explaining import Explanation, explain
from tests import sheets

CASES = Path(__file__).parent.parent / "cases"
LIBRARY = standards.load()
ORDER = ["input", "row", "comparison", "edition", "binding", "presumed", "order"]


def _cases() -> Iterator[dict[str, Any]]:
    for path in sorted(CASES.glob("*.toml")):
        yield from sheets.of_file(path)


def _one_for_every_rule() -> list[Any]:
    """The first case in which a rule speaks, judged or not."""
    seen: dict[tuple[str, str], Any] = {}
    for case in _cases():
        for rule, said in case["expect"].items():
            key = (rule, "unknown" if said.get("outcome") == "unknown" else "judged")
            seen.setdefault(key, pytest.param(case, id=f"{rule} {key[1]}"))
    return list(seen.values())


def _explained(case: dict[str, Any], **more: Any) -> dict[str, Explanation]:
    day = date.fromisoformat(case["as_of"])
    found = explain(LIBRARY, case["kind"], case["facts"], case["region"], day, **more)
    return {e.finding.rule: e for e in found}


@pytest.mark.parametrize("case", _one_for_every_rule())
def test_every_rule_explains_itself(case: dict[str, Any]) -> None:
    """All of it in both languages: no choice stands in Chinese in an English sentence."""
    day = date.fromisoformat(case["as_of"])
    findings = standards.assess_one(LIBRARY, case["kind"], case["facts"], case["region"], day)
    found = _explained(case)
    assert [e.finding for e in found.values()] == findings
    fields = LIBRARY.kind(case["kind"]).fields
    choices = {word for field in fields for word in field.choices if field.word_en(word) != word}
    for explanation in found.values():
        kinds = [step.kind for step in explanation.steps]
        assert kinds == sorted(kinds, key=ORDER.index)
        assert {"edition", "binding", "order"} <= set(kinds)
        assert ("presumed" in kinds) == explanation.finding.presumed
        for step in explanation.steps:
            assert step.zh and step.en and "None" not in step.zh + step.en, step
            assert "CAT24" not in step.zh + step.en
            told = [item["text_en"] for item in step.data.get("shown", ())]
            assert not choices & {*told, *re.findall(r"[\u4e00-\u9fff]+", step.en)}, step
        json.dumps(explanation.as_dict())


S9: dict[str, Any] = {
    "as_of": "2026-11-28",
    "kind": "transformer",
    "region": "440704",
    "facts": {
        "model": "S9-M-400/10",
        "voltage_kv": 10,
        "rated_capacity_kva": 400,
        "insulation_medium": "油浸",
        "core": "电工钢带",
        "connection": "Dyn11",
        "no_load_loss_w": 810,
        "load_loss_w": 4520,
        "made_on": "2022-01-01",
    },
}


def _steps(explanation: Explanation, kind: str) -> list[str]:
    return [step.zh for step in explanation.steps if step.kind == kind]


def test_a_grade_shows_its_arithmetic() -> None:
    grade = _explained(S9)["transformer.grade"]
    assert "空载损耗：810W（台账）" in _steps(grade, "input")
    assert "空载损耗3级" in _steps(grade, "row")[0]
    assert "空载损耗810W > " in _steps(grade, "comparison")[0]
    assert "按制造日期2022-01-01适用GB 20052-2020" in _steps(grade, "edition")[0]
    assert "受其约束" in _steps(grade, "binding")[0]


@pytest.mark.parametrize(
    ("key_user", "code"), [(True, "allowed"), (False, "not_key_user"), (None, "key_user_unknown")]
)
def test_who_is_bound_is_the_last_step(key_user: bool | None, code: str) -> None:
    case = S9 | {"facts": S9["facts"] | {"made_on": "2025-03-01"}}
    grade = _explained(case, key_energy_user=key_user)["transformer.grade"]
    assert grade.steps[-1].data["code"] == code


def test_facts_name_their_source() -> None:
    facts = {"model": "CWNS0.7-85/60-Q", "fuel": "烟煤", "rated_capacity_tph": 1}
    case = {"as_of": "2026-11-28", "kind": "boiler", "region": "140522", "facts": facts}
    catalogue = _explained(case, sources={"rated_capacity_tph": "model"})["boiler.catalogue-2024"]
    told = _steps(catalogue, "input")
    assert "大气污染防治重点区域：是（由区划代码得出）" in told
    assert "额定蒸发量：1t/h（由型号读出）" in told


def test_a_presumed_finding_says_why() -> None:
    facts = {k: v for k, v in S9["facts"].items() if "loss" not in k}
    grade = _explained(S9 | {"facts": facts})["transformer.grade"]
    assert grade.finding.presumed
    assert _steps(grade, "presumed")[0].startswith("推定：")


def test_what_holds_by_both_of_two_words_is_said_to_be_used() -> None:
    """Record and model name dispute which coal it is, not that it is coal."""
    facts = {"model": "DZL2-1.25-AII", "fuel": "无烟煤", "rated_capacity_tph": 2.0}
    doubts = Doubts(disputed={"fuel": "烟煤"})
    day = date(2026, 11, 30)
    found = {
        each.finding.rule: each
        for each in explain(LIBRARY, "boiler", facts, "440704", day, doubts=doubts)
    }
    step = found["boiler.catalogue-2024"].steps[0]
    assert step.zh == "燃料种类：登记无烟煤，型号烟煤（两者不符，只采用两者都成立的“煤”）"
    assert step.en == (
        "Fuel: anthracite on record, bituminous coal by the model"
        " (they disagree, and what holds by both is used: coal)"
    )
