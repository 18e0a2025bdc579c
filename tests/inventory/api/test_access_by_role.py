"""Every route × every role × own and foreign ids: nothing foreign shows in any byte."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

FOREIGN_BYTES = ["阳城县机密锅炉厂", "91140522535AN2E4T5", "SECRET-778", "机密变压器厂"]
PUBLIC = {"/api/accounts/login", "/api/openapi.json", "/health"}
ROLES = [None, "clerk", "inspector", "admin"]


def api_rules(app: Flask) -> list[tuple[str, str]]:
    """(method, rule) of every API route."""
    return sorted(
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/") and not rule.rule.startswith("/api/docs")
    )


def address(rule: str, world: Any, foreign: bool) -> str:
    """The rule with ids filled in."""
    ids = {
        "enterprise_id": world.foreign_enterprise if foreign else world.own_enterprise,
        "equipment_id": world.foreign_device if foreign else world.own_device,
    }
    path = rule.removeprefix("/api")
    for part in rule.split("/"):
        if part.startswith("<int:"):
            path = path.replace(part, str(ids.get(part[5:-1], 999)))
    return path


def text(response: Any) -> str:
    return response.get_data().decode("utf-8", "replace")


def test_strangers_get_nowhere(app: Flask, call: Any, world: Any) -> None:
    for method, rule in api_rules(app):
        if rule in PUBLIC:
            continue
        response = call(None, method, address(rule, world, foreign=False), json={})
        assert response.status_code == 401, (method, rule)
        assert response.json["error"]["code"] == "not_logged_in"


@pytest.mark.parametrize("role", ["clerk", "inspector"])
def test_foreign_records_are_refused_and_do_not_show(
    app: Flask, call: Any, world: Any, role: str
) -> None:
    for method, rule in api_rules(app):
        response = call(role, method, address(rule, world, foreign=True), json={})
        shown = text(response)
        assert not [word for word in FOREIGN_BYTES if word in shown], (method, rule)
        if "<int:enterprise_id>" in rule or "<int:equipment_id>" in rule:
            body_first = method in {"POST", "PATCH"}
            allowed = {403, 404, 422} if body_first else {403, 404}
            assert response.status_code in allowed, (method, rule, response.status_code)


@pytest.mark.parametrize("role", ["clerk", "inspector"])
def test_lists_and_counts_hold_only_what_is_ones_own(call: Any, role: str) -> None:
    for path in ("/equipment", "/enterprises"):
        answer = call(role, "GET", path).json
        assert (len(answer["items"]), answer["total"]) == (1, 1), path
    assert sum(row["count"] for row in call(role, "GET", "/equipment/summary").json) == 1
    alerts = call(role, "GET", "/alerts").json
    assert alerts["total"] == sum(alerts["stages"].values()) == len(alerts["items"]) == 1


def test_administrators_see_everything(call: Any) -> None:
    assert call("admin", "GET", "/equipment").json["total"] == 2


@pytest.mark.parametrize("role", ["clerk", "inspector"])
def test_filters_do_not_leak(call: Any, world: Any, role: str) -> None:
    for query in ("region=140522", f"enterprise={world.foreign_enterprise}", "q=SECRET"):
        answer = call(role, "GET", f"/equipment?{query}").json
        assert answer["total"] == 0, query


def test_a_patch_cannot_move_a_device_out_of_or_into_ones_area(call: Any, world: Any) -> None:
    out = call(
        "inspector", "PATCH", f"/equipment/{world.own_device}",
        json={"version": 1, "region": "140522"},
    )  # fmt: skip
    assert out.status_code == 403
    into = call(
        "inspector", "PATCH", f"/equipment/{world.foreign_device}",
        json={"version": 1, "region": "440704"},
    )  # fmt: skip
    assert into.status_code == 404
    owner = call(
        "inspector", "PATCH", f"/equipment/{world.own_device}",
        json={"version": 1, "enterprise_id": world.foreign_enterprise},
    )  # fmt: skip
    assert owner.status_code == 404


def test_clerks_write_nothing(app: Flask, call: Any, world: Any) -> None:
    writable = {"/api/accounts/login", "/api/accounts/logout", "/api/accounts/tokens",
                "/api/assessments/preview"}  # fmt: skip
    for method, rule in api_rules(app):
        if method != "GET" and rule not in writable:
            response = call("clerk", method, address(rule, world, foreign=False), json={})
            assert response.status_code in {403, 415, 422}, (method, rule)
    assert call("admin", "GET", "/equipment").json["total"] == 2


def test_the_number_of_a_foreign_device_is_refused_without_its_owner(call: Any, world: Any) -> None:
    response = call(
        "inspector", "POST", "/equipment",
        json={
            "kind": "transformer",
            "enterprise_id": world.own_enterprise,
            "facts": {"serial_no": "SECRET-778", "manufacturer": "机密变压器厂"},
        },
    )  # fmt: skip
    assert response.status_code == 409
    assert "阳城" not in text(response)
