"""A request that is sent twice with one Idempotency-Key is done once."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from inventory.core import clock
from inventory.core.database import db
from inventory.core.web import repeating
from inventory.core.web.models import KeptAnswer
from inventory.intake.imports.models import Import
from inventory.people.enterprises.models import Enterprise
from tests.prepared import TODAY

NAME = "一次就好厂"
BODY = {"name": NAME, "region": "440704"}


@pytest.fixture
def post(app: Flask, world: Any) -> Any:
    """post("inspector", "k1", "/enterprises", json=…) → response."""

    def send(role: str, key: str, path: str = "/enterprises", **content: Any) -> Any:
        headers = {"Authorization": f"Bearer {world.tokens[role]}", "Idempotency-Key": key}
        content = content or {"json": BODY}
        return app.test_client().post(f"/api/v1{path}", headers=headers, **content)

    return send


def made() -> int:
    return Enterprise.select().where(Enterprise.name == NAME).count()


def test_a_repeat_gets_the_answer_of_the_first_time(post: Any) -> None:
    first, second = post("inspector", "k1"), post("inspector", "k1")
    assert first.status_code == second.status_code == 201
    assert first.json == second.json and made() == 1
    assert second.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers


def test_a_key_belongs_to_a_person_a_route_and_a_body(post: Any, world: Any) -> None:
    post("inspector", "k1")
    other = post("inspector", "k1", json={**BODY, "name": "另一家厂"})
    assert (other.status_code, other.json["error"]["code"]) == (422, "key_of_another")
    assert "/api/v1/enterprises" in other.json["error"]["message"]
    assert post("inspector", "k1", f"/equipment/{world.own_device}/restore").status_code == 422
    assert post("admin", "k1").headers.get("Idempotency-Replayed") is None


def test_what_was_refused_leaves_the_key_free(post: Any) -> None:
    refused = post("inspector", "k1", json={**BODY, "region": "140522"})
    assert refused.status_code == 403 and not KeptAnswer.select().exists()
    assert post("inspector", "k1").status_code == 201


def test_keys_that_are_of_no_use(post: Any) -> None:
    for key in (" ", "k" * 81, "a b"):
        assert post("inspector", key).json["error"]["code"] == "bad_key", key
    secret = post("inspector", "k1", "/accounts/tokens", json={"name": "x"})
    assert secret.json["error"]["code"] == "key_not_here"
    assert made() == 0


def test_a_file_sent_again_is_one_import(post: Any) -> None:
    def content() -> dict[str, Any]:
        sheet = "设备名称,规格型号,使用单位\n变压器,S7-315/10,江海区示例纺织厂\n".encode()
        form = {"file": (io.BytesIO(sheet), "a.csv"), "region": "440704", "kind": "transformer"}
        return {"data": form, "content_type": "multipart/form-data"}

    before = Import.select().count()
    first, second = (post("inspector", "k1", "/imports", **content()) for _ in range(2))
    assert first.status_code == 201 and first.json == second.json
    assert Import.select().count() == before + 1
    changed = content()
    changed["data"]["region"] = ""
    assert post("inspector", "k1", "/imports", **changed).status_code == 422


def test_a_request_under_way_is_not_begun_again(post: Any) -> None:
    post("inspector", "k1")
    KeptAnswer.update(status=0).execute()
    again = post("inspector", "k1")
    assert (again.status_code, again.json["error"]["code"]) == (409, "key_in_work")
    assert made() == 1


def test_a_key_is_kept_for_a_day(post: Any) -> None:
    post("inspector", "k1")
    assert repeating.tidy() == 0
    with clock.frozen(TODAY + timedelta(days=2)):
        assert repeating.tidy() == 1


def test_of_many_at_once_one_is_done(app: Flask, post: Any) -> None:
    """The others wait for it and get its answer; none is refused for being late."""

    def send(_turn: int) -> Any:
        with clock.frozen(TODAY):  # a thread has a clock of its own
            return post("inspector", "k1")

    app.config["KEEP_CONNECTION"] = False
    db.close()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    db.connect(reuse_if_open=True)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.get_data() for answer in answers}) == 1 and made() == 1
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 3
