"""A declaration from the clerk's first click to the ledger, over HTTP, with its files."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from flask import Flask
from PIL import Image

from inventory.core.access import Role
from inventory.core.audit.models import AuditEvent
from inventory.intake.declarations import workbook
from inventory.people.accounts import service as accounts

PASSWORD = "correct horse battery"
SIGNED = {"name": "王负责", "title": "总经理", "phone": "0750", "agreed": True}
Call = Callable[..., Any]


@pytest.fixture
def call(app: Flask, house: Any) -> Call:
    """call("clerk", "GET", "/declarations") → response."""
    accounts.create_user("clerk", "企业", PASSWORD, Role.ENTERPRISE, enterprise=house.enterprise)
    accounts.create_user("inspector", "监察员", PASSWORD, Role.INSPECTOR, ["440704"])
    accounts.create_user("elsewhere", "外地", PASSWORD, Role.INSPECTOR, ["140522"])
    people = ("clerk", "inspector", "elsewhere")
    tokens = {name: accounts.login(name, PASSWORD)[0] for name in people}
    client = app.test_client()

    def send(who: str, method: str, path: str, **kwargs: Any) -> Any:
        headers = {"Authorization": f"Bearer {tokens[who]}"}
        return client.open(f"/api/v1{path}", method=method, headers=headers, **kwargs)

    return send


def photograph() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    buffer = io.BytesIO()
    Image.new("RGB", (2000, 1000), "navy").save(buffer, "JPEG", exif=exif.tobytes())
    return buffer.getvalue()


def attach(call: Call, who: str, parent: str, parent_id: int, name: str, content: bytes) -> Any:
    return call(
        who,
        "POST",
        "/attachments",
        data={
            "parent": parent,
            "parent_id": parent_id,
            "purpose": "nameplate_photo",
            "file": (io.BytesIO(content), name),
        },
    )


def draft_with_item(call: Call, house: Any) -> tuple[int, int]:
    draft = call("clerk", "POST", "/declarations", json={"note": "年度申报"})
    assert draft.status_code == 201
    key = draft.json["id"]
    item = call(
        "clerk",
        "POST",
        f"/declarations/{key}/items",
        json={"action": "change", "equipment_id": house.transformer},
    )
    assert item.status_code == 201
    facts = {**item.json["facts"], "no_load_loss_w": 410}
    saved = call(
        "clerk", "PATCH", f"/declarations/{key}/items/{item.json['id']}", json={"facts": facts}
    )
    assert saved.json["facts"]["no_load_loss_w"] == 410
    return key, item.json["id"]


def submit(call: Call, key: int) -> Any:
    version = call("clerk", "GET", f"/declarations/{key}").json["version"]
    return call("clerk", "POST", f"/declarations/{key}/submit", json={"version": version, **SIGNED})


def test_from_draft_to_ledger_with_a_photograph(call: Call, house: Any) -> None:
    key, item = draft_with_item(call, house)
    photo = attach(call, "clerk", "declaration_item", item, "铭牌 一号.jpg", photograph())
    assert photo.status_code == 201
    assert call("inspector", "GET", f"/declarations/{key}").status_code == 404
    assert call("inspector", "GET", f"/attachments/{photo.json['id']}").status_code == 404

    handed = submit(call, key)
    assert (handed.status_code, handed.json["state"]) == (200, "submitted")
    assert handed.json["steps"] == ["withdraw"]
    (listed,) = call("inspector", "GET", "/declarations?state=submitted").json["items"]
    assert (listed["id"], listed["enterprise"]) == (key, "江海区示例纺织厂")
    review = call("inspector", "GET", f"/declarations/{key}/review").json
    assert review["items"][0]["changes"][0]["field"] == "no_load_loss_w"
    done = call(
        "inspector",
        "POST",
        f"/declarations/{key}/accept",
        json={"version": handed.json["version"]},
    )
    assert (done.status_code, done.json["state"], done.json["steps"]) == (200, "accepted", [])
    device = call("clerk", "GET", f"/equipment/{house.transformer}").json
    assert device["facts"]["no_load_loss_w"] == 410
    listed = call(
        "clerk", "GET", f"/attachments?parent=equipment&parent_id={house.transformer}"
    ).json
    assert [file["name"] for file in listed] == ["铭牌 一号.jpg"]
    events = {row.event for row in AuditEvent.select()}
    assert {"declaration.submitted", "declaration.accepted"} <= events


def test_what_is_served_is_clean_named_and_never_run(call: Call, house: Any) -> None:
    _, item = draft_with_item(call, house)
    content = photograph()
    key = attach(call, "clerk", "declaration_item", item, "铭牌 一号.jpg", content).json["id"]
    served = call("clerk", "GET", f"/attachments/{key}/content")
    assert b"SecretCamera" in content
    assert b"SecretCamera" not in served.data
    headers = served.headers
    assert headers["Content-Disposition"] == (
        'attachment; filename="file.jpg"; '
        "filename*=UTF-8''%E9%93%AD%E7%89%8C%20%E4%B8%80%E5%8F%B7.jpg"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    preview = call("clerk", "GET", f"/attachments/{key}/preview")
    assert preview.headers["Content-Type"] == "image/jpeg"
    assert preview.headers["Content-Disposition"].startswith("inline")
    assert Image.open(io.BytesIO(preview.data)).size == (1280, 640)
    assert call("clerk", "GET", f"/attachments/{key}/original").status_code == 403
    reads = AuditEvent.select().where(AuditEvent.event == "attachment.read")
    assert [row.subject_id for row in reads] == [key, key]


def test_the_original_is_evidence_for_officials(call: Call, house: Any) -> None:
    key, item = draft_with_item(call, house)
    content = photograph()
    file = attach(call, "clerk", "declaration_item", item, "a.jpg", content).json["id"]
    submit(call, key)
    assert call("inspector", "GET", f"/attachments/{file}/original").data == content
    assert call("elsewhere", "GET", f"/attachments/{file}/original").status_code == 404
    missing = call("elsewhere", "GET", "/attachments/99999/content")
    foreign = call("elsewhere", "GET", f"/attachments/{file}/content")
    assert (missing.status_code, missing.json) == (foreign.status_code, foreign.json)


def test_files_stand_still_with_their_declaration(call: Call, house: Any) -> None:
    key, item = draft_with_item(call, house)
    file = attach(call, "clerk", "declaration_item", item, "a.jpg", photograph()).json["id"]
    submit(call, key)
    late = attach(call, "clerk", "declaration_item", item, "b.jpg", photograph())
    assert (late.status_code, late.json["error"]["code"]) == (409, "illegal_step")
    assert call("clerk", "DELETE", f"/attachments/{file}").status_code == 409
    version = call("inspector", "GET", f"/declarations/{key}").json["version"]
    returned = call(
        "inspector",
        "POST",
        f"/declarations/{key}/return",
        json={"version": version, "remarks": [{"item": item, "text": "照片不清"}]},
    )
    assert returned.status_code == 200
    assert call("clerk", "DELETE", f"/attachments/{file}").status_code == 204
    assert call("clerk", "GET", f"/attachments/{file}/content").status_code == 404


def test_officials_put_files_to_devices_and_enterprises_do_not(call: Call, house: Any) -> None:
    made = attach(call, "inspector", "equipment", house.transformer, "a.pdf", b"%PDF-1.7\n")
    assert made.status_code == 201
    assert call("clerk", "GET", f"/attachments/{made.json['id']}/content").status_code == 200
    refused = attach(call, "clerk", "equipment", house.transformer, "a.pdf", b"%PDF-1.7\n")
    assert refused.status_code == 403
    foreign = attach(call, "clerk", "equipment", house.foreign, "a.pdf", b"%PDF-1.7\n")
    assert foreign.status_code == 404
    assert call("inspector", "DELETE", f"/attachments/{made.json['id']}").status_code == 403


def test_an_illegal_step_is_answered_with_the_legal_ones(call: Call, house: Any) -> None:
    key, _ = draft_with_item(call, house)
    handed = submit(call, key).json
    again = call(
        "clerk",
        "POST",
        f"/declarations/{key}/submit",
        json={"version": handed["version"], **SIGNED},
    )
    assert (again.status_code, again.json["error"]["code"]) == (409, "illegal_step")
    assert [item["value"] for item in again.json["error"]["details"]] == ["withdraw"]
    for path in ("accept", "return"):
        refused = call("clerk", "POST", f"/declarations/{key}/{path}", json={"version": 1})
        assert refused.status_code == 403


def test_the_workbook_goes_out_and_comes_back(call: Call, house: Any) -> None:
    content = call("clerk", "GET", "/declarations/workbook")
    assert content.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(content.data))
    sheet = book["变压器"]
    heading = {cell.value: cell.column for cell in sheet[workbook.HEAD_ROW + 1]}
    sheet.cell(workbook.FIRST_ROW + 1, heading["空载损耗(W)"]).value = 400
    filled = io.BytesIO()
    book.save(filled)
    key = call("clerk", "POST", "/declarations", json={}).json["id"]
    answer = call(
        "clerk",
        "POST",
        f"/declarations/{key}/workbook",
        data={"file": (io.BytesIO(filled.getvalue()), "填好的.xlsx")},
    )
    assert answer.status_code == 200, answer.json
    assert (answer.json["changed"], answer.json["unchanged"]) == (1, 1)
    assert submit(call, key).json["items"][0]["facts"]["no_load_loss_w"] == 400
    refused = call(
        "clerk",
        "POST",
        f"/declarations/{key}/workbook",
        data={"file": (io.BytesIO(b"no workbook at all"), "填好的.xlsx")},
    )
    assert refused.status_code == 422
    assert refused.json["error"]["remedy"]


@pytest.mark.parametrize("value", [[1], {"a": 1}, "\x00", 1e300])
def test_a_draft_keeps_only_what_can_be_kept(call: Call, house: Any, value: Any) -> None:
    key = call("clerk", "POST", "/declarations", json={}).json["id"]
    answer = call(
        "clerk",
        "POST",
        f"/declarations/{key}/items",
        json={"action": "new", "kind": "boiler", "facts": {"model": value}},
    )
    assert answer.status_code == 422


def test_clerks_may_ask_what_a_device_would_be_judged(call: Call, house: Any) -> None:
    answer = call(
        "clerk",
        "POST",
        "/assessments/preview",
        json={"kind": "transformer", "region": "440704", "facts": {"model": "S7-315/10"}},
    )
    assert answer.status_code == 200
    assert answer.json["findings"]
    assert answer.json["warnings"] == []


def test_clerks_see_what_a_reviewer_would_ask(call: Call, house: Any) -> None:
    facts = {"model": "S7-315/10", "quantity": 2, "serial_no": "A1"}
    body = {"kind": "transformer", "region": "440704", "facts": facts}
    answer = call("clerk", "POST", "/assessments/preview", json=body)
    (asked,) = answer.json["warnings"]
    assert (asked["field"], asked["code"]) == ("serial_no", "number_of_several")
    assert asked["remedy"] and asked["remedy_en"]


def test_the_due_list_is_asked_for_over_http(call: Call, house: Any) -> None:
    answer = call("clerk", "GET", "/declarations/due")
    empty = {"items": [], "total": 0, "next": None}
    assert (answer.status_code, answer.json) == (200, empty)
