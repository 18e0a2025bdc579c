"""What a declaration may become, who moves it, and when the ledger changes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from inventory.intake.declarations import confirming, drafting, lookup, service
from inventory.intake.declarations.drafting import Draft
from inventory.intake.declarations.models import DeclarationItem, EquipmentConfirmation
from inventory.intake.declarations.service import Remark, Signature
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.registry.equipment.models import Equipment, EquipmentRevision

NEW_LIFT = {
    "name": "货梯",
    "model": "THJ2000",
    "manufacturer": "丙厂",
    "serial_no": "N-1",
    "elevator_type": "曳引驱动载货电梯",
}


def codes(error: pytest.ExceptionInfo[Any]) -> list[str]:
    return [item.get("code", item["field"]) for item in error.value.details]


def test_only_the_acceptance_changes_the_ledger(house: Any, submitted: Any) -> None:
    before = list(Equipment.select(Equipment.id, Equipment.version).tuples())
    declaration = submitted(
        house.change(no_load_loss_w=410),
        Draft("new", kind="elevator", facts=NEW_LIFT),
        Draft("retire", equipment=house.elevator, facts={"use_state": "拆除"}),
    )
    assert list(Equipment.select(Equipment.id, Equipment.version).tuples()) == before
    assert lookup.waiting(declaration) == ["elevator", "transformer"]

    done = service.accept(house.inspector, declaration.id, declaration.version)

    assert (done.state, lookup.waiting(done)) == ("accepted", [])
    assert house.device(house.transformer).facts["no_load_loss_w"] == 410
    assert house.device(house.elevator).use_state == "拆除"
    new = Equipment.get(Equipment.identifier == "N-1")
    assert (new.enterprise_id, new.region) == (house.enterprise, "440704")
    revision = EquipmentRevision.get(EquipmentRevision.equipment == new)
    assert (revision.source, revision.actor) == (f"declaration:{done.id}", house.inspector.id)
    items = {item.action: item.equipment_id for item in lookup.items(house.clerk, done)}
    assert items == {"change": house.transformer, "new": new.id, "retire": house.elevator}


def test_an_enterprise_begins_so_many_declarations_a_day(house: Any) -> None:
    for _ in range(drafting.MOST_A_DAY):
        draft = drafting.create(house.clerk)
    with clock.frozen(draft.created_at + timedelta(hours=1)), pytest.raises(TooMany) as refused:
        drafting.create(house.clerk)
    headers = refused.value.headers
    # The first of them leaves the day a little sooner than the last.
    assert 22 * 3600 < int(headers["Retry-After"]) <= 23 * 3600
    assert headers["RateLimit-Policy"] == '"too_many_a_day";q=50;w=86400'
    assert headers["RateLimit"] == f'"too_many_a_day";r=0;t={headers["Retry-After"]}'
    with clock.frozen(draft.created_at + drafting.DAY):
        assert drafting.create(house.clerk).state == "draft"


def test_what_was_declared_counts_as_confirmed(house: Any, submitted: Any) -> None:
    declaration = submitted(house.change(no_load_loss_w=410))
    service.accept(house.inspector, declaration.id, declaration.version)
    row = EquipmentConfirmation.get()
    assert (row.equipment_id, row.confirmed_on) == (house.transformer, date(2026, 11, 21))


def test_a_return_names_item_and_field_and_the_history_keeps_it(house: Any, submitted: Any) -> None:
    declaration = submitted(house.change(no_load_loss_w=4))
    (item,) = lookup.items(house.clerk, declaration)
    remark = Remark(item.id, "与铭牌不符", "no_load_loss_w")
    returned = service.send_back(
        house.inspector, declaration.id, declaration.version, "请更正", [remark]
    )
    assert (returned.state, returned.remark) == ("returned", "请更正")
    (item,) = lookup.items(house.clerk, returned)
    assert item.remarks == [{"field": "no_load_loss_w", "text": "与铭牌不符"}]

    facts = {**item.facts, "no_load_loss_w": 410}
    drafting.edit_item(house.clerk, declaration.id, item.id, {"facts": facts})
    again = house.hand_in(declaration.id)

    assert (again.state, again.round, again.remark) == ("submitted", 2, "")
    (item,) = lookup.items(house.clerk, again)
    assert item.remarks == []
    history = lookup.events(house.clerk, again)
    assert [event.step for event in history] == ["submit", "return", "submit"]
    assert history[1].detail["remarks"][0]["text"] == "与铭牌不符"
    assert history[0].detail["statement"]["name"] == "王负责"
    assert again.statement["text"] == service.STATEMENT


def test_a_draft_may_be_incomplete_and_a_submission_names_every_gap(house: Any) -> None:
    draft = drafting.create(house.clerk)
    drafting.add_item(
        house.clerk,
        draft.id,
        Draft("new", kind="transformer", facts={"no_load_loss_w": "many", "voltage_kv": -1}),
    )
    drafting.add_item(house.clerk, draft.id, Draft("retire", equipment=house.elevator, facts={}))
    version = lookup.get(house.clerk, draft.id).version
    with pytest.raises(Invalid) as refused:
        service.submit(house.clerk, draft.id, version, Signature("", "", "", agreed=False))
    found = refused.value.details
    assert {"not_a_number", "negative", "required", "retired_state"} <= {
        item.get("code") for item in found
    }
    assert {item.get("number") for item in found} == {1, 2, None}
    assert all(item["message"] and item["remedy"] for item in found)
    assert "使用单位" not in {item.get("heading") for item in found}
    assert lookup.get(house.clerk, draft.id).state == "draft"
    told = lookup.problems(house.clerk, draft.id)
    assert len(told) == len(found) - 1  # all but the signature
    assert [one.remedy_en for one in told if not (one.remedy_en and one.remedy_en.isascii())] == []


def test_the_same_device_is_declared_once(house: Any) -> None:
    draft = drafting.create(house.clerk)
    drafting.add_item(house.clerk, draft.id, house.change())
    with pytest.raises(Conflict, match="已在本次申报中"):
        drafting.add_item(house.clerk, draft.id, Draft("confirm", equipment=house.transformer))
    for _ in range(2):
        drafting.add_item(house.clerk, draft.id, Draft("new", kind="elevator", facts=NEW_LIFT))
    with pytest.raises(Invalid) as refused:
        house.hand_in(draft.id)
    assert codes(refused) == ["duplicate"]


def test_a_device_that_changed_meanwhile_is_refused_with_its_version(
    house: Any, submitted: Any
) -> None:
    declaration = submitted(house.change(no_load_loss_w=410))
    equipment.update(
        SYSTEM, house.transformer, 1, writing.Origin("test"), facts={"load_loss_w": 3000}
    )
    with pytest.raises(Conflict) as refused:
        service.accept(house.inspector, declaration.id, declaration.version)
    assert refused.value.code == "ledger_conflict"
    (conflict,) = refused.value.details
    assert (conflict["value"], conflict["current"]) == (1, 2)
    assert lookup.get(house.clerk, declaration.id).state == "submitted"
    assert house.device(house.transformer).facts["no_load_loss_w"] == 480

    service.send_back(house.inspector, declaration.id, declaration.version, "台账有更新", [])
    with pytest.raises(Invalid) as refused:
        house.hand_in(declaration.id)
    assert codes(refused) == ["base_version"]
    (item,) = lookup.items(house.clerk, declaration)
    drafting.edit_item(house.clerk, declaration.id, item.id, {"base_version": 2})
    again = house.hand_in(declaration.id)
    service.accept(house.inspector, again.id, again.version)
    assert house.device(house.transformer).version == 3


def test_a_number_that_another_device_holds_is_refused_without_naming_it(
    house: Any, submitted: Any
) -> None:
    declaration = submitted(house.change(serial_no="SECRET-778"))
    with pytest.raises(Conflict) as refused:
        service.accept(house.inspector, declaration.id, declaration.version)
    (conflict,) = refused.value.details
    assert conflict["field"] == "manufacturer+serial_no"
    assert str(house.foreign) not in str(conflict.get("message"))
    assert "阳城" not in str(refused.value.as_dict())


def test_each_department_accepts_its_kinds_and_the_last_one_writes(
    house: Any, submitted: Any
) -> None:
    declaration = submitted(
        house.change(no_load_loss_w=410), Draft("confirm", equipment=house.elevator)
    )
    first = service.accept(house.elevators_only, declaration.id, declaration.version)
    assert (first.state, lookup.waiting(first)) == ("submitted", ["transformer"])
    assert house.device(house.transformer).version == 1
    with pytest.raises(Conflict, match="第 2 版|已有变化"):
        service.accept(house.inspector, declaration.id, declaration.version)
    last = service.accept(house.inspector, declaration.id, first.version)
    assert last.state == "accepted"
    assert house.device(house.transformer).version == 2
    assert house.device(house.elevator).version == 1  # confirmed, not changed


def test_a_department_without_a_device_in_it_decides_nothing(house: Any, submitted: Any) -> None:
    declaration = submitted(house.change(no_load_loss_w=410))
    for step in (service.accept, lambda *args: service.send_back(*args, "不对", [])):
        with pytest.raises(Forbidden):
            step(house.elevators_only, declaration.id, declaration.version)


def test_a_return_takes_back_what_others_accepted(house: Any, submitted: Any) -> None:
    declaration = submitted(
        house.change(no_load_loss_w=410), Draft("confirm", equipment=house.elevator)
    )
    first = service.accept(house.elevators_only, declaration.id, declaration.version)
    service.send_back(house.inspector, declaration.id, first.version, "请更正", [])
    assert DeclarationItem.select().where(DeclarationItem.approved_at.is_null(False)).count() == 0


def test_what_is_under_review_stands_still(house: Any, submitted: Any) -> None:
    declaration = submitted(house.change(no_load_loss_w=410))
    (declared,) = lookup.items(house.clerk, declaration)
    for change in (
        lambda: drafting.edit_item(house.clerk, declaration.id, declared.id, {"facts": {}}),
        lambda: drafting.remove_item(house.clerk, declaration.id, declared.id),
        lambda: drafting.add_item(
            house.clerk, declaration.id, Draft("confirm", equipment=house.elevator)
        ),
    ):
        with pytest.raises(Conflict) as refused:
            change()
        assert [item["value"] for item in refused.value.details] == ["withdraw"]


def test_drafts_and_foreign_declarations_are_nobody_elses(house: Any, submitted: Any) -> None:
    draft = drafting.create(house.clerk)
    drafting.add_item(house.clerk, draft.id, house.change())
    for other in (house.inspector, house.stranger, SYSTEM):
        with pytest.raises(NotFound):
            lookup.get(other, draft.id)
    declaration = house.hand_in(draft.id)
    assert lookup.get(house.inspector, declaration.id).id == declaration.id
    with pytest.raises(NotFound):
        lookup.get(house.stranger, declaration.id)
    with pytest.raises(NotFound):
        drafting.add_item(
            house.clerk, drafting.create(house.clerk).id, Draft("change", equipment=house.foreign)
        )


def test_devices_unheard_of_for_twelve_months_are_asked_for(house: Any, submitted: Any) -> None:
    def listed(actor: Any, day: date) -> list[int]:
        return sorted(row.equipment.id for row in confirming.due(actor, day)[0])

    assert listed(house.clerk, date(2027, 11, 20)) == []
    assert listed(house.clerk, date(2027, 11, 21)) == [house.transformer, house.elevator]
    with clock.frozen(date(2027, 11, 22)):
        declaration = submitted(Draft("confirm", equipment=house.elevator))
        service.accept(house.inspector, declaration.id, declaration.version)
        assert listed(house.clerk, date(2027, 11, 22)) == [house.transformer]
    rows, total, _ = confirming.due(house.inspector, date(2028, 11, 22))
    assert total == 2
    assert {row.equipment.id: (row.last, row.since) for row in rows} == {
        house.transformer: (None, date(2027, 11, 21)),
        house.elevator: (date(2027, 11, 22), date(2028, 11, 22)),
    }
    assert listed(house.stranger, date(2028, 11, 22)) == [house.foreign]


def test_the_29th_of_february_has_a_year_too() -> None:
    assert confirming.years_from(date(2028, 2, 29), -1) == date(2027, 2, 28)
