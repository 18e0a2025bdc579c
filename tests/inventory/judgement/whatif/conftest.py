"""The same small world as for savings, and questions asked in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.settings import Settings
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.judgement.whatif import service
from inventory.judgement.whatif.models import WhatIf
from inventory.people.enterprises import service as enterprises
from inventory.registry.jobs import service as jobs
from tests.prepared import BUILDERS, Shelf

TODAY = date(2026, 11, 21)
QUESTION = service.Question("江海区变压器年限由25年降为20年", TODAY, TODAY, 365)
S9 = {
    "model": "S9-M-315/10",
    "rated_capacity_kva": 315,
    "voltage_kv": 10,
    "connection": "Dyn11",
    "no_load_loss_w": 670,
    "load_loss_w": 3650,
    "insulation_medium": "油浸",
}
INSPECTOR = Actor(11, "监察员", Role.INSPECTOR, ("440704",))
ADMIN = Actor(12, "管理员", Role.ADMIN)


def _fleet(_settings: Settings) -> dict[str, int]:
    """Transformers in 江海 of 30, 22 and 10 years, one in 阳城 of 22; name → id."""
    origin = writing.Origin("test")
    mill = enterprises.create(SYSTEM, {"name": "=江海纺织", "region": "440704"}).id
    yard = enterprises.create(SYSTEM, {"name": "阳城锅炉", "region": "140522"}).id
    found = {"mill": mill, "yard": yard}
    for name, owner, region, year in (
        ("old", mill, "440704", 1999),
        ("middle", mill, "440704", 2004),
        ("young", mill, "440704", 2016),
        ("far", yard, "140522", 2004),
    ):
        facts = {**S9, "serial_no": name, "in_service_on": f"{year}-05-01", "made_on": f"{year}"}
        found[name] = equipment.create(SYSTEM, "transformer", owner, region, facts, origin).id
    return found


BUILDERS["fleet"] = _fleet


@pytest.fixture
def fleet(shelf: Shelf, ledger: Settings) -> dict[str, int]:
    """The devices in the database of this test; name → id."""
    return dict(shelf.of(ledger, "fleet"))


@pytest.fixture
def ask(fleet: dict[str, int]) -> Callable[..., WhatIf]:
    """ask(actor, changes=…, as_of=…) → the finished question."""

    def asked(actor: Actor = ADMIN, **values: Any) -> WhatIf:
        what_if = service.request(actor, replace(QUESTION, **values))
        job = jobs.run(what_if.job_id)
        assert (job.status, job.error) == ("done", "")
        return WhatIf.get_by_id(what_if.id)

    return asked
