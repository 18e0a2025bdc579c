"""Two factories of one county, one of another, and people with rights in the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.settings import Settings
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment.models import Equipment

ORIGIN = writing.Origin("api", reason="试验")
FACTS = {
    "model": "S7-315/10",
    "rated_capacity_kva": 315,
    "voltage_kv": 10,
    "insulation_medium": "油浸",
    "made_on": "1992-05-01",
}


@dataclass(frozen=True)
class County:
    """`one` and `two` stand in 440704, `far` in 140522."""

    one: int
    two: int
    far: int
    inspector: Actor
    far_inspector: Actor

    def device(self, enterprise: int | None = None, **facts: Any) -> Equipment:
        """A transformer of `one`, or of another enterprise."""
        owner = enterprise or self.one
        region = "140522" if owner == self.far else "440704"
        return equipment.create(SYSTEM, "transformer", owner, region, {**FACTS, **facts}, ORIGIN)


@pytest.fixture
def county(ledger: Settings) -> County:
    one, two, far = (
        enterprises.create(SYSTEM, {"name": name, "region": region}).id
        for name, region in (
            ("江海一厂", "440704"),
            ("江海二厂", "440704"),
            ("阳城机密厂", "140522"),
        )
    )
    return County(
        one,
        two,
        far,
        Actor(None, "监察员", Role.INSPECTOR, ("440704",)),
        Actor(None, "外县监察员", Role.INSPECTOR, ("140522",)),
    )
