"""Photographs of nameplates over the API: whose they are, what is refused, what becomes of them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask

from inventory.core.access import SYSTEM
from inventory.intake.photos import service
from inventory.intake.photos.models import NameplatePhoto
from inventory.registry.attachments import service as attachments
from inventory.registry.equipment import retrieval
from inventory.registry.papers import picture_child
from tests.inventory.app.api.conftest import World

# As they would stand on a plate, one under the other; the last one was not clear.
LINES = (
    ("变压器", 0.99),
    ("型号：S9-315/10", 0.99),
    ("额定容量：315kVA", 0.99),
    ("高压侧额定电压：10kV", 0.99),
    ("制造日期：1996年3月", 0.99),
    ("出厂编号：9603127", 0.6),
)
FACTS = {
    "name": "变压器",
    "model": "S9-315/10",
    "rated_capacity_kva": 315,
    "voltage_kv": 10,
    "made_on": "1996-03",
    "insulation_medium": "油浸",
    "serial_no": "9603127",
}


def _read(photo: int, owner: int | None = None) -> None:
    """What the recogniser would have found on a photo."""
    lines = [
        {
            "text": text,
            "score": score,
            "corners": [[0, 10 * at], [90, 10 * at], [90, 10 * at + 8], [0, 10 * at + 8]],
        }
        for at, (text, score) in enumerate(LINES)
    ]
    values = {"lines": lines, "width": 100, "height": 100, "state": service.READ}
    if owner is not None:
        values["created_by"] = owner
    NameplatePhoto.update(**values).where(NameplatePhoto.id == photo).execute()


@pytest.fixture
def photo(world: World) -> int:
    """A photo of the inspector's, read."""
    _read(world.own["photo_id"])
    return world.own["photo_id"]


def test_each_fact_has_its_place_and_its_doubt(call: Any, photo: int) -> None:
    read = call("inspector", "GET", f"/photos/{photo}/reading").json
    assert (read["kind"], read["kinds"][0]) == ("transformer", "transformer")
    facts = {one["field"]: (one["value"], one["doubt"]) for one in read["facts"]}
    assert facts["rated_capacity_kva"] == (315, "")
    assert facts["made_on"] == ("1996-03", "")
    assert facts["serial_no"] == ("9603127", "low_score")
    (serial,) = (one for one in read["facts"] if one["field"] == "serial_no")
    assert 0 < serial["clipping"]["left"] < 1
    assert 0 < serial["clipping"]["height"] < 0.3


def test_what_is_doubtful_is_not_taken_unseen(call: Any, photo: int, world: World) -> None:
    body = {"kind": "transformer", "facts": FACTS, "enterprise_id": world.own_enterprise}
    address = f"/photos/{photo}/confirmation"
    refused = call("inspector", "POST", address, json=body)
    assert refused.json["error"]["code"] == "unchecked"
    assert [one["field"] for one in refused.json["error"]["details"]] == ["serial_no"]
    done = call("inspector", "POST", address, json={**body, "checked": ["serial_no"]})
    device = retrieval.get(SYSTEM, done.json["equipment_id"])
    assert (device.verdict, device.enterprise_id) == ("eliminate", world.own_enterprise)
    told = call("inspector", "GET", f"/equipment/{device.id}").json["sources"]
    assert (told["model"], told["serial_no"]) == ("photo", "photo")
    assert told["insulation_medium"] == "form"
    files = attachments.of(attachments.Parent(attachments.DEVICE, device.id))
    assert [file.purpose for file in files] == ["nameplate_photo"]
    again = call("inspector", "POST", address, json={**body, "checked": ["serial_no"]})
    assert again.status_code == 409


def test_what_was_typed_instead_needs_no_tick(call: Any, photo: int, world: World) -> None:
    """The device of the ledger with the number is brought up to date, not doubled."""
    facts = {**FACTS, "serial_no": "9603128"}
    body = {"kind": "transformer", "facts": facts, "equipment_id": world.own_device}
    done = call("inspector", "POST", f"/photos/{photo}/confirmation", json=body)
    assert done.json["equipment_id"] == world.own_device
    told = call("inspector", "GET", f"/equipment/{world.own_device}").json
    assert (told["facts"]["serial_no"], told["sources"]["serial_no"]) == ("9603128", "form")


def test_a_clerk_declares_what_was_photographed(call: Any, photo: int, world: World) -> None:
    clerk = call("clerk", "GET", "/accounts/me").json["id"]
    _read(photo, owner=clerk)
    body = {"kind": "transformer", "facts": FACTS, "checked": ["serial_no"]}
    done = call("clerk", "POST", f"/photos/{photo}/confirmation", json=body).json
    assert done["equipment_id"] is None
    declaration = call("clerk", "GET", f"/declarations/{done['declaration_id']}").json
    (item,) = declaration["items"]
    assert (item["action"], item["facts"]["model"]) == ("new", "S9-315/10")


def test_a_photo_is_its_owners_alone(call: Any, photo: int) -> None:
    for who in ("admin", "clerk"):
        assert call(who, "GET", f"/photos/{photo}").status_code == 404
    assert call("leader", "GET", f"/photos/{photo}").status_code == 403


def test_a_dropped_photo_shows_no_picture(call: Any, photo: int) -> None:
    (file,) = attachments.of(attachments.Parent(attachments.PHOTO, photo))
    assert call("inspector", "GET", f"/attachments/{file.id}/preview").status_code == 200
    assert call("inspector", "DELETE", f"/photos/{photo}").status_code == 204
    assert call("inspector", "GET", f"/attachments/{file.id}/preview").status_code == 404
    assert call("inspector", "DELETE", f"/photos/{photo}").status_code == 409


def _send(call: Any, content: bytes) -> Any:
    data = {"file": (io.BytesIO(content), "plate.jpg")}
    return call("inspector", "POST", "/photos", data=data)


@pytest.mark.parametrize(("on", "there", "code"), [(False, True, "off"), (True, False, "missing")])
def test_where_nobody_reads_none_is_taken(
    app: Flask, call: Any, monkeypatch: pytest.MonkeyPatch, on: bool, there: bool, code: str
) -> None:
    object.__setattr__(app.config["HUANXIN"], "photo_reading", on)
    monkeypatch.setattr(picture_child, "installed", lambda: there)
    assert call("inspector", "GET", "/photos/readiness").json == {"state": code}
    assert _send(call, b"\xff\xd8\xff").json["error"]["code"] == code


def test_only_pictures_are_taken(call: Any) -> None:
    assert _send(call, b"%PDF-1.7").json["error"]["code"] == "not_a_picture"
    assert _send(call, b"\xff\xd8\xff damaged").json["error"]["code"] == "image_damaged"
    assert call("inspector", "GET", "/photos").json["total"] == 1  # nothing of them is kept
