"""A client of the API, and people of each role with something of their own and of others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient

from inventory.core.access import SYSTEM, Role
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.people.accounts import service as accounts
from inventory.people.enterprises import service as enterprises
from tests.inventory.app.api.logins import log_in
from tests.inventory.app.api.worlds import FOREIGN, PASSWORD, belongings, ids
from tests.prepared import BUILDERS, Shelf

PEOPLE = ("admin", "inspector", "leader", "auditor", "clerk")


@dataclass(frozen=True)
class World:
    """Two counties, each with an enterprise and what it has; people who belong to the first.

    `own` and `foreign` give the id for each id that an address may hold (`enterprise_id` …).
    """

    own_enterprise: int
    own_device: int
    foreign_enterprise: int
    foreign_device: int
    tokens: dict[str, str]
    own: dict[str, int]
    foreign: dict[str, int]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def _world(ledger: Settings) -> World:
    """Two counties and their people, as the database of a test begins with them."""
    tmp_path = ledger.data_dir
    own = enterprises.create(SYSTEM, {"name": "江海区示例纺织厂", "region": "440704"})
    foreign = enterprises.create(
        SYSTEM, {"name": FOREIGN["name"], "uscc": FOREIGN["uscc"], "region": "140522"}
    )
    origin = writing.Origin("test")
    facts = {
        "model": "S7-315/10",
        "rated_capacity_kva": 315,
        "voltage_kv": 10,
        "insulation_medium": "油浸",
        "made_on": "1992-05-01",
    }
    own_device = equipment.create(SYSTEM, "transformer", own.id, "440704", facts, origin)
    foreign_facts = {**facts, "serial_no": FOREIGN["serial_no"], "manufacturer": FOREIGN["maker"]}
    foreign_device = equipment.create(
        SYSTEM, "transformer", foreign.id, "140522", foreign_facts, origin
    )
    accounts.create_user("admin", "管理员", PASSWORD, Role.ADMIN)
    inspector = accounts.create_user("inspector", "监察员", PASSWORD, Role.INSPECTOR, ["440704"])
    accounts.create_user("leader", "领导", PASSWORD, Role.LEADER, ["440704"])
    accounts.create_user("auditor", "审计员", PASSWORD, Role.AUDITOR)
    accounts.create_user("clerk", "企业", PASSWORD, Role.ENTERPRISE, enterprise=own.id)
    stranger = accounts.create_user(
        "stranger", FOREIGN["person"], PASSWORD, Role.INSPECTOR, ["140522"]
    )
    tokens = {name: accounts.login(name, PASSWORD)[0] for name in PEOPLE}
    files = FileStore(ledger.files_dir)
    return World(
        own.id,
        own_device.id,
        foreign.id,
        foreign_device.id,
        tokens,
        own={
            **ids(own.id, own_device.id, "440704", tmp_path, files),
            **belongings(inspector, ledger),
        },
        foreign={
            **ids(foreign.id, foreign_device.id, "140522", tmp_path, files),
            **belongings(stranger, ledger),
        },
    )


BUILDERS["world"] = _world


@pytest.fixture
def world(shelf: Shelf, ledger: Settings) -> World:
    """What is in the database of this test."""
    return cast("World", shelf.of(ledger, "world"))


Call = Callable[..., Any]


@pytest.fixture
def call(client: FlaskClient, world: World) -> Call:
    """call("inspector", "GET", "/equipment") → response; role None = not logged in."""

    def send(role: str | None, method: str, path: str, **kwargs: Any) -> Any:
        headers = {"Authorization": f"Bearer {world.tokens[role]}"} if role else {}
        return client.open(f"/api/v1{path}", method=method, headers=headers, **kwargs)

    return send


@pytest.fixture
def browser(app: Flask, world: Any) -> FlaskClient:
    """A browser in which the inspector is logged in."""
    made = app.test_client()
    answer = log_in(made, "inspector")
    assert answer.json["token"] is None
    return made
