"""The real processes: web server, worker and scheduler, as `make serve` starts them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import requests

from inventory.app import processes
from inventory.app.models import ServiceProcess
from inventory.core import database, lives
from inventory.core.access import Role
from inventory.core.settings import Settings
from inventory.people.accounts import service as accounts

ROOT = Path(__file__).parents[4]
LEDGER = ROOT / "seeds" / "ledgers" / "江海区变压器台账.xlsx"
PASSWORD = "correct horse battery"
PATIENCE = 60.0


def wait_for(what: Callable[[], Any]) -> Any:
    """The first answer that is not None; fails after PATIENCE seconds."""
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline:
        found = what()
        if found is not None:
            return found
        threading.Event().wait(0.05)
    raise AssertionError("waited in vain")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(settings: Settings) -> Iterator[str]:
    """`app.py serve` with its worker and scheduler on a fresh database; yields its address."""
    database.connect(settings)
    with database.connection():
        accounts.create_user("inspector", "监察员", PASSWORD, Role.INSPECTOR, ["440704"])
    port = free_port()
    environment = {
        **os.environ,
        "HUANXIN_DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "HUANXIN_LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "app.py", "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    address = f"http://127.0.0.1:{port}"

    def answers() -> bool | None:
        assert process.poll() is None, "the server ended"
        try:
            return requests.get(f"{address}/health", timeout=5).ok or None
        except requests.ConnectionError:
            return None

    try:
        wait_for(answers)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def worker() -> int | None:
    """The number of the worker process that lives now."""
    with database.connection():
        rows = ServiceProcess.select().where(ServiceProcess.role == processes.WORKER)
        alive = [row.pid for row in rows if not lives.is_dead(row.life, row.seen_at)]
    return alive[0] if alive else None


def all_ready(server: str) -> bool | None:
    answer = requests.get(f"{server}/health/ready", timeout=5)
    return answer.json() == dict.fromkeys(("web", *processes.ROLES), "ready") or None


def test_a_ledger_goes_in_though_its_worker_is_killed(server: str) -> None:
    """Killed as soon as the job is there: another worker is started, and does it."""
    wait_for(lambda: all_ready(server))
    with requests.Session() as session:
        login = session.post(
            f"{server}/api/v1/accounts/login",
            json={"username": "inspector", "password": PASSWORD},
            timeout=30,
        )
        # The token alone: a cookie would ask for the CSRF header of browsers.
        session.cookies.clear()
        session.headers["Authorization"] = f"Bearer {login.json()['token']}"

        def call(method: str, path: str, **kwargs: Any) -> Any:
            answer = session.request(method, f"{server}/api/v1{path}", timeout=60, **kwargs)
            assert answer.ok, answer.text
            return answer.json()

        with LEDGER.open("rb") as file:
            upload = {"file": (LEDGER.name, file)}
            staged = call("POST", "/imports", files=upload, data={"region": "440704"})
        shown = call("POST", f"/imports/{staged['id']}/preview", json={})
        assert shown["totals"]["all"]["created"] == 76
        first = worker()
        job = call("POST", f"/imports/{staged['id']}/commit", json={})
        assert first is not None
        os.kill(first, signal.SIGKILL)

        def finished() -> Any:
            state = call("GET", f"/jobs/{job['id']}")
            return state if state["status"] in {"done", "failed"} else None

        done = wait_for(finished)
        assert done["status"] == "done"
        assert done["result"]["all"]["created"] == 76
        assert call("GET", "/equipment?kind=transformer&size=1")["total"] == 76
        wait_for(lambda: all_ready(server))
        assert worker() != first
        with database.connection():
            ended = ServiceProcess.get(ServiceProcess.pid == first)
        assert ended.status == -signal.SIGKILL
