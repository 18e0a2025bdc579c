"""Whoever reviews is told of a declaration, the enterprise of what came back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inventory.intake.declarations import drafting, ended, lookup, service
from inventory.registry.notifications.models import Happening
from tests.inventory.intake.declarations.conftest import House


def told() -> list[tuple[str, str, str, int | None]]:
    rows = Happening.select().where(Happening.event.startswith("declaration_"))
    return [(r.event, r.region, r.kind, r.subject_id) for r in rows.order_by(Happening.id)]


def test_handed_in_and_returned(house: House, submitted: Callable[..., Any]) -> None:
    made = submitted(
        house.change(no_load_loss_w=470),
        drafting.Draft("confirm", equipment=house.elevator),
    )
    handed_in = ("declaration_submitted", "440704", "", made.id)
    assert told() == [handed_in]
    version = lookup.get(house.inspector, made.id).version
    service.send_back(house.inspector, made.id, version, "缺照片", [])
    assert told() == [handed_in, ("declaration_returned", "440704", "", made.id)]
    last = Happening.select().order_by(Happening.id.desc()).first()
    assert last.params == {"number": made.id, "remark": "缺照片", "by": house.inspector.id}
    assert last.enterprise == house.enterprise


def test_a_review_that_is_done_rings_no_more(house: House, submitted: Callable[..., Any]) -> None:
    made = submitted(drafting.Draft("confirm", equipment=house.elevator))
    assert ended.reviewed([made.id]) == {}
    version = lookup.get(house.inspector, made.id).version
    service.send_back(house.inspector, made.id, version, "缺照片", [])
    assert list(ended.reviewed([made.id])) == [made.id]
    assert ended.corrected([made.id]) == {}
