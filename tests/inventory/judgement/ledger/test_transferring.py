"""A device changes hands: both sides see it, and neither learns a foreign name from it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.errors import Conflict, Forbidden, Invalid, NotFound
from inventory.desk.dossier import service as exporting
from inventory.desk.story import service as history
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import transfers, writing
from inventory.registry.equipment import retrieval

ORIGIN = writing.Origin("api", reason="转让协议 2026-11")
DAY = date(2026, 11, 1)


def clerk(enterprise: int) -> Actor:
    return Actor(None, "企业", Role.ENTERPRISE, enterprise=enterprise)


def test_both_sides_see_the_transfer(county: Any) -> None:
    device = county.device(serial_no="1")
    done = transfers.transfer(county.inspector, device.id, county.two, DAY, ORIGIN)
    assert retrieval.get(clerk(county.two), device.id).enterprise_id == county.two
    with pytest.raises(NotFound):
        retrieval.get(clerk(county.one), device.id)
    for side in (county.one, county.two):
        (shown,), total, _ = transfers.find(clerk(side))
        assert (shown.id, total, shown.on) == (done.id, 1, DAY)
    assert transfers.find(clerk(county.far))[:2] == ([], 0)
    assert equipment.revisions(SYSTEM, device.id)[1].source == f"transfer:{done.id}"


def test_a_side_that_one_may_not_see_has_no_name(county: Any) -> None:
    device = county.device(county.far, serial_no="1")
    transfers.transfer(SYSTEM, device.id, county.one, DAY, ORIGIN)
    moved = retrieval.get(SYSTEM, device.id)
    assert moved.region == "440704"
    for actor in (clerk(county.one), county.inspector):
        (shown,), *_ = transfers.find(actor)
        assert shown.from_enterprise == transfers.Side(None, None)
        assert shown.to_enterprise.name == "江海一厂"
        told = [entry for entry in history.story(actor, device.id) if entry.version == 2]
        assert told[0].what == "2026-11-01 由“其他单位”转移到“江海一厂”"
        for everything in (history.story(actor, device.id), exporting.device(actor, device.id)):
            assert "阳城机密厂" not in str(everything)


def test_the_writer_needs_rights_on_both_sides(county: Any) -> None:
    device, foreign = county.device(serial_no="1"), county.device(county.far, serial_no="2")
    with pytest.raises(NotFound):
        transfers.transfer(county.inspector, device.id, county.far, DAY, ORIGIN)
    with pytest.raises(NotFound):
        transfers.transfer(county.inspector, foreign.id, county.one, DAY, ORIGIN)
    of_one = Actor(None, "", Role.INSPECTOR, ("440704", "140522"), kinds=frozenset({"boiler"}))
    with pytest.raises(Forbidden):
        transfers.transfer(of_one, device.id, county.far, DAY, ORIGIN)
    assert transfers.find(SYSTEM)[1] == 0


def test_impossible_transfers_are_refused(county: Any) -> None:
    device = county.device(serial_no="1")
    with pytest.raises(Invalid) as same:
        transfers.transfer(SYSTEM, device.id, county.one, DAY, ORIGIN)
    assert same.value.code == "same_enterprise"
    with pytest.raises(Invalid) as future:
        transfers.transfer(SYSTEM, device.id, county.two, date(2026, 11, 22), ORIGIN)
    assert future.value.code == "future_date"
    with pytest.raises(Conflict):
        transfers.transfer(SYSTEM, device.id, county.two, DAY, ORIGIN, version=7)
    assert transfers.find(SYSTEM)[1] == 0


def test_another_owner_in_a_correction_is_a_transfer_of_today(county: Any) -> None:
    device = county.device(serial_no="1")
    equipment.update(SYSTEM, device.id, 1, ORIGIN, enterprise_id=county.two)
    (shown,), *_ = transfers.find(clerk(county.one))
    assert (shown.on, shown.equipment_id) == (date(2026, 11, 21), device.id)


def test_restoring_does_not_change_the_owner(county: Any) -> None:
    device = county.device(location="一号房")
    transfers.transfer(SYSTEM, device.id, county.two, DAY, ORIGIN)
    equipment.update(SYSTEM, device.id, 2, ORIGIN, facts={"location": "二号房"})
    back = equipment.restore(SYSTEM, device.id, 1, 3, ORIGIN)
    assert (back.enterprise_id, back.facts["location"]) == (county.two, "一号房")
