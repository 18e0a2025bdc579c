"""An enterprise with devices, its clerk, and the officials who lead them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import pytest

from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.settings import Settings
from inventory.intake.declarations import drafting, lookup, service
from inventory.intake.declarations.models import Declaration
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment.models import Equipment
from tests.prepared import BUILDERS, Shelf

REGION = "440704"
TRANSFORMER = {
    "name": "配电变压器",
    "model": "S11-M-315/10",
    "manufacturer": "甲变压器厂",
    "serial_no": "0042",
    "rated_capacity_kva": 315,
    "voltage_kv": 10,
    "insulation_medium": "油浸",
    "no_load_loss_w": 480,
    "load_loss_w": 3650,
    "made_on": "2012-05-01",
    "use_state": "在用",
}
ELEVATOR = {
    "name": "乘客电梯",
    "model": "TKJ1000",
    "manufacturer": "乙电梯厂",
    "serial_no": "E-7",
    "elevator_type": "曳引驱动乘客电梯",
    "in_service_on": "2012",
    "use_state": "在用",
}
SIGNATURE = service.Signature("王负责", "总经理", "0750-1234567", agreed=True)


@dataclass(frozen=True)
class House:
    """The people and devices of these tests."""

    clerk: Actor
    stranger: Actor
    inspector: Actor
    elevators_only: Actor
    enterprise: int
    transformer: int
    elevator: int
    foreign: int

    def device(self, key: int) -> Equipment:
        return Equipment.get_by_id(key)

    def change(self, **facts: Any) -> drafting.Draft:
        """The transformer with some facts changed."""
        stood = self.device(self.transformer).facts
        return drafting.Draft("change", equipment=self.transformer, facts={**stood, **facts})

    def hand_in(self, declaration_id: int) -> Declaration:
        version = lookup.get(self.clerk, declaration_id).version
        return service.submit(self.clerk, declaration_id, version, SIGNATURE)


def _house(_settings: Settings) -> House:
    own = enterprises.create(SYSTEM, {"name": "江海区示例纺织厂", "region": REGION})
    other = enterprises.create(SYSTEM, {"name": "阳城县机密锅炉厂", "region": "140522"})
    origin = writing.Origin("test")
    transformer = equipment.create(SYSTEM, "transformer", own.id, REGION, TRANSFORMER, origin)
    elevator = equipment.create(SYSTEM, "elevator", own.id, REGION, ELEVATOR, origin)
    secret = {**TRANSFORMER, "serial_no": "SECRET-778"}
    foreign = equipment.create(SYSTEM, "transformer", other.id, "140522", secret, origin)
    return House(
        clerk=Actor(11, "企业", Role.ENTERPRISE, enterprise=own.id),
        stranger=Actor(12, "别家", Role.ENTERPRISE, enterprise=other.id),
        inspector=Actor(21, "监察员", Role.INSPECTOR, (REGION,)),
        elevators_only=Actor(22, "市监", Role.INSPECTOR, (REGION,), kinds=frozenset({"elevator"})),
        enterprise=own.id,
        transformer=transformer.id,
        elevator=elevator.id,
        foreign=foreign.id,
    )


BUILDERS["house"] = _house


@pytest.fixture
def house(shelf: Shelf, ledger: Settings) -> House:
    """What is in the database of this test."""
    return cast("House", shelf.of(ledger, "house"))


Submit = Callable[..., Declaration]


@pytest.fixture
def submitted(house: House) -> Submit:
    """submitted(draft, …) hands in a declaration of these items."""

    def make(*drafts: drafting.Draft) -> Declaration:
        declaration = drafting.create(house.clerk)
        for draft in drafts:
            drafting.add_item(house.clerk, declaration.id, draft)
        return house.hand_in(declaration.id)

    return make
