"""Whose views are whose, and what sharing opens: filters, never devices."""

from __future__ import annotations

from typing import Any

import pytest

from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.errors import AppError, Conflict, Forbidden, Invalid, NotFound
from inventory.core.settings import Settings
from inventory.desk.saved_views import service
from inventory.people.accounts import service as accounts
from inventory.people.accounts import sessions
from inventory.people.enterprises import service as enterprises

PASSWORD = "correct horse battery"
VIEW: dict[str, Any] = {
    "name": "待淘汰锅炉",
    "region": "",
    "filters": {"kind": "boiler", "verdict": "eliminate"},
    "sort": "-due",
    "columns": ["model", "verdict"],
}


@pytest.fixture
def people(ledger: Settings) -> dict[str, Actor]:
    own = enterprises.create(SYSTEM, {"name": "江海区示例纺织厂", "region": "440704"})
    made = {
        "county": accounts.create_user("county", "区", PASSWORD, Role.INSPECTOR, ["440704"]),
        "city": accounts.create_user("city", "市", PASSWORD, Role.INSPECTOR, ["440700"]),
        "leader": accounts.create_user("leader", "领导", PASSWORD, Role.LEADER, ["440704"]),
        "other": accounts.create_user("other", "外", PASSWORD, Role.INSPECTOR, ["140522"]),
        "neighbour": accounts.create_user("next", "邻", PASSWORD, Role.INSPECTOR, ["440703"]),
        "clerk": accounts.create_user("clerk", "企", PASSWORD, Role.ENTERPRISE, enterprise=own.id),
        "admin": accounts.create_user("admin", "管", PASSWORD, Role.ADMIN),
    }
    return {name: sessions.actor_for(user) for name, user in made.items()}


def sees(actor: Actor) -> list[str]:
    return [view.name for view in service.listed(actor)]


def test_a_personal_view_is_nobody_elses(people: dict[str, Actor]) -> None:
    view = service.create(people["county"], VIEW)
    assert (view.filters, view.sort, view.owner_name) == (VIEW["filters"], "-due", "区")
    for name, actor in people.items():
        assert sees(actor) == (["待淘汰锅炉"] if name == "county" else []), name
    with pytest.raises(NotFound):
        service.get(people["admin"], view.id)


@pytest.mark.parametrize(
    ("sharer", "region", "readers"),
    [
        ("county", "440704", {"county", "leader", "city", "admin"}),
        ("city", "440700", {"county", "leader", "city", "neighbour", "admin"}),
        ("other", "140522", {"other", "admin"}),
    ],
)
def test_a_shared_view_is_seen_by_officials_of_the_region(
    people: dict[str, Actor], sharer: str, region: str, readers: set[str]
) -> None:
    service.create(people[sharer], {**VIEW, "region": region})
    assert {name for name, actor in people.items() if sees(actor)} == readers


@pytest.mark.parametrize(
    ("who", "region"), [("county", "440703"), ("clerk", "440704"), ("leader", "440704")]
)
def test_sharing_needs_the_region(people: dict[str, Actor], who: str, region: str) -> None:
    with pytest.raises(Forbidden):
        service.create(people[who], {**VIEW, "region": region})
    assert sees(people[who]) == []


def test_only_the_owner_changes_a_view(people: dict[str, Actor]) -> None:
    view = service.create(people["county"], {**VIEW, "region": "440704"})
    with pytest.raises(Forbidden):
        service.update(people["leader"], view.id, 1, {"name": "别名"})
    with pytest.raises(Forbidden):
        service.delete(people["city"], view.id)
    changed = service.update(people["county"], view.id, 1, {"name": "锅炉", "region": ""})
    assert (changed.name, changed.region, changed.version) == ("锅炉", "", 2)
    assert sees(people["leader"]) == []
    with pytest.raises(Conflict):
        service.update(people["county"], view.id, 1, {"name": "旧页面"})
    service.delete(people["county"], view.id)
    assert sees(people["county"]) == []


def test_administrators_tidy_up_shared_views(people: dict[str, Actor]) -> None:
    view = service.create(people["county"], {**VIEW, "region": "440704"})
    service.delete(people["admin"], view.id)
    assert sees(people["county"]) == []


@pytest.mark.parametrize(
    ("change", "error"), [({"sort": "colour"}, Invalid), ({"region": "999999"}, AppError)]
)
def test_what_no_list_understands_is_refused(
    people: dict[str, Actor], change: dict[str, str], error: type[AppError]
) -> None:
    with pytest.raises(error):
        service.create(people["county"], {**VIEW, **change})


def test_a_name_is_taken_once_per_person(people: dict[str, Actor]) -> None:
    service.create(people["county"], VIEW)
    service.create(people["city"], VIEW)
    with pytest.raises(Conflict, match="待淘汰锅炉"):
        service.create(people["county"], VIEW)
