"""Two enterprises with devices that save, and who may see which."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.settings import Settings
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.people.enterprises import service as enterprises

S9 = {
    "model": "S9-M-315/10",
    "rated_capacity_kva": 315,
    "voltage_kv": 10,
    "connection": "Dyn11",
    "no_load_loss_w": 670,
    "load_loss_w": 3650,
    "insulation_medium": "油浸",
    "in_service_on": "2004-01-01",
    "made_on": "2003-05-01",
}
TRUCK = {
    "plate_no": "粤J12345",
    "vehicle_type": "重型载货",
    "fuel": "柴油",
    "use_nature": "营运",
    "emission_stage": "国三",
    "registered_on": "2014-03-01",
    "gross_mass_kg": 25000,
}
LIFT = {
    "name": "电梯",
    "model": "GPS",
    "device_code": "31104407042008",
    "residential": True,
    "elevator_type": "曳引驱动乘客电梯",
    "delivered_on": "2008-05-01",
    "stations": 18,
}


@dataclass(frozen=True)
class Place:
    """Ids of what there is."""

    mill: int
    yard: int
    transformer: int
    truck: int
    lift: int
    foreign: int
    inspector: Actor
    clerk: Actor


@pytest.fixture
def place(ledger: Settings) -> Place:
    mill = enterprises.create(SYSTEM, {"name": "江海区示例纺织厂", "region": "440704"}).id
    yard = enterprises.create(SYSTEM, {"name": "阳城县锅炉厂", "region": "140522"}).id
    origin = writing.Origin("test")

    def device(kind: str, owner: int, region: str, facts: dict[str, object]) -> int:
        return equipment.create(SYSTEM, kind, owner, region, facts, origin).id

    return Place(
        mill,
        yard,
        device("transformer", mill, "440704", S9),
        device("truck", mill, "440704", TRUCK),
        device("elevator", mill, "440704", LIFT),
        device("transformer", yard, "140522", {**S9, "serial_no": "2"}),
        Actor(1, "监察员", Role.INSPECTOR, ("440704",)),
        Actor(2, "企业", Role.ENTERPRISE, enterprise=mill),
    )
