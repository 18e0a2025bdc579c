"""Every list tells where its next page begins, and goes on from there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.inventory.app.api.crossing import LIBRARY_IDS, address

MOST = 12
# A trail grows with each page that is asked for; a report numbers the lines of a page.
WITHOUT = {"/api/v1/audit", "/api/v1/reports/1/behind"}


@pytest.fixture
def lists(app: Flask, world: Any) -> list[str]:
    """Addresses of the operations that take `after`."""
    document = app.test_client().get("/api/v1/openapi.json").get_json()
    ids = {**LIBRARY_IDS, **world.own}
    return [
        address(path, ids)
        for path, operations in document["paths"].items()
        if {"after", "size"}
        <= {it["name"] for it in operations.get("get", {}).get("parameters", ())}
    ]


def test_every_list_is_read_to_its_end(lists: list[str], call: Any, mixed: Any) -> None:
    """Pages of one item are the items of one page, in the same order."""
    read, long = 0, 0
    for path in sorted(set(lists) - WITHOUT):
        whole = _ask(call, path, size=MOST)
        if whole is None:
            continue
        parts = list(_pages(call, path))
        assert [part["items"] for part in parts] == [[item] for item in whole["items"]], path
        assert {part["total"] for part in parts} <= {whole["total"]}, path
        read += 1
        long += len(parts) > 1
    assert (read, long) > (30, 8)


def _ask(call: Any, path: str, **query: Any) -> Any:
    """The answer; None where nothing of this kind is there."""
    answer = call("admin", "GET", path.removeprefix("/api/v1"), query_string=query)
    assert answer.status_code in {200, 404, 409, 422}, (path, answer.text)
    return answer.get_json() if answer.status_code == 200 else None


def _pages(call: Any, path: str) -> Iterator[Any]:
    query: dict[str, Any] = {"size": 1}
    for _ in range(MOST):
        page = _ask(call, path, **query)
        if page["items"]:
            yield page
        if page["next"] is None:
            return
        # Changes of a what-if are narrowed by the verdict `after`.
        query["cursor" if path.endswith("/changes") else "after"] = page["next"]


@pytest.mark.parametrize(
    ("mine", "other"), [("/imports", "/equipment"), ("/cases", "/notices"), ("/alerts", "/jobs")]
)
def test_a_mark_of_another_list_is_refused(call: Any, mixed: Any, mine: str, other: str) -> None:
    for path in (mine, other):
        call("admin", "GET", path, query_string={"size": 1})
    mark = _ask(call, mine, size=1)["next"] or "WyJ4IiwgMl0="
    refused = call("admin", "GET", other, query_string={"size": 1, "after": mark})
    assert refused.status_code == 422
    assert "第一页" in refused.get_json()["error"]["remedy"]
