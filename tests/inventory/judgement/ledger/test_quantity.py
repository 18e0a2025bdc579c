"""A record may stand for several like devices: what counts devices counts them all."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest

from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.errors import Conflict, Invalid, NotFound
from inventory.desk.dashboard import service as dashboard
from inventory.desk.story import service as history
from inventory.intake.imports import staging
from inventory.intake.imports.committing import commit
from inventory.intake.imports.models import ImportRow
from inventory.judgement.ledger import facets, kind_counts, splitting, writing
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger.listing import Filters
from inventory.judgement.plans import counting
from inventory.judgement.potential import service as potential
from inventory.judgement.potential.reading import Section
from inventory.registry.equipment import retrieval
from inventory.registry.equipment.models import Equipment

ORIGIN = writing.Origin("api", reason="现场核对")
# (quantity, made on, annual hours): records of unlike devices, some standing for many.
RECORDS = ((3, "1992-05-01", 8000), (1, "2001-05-01", 4000), (12, "2015-05-01", 6000), (2, "", 0))


def _facts(made_on: str, hours: int) -> dict[str, Any]:
    said = {"made_on": made_on, "annual_hours": hours, "load_rate": 0.6}
    return {key: value for key, value in said.items() if value and key != "load_rate"}


def _sums() -> dict[str, Any]:
    """Everything that counts devices, over the whole ledger."""
    board = dashboard.dashboard(SYSTEM)
    summed = potential.summed(SYSTEM, Section(), clock.today())
    counter = counting.Counter(
        "440704", "1", "", clock.today(), scopes=(counting.Scope("transformer"),)
    )
    return {
        "facets": facets.devices(SYSTEM, Filters()),
        "summary": sorted(
            (row.kind, row.verdict or "", row.count) for row in kind_counts.summary(SYSTEM)
        ),
        "board": [(item.value, item.count) for item in board.verdicts],
        "ages": [[band.count for band in kind.bands] for kind in board.ages],
        "potential": summed.devices,
        "totals": summed.totals,
        "subsidies": summed.subsidies,
        "target": counting.count(SYSTEM, counter, clock.today()),
    }


def test_sums_are_those_of_the_single_devices(county: Any) -> None:
    several = [
        county.device(quantity=number, location=f"{place}号房", **_facts(made, hours))
        for place, (number, made, hours) in enumerate(RECORDS)
    ]
    with_quantity = _sums()
    for device in several:
        record = equipment.of_enterprise(SYSTEM, county.one)
        assert {item.quantity for item in record if item.id == device.id} == {device.quantity}
        splitting_all(device)
    assert Equipment.select().where(Equipment.quantity == 1).count() == 18
    assert _sums() == with_quantity
    assert with_quantity["facets"] == 18


@pytest.mark.parametrize("seed", range(3))
def test_however_records_are_split_the_sums_stay(county: Any, seed: int) -> None:
    chance = random.Random(seed)
    for place in range(4):
        made, hours = f"{chance.randint(1985, 2020)}-05-01", chance.choice((0, 3000, 8000))
        number = chance.randint(1, 9)
        county.device(quantity=number, location=f"{place}号房", **_facts(made, hours))
    before, devices = _sums(), facets.devices(SYSTEM, Filters())
    for _ in range(12):
        device = chance.choice(list(Equipment.select().order_by(Equipment.id)))
        if device.quantity > 1:
            splitting.split(SYSTEM, device.id, chance.randint(1, device.quantity - 1), ORIGIN)
        assert facets.devices(SYSTEM, Filters()) == devices
    after = _sums()
    assert _amounts(after) == pytest.approx(_amounts(before))
    assert {k: v for k, v in after.items() if k not in AMOUNTS} == {
        k: v for k, v in before.items() if k not in AMOUNTS
    }


AMOUNTS = ("totals", "subsidies")  # add up in another order, so the last digit may differ


def _amounts(sums: dict[str, Any]) -> list[float]:
    text = json.dumps([sums[key] for key in AMOUNTS], default=vars, sort_keys=True)
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", text)]


def splitting_all(device: Equipment) -> None:
    """Split a record until each of its devices has its own."""
    for _ in range(device.quantity - 1):
        splitting.split(SYSTEM, device.id, 1, ORIGIN)


@pytest.mark.parametrize("given", [{}, {"quantity": 1}])
def test_a_record_stands_for_one_device_unless_it_says_more(
    county: Any, given: dict[str, Any]
) -> None:
    assert retrieval.get(SYSTEM, county.device(**given).id).quantity == 1


@pytest.mark.parametrize("wrong", [0, -1, 100_001, 2.5])
def test_a_quantity_is_a_number_of_devices(county: Any, wrong: float) -> None:
    with pytest.raises(Invalid):
        county.device(quantity=wrong)


def test_splitting_keeps_the_number_and_tells_both_stories(county: Any) -> None:
    device = county.device(quantity=5, serial_no="A1", location="一车间")
    new = splitting.split(county.inspector, device.id, 2, ORIGIN, version=1)
    old = retrieval.get(SYSTEM, device.id)
    assert (old.quantity, new.quantity, new.split_from) == (3, 2, device.id)
    assert old.facts["serial_no"] == "A1"
    assert "serial_no" not in new.facts
    assert new.facts["location"] == "一车间"
    told = [entry.what for entry in history.story(SYSTEM, new.id) if entry.version == 1]
    assert told[0] == f"从第 {device.id} 号记录分出"


@pytest.mark.parametrize("pieces", [5, 6])
def test_a_record_keeps_at_least_one_device(county: Any, pieces: int) -> None:
    device = county.device(quantity=5)
    with pytest.raises(Invalid):
        splitting.split(SYSTEM, device.id, pieces, ORIGIN)
    assert retrieval.get(SYSTEM, device.id).quantity == 5


def test_who_may_not_write_may_not_split(county: Any) -> None:
    device = county.device(quantity=5)
    with pytest.raises(Conflict):
        splitting.split(county.inspector, device.id, 1, ORIGIN, version=7)
    foreign = county.device(county.far, quantity=5)
    before = Equipment.select().count()
    with pytest.raises(NotFound):
        splitting.split(county.inspector, foreign.id, 1, ORIGIN)
    assert Equipment.select().count() == before


def test_the_list_of_the_split_devices_finds_them(county: Any, tmp_path: Any) -> None:
    device = county.device(quantity=3, name="变压器", location="一号房")
    splitting_all(device)
    path = tmp_path / "split.csv"
    line = "变压器,S7-315/10,315,10,一号房,1,江海一厂,8000"
    head = "设备名称,型号,额定容量(kVA),电压(kV),安装地点,数量,使用单位,年运行小时"
    path.write_text("\n".join([head, line, line, line]), encoding="utf-8")
    staged = staging.stage(SYSTEM, staging.Request(path, path.name, "440704", "transformer"))
    commit(staged.id)
    rows = ImportRow.select().where(ImportRow.import_ == staged.id)
    assert [row.status for row in rows] == ["updated"] * 3
    assert len({row.equipment for row in rows}) == 3
    assert Equipment.select().count() == 3
