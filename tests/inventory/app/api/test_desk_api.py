"""The desk of each role: every number opens a list of as many, and the list is by term."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from inventory.core.access import Role
from inventory.desk.workbench.waiting import sorts
from inventory.judgement.alerts.models import Alert
from inventory.people.accounts.models import User

ROLES = ("admin", "inspector", "leader", "auditor", "clerk")
# Part of a desk → the list that its numbers count.
LISTS = {
    "cases": "/cases",
    "waiting": "/cases",
    "overdue_notices": "/notices",
    "notices": "/notices",
    "alerts": "/alerts",
    "mine": "/alerts",
    "stages": "/alerts",
}


def total(call: Any, role: str, path: str, filter_: dict[str, Any]) -> int:
    query = {
        key: str(value).lower() if value in (True, False) else value
        for key, value in filter_.items()
    }
    shown = call(role, "GET", path, query_string=query)
    assert shown.status_code == 200, (path, shown.json)
    return len(shown.json) if isinstance(shown.json, list) else shown.json["total"]


def figures(shown: Any, path: str = "/equipment") -> Iterator[tuple[str, dict[str, Any]]]:
    """(list, number) wherever a count and a filter stand together."""
    for key, value in shown.items() if isinstance(shown, dict) else ():
        below = path if path == "/cases" else LISTS.get(key, path)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict) and "count" in each and each.get("filter") is not None:
                yield below, each
            yield from figures(each, below)


@pytest.fixture
def given(world: Any) -> None:
    """An alert of the inspector's own, beside what the world has."""
    inspector = User.get(User.username == "inspector")
    Alert.update(assignee=inspector.id, acknowledged_at=None).where(
        Alert.id == world.own["alert_id"]
    ).execute()


@pytest.mark.parametrize("role", ROLES)
def test_every_number_of_a_desk_opens_a_list_of_as_many(call: Any, given: None, role: str) -> None:
    desk = call(role, "GET", "/workbench/waiting?size=200").json
    for group in desk["groups"]:
        assert total(call, role, group["lists"], group["filter"]) == group["count"], group
        only = call(role, "GET", f"/workbench/waiting?size=200&sort={group['sort']}").json
        assert {item["sort"] for item in only["items"]} == {group["sort"]}
        assert len(only["items"]) == only["total"] == group["count"]
        assert only["groups"] == desk["groups"]
    assert desk["total"] == sum(group["count"] for group in desk["groups"]) == len(desk["items"])
    for path, number in figures(call(role, "GET", "/workbench").json):
        assert total(call, role, path, number["filter"]) == number["count"], (path, number)


def test_what_is_due_first_stands_first_and_what_has_no_term_last(call: Any, given: None) -> None:
    items = call("inspector", "GET", "/workbench/waiting?size=200").json["items"]
    assert {item["sort"] for item in items} >= {
        "declarations",
        "registrations",
        "imports",
        "reentries",
        "alerts",
    }
    keys = [(item["due"] or "9999", item["since"] or "9999") for item in items]
    assert keys == sorted(keys)
    assert items[0]["due"] and not items[-1]["due"]
    assert all(item["title"] and item["page"] for item in items)
    assert len(call("inspector", "GET", "/workbench/waiting?size=2").json["items"]) == 2


def test_a_sort_is_for_its_roles_alone(call: Any, given: None) -> None:
    for role in ROLES:
        for group in call(role, "GET", "/workbench/waiting").json["groups"]:
            assert Role({"clerk": "enterprise"}.get(role, role)) in sorts[group["sort"]].roles
    assert call("auditor", "GET", "/workbench/waiting").json["groups"] == []
