"""Settings changed on the page: which, by whom, within what bounds, and from when they hold."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from inventory.app.configuration import service
from inventory.core.audit.models import AuditEvent
from inventory.core.settings import Settings

HORIZON = "HUANXIN_HORIZON_DAYS"


def test_a_change_holds_at_once_is_audited_and_can_be_taken_back(
    call: Any, app: Flask, ledger: Settings
) -> None:
    path = f"/settings/{HORIZON}"
    changed = call("admin", "PATCH", path, json={"version": 0, "value": "180"}).json
    assert (changed["value"], changed["source"], changed["version"]) == ("180", "page", 1)
    assert changed["changed_by"] == "管理员"
    rows = {item["name"]: item for item in call("admin", "GET", "/settings").json}
    assert rows[HORIZON]["value"] == "180"
    assert app.config["HUANXIN"].horizon_days == service.effective(ledger).horizon_days == 180
    told = json.loads(AuditEvent.get(AuditEvent.event == "setting.changed").detail)
    assert told == {"setting": HORIZON, "before": "365", "after": "180"}
    stale = call("admin", "PATCH", path, json={"version": 0, "value": "90"})
    assert stale.status_code == 409
    back = call("admin", "PATCH", path, json={"version": 1, "value": None}).json
    assert (back["value"], back["source"]) == ("365", "default")


def test_login_limits_follow(call: Any, app: Flask) -> None:
    path = "/settings/HUANXIN_SESSION_IDLE_MINUTES"
    call("admin", "PATCH", path, json={"version": 0, "value": "45"})
    call("admin", "GET", "/settings")
    assert app.extensions["login_policy"].idle.total_seconds() == 45 * 60


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        (HORIZON, "29", "configuration.out_of_bounds"),
        (HORIZON, "1096", "configuration.out_of_bounds"),
        (HORIZON, "viel", "configuration.no_number"),
        ("HUANXIN_PASSWORD_COMPLEXITY", "yes", "configuration.no_switch"),
        ("HUANXIN_PUBLIC_URL", "javascript:alert(1)", "configuration.no_address"),
        ("HUANXIN_DATA_DIR", "/tmp", "configuration.by_operator"),
        ("DATABASE_URL", "", "configuration.by_operator"),
    ],
)
def test_what_is_unsafe_or_out_of_bounds_is_refused(
    call: Any, name: str, value: str, code: str
) -> None:
    answer = call("admin", "PATCH", f"/settings/{name}", json={"version": 0, "value": value})
    assert answer.status_code == 422, answer.json
    assert answer.json["error"]["code"] == code.split(".")[1]


def test_the_environment_wins(call: Any, app: Flask, ledger: Settings) -> None:
    path = f"/settings/{HORIZON}"
    call("admin", "PATCH", path, json={"version": 0, "value": "180"})
    fixed = replace(ledger, horizon_days=90)
    assert service.effective(fixed).horizon_days == 90
    app.extensions["base_settings"] = fixed
    refused = call("admin", "PATCH", path, json={"version": 1, "value": "200"})
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "fixed")


def test_a_kept_value_that_is_no_longer_allowed_stops_nothing(ledger: Settings) -> None:
    from inventory.app.models import ChosenSetting
    from inventory.core import clock

    ChosenSetting.create(name="horizon_days", value="5000", changed_at=clock.now())
    ChosenSetting.create(name="gone", value="1", changed_at=clock.now())
    assert service.effective(ledger).horizon_days == 365


def test_the_checklist_tells_what_is_there(call: Any) -> None:
    steps = {item["key"]: item["done"] for item in call("admin", "GET", "/first-steps").json}
    assert list(steps) == [
        "administrator",
        "agency",
        "regions",
        "departments",
        "ledger",
        "notifications",
        "backup",
    ]
    assert steps["administrator"] and steps["regions"] and steps["ledger"]
    assert not steps["backup"]
    for who in ("inspector", "leader", "auditor", "clerk"):
        assert call(who, "GET", "/first-steps").status_code == 403


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("text=阳城", "140522"),
        ("text=140522", "140522"),
        ("text=江海", "440704"),
        ("text=广东", "440000"),
        ("text=阳城&parent=140000", "140522"),
    ],
)
def test_a_division_is_found_by_what_is_typed(call: Any, query: str, first: str) -> None:
    found = call("admin", "GET", f"/regions?{query}").json
    assert found[0]["code"] == first
    assert len(found) <= 20


def test_divisions_of_elsewhere_are_not_offered(call: Any) -> None:
    assert call("admin", "GET", "/regions?text=阳城&parent=440000").json == []
