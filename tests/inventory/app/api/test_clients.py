"""The worked clients of docs/api do what the page says, against a server of their own.

The page marks its shell as `server`: it needs one, and here it has one.
"""

from __future__ import annotations

import email.message
import importlib.util
import io
import os
import subprocess
import sys
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.extending.test_shell_blocks import fences
from tests.inventory.registry.jobs import test_live_server as live

server = live.server
GUIDE, FOLDER = "docs/api/guide.md", live.ROOT / "docs" / "api"
pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


@pytest.fixture
def secret(server: str) -> str:
    body = {"username": "inspector", "password": live.PASSWORD}
    token = requests.post(f"{server}/api/v1/accounts/login", json=body, timeout=30).json()["token"]
    made = requests.post(
        f"{server}/api/v1/accounts/tokens",
        json={"name": "docs", "scope": "write"},
        headers={"Authorization": f"Bearer {token}"},
        timeout=30,
    )
    return str(made.json()["token"])


@pytest.fixture
def module() -> Iterator[Any]:
    """docs/api/huanxin.py as whoever copied it imports it."""
    spec = importlib.util.spec_from_file_location("huanxin", FOLDER / "huanxin.py")
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["huanxin"] = made
    spec.loader.exec_module(made)
    yield made
    del sys.modules["huanxin"]


def blocks(language: str) -> list[str]:
    return [text for found, _, text in fences(GUIDE) if found == language]


def test_the_python_client_does_the_main_job(
    server: str, secret: str, module: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    (text,) = blocks("python")
    names = {"url": server, "token": secret, "ledger": Path(live.LEDGER)}
    exec(text, names)  # noqa: S102
    assert names["done"]["status"] == "done", names["done"]  # type: ignore[index]
    assert len(capsys.readouterr().out.splitlines()) == 76
    client = module.Huanxin(server, secret)
    device = next(client.devices())
    owners = [owner["id"] for owner in client.listed("/enterprises", size=3)]
    assert len(owners) == len(set(owners)) > 3
    changed = client.change(device["id"], device["version"], {"location": "一号配电房"})
    assert changed["version"] == device["version"] + 1
    with pytest.raises(module.RefusedError, match="409") as refused:
        client.change(device["id"], device["version"], {"location": "二号配电房"})
    assert refused.value.code == "version"
    row = {"equipment_id": device["id"], "version": changed["version"], "facts": {}}
    assert client.bring([row])["written"] == 1


def test_the_shell_says_what_it_prints(server: str, secret: str) -> None:
    (text,) = blocks("sh")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", text],
        env={**os.environ, "HUANXIN_URL": server, "HUANXIN_TOKEN": secret},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout.split()) == (0, ["2", "304"]), done.stderr + done.stdout


def test_the_python_client_does_not_sleep_a_day(
    settings: Any, module: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(request: Any, timeout: float) -> None:
        said = io.BytesIO(b'{"error": {"code": "too_many_a_day"}}')
        headers = email.message.Message()
        headers["Retry-After"] = "80000"
        raise urllib.error.HTTPError(request.full_url, 429, "", headers, said)

    monkeypatch.setattr(module.urllib.request, "urlopen", refused)
    monkeypatch.setattr(module.time, "sleep", lambda seconds: pytest.fail(f"slept {seconds} s"))
    with pytest.raises(module.RefusedError):
        module.Huanxin("http://127.0.0.1:1", "token").ask("GET", "/equipment")
