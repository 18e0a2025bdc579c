"""A lorry on a sheet of vehicles is stored as the truck that it is, whichever way it comes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.errors import Forbidden
from inventory.core.settings import Settings
from inventory.intake.imports import committing, staging
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment import sources
from inventory.registry.equipment.models import Equipment

ORIGIN = writing.Origin("api")
LORRY = "载货 轻型载货汽车"
FACTS: dict[str, Any] = {"plate_no": "粤J12345", "powertrain": "柴油", "use_nature": "营运"}
CSV = (
    "使用单位,号牌号码,车辆类型,燃料种类,使用性质,注册登记日期\n"
    f"某运输公司,粤J12345,{LORRY},柴油,营运,2012-05-01\n"
)


def _file(folder: Path, text: str = CSV) -> staging.Request:
    path = folder / "车辆.csv"
    path.write_text(text, encoding="utf-8")
    return staging.Request(path, path.name, "440704", "vehicle")


def test_a_sheet_of_vehicles(ledger: Settings, tmp_path: Path) -> None:
    staged = staging.stage(SYSTEM, _file(tmp_path))
    notes = [note["message"] for sheet in staged.sheets for note in sheet["notes"]]
    assert "1 行按柴油货车登记和判定" in " ".join(notes)
    committing.commit(staged.id)
    device = Equipment.get()
    assert (device.kind, device.facts["fuel"]) == ("truck", "柴油")
    assert "powertrain" not in device.facts
    assert sources.of(device).by_field["fuel"] == "cell"


def test_the_same_sheet_again_is_the_same_device(ledger: Settings, tmp_path: Path) -> None:
    committing.commit(staging.stage(SYSTEM, _file(tmp_path)).id)
    again = staging.stage(SYSTEM, _file(tmp_path, CSV.replace("2012-05-01", "2012-06-01")))
    committing.commit(again.id)
    assert [(item.kind, item.version) for item in Equipment.select()] == [("truck", 2)]


def test_a_lorry_of_an_old_ledger_becomes_a_truck(ledger: Settings, tmp_path: Path) -> None:
    owner = enterprises.create(SYSTEM, {"name": "某运输公司", "region": "440704"})
    old = writing.Change("vehicle", owner.id, "440704", {**FACTS, "vehicle_type": LORRY})
    writing.write([old], ORIGIN)
    committing.commit(staging.stage(SYSTEM, _file(tmp_path)).id)
    device = Equipment.get()
    assert (device.kind, device.version) == ("truck", 2)
    assert device.facts["registered_on"] == "2012-05-01"


def test_a_vehicle_that_turns_out_a_lorry(ledger: Settings) -> None:
    owner = enterprises.create(SYSTEM, {"name": "某运输公司", "region": "440704"})
    bus = equipment.create(SYSTEM, "vehicle", owner.id, "440704", dict(FACTS), ORIGIN)
    assert bus.kind == "vehicle"
    lorry = equipment.update(SYSTEM, bus.id, 1, ORIGIN, facts={"vehicle_type": LORRY})
    assert (lorry.kind, lorry.facts["fuel"]) == ("truck", "柴油")


def test_who_leads_no_trucks_takes_in_none(ledger: Settings, tmp_path: Path) -> None:
    actor = Actor(1, "交管", Role.INSPECTOR, ("440704",), kinds=frozenset({"vehicle"}))
    with pytest.raises(Forbidden):
        staging.stage(actor, _file(tmp_path))
