"""What docs/deploy gives an operator, tried with the programs that read it: nginx and systemd.

Needs Debian's nginx, curl, openssl and systemd-analyze.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from inventory.app.cli.setup import prepare
from inventory.core import database
from inventory.core.settings import Settings
from tests.inventory.registry.jobs.test_live_server import free_port, wait_for

pytestmark = pytest.mark.drill
ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "docs" / "deploy"
NAME = "huanxin.example"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[int]:
    """The service as `huanxin.env` sets it up; its port."""
    settings = Settings(data_dir=tmp_path / "var")
    prepare(settings)
    database.db.close()
    port = free_port()
    lines = (DEPLOY / "huanxin.env").read_text().splitlines()
    said = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    said |= {"HUANXIN_DATA_DIR": str(settings.data_dir), "HUANXIN_PORT": str(port)}
    command = (sys.executable, "app.py", "serve", "--web-only")
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **said}, stderr=log)
        try:
            wait_for(lambda: _answers(f"http://127.0.0.1:{port}/health"))
            yield port
        finally:
            process.terminate()
            process.wait(timeout=30)


def _answers(address: str) -> bool | None:
    try:
        return requests.get(address, timeout=5, allow_redirects=False).ok or None
    except requests.ConnectionError:
        return None


@pytest.fixture
def proxy(service: int, tmp_path: Path) -> Iterator[tuple[int, int]]:
    """nginx with our configuration before it; ports of http and https."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2")
    files = ("-keyout", str(key), "-out", str(certificate), "-subj", f"/CN={NAME}")
    subprocess.run((*made, *files), check=True, capture_output=True)
    plain, secure = free_port(), free_port()
    site = (DEPLOY / "nginx.conf").read_text()
    for ours, here in (
        ("/etc/ssl/certs/huanxin.pem", str(certificate)),
        ("/etc/ssl/private/huanxin.key", str(key)),
        ("listen 80;", f"listen {plain};"),
        ("listen 443 ", f"listen {secure} "),
        ("127.0.0.1:8080", f"127.0.0.1:{service}"),
    ):
        assert ours in site, ours
        site = site.replace(ours, here)
    (tmp_path / "site.conf").write_text(site)
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log;"
        f" events {{}} http {{ access_log off; include {tmp_path}/site.conf; }}"
    )
    process = subprocess.Popen(("nginx", "-c", str(whole)))
    try:
        wait_for(lambda: _answers(f"http://127.0.0.1:{plain}/health"))
        yield plain, secure
    finally:
        process.terminate()
        process.wait(timeout=30)


def asked(address: str, *words: str) -> str:
    """Headers of the answer to curl, which speaks HTTP/2; the name is resolved here."""
    port = address.rsplit(":", 1)[1].split("/")[0]
    curl = ("curl", "-sSk", "-D", "-", "-o", "/dev/null", "--max-time", "30")
    here = ("--resolve", f"{NAME}:{port}:127.0.0.1")
    return subprocess.run(
        (*curl, *here, *words, address), check=True, capture_output=True, text=True
    ).stdout


def test_nginx_stands_before_the_service_as_we_say(proxy: tuple[int, int], tmp_path: Path) -> None:
    plain, secure = proxy
    moved = asked(f"http://{NAME}:{plain}/ledger")
    assert " 301 " in moved.splitlines()[0]
    assert f"location: https://{NAME}/ledger" in moved.lower()
    health = asked(f"https://{NAME}:{secure}/health", "-H", "X-Forwarded-For: 203.0.113.9")
    assert health.startswith("HTTP/2 200")
    assert "strict-transport-security" in health.lower()
    assert asked(f"https://{NAME}:{secure}/metrics").startswith("HTTP/2 404")
    (request_id,) = [
        line.split(": ")[1]
        for line in health.splitlines()
        if line.lower().startswith("x-request-id")
    ]
    told = (tmp_path / "log").read_text()
    assert request_id in told
    assert "203.0.113.9" not in told  # what a client claims of its address is not passed on


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    unit = (DEPLOY / "huanxin.service").read_text()
    assert "/srv/huanxin/venv/bin/huanxin" in unit
    path = tmp_path / "huanxin.service"
    path.write_text(unit.replace("/srv/huanxin/venv/bin/huanxin", "/bin/true"))
    found = subprocess.run(("systemd-analyze", "verify", str(path)), capture_output=True, text=True)
    assert (found.returncode, found.stderr) == (0, "")
