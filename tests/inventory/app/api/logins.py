"""Logging in as a browser does: cookies, and the token against forged requests."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from tests.inventory.app.api.worlds import PASSWORD

FRESH = "another horse battery"


def log_in(client: FlaskClient, username: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post(
        "/api/v1/accounts/login",
        json={"username": username, "password": password, "cookie": True, **more},
    )


def csrf(client: FlaskClient) -> dict[str, str]:
    return {"X-CSRF-Token": client.get_cookie("huanxin_csrf").value}


def code_of(response: Any) -> str:
    return response.json["error"]["code"]
