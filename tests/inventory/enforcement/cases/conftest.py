"""An enterprise with three old transformers, and the people who carry a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pytest

from inventory.core.access import SYSTEM
from inventory.core.settings import Settings
from inventory.judgement.ledger import writing
from inventory.judgement.ledger.writing import Change
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment
from tests.inventory.enforcement import casework
from tests.prepared import BUILDERS, Shelf


@dataclass(frozen=True)
class Bureau:
    who: casework.People
    enterprise: Enterprise
    devices: tuple[int, ...]


def _bureau(_settings: Settings) -> Bureau:
    casework.settle_agencies()
    owner = enterprises.create(
        SYSTEM, {"name": "江海区示例电器厂", "region": casework.REGION, "address": "江海区二号"}
    )
    old = {"model": "S7-315/10", "rated_capacity_kva": 315}
    writing.write(
        [
            Change("transformer", owner.id, casework.REGION, {**old, "serial_no": str(number)})
            for number in (1, 2, 3)
        ],
        writing.Origin("test"),
    )
    rows = Equipment.select(Equipment.id).where(Equipment.enterprise == owner.id)
    devices = tuple(key for (key,) in rows.order_by(Equipment.id).tuples())
    return Bureau(casework.people(), owner, devices)


BUILDERS["bureau"] = _bureau


@pytest.fixture
def bureau(shelf: Shelf, ledger: Settings) -> Bureau:
    """What is in the database of this test."""
    return cast("Bureau", shelf.of(ledger, "bureau"))
