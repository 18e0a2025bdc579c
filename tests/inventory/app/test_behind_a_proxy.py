"""The servers that we run, asked as a proxy with TLS asks them: what it says of the client arrives.

A test client of Flask has no server, which may take headers away before they reach us.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests

from inventory.app.cli.setup import prepare
from inventory.core import database
from inventory.core.access import Role
from inventory.core.settings import Settings
from inventory.people.accounts import service as accounts
from tests.inventory.registry.jobs.test_live_server import PASSWORD, ROOT, free_port, wait_for

CLIENT = "203.0.113.9"
SAID = {
    "Host": "huanxin.example",
    "X-Forwarded-For": CLIENT,
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "huanxin.example",
}
SERVERS = {
    "waitress": ("app.py", "serve", "--web-only", "--port", "{port}"),
    "gunicorn": ("-m", "gunicorn", "--bind", "127.0.0.1:{port}", "app:app"),
}


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[str, str], str]]:
    """Starts a server for a number of trusted proxies; gives its address."""
    settings = Settings(data_dir=tmp_path / "var")
    prepare(settings)
    with database.connection():
        accounts.create_user("inspector", "监察员", PASSWORD, Role.INSPECTOR, ["440704"])
    database.db.close()
    said = {"HUANXIN_DATA_DIR": str(settings.data_dir), "HUANXIN_HTTPS": "true"}
    with ExitStack() as running:

        def start(server: str, proxies: str) -> str:
            port = free_port()
            command = [sys.executable, *(word.format(port=port) for word in SERVERS[server])]
            environment = {**os.environ, **said, "HUANXIN_PROXIES": proxies}
            process = subprocess.Popen(command, cwd=ROOT, env=environment)
            running.callback(process.wait, timeout=30)
            running.callback(process.terminate)
            address = f"http://127.0.0.1:{port}"
            wait_for(lambda: _answer(f"{address}/health"))
            return address

        yield start


def _answer(address: str, **headers: str) -> Any:
    try:
        return requests.get(address, headers=headers, timeout=30).json()
    except requests.ConnectionError:
        return None


@pytest.mark.parametrize("server", SERVERS)
def test_a_browser_logs_in_through_a_proxy_with_tls(
    server: str, serve: Callable[[str, str], str]
) -> None:
    api = f"{serve(server, '1')}/api/v1/accounts"
    words = {"username": "inspector", "password": PASSWORD, "cookie": True}
    browser = {**SAID, "Origin": "https://huanxin.example", "Sec-Fetch-Site": "same-origin"}
    login = requests.post(f"{api}/login", json=words, headers=browser, timeout=30)
    assert login.ok, login.text
    cookies = "; ".join(f"{name}={value}" for name, value in login.cookies.items())
    (session,) = _answer(f"{api}/sessions", **SAID, Cookie=cookies)
    assert session["address"] == CLIENT


def test_behind_a_proxy_that_nobody_told_of_no_one_is_of_this_machine(
    serve: Callable[[str, str], str], tmp_path: Path
) -> None:
    address = serve("waitress", "0")
    assert "version" in _answer(f"{address}/health")
    assert _answer(f"{address}/health", **SAID) == {"status": "ok"}
    assert (tmp_path / "var" / "run" / "unknown-proxy").exists()
