"""Logins over HTTP: cookies and CSRF, sessions, obligations, the second factor, lock-out."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from inventory.app.factory import create_app
from inventory.core import clock
from inventory.core.settings import Settings
from inventory.people.accounts import totp
from tests.inventory.app.api.logins import FRESH, code_of, csrf, log_in
from tests.inventory.app.api.worlds import PASSWORD


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app: Flask, world: Any) -> None:
    answer = log_in(app.test_client(), "inspector")
    session, token, device = answer.headers.getlist("Set-Cookie")
    assert re.match(r"huanxin=hs_", session)
    assert "HttpOnly" in session and "SameSite=Lax" in session and "Path=/" in session
    assert "HttpOnly" not in token and answer.json["csrf_token"] in token
    assert "Secure" not in session
    assert "HttpOnly" in device and device.startswith("huanxin_device=")


def test_over_https_cookies_are_secure_and_of_this_host(ledger: Settings, world: Any) -> None:
    secure = create_app(replace(ledger, https=True))
    secure.config.update(TESTING=True, KEEP_CONNECTION=True)
    client = secure.test_client()
    answer = client.post(
        "/api/v1/accounts/login",
        json={"username": "inspector", "password": PASSWORD, "cookie": True},
        base_url="https://localhost",
    )
    session, token, device = answer.headers.getlist("Set-Cookie")
    assert session.startswith("__Host-huanxin=") and "Secure" in session and "Secure" in token
    assert device.startswith("__Host-huanxin_device=") and "Secure" in device
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert client.get("/api/v1/accounts/me", base_url="https://localhost").status_code == 200
    secure.extensions["queue"].close()


def test_a_browser_that_was_let_in_before_is_let_in_beside_a_guesser(
    app: Flask, world: Any
) -> None:
    """Behind one address: who guesses there keeps himself out, and not whose browser is known."""
    own, guesser = app.test_client(), app.test_client()
    assert log_in(own, "inspector").status_code == 200
    for _ in range(5):
        log_in(guesser, "inspector", "wrong password")
    assert log_in(guesser, "inspector").status_code == 429
    assert log_in(own, "inspector").status_code == 200
    for _ in range(10):
        log_in(own, "inspector", "wrong password")
    assert log_in(own, "inspector").status_code == 429


def test_reading_needs_the_cookie_only_and_writing_the_token_too(browser: FlaskClient) -> None:
    assert browser.get("/api/v1/equipment").json["total"] == 1
    body = {"name": "新企业", "region": "440704"}
    for headers in ({}, {"X-CSRF-Token": "0" * 64}, {"X-CSRF-Token": "é"}):
        refused = browser.post("/api/v1/enterprises", json=body, headers=headers)
        assert (refused.status_code, code_of(refused)) == (403, "csrf")
    assert browser.post("/api/v1/enterprises", json=body, headers=csrf(browser)).status_code == 201


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "https://localhost"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_other_sites_write_nothing(browser: FlaskClient, headers: dict[str, str]) -> None:
    refused = browser.post("/api/v1/enterprises", json={}, headers={**csrf(browser), **headers})
    assert (refused.status_code, code_of(refused)) == (403, "foreign_origin")
    login = browser.post("/api/v1/accounts/login", json={}, headers=headers)
    assert code_of(login) == "foreign_origin"


def test_the_own_page_writes(browser: FlaskClient) -> None:
    headers = {**csrf(browser), "Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    body = {"name": "新企业", "region": "440704"}
    assert browser.post("/api/v1/enterprises", json=body, headers=headers).status_code == 201


def test_the_token_of_one_session_is_of_no_use_in_another(app: Flask, browser: FlaskClient) -> None:
    other = app.test_client()
    log_in(other, "inspector")
    refused = browser.post("/api/v1/enterprises", json={}, headers=csrf(other))
    assert code_of(refused) == "csrf"


def test_a_wrong_header_is_not_made_good_by_a_cookie(browser: FlaskClient) -> None:
    for value in ("Bearer hs_wrong", "Basic abc", "Bearer", ""):
        answer = browser.get("/api/v1/accounts/me", headers={"Authorization": value})
        assert answer.status_code == 401, value


def test_logging_out_ends_the_session_and_deletes_the_cookies(browser: FlaskClient) -> None:
    secret = browser.get_cookie("huanxin").value
    assert browser.post("/api/v1/accounts/logout", headers=csrf(browser)).status_code == 204
    assert browser.get_cookie("huanxin") is None
    browser.set_cookie("huanxin", secret)
    assert browser.get("/api/v1/accounts/me").status_code == 401


def test_own_sessions_are_listed_and_ended(app: Flask, browser: FlaskClient) -> None:
    other = app.test_client()
    other.post(
        "/api/v1/accounts/login",
        json={"username": "inspector", "password": PASSWORD, "cookie": True},
        headers={"User-Agent": "Elsewhere/1.0"},
    )
    listed = browser.get("/api/v1/accounts/sessions").json
    (foreign,) = [item for item in listed if item["agent"] == "Elsewhere/1.0"]
    assert [item["current"] for item in listed].count(True) == 1 and not foreign["current"]
    path = f"/api/v1/accounts/sessions/{foreign['id']}"
    assert browser.delete(path, headers=csrf(browser)).status_code == 204
    assert other.get("/api/v1/accounts/me").status_code == 401
    assert browser.delete(path, headers=csrf(browser)).status_code == 404


def test_a_one_time_password_opens_nothing_but_its_change(app: Flask, call: Any) -> None:
    made = call(
        "admin",
        "POST",
        "/accounts/users",
        json={"username": "li", "display_name": "李工", "role": "inspector", "regions": ["440704"]},
    )
    assert made.status_code == 201 and made.json["must_change_password"]
    client = app.test_client()
    opened = log_in(client, "li", made.json["password"])
    assert opened.json["obligation"] == "password_change_required"
    assert client.get("/api/v1/accounts/me").json["obligation"] == "password_change_required"
    for path in ("/api/v1/equipment", "/api/v1/accounts/sessions", "/api/v1/enterprises"):
        refused = client.get(path)
        assert (refused.status_code, code_of(refused)) == (403, "password_change_required")
    changed = client.post(
        "/api/v1/accounts/password",
        json={"current": made.json["password"], "new": FRESH},
        headers=csrf(client),
    )
    assert changed.status_code == 200 and changed.json["obligation"] is None
    assert client.get("/api/v1/equipment").status_code == 200
    assert log_in(app.test_client(), "li", made.json["password"]).status_code == 401


def test_changing_the_password_ends_other_logins(app: Flask, browser: FlaskClient) -> None:
    other = app.test_client()
    log_in(other, "inspector")
    before = browser.get_cookie("huanxin").value
    body = {"current": PASSWORD, "new": FRESH}
    assert browser.post("/api/v1/accounts/password", json=body, headers=csrf(browser)).json
    assert browser.get_cookie("huanxin").value != before
    assert browser.get("/api/v1/accounts/me").status_code == 200
    assert other.get("/api/v1/accounts/me").status_code == 401


def test_weak_new_passwords_are_explained(browser: FlaskClient) -> None:
    body = {"current": PASSWORD, "new": "Huanxin2026"}
    answer = browser.post("/api/v1/accounts/password", json=body, headers=csrf(browser))
    assert answer.status_code == 422
    assert answer.json["error"]["details"][0]["field"] == "password"


def test_the_second_factor_from_enrolment_to_recovery(app: Flask, browser: FlaskClient) -> None:
    wrong = browser.post(
        "/api/v1/accounts/second-factor",
        json={"password": "not mine at all"},
        headers=csrf(browser),
    )
    assert code_of(wrong) == "password_wrong"
    begun = browser.post(
        "/api/v1/accounts/second-factor", json={"password": PASSWORD}, headers=csrf(browser)
    ).json
    first = totp.code(begun["secret"], totp.step_of(clock.now()))
    confirmed = browser.post(
        "/api/v1/accounts/second-factor/confirm", json={"code": first}, headers=csrf(browser)
    )
    recovery = confirmed.json["recovery_codes"]
    other = app.test_client()
    asked = log_in(other, "inspector")
    assert (asked.status_code, code_of(asked)) == (401, "second_factor_required")
    assert log_in(other, "inspector", code=first).status_code == 401  # used in the enrolment
    assert log_in(other, "inspector", code=recovery[0]).status_code == 200
    shown = other.get("/api/v1/accounts/second-factor").json
    assert shown == {"enrolled": True, "required": False, "recovery_codes_left": 9}
    gone = other.post(
        "/api/v1/accounts/second-factor/remove", json={"password": PASSWORD}, headers=csrf(other)
    )
    assert gone.status_code == 204
    assert log_in(app.test_client(), "inspector").status_code == 200


def test_a_role_that_needs_a_second_factor_can_do_nothing_without(
    ledger: Settings, world: Any
) -> None:
    strict = create_app(replace(ledger, second_factor_roles="leader"))
    strict.config.update(TESTING=True, KEEP_CONNECTION=True)
    client = strict.test_client()
    assert log_in(client, "leader").json["obligation"] == "second_factor_required"
    assert code_of(client.get("/api/v1/equipment")) == "second_factor_required"
    begun = client.post(
        "/api/v1/accounts/second-factor", json={"password": PASSWORD}, headers=csrf(client)
    ).json
    code = totp.code(begun["secret"], totp.step_of(clock.now()))
    client.post("/api/v1/accounts/second-factor/confirm", json={"code": code}, headers=csrf(client))
    assert client.get("/api/v1/equipment").status_code == 200
    strict.extensions["queue"].close()


def test_the_lock_out_is_told_with_the_time_to_wait(app: Flask, world: Any) -> None:
    client = app.test_client()
    answers = [log_in(client, "inspector", "wrong password").status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]
    locked = log_in(client, "inspector").json["error"]
    assert locked["code"] == "locked_out" and locked["details"][0]["value"] == 30
    assert "30 秒" in locked["message"]


def test_unknown_and_known_names_are_answered_alike(app: Flask, world: Any) -> None:
    client = app.test_client()
    known, unknown = (log_in(client, name, "wrong password") for name in ("inspector", "nobody"))
    assert known.json == unknown.json and known.status_code == unknown.status_code == 401
