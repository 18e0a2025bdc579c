"""The same device in two declarations that are not decided yet."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.database import db
from inventory.intake.declarations import accepting, drafting, lookup, pending, reviewing, service
from inventory.intake.declarations.drafting import Draft
from inventory.intake.declarations.models import DeclaredIdentity
from inventory.intake.declarations.service import Remark
from inventory.people.enterprises import service as enterprises

TODAY = date(2026, 11, 21)
LIFT = {
    "name": "货梯",
    "model": "THJ2000",
    "manufacturer": "丙厂",
    "serial_no": "N-1",
    "elevator_type": "曳引驱动载货电梯",
}


def lift(serial: str = "N-1") -> Draft:
    return Draft("new", kind="elevator", facts={**LIFT, "serial_no": serial})


def told(actor: Actor, declaration: Any) -> list[dict[str, Any]]:
    """The warnings of a review about other pending declarations."""
    return [
        warning
        for row in reviewing.review(actor, declaration, TODAY)
        for warning in row.warnings
        if warning.code == "pending_duplicate"
    ]


@pytest.fixture
def neighbour(house: Any) -> Actor:
    """The clerk of another enterprise in the same county."""
    made = enterprises.create(SYSTEM, {"name": "江海机密机械厂", "region": "440704"})
    return Actor(13, "邻厂", Role.ENTERPRISE, enterprise=made.id)


def handed_in(clerk: Actor, *drafts: Draft) -> Any:
    declaration = drafting.create(clerk)
    for draft in drafts:
        drafting.add_item(clerk, declaration.id, draft)
    signature = service.Signature("负责人", "经理", "0750-1", agreed=True)
    version = lookup.get(clerk, declaration.id).version
    return service.submit(clerk, declaration.id, version, signature)


def test_two_enterprises_declare_the_same_new_device(
    house: Any, submitted: Any, neighbour: Actor
) -> None:
    first, second = submitted(lift(" n-1 "), lift("N-2")), handed_in(neighbour, lift())
    (warning,) = told(house.inspector, second)
    assert (warning.declaration_id, warning.field) == (first.id, "manufacturer+serial_no")
    assert "江海区示例纺织厂" in warning.message
    (back,) = told(house.inspector, first)
    assert back.declaration_id == second.id
    # The clerks see nothing of each other: not even that there is something to see.
    for clerk, own in ((house.clerk, first), (neighbour, second)):
        assert told(clerk, own) == []
        assert lookup.doubles(clerk, own.id) == []


def test_which_declaration_it_is_only_officials_of_its_region_learn(
    house: Any, submitted: Any
) -> None:
    elsewhere = handed_in(house.stranger, lift())
    own = submitted(lift())
    (warning,) = told(house.inspector, own)
    assert warning.declaration_id is None
    assert "阳城" not in str(warning)
    assert "机密" not in str(warning)
    (whole,) = told(SYSTEM, own)
    assert whole.declaration_id == elsewhere.id


def test_a_clerk_is_told_of_the_own_declarations_while_still_writing(
    house: Any, submitted: Any
) -> None:
    first = submitted(Draft("confirm", equipment=house.elevator), lift())
    draft = drafting.create(house.clerk)
    drafting.add_item(house.clerk, draft.id, house.change(no_load_loss_w=410))
    drafting.add_item(house.clerk, draft.id, Draft("confirm", equipment=house.elevator))
    drafting.add_item(house.clerk, draft.id, lift())
    found = lookup.doubles(house.clerk, draft.id)
    # The known device once, by its number here, although its serial number is the same as well.
    assert [(item.number, item.field, item.declaration_id) for item in found] == [
        (2, None, first.id),
        (3, "manufacturer+serial_no", first.id),
    ]
    assert lookup.problems(house.clerk, draft.id) == []
    assert told(house.inspector, first) == []


def test_decided_and_unfinished_declarations_are_not_told_of(
    house: Any, submitted: Any, neighbour: Actor
) -> None:
    drafting.add_item(neighbour, drafting.create(neighbour).id, lift())
    own = submitted(lift())
    assert told(house.inspector, own) == []
    other = handed_in(neighbour, lift())
    remark = [Remark(lookup.items(neighbour, other)[0].id, "请核对")]
    returned = service.send_back(house.inspector, other.id, other.version, "", remark)
    assert len(told(house.inspector, own)) == 1
    service.withdraw(neighbour, other.id, returned.version)
    assert told(house.inspector, own) == []


def test_a_corrected_number_is_the_one_that_counts(
    house: Any, submitted: Any, neighbour: Actor
) -> None:
    own, other = submitted(lift()), handed_in(neighbour, lift())
    remark = [Remark(lookup.items(neighbour, other)[0].id, "请核对")]
    service.send_back(house.inspector, other.id, other.version, "", remark)
    (item,) = lookup.items(neighbour, other)
    drafting.edit_item(neighbour, other.id, item.id, {"facts": {**LIFT, "serial_no": "N-9"}})
    version = lookup.get(neighbour, other.id).version
    signature = service.Signature("负责人", "经理", "0750-1", agreed=True)
    service.submit(neighbour, other.id, version, signature)
    assert told(house.inspector, own) == []
    assert DeclaredIdentity.select().count() == 2


def test_many_items_are_one_query(
    house: Any, submitted: Any, neighbour: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = [lift(f"N-{number}") for number in range(40)]
    own = submitted(*drafts)
    handed_in(neighbour, *drafts)
    items = lookup.items(house.inspector, own)
    devices = accepting.devices_of(items)
    asked: list[str] = []
    whole = type(db.obj).execute_sql

    def counted(self: object, sql: str, *args: object, **kwargs: object) -> object:
        asked.append(sql)
        return whole(self, sql, *args, **kwargs)

    monkeypatch.setattr(type(db.obj), "execute_sql", counted)
    assert len(pending.doubles(house.inspector, own, items, devices)) == 40
    assert len(asked) == 1
