"""The pages' routes over HTTP: shapes, links between them, and nothing of others in any byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from inventory.core.access import Actor, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.web import versions
from inventory.judgement.ledger import facets, writing
from inventory.judgement.ledger.listing import Filters
from inventory.judgement.ledger.writing import Change, Origin
from inventory.judgement.sums import service as sums
from inventory.judgement.sums.models import LedgerSum
from inventory.people.accounts import service as accounts
from inventory.people.accounts import sessions
from inventory.people.enterprises.models import Enterprise
from inventory.registry.jobs import service as jobs

PASSWORD = "correct horse battery"


@pytest.fixture
def call(app: Flask, mixed: dict[str, Actor]) -> Any:
    """call("inspector", "GET", "/dashboard") → response."""
    made = {
        "inspector": accounts.create_user("i", "监察员", PASSWORD, Role.INSPECTOR, ["440704"]),
        "other": accounts.create_user("o", "外地", PASSWORD, Role.INSPECTOR, ["140522"]),
        "leader": accounts.create_user("l", "领导", PASSWORD, Role.LEADER, ["440704"]),
        "admin": accounts.create_user("a", "管理员", PASSWORD, Role.ADMIN),
        "auditor": accounts.create_user("u", "审计员", PASSWORD, Role.AUDITOR),
        "clerk": accounts.create_user(
            "c", "企业", PASSWORD, Role.ENTERPRISE, enterprise=mixed["clerk"].enterprise
        ),
    }
    life = timedelta(hours=1)
    secrets = {
        name: sessions.issue_token(sessions.actor_for(user), "test", life)[0]
        for name, user in made.items()
    }
    client: FlaskClient = app.test_client()

    def send(
        who: str, method: str, path: str, more: Mapping[str, str] | None = None, **kwargs: Any
    ) -> Any:
        headers = {"Authorization": f"Bearer {secrets[who]}", **(more or {})}
        return client.open(f"/api/v1{path}", method=method, headers=headers, **kwargs)

    return send


def numbers(shown: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """(count, filter) wherever they stand together."""
    if isinstance(shown, dict):
        if isinstance(shown.get("filter"), dict) and "count" in shown:
            yield shown["count"], shown["filter"]
        for value in shown.values():
            yield from numbers(value)
    elif isinstance(shown, list):
        for value in shown:
            yield from numbers(value)


def total(call: Any, who: str, path: str, chosen: dict[str, Any]) -> int:
    query = {
        key: str(value).lower() if isinstance(value, bool) else value
        for key, value in chosen.items()
    }
    answer = call(who, "GET", path, query_string={**query, "size": 1})
    assert answer.status_code == 200, (chosen, answer.json)
    return answer.json["total"]


@pytest.mark.parametrize("who", ["inspector", "leader", "clerk"])
def test_every_number_of_the_dashboard_opens_its_list(call: Any, who: str) -> None:
    shown = call(who, "GET", "/dashboard").json
    found = list(numbers(shown))
    assert len(found) > 20
    for count, chosen in found:
        assert count == total(call, who, "/equipment", chosen), chosen


def test_facets_take_the_lists_filters_and_refuse_others(call: Any) -> None:
    shown = call("inspector", "GET", "/equipment/facets?kind=boiler&verdict=eliminate").json
    assert shown["total"] == total(
        call, "inspector", "/equipment", {"kind": "boiler", "verdict": "eliminate"}
    )
    assert {item["value"] for item in shown["kind"]} > {"boiler"}
    assert call("inspector", "GET", "/equipment/facets?colour=red").status_code == 422
    assert call("inspector", "GET", "/equipment/facets?verdict=rusty").status_code == 422


def test_the_workbench_fits_the_role(call: Any) -> None:
    for who, desk in (("inspector", "inspector"), ("leader", "leader"), ("clerk", "clerk")):
        shown = call(who, "GET", "/workbench").json
        assert set(shown) == {"role", desk}
    stages = call("inspector", "GET", "/workbench").json["inspector"]["alerts"]["stages"]
    for stage in stages:
        assert stage["count"] == total(call, "inspector", "/alerts", stage["filter"])


def test_an_export_from_asking_to_fetching(call: Any) -> None:
    asked = call(
        "inspector", "POST", "/exports", json={"format": "csv", "filters": {"kind": "truck"}}
    )
    assert asked.status_code == 202
    key = asked.json["id"]
    assert asked.json["job"]["status"] == "queued"
    assert call("inspector", "GET", f"/exports/{key}/file").status_code == 409
    jobs.run(asked.json["job"]["id"])
    shown = call("inspector", "GET", f"/exports/{key}").json
    assert shown["devices"] == total(call, "inspector", "/equipment", {"kind": "truck"})
    assert (shown["job"]["done"], shown["job"]["status"]) == (shown["devices"], "done")
    file = call("inspector", "GET", f"/exports/{key}/file")
    assert file.data.startswith(b"\xef\xbb\xbf")
    assert len(file.data.decode("utf-8-sig").splitlines()) == shown["devices"] + 1
    assert "attachment" in file.headers["Content-Disposition"]
    file.close()
    for who in ("other", "admin", "clerk"):
        assert call(who, "GET", f"/exports/{key}/file").status_code == 404
        assert call(who, "GET", f"/exports/{key}").status_code == 404
        assert call(who, "GET", "/exports").json == []
    assert [job["id"] for job in call("inspector", "GET", "/jobs").json["items"]] == [
        asked.json["job"]["id"]
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"format": "pdf"},
        {"format": "csv", "filters": {"colour": "red"}},
        {"format": "csv", "columns": ["colour"]},
        {"format": "csv", "sort": "colour"},
        {"format": "csv", "filters": {"verdict": "rusty"}},
    ],
)
def test_an_export_that_cannot_be_is_refused_at_once(call: Any, wrong: dict[str, Any]) -> None:
    assert call("inspector", "POST", "/exports", json=wrong).status_code == 422
    assert call("inspector", "GET", "/exports").json == []


def test_labels_of_what_one_sees(call: Any) -> None:
    ids = [item["id"] for item in call("clerk", "GET", "/equipment?size=3").json["items"]]
    sheet = call("clerk", "POST", "/equipment/labels", json={"ids": ids})
    assert (sheet.status_code, sheet.data[:5]) == (200, b"%PDF-")
    foreign = call("other", "GET", "/equipment?size=1").json["items"][0]["id"]
    assert call("clerk", "POST", "/equipment/labels", json={"ids": [foreign]}).status_code == 404
    assert call("clerk", "POST", "/equipment/labels", json={"ids": []}).status_code == 422


def test_an_alert_is_handled_over_http(call: Any) -> None:
    alert = call("inspector", "GET", "/alerts?acknowledged=false").json["items"][0]
    path = f"/alerts/{alert['id']}"
    seen = call("inspector", "POST", f"{path}/acknowledge").json
    assert seen["handling"]["acknowledged_by"] == "监察员"
    able = call("inspector", "GET", f"{path}/assignees").json
    assert [user["display_name"] for user in able] == ["监察员", "管理员"]
    given = call("inspector", "PUT", f"{path}/assignee", json={"user_id": able[0]["id"]}).json
    assert given["handling"]["assignee_name"] == "监察员"
    assert call("inspector", "GET", "/alerts?mine=true").json["total"] == 1
    late = {"until": "2099-01-01", "reason": "晚点再说"}
    assert call("inspector", "POST", f"{path}/snooze", json=late).status_code == 422
    for method, end, body in (
        ("POST", "acknowledge", None),
        ("POST", "snooze", late),
        ("DELETE", "snooze", None),
        ("PUT", "assignee", {"user_id": None}),
    ):
        assert call("other", method, f"{path}/{end}", json=body).status_code == 404
        assert call("leader", method, f"{path}/{end}", json=body).status_code == 403
        assert call("clerk", method, f"{path}/{end}", json=body).status_code == 403
    assert call("other", "GET", path).status_code == 404


def test_the_calendar_over_http(call: Any) -> None:
    shown = call("inspector", "GET", "/alerts/calendar?from=2026-12-01&to=2027-02-28&by=month")
    assert [item["period"] for item in shown.json["periods"]] == ["2026-12", "2027-01", "2027-02"]
    for count, chosen in numbers(shown.json):
        assert count == total(call, "inspector", "/equipment", chosen)
    assert call("inspector", "GET", "/alerts/calendar?from=2026-12-01").status_code == 422


def test_saved_views_over_http(call: Any) -> None:
    body = {"name": "待淘汰", "filters": {"verdict": "eliminate", "due_to": "2027-01-01"}}
    made = call("inspector", "POST", "/saved-views", json=body)
    assert made.status_code == 201
    assert made.json["filters"] == body["filters"]
    wrong = {**body, "name": "x", "filters": {"colour": "red"}}
    assert call("inspector", "POST", "/saved-views", json=wrong).status_code == 422
    path = f"/saved-views/{made.json['id']}"
    shared = call("inspector", "PATCH", path, json={"version": 1, "region": "440704"})
    assert shared.json["region"] == "440704"
    assert [item["name"] for item in call("leader", "GET", "/saved-views").json] == ["待淘汰"]
    for who in ("other", "clerk"):
        assert call(who, "GET", "/saved-views").json == []
        assert call(who, "DELETE", path).status_code == 404
    assert call("leader", "DELETE", path).status_code == 403
    assert call("inspector", "DELETE", path).status_code == 204


def test_health_is_for_administrators(call: Any) -> None:
    for who in ("admin", "auditor"):
        shown = call(who, "GET", "/health/details").json
        assert {"schedules", "queue", "database", "backup", "disk", "checks"} <= set(shown)
    for who in ("inspector", "leader", "clerk"):
        assert call(who, "GET", "/health/details").status_code == 403


def test_nothing_of_others_shows_in_any_byte(call: Any) -> None:
    """The names of the enterprises of the other county, in every answer to everybody else."""
    others = [row.name for row in Enterprise.select().where(Enterprise.region == "140522")]
    paths = (
        "/dashboard",
        "/dashboard?region=140522",
        "/workbench",
        "/equipment/facets",
        "/equipment/facets?region=140522",
        "/alerts?size=200",
        "/alerts?region=140522",
        "/alerts/calendar?from=2026-01-01&to=2026-12-31",
        "/saved-views",
        "/exports",
        "/jobs",
    )
    assert len(others) > 3
    for who in ("inspector", "leader", "clerk"):
        for path in paths:
            answer = call(who, "GET", path)
            assert answer.status_code == 200, path
            text = answer.get_data(as_text=True)
            assert not [name for name in others if name in text], (who, path)
            if "140522" in path and "dashboard" in path:
                assert answer.json["total"]["count"] == 0


@pytest.mark.parametrize(
    "path", ["/dashboard", "/dashboard/pivot?by=kind&across=verdict", "/equipment/facets"]
)
def test_sums_that_have_not_changed_are_not_sent_again(call: Any, path: str) -> None:
    first = call("inspector", "GET", path)
    known = {"If-None-Match": first.headers["ETag"]}
    assert call("inspector", "GET", path, more=known).status_code == 304
    assert call("admin", "GET", path, more=known).status_code == 200  # other rights
    writing.write(
        [Change("boiler", Enterprise.get().id, "440704", {"name": "新锅炉"})], Origin("api")
    )
    assert call("inspector", "GET", path, more=known).status_code == 200


def test_what_the_sums_do_not_know_is_asked_anew(
    call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its tag is of what was counted, not of the sums (core/web/tags.py)."""
    monkeypatch.setattr(versions, "_tag", lambda _known: pytest.fail("taken from the sums"))
    for path in ("/equipment/facets?q=S9", "/dashboard/pivot?by=fleet&across=verdict"):
        assert call("inspector", "GET", path).status_code == 200


def test_a_wrong_sum_is_put_right_and_told(mixed: dict[str, Actor]) -> None:
    right = facets.devices(mixed["all"], Filters())
    LedgerSum.update(devices=LedgerSum.devices + 3).where(
        (LedgerSum.place == "") & (LedgerSum.sort == "state")
    ).execute()
    assert facets.devices(mixed["all"], Filters()) > right
    before = sums.version()
    wrong = sums.prove()
    assert sums.version() > before  # nobody is told that the wrong numbers still hold
    told = AuditEvent.get(AuditEvent.event == "ledger.sums_repaired").detail
    assert wrong > 0 and f'"sums":{wrong}' in told
    assert facets.devices(mixed["all"], Filters()) == right
    assert sums.prove() == 0
