"""Items name their devices, unchanged ones are confirmed in one act, accepted ones stay as said."""

from __future__ import annotations

from typing import Any

from inventory.core import clock
from inventory.intake.declarations import drafting, lookup, reviewing, service


def test_all_other_devices_are_confirmed_in_one_act(house: Any) -> None:
    declaration = drafting.create(house.clerk)
    drafting.add_item(house.clerk, declaration.id, house.change(no_load_loss_w=410))
    done = drafting.confirm_rest(house.clerk, declaration.id)
    items = lookup.whole(house.clerk, done).items
    assert [(item.action, item.equipment_id) for item in items] == [
        ("change", house.transformer),
        ("confirm", house.elevator),
    ]
    named = items[1].device
    assert (named.name, named.model, named.identifier) == ("乘客电梯", "TKJ1000", "E-7")
    assert named.place
    assert drafting.confirm_rest(house.clerk, declaration.id).items.count() == 2


def test_what_was_accepted_stays_readable_as_it_was_declared(house: Any, submitted: Any) -> None:
    declaration = submitted(house.change(no_load_loss_w=410))
    service.accept(house.inspector, declaration.id, declaration.version)
    later = submitted(house.change(no_load_loss_w=400, model="S13-M-315/10"))
    service.accept(house.inspector, later.id, later.version)
    (row,) = reviewing.review(house.clerk, lookup.get(house.clerk, declaration.id), clock.today())
    assert [(it.field, it.before, it.after) for it in row.changes] == [("no_load_loss_w", 480, 410)]
    assert row.device.model == "S11-M-315/10"


def test_who_signed_last_is_remembered_for_the_own_enterprise(house: Any, submitted: Any) -> None:
    first = lookup.whole(house.clerk, drafting.create(house.clerk)).contact
    assert (first.name, first.title) == ("", "")
    submitted(house.change(no_load_loss_w=410))
    contact = lookup.whole(house.clerk, drafting.create(house.clerk)).contact
    assert (contact.name, contact.title, contact.phone) == ("王负责", "总经理", "0750-1234567")
    stranger = lookup.whole(house.stranger, drafting.create(house.stranger)).contact
    assert stranger.name == ""
