"""What the reviewer is shown of each device."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from inventory.core.access import SYSTEM
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.intake.declarations import drafting, lookup, reviewing
from inventory.intake.declarations.drafting import Draft
from inventory.intake.declarations.results import ReviewRow
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.registry.attachments import service as attachments
from inventory.registry.attachments.service import Parent, Upload

TODAY = date(2026, 11, 21)


def rows(actor: Any, declaration: Any) -> list[ReviewRow]:
    return reviewing.review(actor, declaration, TODAY)


def warned(row: ReviewRow) -> set[str]:
    return {item.code for item in row.warnings}


def test_a_change_is_shown_field_by_field_with_the_verdict_before_and_after(
    house: Any, submitted: Any
) -> None:
    declaration = submitted(house.change(model="S7-315/10", no_load_loss_w=760, location="一号房"))
    (row,) = rows(house.inspector, declaration)
    changes = {item.field: (item.before, item.after) for item in row.changes}
    assert changes == {
        "model": ("S11-M-315/10", "S7-315/10"),
        "no_load_loss_w": (480, 760),
        "location": (None, "一号房"),
    }
    loss = next(item for item in row.changes if item.field == "no_load_loss_w")
    assert (loss.unit, loss.change_pct) == ("W", 58.3)
    assert row.verdict_after == "eliminate" != row.verdict_before
    assert "transformer.batch-1" in {item["rule"] for item in row.gained}
    assert all(item["message"] for item in row.gained)
    assert "sudden_change" in warned(row)


def test_a_retired_device_loses_its_findings(house: Any, submitted: Any) -> None:
    declaration = submitted(
        Draft("retire", equipment=house.transformer, facts={"use_state": "报废"})
    )
    (row,) = rows(house.inspector, declaration)
    assert (row.verdict_after, row.gained) == (None, [])
    assert row.lost
    assert warned(row) == {"missing_attachment"}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"rated_capacity_kva": 400}, "nameplate_capacity"),
        ({"insulation_medium": "干式"}, "name_disagrees"),
        ({"serial_no": "SECRET-778"}, "duplicate"),
        ({}, "no_change"),
    ],
)
def test_doubtful_data_is_pointed_out(
    house: Any, submitted: Any, facts: dict[str, Any], code: str
) -> None:
    declaration = submitted(house.change(**facts))
    (row,) = rows(house.inspector, declaration)
    assert warned(row) == {code}


def test_nobody_learns_whose_the_other_device_is_but_who_may_see_it(
    house: Any, submitted: Any
) -> None:
    declaration = submitted(house.change(serial_no="SECRET-778"))
    for actor in (house.clerk, house.inspector):
        (row,) = rows(actor, declaration)
        assert "阳城" not in str(row)
        assert row.warnings[0].equipment_id is None
    (row,) = rows(SYSTEM, declaration)
    assert "阳城县机密锅炉厂" in row.warnings[0].message
    assert row.warnings[0].equipment_id == house.foreign


def test_a_scrapped_number_that_comes_back_is_a_re_entry(house: Any, submitted: Any) -> None:
    equipment.update(SYSTEM, house.foreign, 1, writing.Origin("test"), facts={"use_state": "报废"})
    declaration = submitted(house.change(serial_no="SECRET-778"))
    (row,) = rows(house.inspector, declaration)
    assert warned(row) == {"re_entry"}


def test_a_new_device_wants_its_nameplate_and_a_number(
    house: Any, submitted: Any, ledger: Settings
) -> None:
    facts = {"name": "货梯", "model": "THJ2000", "elevator_type": "曳引驱动载货电梯"}
    declaration = submitted(Draft("new", kind="elevator", facts=facts))
    (row,) = rows(house.inspector, declaration)
    assert warned(row) == {"no_identity", "missing_attachment"}
    (item,) = lookup.items(house.clerk, declaration)
    attachments.add(
        house.clerk,
        Parent(attachments.ITEM, item.id),
        Upload("铭牌.pdf", b"%PDF-1.7\n", "nameplate_photo"),
        FileStore(ledger.files_dir),
        attachments.Limits(),
    )
    (row,) = rows(house.inspector, declaration)
    assert warned(row) == {"no_identity"}


def test_a_draft_with_values_that_cannot_be_judged_is_shown_with_its_problems(house: Any) -> None:
    draft = drafting.create(house.clerk)
    drafting.add_item(house.clerk, draft.id, house.change(no_load_loss_w="many"))
    (row,) = rows(house.clerk, draft)
    assert row.verdict_after is None
    assert [problem.field for problem in row.problems] == ["no_load_loss_w"]


def test_an_official_of_elsewhere_sees_only_the_devices_there(house: Any, submitted: Any) -> None:
    draft = drafting.create(house.clerk)
    drafting.add_item(house.clerk, draft.id, house.change(no_load_loss_w=410))
    lift = {
        "name": "货梯",
        "model": "THJ2000",
        "manufacturer": "丙厂",
        "serial_no": "N-1",
        "elevator_type": "曳引驱动载货电梯",
    }
    drafting.add_item(
        house.clerk, draft.id, Draft("new", kind="elevator", region="440703", facts=lift)
    )
    declaration = house.hand_in(draft.id)
    neighbour = house.inspector.__class__(31, "邻区", house.inspector.role, regions=("440703",))
    (row,) = rows(neighbour, lookup.get(neighbour, declaration.id))
    assert row.kind == "elevator"
    assert "S11-M-315/10" not in str(row)
