"""Accounts over HTTP: tokens, users and departments, refusals, proxies, idle sessions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from inventory.app.factory import create_app
from inventory.app.health.details import unknown_proxy
from inventory.core import clock
from inventory.core.access import Role
from inventory.core.audit.models import AuditEvent
from inventory.core.settings import Settings
from inventory.people.accounts import users
from tests.inventory.app.api.logins import FRESH, code_of, log_in
from tests.inventory.app.api.worlds import PASSWORD


@pytest.fixture
def tokens(call: Any) -> Iterator[dict[str, str]]:
    made = {
        scope: call("inspector", "POST", "/accounts/tokens", json={"name": scope, "scope": scope})
        for scope in ("read", "write")
    }
    yield {scope: answer.json["token"] for scope, answer in made.items()}


def test_tokens_have_a_scope_and_manage_no_accounts(
    client: FlaskClient, tokens: dict[str, str], call: Any
) -> None:
    headers = {scope: {"Authorization": f"Bearer {token}"} for scope, token in tokens.items()}
    body = {"name": "新企业", "region": "440704"}
    assert client.get("/api/v1/equipment", headers=headers["read"]).json["total"] == 1
    refused = client.post("/api/v1/enterprises", json=body, headers=headers["read"])
    assert (refused.status_code, code_of(refused)) == (403, "token_read_only")
    assert (
        client.post("/api/v1/enterprises", json=body, headers=headers["write"]).status_code == 201
    )
    for method, path, sent in (
        ("POST", "/api/v1/accounts/tokens", {"name": "x"}),
        ("POST", "/api/v1/accounts/password", {"current": PASSWORD, "new": FRESH}),
        ("GET", "/api/v1/accounts/sessions", None),
        ("POST", "/api/v1/accounts/logout", None),
    ):
        answer = client.open(path, method=method, json=sent, headers=headers["write"])
        assert code_of(answer) == "session_required", path
    listed = {item["name"]: item for item in call("inspector", "GET", "/accounts/tokens").json}
    assert listed["read"]["last_used_at"] and "token" not in listed["read"]
    gone = call("inspector", "DELETE", f"/accounts/tokens/{listed['read']['id']}")
    assert gone.status_code == 204
    assert client.get("/api/v1/equipment", headers=headers["read"]).status_code == 401


def test_disabling_ends_everything_at_once(
    client: FlaskClient, browser: FlaskClient, tokens: dict[str, str], call: Any
) -> None:
    (key,) = [
        u["id"]
        for u in call("admin", "GET", "/accounts/users?role=inspector").json
        if u["username"] == "inspector"
    ]
    changed = call("admin", "PATCH", f"/accounts/users/{key}", json={"active": False})
    assert changed.json["active"] is False
    assert browser.get("/api/v1/accounts/me").status_code == 401
    header = {"Authorization": f"Bearer {tokens['write']}"}
    assert client.get("/api/v1/accounts/me", headers=header).status_code == 401
    assert log_in(client, "inspector").status_code == 401


def test_administrators_manage_users_and_departments(call: Any, world: Any) -> None:
    made = call(
        "admin",
        "POST",
        "/accounts/departments",
        json={"region": "440704", "name": "特种设备科", "kinds": ["elevator"]},
    ).json
    (inspector,) = [
        item
        for item in call("admin", "GET", "/accounts/users").json
        if item["username"] == "inspector"
    ]
    path = f"/accounts/users/{inspector['id']}"
    changed = call("admin", "PATCH", path, json={"departments": [made["id"]]}).json
    assert changed["departments"] == [made["id"]] and changed["regions"] == ["440704"]
    assert call("inspector", "GET", "/accounts/me").json["kinds"] == ["elevator"]
    busy = call("admin", "DELETE", f"/accounts/departments/{made['id']}")
    assert code_of(busy) == "department_in_use"
    call("admin", "PATCH", path, json={"departments": []})
    assert call("inspector", "GET", "/accounts/me").json["kinds"] is None
    assert call("admin", "DELETE", f"/accounts/departments/{made['id']}").status_code == 204
    unknown = call("admin", "PATCH", path, json={"departments": [9999]})
    assert code_of(unknown) == "unknown_department"
    reset = call("admin", "POST", f"{path}/password").json
    assert len(reset["password"]) >= 16
    assert call("inspector", "GET", "/accounts/me").status_code == 401
    assert call("admin", "GET", path).json["must_change_password"]
    assert call("admin", "DELETE", f"{path}/second-factor").status_code == 204


def test_departments_of_other_regions_are_not_listed(call: Any) -> None:
    regions = {item["region"] for item in call("inspector", "GET", "/accounts/departments").json}
    assert regions == {"440704"}


def test_refusals_and_failures_are_on_record(app: Flask, call: Any, world: Any) -> None:
    log_in(app.test_client(), "inspector", "wrong password")
    refused = call("clerk", "POST", "/enterprises", json={"name": "x", "region": "440704"})
    assert refused.status_code == 403
    event = AuditEvent.get(AuditEvent.event == "access.refused")
    assert "/api/v1/enterprises" in event.detail
    assert event.request_id == refused.headers["X-Request-Id"]
    for _ in range(7):
        call("clerk", "POST", "/enterprises", json={"name": "x", "region": "440704"})
    refusals = AuditEvent.select().where(AuditEvent.event == "access.refused")
    assert refusals.count() == 1
    with clock.frozen(clock.now() + timedelta(minutes=10)):
        call("clerk", "GET", "/audit")
    told = [json.loads(row.detail) for row in refusals.order_by(AuditEvent.id)]
    assert [item.get("more") for item in told] == [None, 7, None]
    assert told[1]["route"] == "/api/v1/enterprises"
    assert AuditEvent.select().where(AuditEvent.event == "login.failed").count() == 1
    assert AuditEvent.select().where(AuditEvent.event == "login.succeeded").exists()


def test_every_answer_carries_the_headers(client: FlaskClient, call: Any) -> None:
    for answer in (
        call("admin", "GET", "/equipment"),
        call(None, "GET", "/equipment"),
        call("admin", "GET", "/nowhere"),
        client.get("/api/v1/docs"),
        client.get("/health"),
    ):
        headers = answer.headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "microphone=()" in headers["Permissions-Policy"]
        assert "frame-ancestors" in headers["Content-Security-Policy"]
        assert re.fullmatch(r"[0-9a-f]{32}", headers["X-Request-Id"])
    assert call("admin", "GET", "/equipment").headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_parts_of_pages_carry_what_is_theirs(app: Flask) -> None:
    with app.test_request_context("/assets/a-1.js"):
        headers = app.process_response(Response("1", mimetype="text/javascript")).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert not {"Permissions-Policy", "X-Frame-Options"} & set(headers.keys())


def test_a_proxy_that_the_settings_lack_is_told(app: Flask, call: Any, ledger: Settings) -> None:
    def told() -> str:
        found = call("admin", "GET", "/health/details").json["checks"]
        return str(next(item["level"] for item in found if item["id"] == "proxy"))

    assert told() == "good"
    app.test_client().get("/health", headers={"X-Forwarded-For": "203.0.113.7"})
    assert told() == "warn"
    assert unknown_proxy(ledger.data_dir) == clock.now().replace(microsecond=0)
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert unknown_proxy(ledger.data_dir) < clock.now() - timedelta(days=1)


def test_strangers_learn_that_the_service_lives_and_no_more(ledger: Settings, world: Any) -> None:
    """Unless the operator opens it; whoever is logged in or watches the service sees it all."""
    away = {"REMOTE_ADDR": "203.0.113.7"}
    for opened in (False, True):
        service = create_app(replace(ledger, open_docs=opened))
        service.config.update(TESTING=True, KEEP_CONNECTION=True)
        stranger, person = service.test_client(), service.test_client()
        log_in(person, "clerk")
        for path in ("/api/v1/docs", "/api/v1/openapi.json"):
            assert stranger.get(path).status_code == (200 if opened else 401)
            assert person.get(path).status_code == 200
        assert stranger.get("/api/v1/docs/start.js").status_code == 200
        for path, known in (("/health", "version"), ("/health/ready", "web")):
            assert (known in stranger.get(path, environ_overrides=away).json) is opened
            assert known in person.get(path, environ_overrides=away).json
            assert known in stranger.get(path).json
            forwarded = {"X-Forwarded-For": "127.0.0.1"}
            assert (known in stranger.get(path, headers=forwarded).json) is opened
        service.extensions["queue"].close()


def test_the_address_behind_a_proxy_is_the_clients(ledger: Settings, world: Any) -> None:
    behind = create_app(replace(ledger, proxies=1))
    behind.config.update(TESTING=True, KEEP_CONNECTION=True)
    client = behind.test_client()
    forged = {"X-Forwarded-For": "203.0.113.9, 192.0.2.5"}
    client.post(
        "/api/v1/accounts/login",
        json={"username": "inspector", "password": PASSWORD, "cookie": True},
        headers=forged,
    )
    (session,) = [item for item in client.get("/api/v1/accounts/sessions").json if item["current"]]
    assert session["address"] == "192.0.2.5"
    behind.extensions["queue"].close()


def test_a_session_over_http_ends_when_idle(app: Flask, browser: FlaskClient) -> None:
    with clock.frozen(clock.now() + timedelta(minutes=29)):
        assert browser.get("/api/v1/accounts/me").status_code == 200
    with clock.frozen(clock.now() + timedelta(minutes=29 + 30)):
        assert browser.get("/api/v1/accounts/me").status_code == 401


def test_clerks_of_an_enterprise_are_made_with_it(call: Any, world: Any) -> None:
    body = {"username": "clerk2", "display_name": "文员", "role": "enterprise"}
    assert code_of(call("admin", "POST", "/accounts/users", json=body)) == "no_enterprise"
    body["enterprise_id"] = 999_999
    assert call("admin", "POST", "/accounts/users", json=body).status_code == 404
    body["enterprise_id"] = world.own_enterprise
    assert call("admin", "POST", "/accounts/users", json=body).status_code == 201
    assert users.find("clerk2").role == Role.ENTERPRISE
