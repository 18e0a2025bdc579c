"""The ledger's memory over HTTP: shapes, statuses, and what a file upload can take back."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from inventory.core.access import Role
from inventory.intake.imports import committing
from inventory.people.accounts import service as accounts
from inventory.registry.jobs import service as jobs

PASSWORD = "correct horse battery"
CSV = "使用单位,型号,制造单位,出厂编号,容量大小\n江海一厂,S9-500/10,乙厂,55,500\n"
Call = Callable[..., Any]


@pytest.fixture
def call(app: Flask) -> Call:
    """call(method, path) as an inspector of 440704."""
    accounts.create_user("inspector", "李监察", PASSWORD, Role.INSPECTOR, ["440704"])
    token = accounts.login("inspector", PASSWORD)[0]
    client = app.test_client()

    def send(method: str, path: str, **kwargs: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        return client.open(f"/api/v1{path}", method=method, headers=headers, **kwargs)

    return send


def test_restore(call: Call, county: Any) -> None:
    device = county.device(location="一号房")
    path = f"/equipment/{device.id}"
    call("PATCH", path, json={"version": 1, "facts": {"location": "二号房"}})
    body = {"version": 1, "expected_version": 2, "reason": "改错了"}
    back = call("POST", f"{path}/restore", json=body)
    assert (back.status_code, back.json["version"]) == (200, 3)
    assert back.json["facts"]["location"] == "一号房"
    late = call("POST", f"{path}/restore", json=body)
    assert late.status_code == 409
    fields = {item["field"]: item["value"] for item in late.json["error"]["details"]}
    assert fields["current"]["version"] == 3
    assert fields["seen"]["facts"]["location"] == "二号房"
    told = call("GET", f"{path}/story").json
    assert [item["who"] for item in told if item["version"] == 3] == ["李监察"]
    assert [item["reason"] for item in told if item["version"] == 3] == ["改错了"]
    judged = [item for item in told if item["source"].startswith("library:")]
    assert {item["who_en"] for item in judged} == {"System"}
    assert all(item["reason_en"].startswith("as of ") for item in judged)


def test_merge_and_unmerge(call: Call, county: Any) -> None:
    kept, gone = county.device(serial_no="1"), county.device(serial_no="2")
    shown = call("GET", f"/equipment/{kept.id}/compare/{gone.id}").json
    assert [item["field"] for item in shown["fields"] if not item["same"]] == ["serial_no"]
    body = {
        "other_id": gone.id,
        "choices": {"serial_no": "other"},
        "version": 1,
        "other_version": 1,
        "reason": "重复登记",
    }
    merged = call("POST", f"/equipment/{kept.id}/merge", json=body)
    assert (merged.status_code, merged.json["facts"]["serial_no"]) == (200, "2")
    other = call("GET", f"/equipment/{gone.id}").json
    assert (other["gone"], other["merged_into_id"]) == ("merged", kept.id)
    assert call("GET", "/equipment").json["total"] == 1
    wrong = {**body, "choices": {"serial_no": "mine"}}
    assert call("POST", f"/equipment/{kept.id}/merge", json=wrong).status_code == 422
    undone = call(
        "POST", f"/equipment/{kept.id}/unmerge", json={"version": 2, "reason": "不是同一台"}
    )
    assert (undone.status_code, undone.json["facts"]["serial_no"]) == (200, "1")
    assert call("GET", "/equipment").json["total"] == 2


def test_transfer_and_export(call: Call, county: Any) -> None:
    device = county.device(serial_no="1")
    body = {"to_enterprise_id": county.two, "on": "2026-11-01", "reason": "转让"}
    done = call("POST", f"/equipment/{device.id}/transfer", json=body)
    assert done.status_code == 201
    assert done.json["to_enterprise"] == {"id": county.two, "name": "江海二厂"}
    assert call("GET", f"/transfers?equipment={device.id}").json["total"] == 1
    assert call("POST", f"/equipment/{device.id}/transfer", json={**body, "on": "明天"}).json[
        "error"
    ]["details"]
    exported = call("GET", f"/equipment/{device.id}/export")
    assert exported.headers["Content-Disposition"].endswith('.json"')
    assert len(exported.json["equipment"]["revisions"]) == 2
    whole = call("GET", f"/enterprises/{county.two}/export").json
    assert [item["id"] for item in whole["equipment"]] == [device.id]


def test_remap_commit_and_undo(call: Call, county: Any) -> None:
    form = {
        "file": (io.BytesIO(CSV.encode()), "台账.csv"),
        "region": "440704",
        "kind": "transformer",
    }
    staged = call("POST", "/imports", data=form).json
    path = f"/imports/{staged['id']}"
    assert call("POST", f"{path}/undo", json={"reason": "x"}).status_code == 409
    mapping = {"容量大小": "rated_capacity_kva"}
    remapped = call("PATCH", path, json={"mapping": mapping, "kind": "transformer"})
    assert (remapped.status_code, remapped.json["mapping"]) == (200, mapping)
    bad = call("PATCH", path, json={"mapping": {"没有": "model"}, "kind": "transformer"})
    assert (bad.status_code, bad.json["error"]["code"]) == (422, "mapping_heading")
    job = call("POST", f"{path}/commit", json={})
    assert job.status_code == 202
    committing.commit(staged["id"])
    (device,) = call("GET", "/equipment").json["items"]
    assert device["facts"]["rated_capacity_kva"] == 500
    (revision,) = call("GET", f"/equipment/{device['id']}/revisions").json
    assert revision["request_id"] == job.headers["X-Request-Id"]
    assert call("GET", f"{path}/undo").json["possible"]
    undoing = call("POST", f"{path}/undo", json={"reason": "导错文件"})
    assert (undoing.status_code, undoing.json["kind"]) == (202, "undo_import")
    assert call("GET", path).json["status"] == "undoing"
    again = call("POST", f"{path}/undo", json={"reason": "导错文件"})
    assert (again.status_code, again.json["id"]) == (202, undoing.json["id"])
    jobs.run(undoing.json["id"])
    ended = call("GET", f"/jobs/{undoing.json['id']}").json
    assert (ended["status"], ended["done"], ended["total"]) == ("done", 1, 1)
    assert call("GET", path).json["status"] == "undone"
    assert call("GET", "/equipment").json["total"] == 0
    told = call("GET", f"/equipment/{device['id']}/story").json
    assert told[0]["what"] == "随导入“台账.csv”登记"
    assert f"第 {staged['id']} 次导入被撤销，设备撤出台账" in [item["what"] for item in told]
