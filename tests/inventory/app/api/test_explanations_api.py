"""Why a finding says what it says, over HTTP: facts, row, comparison, edition, order."""

from __future__ import annotations

from typing import Any

import pytest

from inventory.core.access import SYSTEM
from inventory.enforcement.cases.models import HeldGround
from inventory.enforcement.documents.model import Officer
from inventory.enforcement.notices import service as notices
from inventory.enforcement.notices.models import Notice
from inventory.enforcement.notices.terms import Terms
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing

# One device for each kind of arithmetic: a catalogue's entry, a limit, a last day, what is missing.
OIL = {
    "model": "S7-315/10",
    "rated_capacity_kva": 315,
    "voltage_kv": 10,
    "insulation_medium": "油浸",
    "made_on": "1992-05-01",
}
LOSSES = {
    **OIL,
    "model": "S11-315/10",
    "made_on": "2022-05-01",
    "no_load_loss_w": 480,
    "load_loss_w": 3650,
    "connection": "Dyn11",
}
LIFT = {"elevator_type": "曳引驱动乘客电梯", "next_inspection_on": "2026-03"}
BOILER = {"boiler_type": "蒸汽锅炉", "rated_capacity_tph": 2, "fuel": "煤", "made_on": "2010"}
CASES = [
    ("transformer", OIL),
    ("transformer", LOSSES),
    ("elevator", LIFT),
    ("boiler", BOILER),
]
ORDER = ["input", "row", "comparison", "edition", "binding", "presumed", "order"]


def _device(world: Any, kind: str, facts: dict[str, Any]) -> int:
    origin = writing.Origin("test")
    made = equipment.create(SYSTEM, kind, world.own_enterprise, "440704", facts, origin)
    return int(made.id)


def _why(call: Any, device: int, rule: str, role: str = "inspector") -> Any:
    return call(role, "GET", f"/equipment/{device}/findings/{rule}/explanation")


@pytest.mark.parametrize(("kind", "facts"), CASES)
def test_every_finding_of_a_device_explains_itself(
    call: Any, world: Any, kind: str, facts: dict[str, Any]
) -> None:
    device = _device(world, kind, facts)
    findings = call("inspector", "GET", f"/equipment/{device}/assessment").json["findings"]
    assert findings
    for finding in findings:
        found = _why(call, device, finding["rule"]).json
        assert found["finding"] == finding
        kinds = [step["kind"] for step in found["steps"]]
        assert kinds == sorted(kinds, key=ORDER.index)
        assert {"edition", "binding", "order"} <= set(kinds)
        assert ("presumed" in kinds) == finding["presumed"]


def test_a_limit_is_shown_with_its_row_and_the_comparison(call: Any, world: Any) -> None:
    device = _device(world, "transformer", LOSSES)
    steps = _why(call, device, "transformer.grade").json["steps"]
    loss = next(
        it for s in steps if s["kind"] == "input" for it in s["shown"] if it["text"] == "480W"
    )
    assert (loss["label"], loss["text_en"]) == ("空载损耗", "480 W")
    row = next(step for step in steps if step["kind"] == "row")
    assert row["document"].startswith("GB 20052") and row["shown"]
    against = next(step for step in steps if step["kind"] == "comparison")
    assert against["relation"] == ">"
    assert against["shown"][0]["text"] == "480W" and against["shown"][0]["limit"].endswith("W")


def test_a_last_day_is_compared_with_today(call: Any, world: Any) -> None:
    device = _device(world, "elevator", LIFT)
    steps = _why(call, device, "elevator.inspection").json["steps"]
    against = [step for step in steps if step["kind"] == "comparison"][-1]
    assert against["relation"] == "<"
    assert against["shown"][0]["text"] == "2026-03-31"


def test_what_stands_in_an_issued_order_does_not_enter_another(call: Any, world: Any) -> None:
    def order() -> str:
        steps = _why(call, world.own_device, "transformer.batch-1").json["steps"]
        return str(steps[-1]["code"])

    assert order() == "open_case"
    HeldGround.delete().where(HeldGround.equipment == world.own_device).execute()
    assert order() == "allowed"
    terms = Terms(officers=(Officer("甲", "YS000001"), Officer("乙", "YS000002")))
    drafted = notices.draft(SYSTEM, world.own_enterprise, "order", terms)
    # The draft has opened a case, which holds the device on this ground.
    assert order() == "open_case"
    Notice.update(status="issued").where(Notice.id == drafted.id).execute()
    assert order() == "open_case"


def test_a_rule_that_says_nothing_is_not_found(call: Any, world: Any) -> None:
    for rule in ("boiler.inspection", "no-such-rule"):
        answer = _why(call, world.own_device, rule)
        assert (answer.status_code, answer.json["error"]["code"]) == (404, "not_found")
        assert rule in answer.json["error"]["message"]
