"""Disposal of a device out of service; one with a certificate that is back is told so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from inventory.core import clock
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.errors import AppError, NotFound
from inventory.core.settings import Settings
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.judgement.reentry import service as reentry
from inventory.judgement.reentry.service import Narrowed
from inventory.people.enterprises import service as enterprises
from inventory.registry.disposals import service
from inventory.registry.disposals.service import Given

HERE = Actor(1, "此地", Role.INSPECTOR, ("440704",))
THERE = Actor(2, "彼地", Role.INSPECTOR, ("140522",))
DAY = date(2026, 10, 1)
GIVEN = Given("dismantled", DAY, "报废-1", DAY, "示例回收公司", "91140522535AN2E4T5")


@pytest.fixture
def truck(ledger: Settings) -> int:
    mill = enterprises.create(SYSTEM, {"name": "示例运输", "region": "440704"}).id
    facts = {"vin": "LFWSRXSJ1M1F12345", "vehicle_type": "重型载货", "use_state": "报废"}
    return equipment.create(SYSTEM, "truck", mill, "440704", facts, writing.Origin("test")).id


def test_a_scrapped_machine_that_is_back_is_told_so(truck: int) -> None:
    made = service.record(HERE, truck, GIVEN)
    yard = enterprises.create(SYSTEM, {"name": "外地运输", "region": "140522"}).id
    facts = {"vin": "LFWSRXSJ1M1F12345", "vehicle_type": "重型载货", "use_state": "在用"}
    equipment.create(SYSTEM, "truck", yard, "140522", facts, writing.Origin("test"))
    (mine,), (theirs,) = (reentry.find(actor, Narrowed()).items for actor in (HERE, THERE))
    assert mine.scrapped is not None and theirs.scrapped is not None
    assert (mine.scrapped.certificate_no, mine.scrapped.recycler) == ("报废-1", "示例回收公司")
    assert (theirs.scrapped.on, theirs.scrapped.certificate_no) == (DAY, "")
    service.withdraw(HERE, made.id, "登记错了")
    (again,) = reentry.find(HERE, Narrowed()).items
    assert again.scrapped is None
    service.record(HERE, truck, replace(GIVEN, certificate_no="报废-2"))
    rows = service.of_device(HERE, truck)
    assert [row.certificate_no for row in rows] == ["报废-2", "报废-1"]
    with pytest.raises(NotFound):
        service.of_device(THERE, truck)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (replace(GIVEN, on=date(2026, 11, 21)), ""),
        (replace(GIVEN, on=date(2026, 11, 22)), "future"),
        (replace(GIVEN, certificate_no=" "), "no_number"),
        (replace(GIVEN, recycler_uscc="91140522535AN2E4T6"), "uscc"),
    ],
)
def test_what_a_record_must_say(truck: int, given: Given, code: str) -> None:
    if not code:
        assert service.record(HERE, truck, given).on == clock.today()
        return
    with pytest.raises(AppError) as refusal:
        service.record(HERE, truck, given)
    assert refusal.value.code == code


def test_a_device_has_one_that_stands_and_only_out_of_service(truck: int) -> None:
    service.record(HERE, truck, GIVEN)
    with pytest.raises(AppError) as twice:
        service.record(HERE, truck, replace(GIVEN, on=DAY - timedelta(days=1)))
    assert twice.value.code == "stands"
    other = enterprises.create(SYSTEM, {"name": "在用厂", "region": "440704"}).id
    facts = {"plate_no": "粤J00001", "use_state": "在用"}
    used = equipment.create(SYSTEM, "truck", other, "440704", facts, writing.Origin("test")).id
    with pytest.raises(AppError) as refusal:
        service.record(HERE, used, GIVEN)
    assert refusal.value.code == "in_service"
