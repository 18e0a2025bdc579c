"""Whose devices they are: who advises about which, who gets a copy, who must fill in first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.errors import Invalid, NotFound
from inventory.core.settings import Settings
from inventory.enforcement.agencies import service as agencies
from inventory.enforcement.agencies.models import Agency
from inventory.enforcement.documents.model import PLACEHOLDER
from inventory.enforcement.documents.papers import handover
from inventory.enforcement.notices import content, drafting, planning, referring, service
from inventory.enforcement.notices.service import Terms
from inventory.judgement.ledger import writing
from inventory.judgement.ledger.listing import Filters
from inventory.judgement.ledger.writing import Change
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise

REGION = "440704"
ENERGY, MARKET, TRANSPORT = (
    "江门市江海区经济促进局",
    "江门市江海区市场监督管理局",
    "江门市江海区住房和城乡建设局",
)
WISHES = (
    ("transformer", {"model": "S9-M-315/10", "made_on": "2005-03-01", "rated_capacity_kva": 315}),
    ("elevator", {"elevator_type": "曳引驱动乘客电梯", "safety_assessment": "更新"}),
    ("truck", {"fuel": "柴油", "use_nature": "营运", "emission_stage": "国三"}),
)


@pytest.fixture
def owner(ledger: Settings) -> Iterator[Enterprise]:
    with clock.frozen(date(2026, 11, 21)):
        made = enterprises.create(SYSTEM, {"name": "江海区示例物流公司", "region": REGION})
        writing.write(
            [
                Change(kind, made.id, REGION, {**facts, "serial_no": str(number)})
                for number, (kind, facts) in enumerate(WISHES)
            ],
            writing.Origin("test"),
        )
        yield made


def agency(name: str) -> Agency:
    return Agency.get(Agency.name == name)


def kinds(document: dict[str, Any]) -> set[str]:
    return {device["kind_zh"] for device in document["devices"]}


@pytest.mark.parametrize(
    ("name", "kind_zh"), [(ENERGY, "变压器"), (MARKET, "电梯"), (TRANSPORT, "柴油货车")]
)
def test_each_department_advises_about_its_own_kinds(
    owner: Enterprise, name: str, kind_zh: str
) -> None:
    notice = service.draft(SYSTEM, owner.id, "advice", Terms(agency_id=agency(name).id))
    assert kinds(notice.content) == {kind_zh}
    assert notice.content["agency"]["name"] == name
    others = {(it.code, name in it.reason) for it in drafting.look(SYSTEM, notice.id).left_out}
    assert others == {("other_department", False)}


def test_a_department_that_leads_none_of_them_does_not_advise(owner: Enterprise) -> None:
    ecology = agency("江门市生态环境局江海分局")
    with pytest.raises(Invalid, match="主管"):
        service.draft(SYSTEM, owner.id, "advice", Terms(agency_id=ecology.id))


def test_many_drafts_are_one_for_each_department(owner: Enterprise) -> None:
    planned = planning.plan(SYSTEM, Filters(region=REGION), "advice")
    assert {(item.agency.name, item.devices) for item in planned.owners if item.agency} == {
        (ENERGY, 1),
        (MARKET, 1),
        (TRANSPORT, 1),
    }


@pytest.mark.parametrize(
    ("writes", "kind", "copied"),
    [
        (ENERGY, "boiler", (MARKET,)),
        (MARKET, "boiler", (ENERGY,)),
        (ENERGY, "furnace", ("江门市生态环境局江海分局",)),
        (ENERGY, "transformer", ()),
    ],
)
def test_who_gets_a_copy(ledger: Settings, writes: str, kind: str, copied: tuple[str]) -> None:
    assert agencies.copies(agency(writes), [kind]) == copied


def test_what_an_agency_has_not_filled_in_blocks_its_orders(ledger: Settings) -> None:
    old = {"model": "S7-315/10", "rated_capacity_kva": 315}
    made = enterprises.create(SYSTEM, {"name": "江海区示例电器厂", "region": REGION})
    writing.write([Change("transformer", made.id, REGION, old)], writing.Origin("test"))
    assert {item.competence for item in agencies.of_region(REGION)} == {PLACEHOLDER}
    draft = service.draft(SYSTEM, made.id, "order", Terms())
    blocking = {item.code for item in service.warnings(draft) if item.blocking}
    assert "competence" in blocking
    assert content.from_json(draft.content).agency.competence == PLACEHOLDER


def test_every_region_has_the_departments_that_its_plan_names(ledger: Settings) -> None:
    for region in ("360704", "360200", "440704", "140522", "350504"):
        held = {power for item in agencies.of_region(region) for power in item.competences}
        assert held == {"energy", "market", "ecology", "construction", "agriculture", "police"}
        assert any("发展和改革" in item.name for item in agencies.of_region(region))


def test_advice_of_others_goes_to_them_by_letter(owner: Enterprise) -> None:
    notice = service.draft(SYSTEM, owner.id, "advice", Terms(agency_id=agency(ENERGY).id))
    sent = {item.to: (item.title, item.devices) for item in referring.letters(SYSTEM, notice.id)}
    assert sent == {MARKET: ("告知函", 1), TRANSPORT: ("告知函", 1)}
    for item in referring.letters(SYSTEM, notice.id):
        assert [found for found in handover.obstacles(item.letter) if found.blocking] == []
        assert referring.pdf(SYSTEM, notice.id, item.position).startswith(b"%PDF")
    with pytest.raises(NotFound):
        referring.pdf(SYSTEM, notice.id, 3)


def test_violations_of_others_are_handed_over_by_letter(ledger: Settings) -> None:
    made = enterprises.create(SYSTEM, {"name": "江海区示例电器厂", "region": REGION})
    old = {"model": "S7-315/10", "rated_capacity_kva": 315}
    with clock.frozen(date(2026, 11, 21)):
        writing.write(
            [
                Change("transformer", made.id, REGION, old),
                Change(
                    "elevator",
                    made.id,
                    REGION,
                    {"elevator_type": "曳引驱动乘客电梯", "last_maintained_on": "2026-10-01"},
                ),
            ],
            writing.Origin("test"),
        )
        draft = service.draft(SYSTEM, made.id, "order", Terms(agency_id=agency(ENERGY).id))
        (letter,) = referring.letters(SYSTEM, draft.id)
        assert (letter.to, letter.title, letter.devices) == (MARKET, "移送函", 1)
        assert "第三十九条" in letter.letter.matters[0].clause
