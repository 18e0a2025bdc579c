"""Old versions come back as new ones; the second of two editors sees both versions."""

from __future__ import annotations

from typing import Any

import pytest

from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.errors import Conflict, Forbidden, Invalid
from inventory.judgement.assessments import service as assessments
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.registry.equipment import retrieval
from inventory.registry.equipment.models import EquipmentRevision

ORIGIN = writing.Origin("api", reason="试验")


def revisions(device: int) -> list[EquipmentRevision]:
    return equipment.revisions(SYSTEM, device)


def test_restoring_is_a_new_revision_judged_anew(county: Any) -> None:
    device = county.device(serial_no="1")
    scrapped = equipment.update(SYSTEM, device.id, 1, ORIGIN, facts={"use_state": "报废"})
    assert scrapped.verdict is None
    back = equipment.restore(county.inspector, device.id, 1, 2, ORIGIN)
    assert (back.version, back.facts, back.verdict) == (3, device.facts, "eliminate")
    assert [item.source for item in revisions(device.id)] == ["api", "api", "restore:1"]
    assert revisions(device.id)[2].after == revisions(device.id)[0].after
    assert assessments.current(device.id)[0].verdict == "eliminate"


def test_restoring_frees_and_takes_numbers(county: Any) -> None:
    device = county.device(manufacturer="甲厂", serial_no="1")
    equipment.update(SYSTEM, device.id, 1, ORIGIN, facts={"serial_no": "2"})
    county.device(manufacturer="甲厂", serial_no="1")
    with pytest.raises(Conflict) as refusal:
        equipment.restore(SYSTEM, device.id, 1, 2, ORIGIN)
    assert refusal.value.code == "identity_taken"


def test_nothing_to_restore_is_said(county: Any) -> None:
    device = county.device()
    with pytest.raises(Invalid) as refusal:
        equipment.restore(SYSTEM, device.id, 1, 1, ORIGIN)
    assert refusal.value.code == "no_change"


def test_the_second_editor_sees_both_versions(county: Any) -> None:
    device = county.device(location="一号房")
    equipment.update(SYSTEM, device.id, 1, ORIGIN, facts={"location": "二号房"})
    for late in (
        lambda: equipment.update(SYSTEM, device.id, 1, ORIGIN, facts={"location": "三号房"}),
        lambda: equipment.restore(SYSTEM, device.id, 1, 1, ORIGIN),
    ):
        with pytest.raises(Conflict) as refusal:
            late()
        shown = {item["field"]: item["value"] for item in refusal.value.details}
        assert shown["version"] == 2
        assert shown["current"]["facts"]["location"] == "二号房"
        assert shown["seen"]["facts"]["location"] == "一号房"


def test_rights_are_asked_in_region_and_kind(county: Any) -> None:
    device = county.device()
    other_department = Actor(
        None, "监察员", Role.INSPECTOR, ("440704",), kinds=frozenset({"boiler"})
    )
    with pytest.raises(Forbidden):
        equipment.update(other_department, device.id, 1, ORIGIN, facts={"location": "x"})
    assert retrieval.get(SYSTEM, device.id).version == 1
