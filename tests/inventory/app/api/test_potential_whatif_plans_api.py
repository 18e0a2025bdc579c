"""Potential, what-if and plans over HTTP: shapes, refusals, a question from end to end."""

from __future__ import annotations

from typing import Any

import pytest

from inventory.registry.jobs import service as jobs

LOWER = {"rule": "plan.440704.transformer", "key": "params.years", "value": 20}


def test_a_device_opens_its_figures(call: Any, world: Any) -> None:
    found = call("clerk", "GET", f"/equipment/{world.own_device}/potential").json
    assert [item["target"] for item in found["savings"]] == [1, 2]
    assert found["savings"][0]["formula_en"]
    assert {item["status"] for item in found["subsidies"]} >= {"matches", "closed"}


def test_sums_and_programmes(call: Any, world: Any) -> None:
    own = call("inspector", "GET", "/potential?kind=transformer").json
    assert own["devices"] == 1
    assert (
        call("clerk", "GET", f"/enterprises/{world.own_enterprise}/potential").json["by_kind"]
        == own["by_kind"]
    )
    open_now = call("leader", "GET", "/subsidies?kind=elevator&as_of=2026-11-21").json
    assert "elevator-renewal-2026" in {item["id"] for item in open_now}
    job = call("inspector", "POST", "/potential/runs", json={"region": "440704"})
    assert job.status_code == 202
    assert jobs.run(job.json["id"]).result["devices"] == 1


def test_a_question_from_asking_to_export(call: Any, world: Any) -> None:
    asked = call(
        "inspector",
        "POST",
        "/whatif",
        json={
            "title": "目录停用",
            "unit_costs": {"transformer": 50000},
            "changes": [{"rule": "transformer.batch-1", "key": "to", "value": "2026-01-01"}],
        },
    )
    assert asked.status_code == 202
    assert jobs.run(asked.json["job"]).status == "done"
    path = f"/whatif/{asked.json['id']}"
    found = call("inspector", "GET", path).json
    assert (found["what_if"]["judged"], found["what_if"]["changed"]) == (1, 1)
    assert found["by_rule"] == [
        {"rule": "transformer.batch-1", "before": "eliminate", "after": None, "devices": 1}
    ]
    assert found["by_kind"][0]["better"] == 1
    listed = call("inspector", "GET", f"{path}/changes?direction=1").json
    assert listed["total"] == 1
    assert listed["items"][0]["equipment"] == world.own_device
    export = call("inspector", "GET", f"{path}/export")
    assert export.mimetype == "text/csv"
    assert "江海区示例纺织厂" in export.get_data(as_text=True)
    assert call("admin", "GET", path).status_code == 404
    assert call("inspector", "DELETE", path).status_code == 204
    assert call("inspector", "GET", path).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"rule": "x", "key": "to"},
        {"rule": "x", "key": "to", "value": None},
        {"rule": "", "key": "to", "value": 1},
        {"table": "", "column": "x", "value": 1},
        {**LOWER, "table": "gb20052-2024"},
        {**LOWER, "value": [20]},
        {**LOWER, "value": {"a": 1}},
        {**LOWER, "extra": 1},
        {
            "table": "gb20052-2024",
            "where": {"core": {"a": 1}},
            "column": "load_loss_w__grade3",
            "value": 1,
        },
        {
            "table": "gb20052-2024",
            "where": {"core": [1]},
            "column": "load_loss_w__grade3",
            "value": 1,
        },
        {
            "table": "gb20052-2024",
            "where": {"rated_capacity_kva": "x"},
            "column": "load_loss_w__grade3",
            "value": 1,
        },
    ],
)
def test_a_wrong_question_is_refused(call: Any, change: dict[str, Any]) -> None:
    answer = call("inspector", "POST", "/whatif", json={"title": "x", "changes": [change]})
    assert answer.status_code == 422
    assert answer.json["error"]["message"]


def test_a_plan_with_a_report(call: Any) -> None:
    target = {"task_no": "4", "indicator": "城市供水公共管网漏损率"}
    body = {**target, "value": 8.5, "on": "2026-10-31", "evidence": "供水公司月报"}
    assert call("inspector", "POST", "/plans/140522/progress", json=body).status_code == 403
    made = call("inspector", "POST", "/plans/440704/progress", json=body)
    assert made.status_code == 201
    plan = call("leader", "GET", "/plans/440704").json
    (row,) = [item for item in plan["target_list"] if item["indicator"] == target["indicator"]]
    assert (row["reached"], row["source"], row["report"]["value"]) == (True, "report", 8.5)
    revoked = call(
        "inspector", "POST", f"/plans/progress/{made.json['id']}/revoke", json={"reason": "误填"}
    )
    assert revoked.json["revoked_reason"] == "误填"
    assert len(call("auditor", "GET", "/plans/440704/progress").json) == 2
    assert call("leader", "GET", "/plans").json[0]["targets"] > 0
