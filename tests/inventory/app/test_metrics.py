"""/metrics and the access log: who may read them, and that they tell the truth."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask

METRIC = re.compile(r"^(\w+)(?:\{[^}]*\})? [-+.\deNa]+$")


def test_figures_are_in_the_format_that_monitoring_reads(app: Flask, ledger: Any) -> None:
    client = app.test_client()
    assert client.get("/health").status_code == 200
    answer = client.get("/metrics")
    assert answer.status_code == 200
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    names = {found[1] for line in lines if (found := METRIC.match(line))}
    assert {
        "huanxin_jobs",
        "huanxin_check",
        "huanxin_disk_free_bytes",
        "huanxin_database_bytes",
        "huanxin_request_seconds_count",
    } <= names
    counted = 'huanxin_request_seconds_count{method="GET",route="/health",status="200"}'
    assert any(line.startswith(counted) for line in lines)
    # An address holds ids; its route does not.
    assert not re.search(r'route="[^"]*/\d+', answer.text)


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("::ffff:127.0.0.1", {}, 200),
        ("10.0.0.9", {}, 404),
        # Through a proxy that the settings do not know of, all seem to come from this machine.
        ("127.0.0.1", {"X-Forwarded-For": "10.0.0.9"}, 404),
        ("", {}, 404),
    ],
)
def test_only_the_networks_of_the_setting_may_read(
    app: Flask, ledger: Any, address: str, headers: dict[str, str], status: int
) -> None:
    answer = app.test_client().get(
        "/metrics", headers=headers, environ_base={"REMOTE_ADDR": address}
    )
    assert answer.status_code == status


def test_a_request_is_one_line_of_the_log_without_what_was_searched_for(
    app: Flask, ledger: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    from inventory.app.factory import set_up_logging

    set_up_logging("INFO")
    capsys.readouterr()
    app.test_client().get("/health?q=张三", headers={"X-Request-Id": "from-the-proxy"})
    (line,) = [
        line
        for text in capsys.readouterr().err.splitlines()
        if (line := json.loads(text))["event"] == "request"
    ]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/health", 200)
    assert line["request_id"] == "from-the-proxy"
    assert line["ms"] >= 0 and "张三" not in json.dumps(line, ensure_ascii=False)
