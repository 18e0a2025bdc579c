"""A client of the API, and people of each role with something of their own and of others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from inventory import create_app
from inventory.access import SYSTEM, Role
from inventory.accounts import service as accounts
from inventory.enterprises import service as enterprises
from inventory.equipment import service as equipment
from inventory.settings import Settings

PASSWORD = "correct horse battery"
PEOPLE = ("admin", "inspector", "leader", "auditor", "clerk")


@dataclass(frozen=True)
class World:
    """Two counties, each with an enterprise and a device; people who belong to the first."""

    own_enterprise: int
    own_device: int
    foreign_enterprise: int
    foreign_device: int
    tokens: dict[str, str]


FOREIGN = {"name": "阳城县机密锅炉厂", "uscc": "91140522535AN2E4T5", "serial_no": "SECRET-778"}


@pytest.fixture
def app(ledger: Settings) -> Iterator[Flask]:
    made = create_app(ledger)
    made.config.update(TESTING=True, KEEP_CONNECTION=True)
    yield made
    made.extensions["queue"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def world(app: Flask) -> World:
    own = enterprises.create(SYSTEM, {"name": "江海区示例纺织厂", "region": "440704"})
    foreign = enterprises.create(
        SYSTEM, {"name": FOREIGN["name"], "uscc": FOREIGN["uscc"], "region": "140522"}
    )
    origin = equipment.Origin("test")
    facts = {
        "model": "S7-315/10", "rated_capacity_kva": 315, "voltage_kv": 10,
        "insulation_medium": "油浸", "made_on": "1992-05-01",
    }  # fmt: skip
    own_device = equipment.create(SYSTEM, "transformer", own.id, "440704", facts, origin)
    foreign_facts = {**facts, "serial_no": FOREIGN["serial_no"], "manufacturer": "机密变压器厂"}
    foreign_device = equipment.create(
        SYSTEM, "transformer", foreign.id, "140522", foreign_facts, origin
    )
    accounts.create_user("admin", "管理员", PASSWORD, Role.ADMIN)
    accounts.create_user("inspector", "监察员", PASSWORD, Role.INSPECTOR, ["440704"])
    accounts.create_user("leader", "领导", PASSWORD, Role.LEADER, ["440704"])
    accounts.create_user("auditor", "审计员", PASSWORD, Role.AUDITOR)
    accounts.create_user("clerk", "企业", PASSWORD, Role.ENTERPRISE, enterprise=own.id)
    tokens = {name: accounts.login(name, PASSWORD)[0] for name in PEOPLE}
    return World(own.id, own_device.id, foreign.id, foreign_device.id, tokens)


Call = Callable[..., Any]


@pytest.fixture
def call(client: FlaskClient, world: World) -> Call:
    """call("inspector", "GET", "/equipment") → response; role None = not logged in."""

    def send(role: str | None, method: str, path: str, **kwargs: Any) -> Any:
        headers = {"Authorization": f"Bearer {world.tokens[role]}"} if role else {}
        return client.open(f"/api{path}", method=method, headers=headers, **kwargs)

    return send
