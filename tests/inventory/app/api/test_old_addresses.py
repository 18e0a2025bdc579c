"""Addresses from before the API had a version: answered as the new ones, programs are told."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

STATIC = Path(__file__).parents[4] / "static"


def test_an_old_address_is_answered_as_the_new_one(client: FlaskClient, world: Any) -> None:
    headers = {"Authorization": f"Bearer {world.tokens['inspector']}"}
    path = f"/equipment/{world.own_device}"
    old, new = (client.get(f"{root}{path}", headers=headers) for root in ("/api", "/api/v1"))
    assert (old.status_code, old.json) == (new.status_code, new.json) == (200, new.json)
    assert old.headers["Deprecation"] == "@1795910400"
    assert old.headers["Link"] == f'</api/v1{path}>; rel="successor-version"'
    assert "Deprecation" not in new.headers and "Link" not in new.headers
    assert old.headers["Cache-Control"] == "no-store"


def test_errors_at_old_addresses_are_those_of_the_new_ones(client: FlaskClient, world: Any) -> None:
    assert client.get("/api/equipment").status_code == 401
    assert client.get("/api/nowhere").json["error"]["code"] == "http_404"  # type: ignore[index]
    assert client.get("/api").status_code == 404


def test_a_page_from_before_the_update_may_still_write(browser: FlaskClient) -> None:
    """With its cookie and token; it reads no header, so it is told nothing."""
    refused = browser.post("/api/saved-views", json={"page": "ledger", "name": "x", "query": {}})
    assert refused.json["error"]["code"] == "csrf"  # type: ignore[index]
    answer = browser.get("/api/accounts/me")
    assert answer.status_code == 200
    assert "Deprecation" not in answer.headers


def test_the_document_shows_new_addresses_only(client: FlaskClient, world: Any) -> None:
    document = client.get("/api/openapi.json").json or {}
    assert document == client.get("/api/v1/openapi.json").json
    assert {path.startswith("/api/v1/") for path in document["paths"]} == {True}


def test_our_pages_call_new_addresses_only() -> None:
    old = re.compile(r"[\"'`]/api/(?!v1/)")
    pages = [*STATIC.glob("src/**/*.ts"), *STATIC.glob("src/**/*.vue")]
    assert [str(page) for page in pages if old.search(page.read_text("utf-8"))] == []
