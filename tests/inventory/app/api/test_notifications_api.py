"""Channels, wishes, the bell and the table of responsibilities over HTTP."""

from __future__ import annotations

from typing import Any

from inventory.core import outbound
from inventory.registry.jobs.models import Job
from inventory.registry.notifications import sending, telling
from tests.inventory.registry.notifications.receivers import SECRET, Receiver, receiver


def channel(url: str) -> dict[str, Any]:
    settings = {"url": url, "secret": SECRET}
    return {"kind": "webhook", "name": "指挥平台", "settings": settings, "events": ["case_late"]}


def test_a_channel_keeps_its_secret_and_its_test_arrives(call: Any, world: Any) -> None:
    with receiver() as hook:
        made = call("admin", "POST", "/notifications/channels", json=channel(hook.url))
        assert made.status_code == 201, made.json
        assert made.json["secrets"] == ["secret"] and SECRET not in made.text
        path = f"/notifications/channels/{made.json['id']}"
        change = {"version": 1, "name": "平台", "settings": {"secret": ""}}
        assert call("admin", "PATCH", path, json=change).json["secrets"] == ["secret"]
        assert call("admin", "PATCH", path, json=change).status_code == 409
        for word, status in (("a", 422), ("case_late", 200)):
            wish = {"version": 2, "events": [word]}
            assert call("admin", "PATCH", path, json=wish).status_code == status
        test = call("admin", "POST", f"{path}/test", json={})
        assert test.status_code == 202
        assert Job.select().where((Job.kind == "notify") & (Job.status == "queued")).count() == 1
        sending.send_due(outbound.networks("127.0.0.1"))
        _arrived(call, hook, test.json["id"])
    seen = call("auditor", "GET", "/notifications/channels")
    assert SECRET not in seen.text and "平台" in seen.text
    assert SECRET not in call("admin", "GET", "/audit?size=200").text


def _arrived(call: Any, hook: Receiver, delivery: int) -> None:
    assert call("admin", "GET", f"/notifications/deliveries/{delivery}").json["state"] == "sent"
    assert call("admin", "POST", f"/notifications/deliveries/{delivery}/retry").status_code == 409
    assert len(hook.messages) == 1


def test_everybody_has_wishes_and_a_bell_of_their_own(call: Any, world: Any) -> None:
    telling.tell_all()
    assert call("clerk", "GET", "/notifications/unread").json["unread"] == 1
    [own] = call("clerk", "GET", "/notifications").json["items"]
    assert "江海区示例纺织厂" in own["body"]
    assert call("clerk", "POST", "/notifications/read", json={"ids": [own["id"]]}).json == {
        "unread": 0
    }
    before = call("clerk", "GET", "/notifications/preferences").json
    offered = {item["event"] for item in before["events"]}
    assert "declaration_returned" in offered and "case_to_sign" not in offered
    wishes = {
        "mail": "clerk@example.com",
        "quiet_from": "22:00",
        "quiet_to": "07:00",
        "events": [{"event": "term_ending", "when": "never", "channels": None}],
    }
    after = call("clerk", "PUT", "/notifications/preferences", json=wishes).json
    assert after["mail"] == "clerk@example.com"
    chosen = {item["event"]: item["when"] for item in after["events"]}
    assert chosen["term_ending"] == "never" and chosen["document_served"] == "at_once"
    for wrong in (
        {"mail": "nobody"},
        {"quiet_from": "25:00", "quiet_to": "07:00"},
        {"quiet_from": "22:00", "quiet_to": ""},
        {"events": [{"event": "case_to_sign", "when": "daily"}]},
    ):
        answer = call("clerk", "PUT", "/notifications/preferences", json=wrong)
        assert answer.status_code == 422, wrong
