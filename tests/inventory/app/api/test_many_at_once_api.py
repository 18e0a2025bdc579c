"""Many at once over HTTP: what is told before is what is done, and readers do none of it."""

from __future__ import annotations

from typing import Any

from inventory.registry.jobs import service as jobs


def test_drafts_are_told_made_and_then_nothing_is_left(call: Any, world: Any) -> None:
    asked = {"kind": "advice", "filters": {"ids": [world.own_device, world.foreign_device]}}
    told = call("inspector", "POST", "/notices/bulk/preview", json=asked).json
    # A foreign device is not there at all: it is neither counted nor left out for a reason.
    assert told["chosen"] == 1
    assert told["devices"] + sum(item["devices"] for item in told["skipped"]) == 1
    if told["owners"]:
        job = call("inspector", "POST", "/notices/bulk", json=asked)
        assert job.status_code == 202
        assert len(jobs.run(job.json["id"]).result["notices"]) == len(told["owners"])
    nothing = call("inspector", "POST", "/notices/bulk", json=asked)
    assert nothing.status_code == 422 and nothing.json["error"]["code"] == "nothing_to_notify"
    assert call("leader", "POST", "/notices/bulk/preview", json=asked).status_code == 403


def test_alerts_by_ids_and_by_filter(call: Any, world: Any) -> None:
    own, foreign = world.own["alert_id"], world.foreign["alert_id"]
    asked = {"step": "acknowledge", "ids": [own, foreign]}
    looked = call("inspector", "POST", "/alerts/bulk", json={**asked, "preview": True}).json
    done = call("inspector", "POST", "/alerts/bulk", json=asked).json
    assert looked == done and done["done"] == [own]
    assert [(item["code"], item["ids"]) for item in done["refused"]] == [("not_found", [foreign])]
    rest = call("inspector", "POST", "/alerts/bulk", json={"step": "acknowledge", "filters": {}})
    assert own in rest.json["unchanged"] and foreign not in rest.json["done"]
    for wrong in ({"step": "acknowledge"}, {"step": "snooze", "ids": [own]}):
        assert call("inspector", "POST", "/alerts/bulk", json=wrong).status_code == 422
    people = call("inspector", "GET", "/alerts/officers").json
    assert {item["display_name"] for item in people} >= {"监察员"}
    assert "机密监察员" not in {item["display_name"] for item in people}


def test_labels_of_a_list_need_to_say_which(call: Any, world: Any) -> None:
    assert call("clerk", "POST", "/equipment/labels", json={}).status_code == 422
    page = call("clerk", "POST", "/equipment/labels", json={"filters": {"kind": "transformer"}})
    assert page.status_code == 200 and page.data[:5] == b"%PDF-"
    beyond = {"filters": {"kind": "transformer"}, "part": 1}
    assert call("clerk", "POST", "/equipment/labels", json=beyond).status_code == 404


def test_a_device_says_which_catalogue_entries_to_look_at(call: Any, world: Any) -> None:
    facts = {"model": "DJMB-5", "serial_no": "H-1"}
    made = call(
        "inspector",
        "POST",
        "/equipment",
        json={"kind": "transformer", "enterprise_id": world.own_enterprise, "facts": facts},
    ).json
    judged = call("inspector", "GET", f"/equipment/{made['id']}/assessment").json
    assert [hint["item"] for hint in judged["hints"]] == ["3-2"]
    own = call("inspector", "GET", f"/equipment/{world.own_device}/assessment").json
    assert own["hints"] == []
