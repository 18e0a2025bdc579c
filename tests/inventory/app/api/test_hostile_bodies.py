"""Bodies that would stop or confuse the service are refused: too large, too deep, no numbers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from inventory.core.errors import AppError
from inventory.core.web import bodies
from tests.inventory.app.api.test_error_shape import assert_shape

NO_JSON = {
    "deep list": "[" * 100_000,
    "deep object": '{"a":' * 100_000,
    "closed, and deep": "[" * 900 + "]" * 900,
    "a level too many": "[" * 22 + "]" * 22,
    "NaN": "[NaN]",
    "infinity": "[-Infinity]",
    "beyond a float": "[1e999]",
    "beyond 64 bit": f"[{'9' * 20}]",
    "beyond what Python converts": f"[{'9' * 5000}]",
    "half a value": "[",
    "half of a surrogate pair": '["\\uD800"]',
}
FACTS = {
    "a zero byte": {"model": "S9\x00"},
    "an object": {"model": {"a": [1]}},
    "a long text": {"model": "1" * 100_000},
    "a long name": {"name": "炉" * 201},
    "a long number": {"rated_capacity_kva": "1" * 201},
    "a long date": {"made_on": "2" * 100_000},
    "a long code": {"serial_no": "A" * 201},
    "a long choice": {"medium": "油" * 100_000},
}


@pytest.mark.parametrize("text", NO_JSON)
def test_what_is_no_json_is_refused_in_words(text: str) -> None:
    with pytest.raises(AppError) as caught:
        bodies.load(NO_JSON[text].encode())
    assert (caught.value.code, caught.value.status) == ("bad_json", 400)


def test_a_body_within_its_limits_is_read() -> None:
    text = '{"a": [1, -9223372036854775808, 2.5, "S9\\u00b7M", null, true]}'
    assert bodies.load(text.encode()) == json.loads(text)
    assert bodies.load(("[" * 21 + "]" * 21).encode())


def test_hostile_bodies_are_refused_at_the_door(client: Any, world: Any) -> None:
    def send(path: str, body: str) -> Any:
        return client.post(
            f"/api/v1{path}",
            data=body.encode(),
            content_type="application/json",
            headers={"Authorization": f"Bearer {world.tokens['inspector']}"},
        )

    for name, facts in FACTS.items():
        for path, more in (
            ("/equipment", {"enterprise_id": world.own_enterprise}),
            ("/assessments/preview", {}),
        ):
            answer = send(path, json.dumps({"kind": "transformer", "facts": facts, **more}))
            assert answer.status_code == 422, (name, path, answer.data[:300])
            assert len(answer.data) < 5000, name
            assert_shape(answer)
    answer = send("/equipment", NO_JSON["deep list"])
    assert answer.status_code == 400
    assert assert_shape(answer)["code"] == "bad_json"
    answer = send("/equipment", '{"kind": "%s"}' % ("x" * bodies.LARGEST))
    assert answer.status_code == 413
    assert "1 MB" in assert_shape(answer)["message_en"]
