"""Many devices in one request: a result for each row, nothing half-written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from inventory.registry.equipment import corrections
from inventory.registry.equipment.models import Equipment


def new(world: Any, number: int, **facts: Any) -> dict[str, Any]:
    return {
        "kind": "transformer",
        "enterprise_id": world.own_enterprise,
        "facts": {
            "model": "S7-315/10",
            "serial_no": f"B-{number}",
            "manufacturer": "示例变压器厂",
            **facts,
        },
    }


def test_each_row_has_its_result(call: Any, world: Any) -> None:
    change = {
        "equipment_id": world.own_device,
        "version": 1,
        "facts": {"location": "一号配电房"},
    }
    foreign = {**change, "equipment_id": world.foreign_device}
    rows = [new(world, 1), change, foreign, new(world, 2, rated_capacity_kva="很大"), change]
    answer = call("inspector", "POST", "/equipment/bulk", json={"rows": rows}).json
    found = [(item["row"], item["status"]) for item in answer["results"]]
    assert found == [
        (0, "created"),
        (1, "updated"),
        (2, "refused"),
        (3, "refused"),
        (4, "refused"),
    ]
    assert (answer["written"], answer["refused"]) == (2, 3)
    codes = [item["error"]["code"] for item in answer["results"][2:]]
    assert codes[0] == "not_found" and codes[2] == "version"
    created = answer["results"][0]
    assert Equipment.get_by_id(created["equipment_id"]).model == "S7-315/10"
    assert created["version"] == 1 and created["verdict"]


def test_all_or_nothing(call: Any, world: Any) -> None:
    before = Equipment.select().count()
    rows = [new(world, 1), new(world, 1), new(world, 2)]
    sent = {"rows": rows, "all_or_nothing": True}
    answer = call("inspector", "POST", "/equipment/bulk", json=sent).json
    found = [item["status"] for item in answer["results"]]
    assert found[0] == found[2] == "taken_back" and found[1] == "refused"
    assert answer["written"] == 0 and Equipment.select().count() == before
    whole = {"rows": [new(world, 1), new(world, 2)], "all_or_nothing": True}
    assert call("inspector", "POST", "/equipment/bulk", json=whole).json["written"] == 2


def test_rows_of_the_wrong_shape_are_named(call: Any, world: Any) -> None:
    rows = [new(world, 1), {"equipment_id": world.own_device, "facts": {}}, {"facts": {}}]
    answer = call("inspector", "POST", "/equipment/bulk", json={"rows": rows})
    assert answer.status_code == 422
    fields = {item["field"] for item in answer.json["error"]["details"]}
    assert fields == {"json.rows.1.version", "json.rows.2.kind", "json.rows.2.enterprise_id"}
    many = {"rows": [new(world, 1)] * 1001}
    assert call("inspector", "POST", "/equipment/bulk", json=many).status_code == 422
    assert call("leader", "POST", "/equipment/bulk", json={"rows": rows}).status_code == 403


def test_a_budget_that_is_used_up_says_what_is_left(
    call: Any, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    quota = replace(corrections.BULK_OF_A_PERSON, most=30)
    monkeypatch.setattr(corrections, "BULK_OF_A_PERSON", quota)
    rows = [new(world, number) for number in range(16)]
    sent = [call("inspector", "POST", "/equipment/bulk", json={"rows": rows}) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [200, 429]
    assert sent[1].headers["RateLimit"].startswith('"too_many_in_bulk";r=14;t=')
    assert sent[1].json["error"]["remedy"]
