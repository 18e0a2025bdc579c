"""Over HTTP: who may read the trail, and what a refused request leaves in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from peewee import OperationalError

from inventory.core.access import SYSTEM, Role
from inventory.core.audit import service as audit
from inventory.core.audit.models import AuditEvent
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.people.accounts import service as accounts
from inventory.people.enterprises import service as enterprises

PASSWORD = "correct horse battery"
Call = Callable[..., Any]


@pytest.fixture
def call(app: Flask) -> Call:
    """call(role, method, path) as a person of that role in 440704."""
    tokens = {}
    for role in (Role.ADMIN, Role.INSPECTOR, Role.LEADER, Role.AUDITOR):
        regions = ["440704"] if role in {Role.INSPECTOR, Role.LEADER} else []
        accounts.create_user(role.value, role.value, PASSWORD, role, regions)
        tokens[role.value] = accounts.login(role.value, PASSWORD)[0]
    client = app.test_client()

    def send(role: str, method: str, path: str, **kwargs: Any) -> Any:
        headers = {"Authorization": f"Bearer {tokens[role]}", **kwargs.pop("headers", {})}
        return client.open(f"/api/v1{path}", method=method, headers=headers, **kwargs)

    return send


@pytest.mark.parametrize(
    ("role", "status"), [("admin", 200), ("auditor", 200), ("leader", 403), ("inspector", 403)]
)
def test_only_administrators_and_auditors_read_it(call: Call, role: str, status: int) -> None:
    response = call(role, "GET", "/audit")
    assert response.status_code == status
    if status == 200:
        assert {"event", "at", "actor_name", "hash", "detail"} <= set(response.json["items"][0])


def test_a_refusal_is_recorded_with_its_request(call: Call) -> None:
    response = call("leader", "GET", "/audit", headers={"X-Request-Id": "proxy-12345678"})
    assert response.headers["X-Request-Id"] == "proxy-12345678"
    last = AuditEvent.select().order_by(AuditEvent.id.desc()).first()
    assert (last.event, last.request_id) == ("access.refused", "proxy-12345678")
    assert "/api/v1/audit" in last.detail
    assert last.actor_name == "leader"


def test_a_refusal_that_finds_no_writer_is_a_refusal_and_recorded_later(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_args: Any, **_more: Any) -> None:
        raise OperationalError("database is locked: too many writers wait")

    with monkeypatch.context() as patched:
        patched.setattr(audit, "record", busy)
        first = call("leader", "GET", "/audit", headers={"X-Request-Id": "busy-12345678"})
        assert first.status_code == 403
    assert call("inspector", "GET", "/audit").status_code == 403
    query = AuditEvent.select().where(AuditEvent.event == "access.refused")
    late, now = query.order_by(AuditEvent.id)
    assert (late.actor_name, now.actor_name) == ("leader", "inspector")
    assert "busy-12345678" in late.detail
    assert "refused_in" not in now.detail


def test_a_request_id_that_is_not_plain_is_replaced(call: Call) -> None:
    given = "bad id; rm -rf"
    response = call("admin", "GET", "/audit", headers={"X-Request-Id": given})
    assert response.headers["X-Request-Id"] != given
    assert len(response.headers["X-Request-Id"]) == 32


def test_a_change_over_http_shows_the_same_request_in_trail_and_revision(call: Call) -> None:
    owner = enterprises.create(SYSTEM, {"name": "江海区某厂", "region": "440704"})
    device = equipment.create(
        SYSTEM,
        "transformer",
        owner.id,
        "440704",
        {"model": "S7-315/10"},
        writing.Origin("test"),
    )
    response = call(
        "inspector",
        "PATCH",
        f"/equipment/{device.id}",
        json={"version": 1, "facts": {"location": "一号房"}},
    )
    request_id = response.headers["X-Request-Id"]
    path = f"/audit?subject=equipment&subject_id={device.id}&event=equipment.changed"
    (event,) = call("auditor", "GET", path).json["items"]
    assert event["request_id"] == request_id
    assert event["detail"] == {"version": 2, "fields": ["location"], "source": "api"}
    revisions = call("inspector", "GET", f"/equipment/{device.id}/revisions").json
    assert [item["request_id"] for item in revisions] == ["", request_id]


def test_exports_are_recorded(call: Call) -> None:
    owner = enterprises.create(SYSTEM, {"name": "江海区某厂", "region": "440704"})
    assert call("inspector", "GET", f"/enterprises/{owner.id}/export").status_code == 200
    last = AuditEvent.select().order_by(AuditEvent.id.desc()).first()
    assert (last.event, last.subject_id) == ("enterprise.exported", owner.id)
