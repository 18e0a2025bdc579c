"""Two counties, ledgers as files, and what became of them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import standards
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.intake.imports import committing, reporting, staging
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment import retrieval
from inventory.registry.equipment.models import Equipment

VIN = "LFWSRXSJ1M1F12345"
ORIGIN = writing.Origin("test")


@dataclass(frozen=True)
class Place:
    """Ids of two enterprises in two counties, and an inspector of each."""

    mill: int
    yard: int
    here: Actor
    there: Actor

    def owner(self, name: str) -> tuple[int, str]:
        return (self.mill, "440704") if name == "mill" else (self.yard, "140522")

    def truck(self, owner: str, state: str | None, vin: str = VIN, **facts: Any) -> Equipment:
        """Register a truck by the form."""
        enterprise, region = self.owner(owner)
        given = {"vin": vin, "vehicle_type": "重型载货", "fuel": "柴油", **facts}
        if state is not None:
            given["use_state"] = state
        return equipment.create(SYSTEM, "truck", enterprise, region, given, ORIGIN)

    def change(self, device: Equipment, **facts: Any) -> Equipment:
        now = retrieval.get(SYSTEM, device.id)
        return equipment.update(SYSTEM, device.id, now.version, ORIGIN, facts=facts)


@pytest.fixture
def place(ledger: Settings) -> Place:
    mill = enterprises.create(SYSTEM, {"name": "江海区示例运输公司", "region": "440704"}).id
    yard = enterprises.create(SYSTEM, {"name": "阳城县机密运输公司", "region": "140522"}).id
    return Place(
        mill,
        yard,
        Actor(None, "江海监察员", Role.INSPECTOR, ("440704",)),
        Actor(None, "阳城监察员", Role.INSPECTOR, ("140522",)),
    )


Arrive = Callable[..., dict[str, int]]


@pytest.fixture
def arrive(ledger: Settings, tmp_path: Path, place: Place) -> Arrive:
    """Import one truck of an enterprise as a ledger of its county; gives the totals."""
    files, number = FileStore(ledger.files_dir), count(1)
    headings = {field.id: field.heading_zh for field in standards.load().kinds["truck"].fields}

    def run(owner: str, state: str | None, vin: str = VIN, **facts: Any) -> dict[str, int]:
        enterprise, region = place.owner(owner)
        name = enterprises.get(SYSTEM, enterprise).name
        row = {"vin": vin, "vehicle_type": "重型载货", "fuel": "柴油", "use_state": state, **facts}
        cells = {headings[key]: value for key, value in row.items() if value is not None}
        path = tmp_path / f"{next(number)}.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, ["使用单位", *cells])
            writer.writeheader()
            writer.writerow({"使用单位": name, **cells})
        staged = staging.stage(SYSTEM, staging.Request(path, path.name, region, "truck"), files)
        committing.commit(staged.id)
        return reporting.report(staged.id).totals.all

    return run
