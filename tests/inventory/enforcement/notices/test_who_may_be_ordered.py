"""What stays out of an order, why, and where it goes instead (RULEBOOK §1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.errors import Conflict
from inventory.core.settings import Settings
from inventory.enforcement.agencies import service as agencies
from inventory.enforcement.cases import reading
from inventory.enforcement.documents.model import Officer
from inventory.enforcement.notices import content, drafting, planning, service
from inventory.enforcement.notices.terms import Terms
from inventory.judgement.ledger import writing
from inventory.judgement.ledger.listing import Filters
from inventory.judgement.ledger.writing import Change
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from tests.inventory.enforcement import casework

REGION = "440704"
OLD = {"model": "S7-315/10", "rated_capacity_kva": 315}
# Made under GB 20052-2024 and far below it: the standard binds, the user it binds not.
WEAK = {
    "model": "S11-M-315/10",
    "rated_capacity_kva": 315,
    "made_on": "2025-06-01",
    "no_load_loss_w": 700,
    "load_loss_w": 5000,
    "insulation_medium": "油浸",
    "core": "电工钢带",
    "connection": "Dyn11",
    "voltage_kv": 10,
}
TERMS = Terms(
    officers=(Officer("甲", "1"), Officer("乙", "2")), not_heard_reason="当事人书面放弃陈述申辩"
)


@pytest.fixture
def owner(ledger: Settings) -> Iterator[Enterprise]:
    with clock.frozen(date(2026, 11, 21)):
        made = enterprises.create(SYSTEM, {"name": "江海区示例电器厂", "region": REGION})
        writing.write(
            [
                Change("transformer", made.id, REGION, {**OLD, "serial_no": "1"}),
                Change(
                    "transformer", made.id, REGION, {**OLD, "serial_no": "2", "use_state": "停用"}
                ),
                Change("transformer", made.id, REGION, {**WEAK, "serial_no": "3"}),
            ],
            writing.Origin("test"),
        )
        for agency in agencies.of_region(REGION):
            agencies.update(SYSTEM, agency.id, {"court": "某法院", "competence": "某规定第三条"})
        yield made


def reasons(notice: Any) -> set[tuple[str, str]]:
    return {(item.rule, item.code) for item in drafting.look(SYSTEM, notice.id).left_out}


def serials(notice: Any) -> set[str]:
    return {device.serial_no for device in content.from_json(notice.content).devices}


def test_the_draft_says_what_stays_out_and_why(owner: Enterprise) -> None:
    draft = service.draft(SYSTEM, owner.id, "order", TERMS)
    assert serials(draft) == {"1"}
    assert ("transformer.batch-1", "out_of_use") in reasons(draft)
    assert ("transformer.grade", "key_user_unknown") in reasons(draft)


@pytest.mark.parametrize(("key_user", "ordered"), [(True, True), (False, False), (None, False)])
def test_a_grade_is_ordered_of_key_energy_users_only(
    owner: Enterprise, key_user: bool | None, ordered: bool
) -> None:
    enterprises.update(SYSTEM, owner.id, {"key_energy_user": key_user}, owner.version)
    draft = service.draft(SYSTEM, owner.id, "order", TERMS)
    assert ("3" in serials(draft)) is ordered


def test_the_advice_takes_what_no_order_may_and_nothing_twice(owner: Enterprise) -> None:
    advice = service.draft(SYSTEM, owner.id, "advice", TERMS)
    assert serials(advice) >= {"2", "3"}
    service.draft(SYSTEM, owner.id, "order", TERMS)
    again = service.draft(SYSTEM, owner.id, "advice", TERMS)
    assert "1" not in serials(again)


def test_the_same_order_is_not_issued_twice(owner: Enterprise) -> None:
    who = casework.people()
    casework.issue(who, casework.draft(who, owner))
    assert planning.plan(SYSTEM, Filters(region=REGION, verdict="eliminate"), "order").owners == []
    skipped = planning.plan(SYSTEM, Filters(region=REGION), "order").skipped
    assert skipped["open_case"] == 1
    assert skipped["out_of_use"] == 1


def test_a_second_order_is_refused_with_a_link_to_the_first(owner: Enterprise) -> None:
    first = service.draft(SYSTEM, owner.id, "order", TERMS)
    with pytest.raises(Conflict) as refusal:
        service.draft(SYSTEM, owner.id, "order", TERMS)
    assert refusal.value.code == "open_case"
    assert {item["value"] for item in refusal.value.details} == {first.case_id}
    service.discard(SYSTEM, first.id)
    assert reading.get(SYSTEM, first.case_id).state == "dropped"
    assert service.draft(SYSTEM, owner.id, "order", TERMS).case_id != first.case_id


def test_without_the_power_of_energy_an_advice_has_another_name(owner: Enterprise) -> None:
    advice = service.draft(SYSTEM, owner.id, "advice", TERMS)
    document = content.from_json(advice.content)
    assert document.title == "节能监察建议书"
    assert (
        "节能"
        not in content.replace(
            document, agency=content.replace(document.agency, competences=("market",))
        ).title
    )
