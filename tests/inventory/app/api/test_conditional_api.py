"""ETag, If-None-Match, If-Match, Retry-After."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask


@pytest.fixture
def ask(app: Flask, world: Any) -> Any:
    """ask("GET", "/equipment", {"If-None-Match": …}) → response, as the inspector."""

    def send(method: str, path: str, headers: dict[str, str] | None = None, **more: Any) -> Any:
        sent = {"Authorization": f"Bearer {world.tokens['inspector']}", **(headers or {})}
        return app.test_client().open(f"/api/v1{path}", method=method, headers=sent, **more)

    return send


def test_a_list_and_a_device_are_sent_once(ask: Any, world: Any) -> None:
    device = f"/equipment/{world.own_device}"
    for path in ("/equipment", device, "/alerts", "/enterprises", "/equipment/facets"):
        tag = ask("GET", path).headers["ETag"]
        again = ask("GET", path, {"If-None-Match": tag, "Accept-Encoding": "gzip"})
        assert (again.status_code, again.data) == (304, b""), path
        assert again.headers["ETag"] == tag
    before = ask("GET", "/equipment").headers["ETag"]
    change = {"version": 1, "facts": {"location": "一号配电房"}}
    assert ask("PATCH", device, json=change).status_code == 200
    assert ask("GET", "/equipment", {"If-None-Match": before}).status_code == 200


def test_what_shows_secrets_has_no_tag(ask: Any) -> None:
    assert "ETag" not in ask("GET", "/accounts/me").headers
    assert "ETag" not in ask("GET", "/nowhere").headers


def test_if_match_stands_for_the_version(ask: Any, world: Any) -> None:
    path = f"/equipment/{world.own_device}"
    tag = ask("GET", path).headers["ETag"]
    assert tag.startswith('"1.')
    first = ask("PATCH", path, {"If-Match": f"W/{tag}"}, json={"facts": {"location": "甲"}})
    assert (first.status_code, first.json["version"]) == (200, 2)
    late = ask("PATCH", path, {"If-Match": tag}, json={"facts": {"location": "乙"}})
    assert (late.status_code, late.json["error"]["code"]) == (412, "version")
    assert ask("GET", path).json["facts"]["location"] == "甲"
    both = {"version": 2, "facts": {"location": "丙"}}
    assert ask("PATCH", path, {"If-Match": tag}, json=both).json["error"]["code"] == "two_versions"
    assert ask("PATCH", path, {"If-Match": "x"}, json=both).json["error"]["code"] == "bad_tag"
    assert ask("PATCH", path, {"If-Match": "*"}, json=both).status_code == 200


def test_whoever_is_sent_away_is_told_for_how_long(app: Flask, world: Any) -> None:
    client, body = app.test_client(), {"username": "clerk", "password": "wrong wrong wrong"}
    for _ in range(30):
        answer = client.post("/api/v1/accounts/login", json=body)
        if answer.status_code == 429:
            break
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "RateLimit" not in answer.headers  # nobody is told how many guesses are free
