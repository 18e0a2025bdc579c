"""The ledger keeps where each fact comes from, through every way a device may change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from inventory.core.access import SYSTEM
from inventory.core.errors import Conflict, Forbidden, Invalid
from inventory.judgement.assessments.models import Finding
from inventory.judgement.ledger import (
    listing,
    merging,
    rejudging,
    settling,
    telling,
    transfers,
    writing,
)
from inventory.judgement.ledger import service as equipment
from inventory.registry.equipment import sources
from inventory.registry.equipment.models import Equipment, EquipmentRevision

ORIGIN = writing.Origin("api", reason="现场核对")
DISPUTED = {"rated_capacity_kva": 400}


def source(device: Equipment, field: str) -> str:
    return sources.of(device).by_field.get(field, "")


def unknown(device: Equipment) -> dict[str, Finding]:
    rows = Finding.select().where((Finding.equipment == device) & Finding.current)
    return {row.rule: row for row in rows if row.outcome == "unknown"}


def change(device: Equipment, **facts: Any) -> Equipment:
    return equipment.update(SYSTEM, device.id, device.version, ORIGIN, facts=facts)


def test_a_form_is_completed_by_the_name(county: Any) -> None:
    device = county.device(rated_capacity_kva=None, insulation_medium=None)
    assert device.facts["rated_capacity_kva"] == 315
    assert source(device, "rated_capacity_kva") == "model"
    assert source(device, "made_on") == "form"
    assert not device.disputed


def test_a_change_of_one_field_changes_one_source(county: Any) -> None:
    device = county.device()
    Equipment.update(sources={"default": "cell"}).where(Equipment.id == device.id).execute()
    changed = change(Equipment.get_by_id(device.id), location="东房")
    assert source(changed, "location") == "form"
    told = {name for name in changed.facts if source(changed, name) == "cell"}
    assert {"made_on", "model", "voltage_kv"} <= told


def test_what_an_old_database_does_not_know_is_not_claimed(county: Any) -> None:
    device = county.device()
    Equipment.update(sources=None).where(Equipment.id == device.id).execute()
    device = Equipment.get_by_id(device.id)
    assert sources.of(device).by_field == {} and sources.of(device).doubts is None
    changed = change(device, location="东房")
    known = sources.of(changed).by_field
    assert known["location"] == "form" and "made_on" not in {k for k, v in known.items() if v}


def test_another_model_takes_its_facts_along(county: Any) -> None:
    device = county.device(rated_capacity_kva=None)
    changed = change(device, model="S9-500/10")
    assert changed.facts["rated_capacity_kva"] == 500
    assert source(changed, "rated_capacity_kva") == "model"


def test_a_dispute_decides_nothing_and_is_found(county: Any) -> None:
    agreed, device = county.device(), county.device(**DISPUTED)
    assert device.disputed and sources.of(device).disputed == {"rated_capacity_kva": 315}
    disputes = listing.query(SYSTEM, listing.Filters(disputed=True))
    assert [item.id for item in disputes] == [device.id]
    assert listing.query(SYSTEM, listing.Filters(disputed=False)).get().id == agreed.id
    message = unknown(device)["transformer.batch-1"].message
    assert "400kVA" in message and "315kVA" in message


@pytest.mark.parametrize(("stands", "value"), [("record", 400), ("model", 315)])
def test_who_saw_the_nameplate_settles_it(county: Any, stands: str, value: int) -> None:
    device = county.device(**DISPUTED)
    settled = settling.settle(
        county.inspector, device.id, "rated_capacity_kva", ORIGIN, stands=stands, version=1
    )
    assert settled.facts["rated_capacity_kva"] == value
    assert source(settled, "rated_capacity_kva") == "confirmed"
    assert not settled.disputed
    revision = EquipmentRevision.get(equipment=device, version=2)
    assert (revision.source, revision.reason) == ("settled", "现场核对")
    assert revision.before["sources"]["disputed"] == {"rated_capacity_kva": 315}
    told = list(telling.revisions(SYSTEM, settled))[-1]
    assert "额定容量" in told.what
    # It holds through other changes, and falls with the model.
    later = change(settled, location="东房")
    assert not later.disputed and source(later, "rated_capacity_kva") == "confirmed"
    assert change(later, model="S7-630/10").disputed


def test_settling_has_its_limits(county: Any) -> None:
    device = county.device(**DISPUTED)
    how = {"stands": "record", "version": 1}
    with pytest.raises(Invalid, match="没有铭牌与登记不符"):
        settling.settle(SYSTEM, device.id, "voltage_kv", ORIGIN, **how)
    with pytest.raises(Conflict):
        settling.settle(SYSTEM, device.id, "rated_capacity_kva", ORIGIN, stands="record", version=7)
    reader = county.inspector.__class__(9, "领导", county.inspector.role.LEADER, ("440704",))
    with pytest.raises(Forbidden):
        settling.settle(reader, device.id, "rated_capacity_kva", ORIGIN, **how)


def test_merge_and_its_undoing_keep_sources(county: Any) -> None:
    one, other = county.device(serial_no="1"), county.device(serial_no="2", location="东房")
    Equipment.update(sources={"default": "cell"}).where(Equipment.id == other.id).execute()
    kept = merging.merge(SYSTEM, one.id, other.id, {}, (1, 1), ORIGIN)
    assert (source(kept, "location"), source(kept, "made_on")) == ("cell", "form")
    back = merging.unmerge(SYSTEM, kept.id, None, kept.version, ORIGIN)
    assert "location" not in back.facts
    assert source(Equipment.get_by_id(other.id), "location") == "cell"


def test_transfer_and_restoring_keep_sources(county: Any) -> None:
    device = county.device()
    Equipment.update(sources={"default": "cell"}).where(Equipment.id == device.id).execute()
    transfers.transfer(SYSTEM, device.id, county.two, date(2026, 1, 1), ORIGIN)
    moved = Equipment.get_by_id(device.id)
    assert source(moved, "made_on") == "cell"
    changed = change(moved, made_on="1993")
    assert source(changed, "made_on") == "form"
    restored = equipment.restore(SYSTEM, device.id, 2, changed.version, ORIGIN)
    assert source(restored, "made_on") == "cell"


def test_judging_again_takes_disputes_into_account(county: Any) -> None:
    device = county.device(**DISPUTED)
    before = Equipment.get_by_id(device.id).findings_digest
    done = rejudging.rejudge_all(date.today(), 365)
    assert (done.judged, done.changed) == (1, 0)
    assert Equipment.get_by_id(device.id).findings_digest == before
