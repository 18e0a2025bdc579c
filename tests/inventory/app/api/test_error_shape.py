"""One JSON shape for every error of every route."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask


def assert_shape(response: Any) -> dict[str, Any]:
    error = response.json["error"]
    assert set(error) == {"code", "message", "message_en", "details", "remedy", "remedy_en"}
    assert error["message"] and error["message_en"]
    return error


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/nowhere", None, 404),
        ("DELETE", "/equipment", None, 405),
        ("GET", "/equipment/999999", None, 404),
        ("GET", "/equipment?colour=red", None, 422),
        ("GET", "/equipment?size=100000", None, 422),
        ("GET", "/equipment?sort=colour", None, 422),
        ("GET", "/equipment?after=%00x", None, 422),
        ("GET", "/equipment?verdict=bad", None, 422),
        ("POST", "/equipment", {"kind": "transformer"}, 422),
        ("POST", "/assessments/preview", {"kind": "spaceship", "facts": {}}, 422),
        ("POST", "/assessments/preview", {"kind": "boiler", "facts": {"fuel": "木头"}}, 422),
        ("POST", "/imports/1/commit", {"suggested": "perhaps"}, 422),
    ],
)
def test_errors_have_one_shape(call: Any, method: str, path: str, body: Any, status: int) -> None:
    kwargs = {"json": body} if body is not None else {}
    response = call("admin", method, path, **kwargs)
    assert response.status_code == status
    assert_shape(response)


def test_broken_json_is_an_error_of_the_same_shape(client: Any, world: Any) -> None:
    response = client.post(
        "/api/v1/equipment",
        data="{",
        content_type="application/json",
        headers={"Authorization": f"Bearer {world.tokens['admin']}"},
    )
    assert response.status_code in {400, 422}
    assert_shape(response)


def test_wrong_facts_are_all_named_at_once(call: Any, world: Any) -> None:
    response = call(
        "inspector",
        "POST",
        "/equipment",
        json={
            "kind": "boiler",
            "enterprise_id": world.own_enterprise,
            "facts": {"fuel": "木头", "design_efficiency_pct": 0.92, "made_on": "2021-02-30"},
        },
    )
    error = assert_shape(response)
    assert {item["field"] for item in error["details"]} == {
        "fuel",
        "design_efficiency_pct",
        "made_on",
    }
    assert "木头" in error["message"]


def test_the_second_of_two_editors_is_told(call: Any, world: Any) -> None:
    path = f"/equipment/{world.own_device}"
    change = {"version": 1, "facts": {"location": "一号配电房"}}
    assert call("inspector", "PATCH", path, json=change).status_code == 200
    late = call("inspector", "PATCH", path, json=change)
    assert late.status_code == 409
    assert assert_shape(late)["code"] == "version"


def test_the_api_page_and_its_assets_are_served_from_here(app: Flask, client: Any) -> None:
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert b"http" not in page.data
    with client.get("/api/v1/docs/assets/swagger-ui.css") as styles:
        assert styles.status_code == 200
    document = client.get("/api/v1/openapi.json").json
    assert document["openapi"].startswith("3.")
    assert "/api/v1/equipment" in document["paths"]
