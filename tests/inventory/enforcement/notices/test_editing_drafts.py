"""A draft is edited in its free parts, by one at a time, until it is issued."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from inventory.core import clock
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import Conflict, Forbidden, Invalid, NotFound
from inventory.core.settings import Settings
from inventory.enforcement.agencies import service as agencies
from inventory.enforcement.cases import moves
from inventory.enforcement.documents import model
from inventory.enforcement.documents.model import (
    Hearing,
    NoticeDevice,
    NoticeDocument,
    Officer,
    Party,
)
from inventory.enforcement.notices import drafting, service
from inventory.enforcement.notices.models import Notice, NoticeItem
from inventory.enforcement.notices.terms import Terms
from inventory.judgement.ledger import service as equipment
from inventory.judgement.ledger import writing
from inventory.judgement.ledger.writing import Change
from inventory.people.accounts import sessions
from inventory.people.accounts.models import User
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment import retrieval
from tests.inventory.enforcement import casework

REGION = "440704"
OFFICERS = (Officer("甲", "1"), Officer("乙", "2"))
INSPECTOR = Actor(None, "王监察", Role.INSPECTOR, (REGION,))
ORIGIN = writing.Origin("api", reason="核查")
# Of the document below, when documents had no paragraphs after the facts and the demands.
OLD = "e68c920e3af28b6564e82fecfb8a70e98bcf20294913dbee3a775e536fa0df7d"


@pytest.fixture
def draft(ledger: Settings) -> Iterator[Notice]:
    """An order about two old transformers and an elevator overdue for inspection."""
    with clock.frozen(date(2026, 11, 21)):
        owner = enterprises.create(SYSTEM, {"name": "江海区示例电器厂", "region": REGION})
        old = {"model": "S7-315/10", "rated_capacity_kva": 315}
        lift = {"registered_on": "2015-01-01", "next_inspection_on": "2025-01-01"}
        writing.write(
            [
                Change("transformer", owner.id, REGION, {**old, "serial_no": "1"}),
                Change("transformer", owner.id, REGION, {**old, "serial_no": "2"}),
                Change("elevator", owner.id, REGION, {**lift, "serial_no": "3"}),
            ],
            ORIGIN,
        )
        for agency in agencies.of_region(REGION):
            settled = {"court": "某区人民法院", "phone": "0750-1", "competence": "某规定第三条"}
            agencies.update(SYSTEM, agency.id, settled)
        terms = Terms(officers=OFFICERS, not_heard_reason="当事人书面放弃陈述申辩")
        yield service.draft(INSPECTOR, owner.id, "order", terms)


def people() -> casework.People:
    """The people of the case, as they are once `signed` has made them."""
    made = {user.username: sessions.actor_for(user) for user in User.select()}
    names = ("officer", "second", "reviewer", "boss")
    return casework.People(*(made[name] for name in names))


def signed(draft: Notice) -> Notice:
    """The draft as two officers leave it and two others sign it."""
    who = casework.people()
    ready = casework.staff(who, draft)
    casework.sign(who, draft.case_id)
    return ready


def words(notice: Notice) -> str:
    pages = PdfReader(BytesIO(service.pdf(notice))).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def edit(notice: Notice, **changes: Any) -> Notice:
    return drafting.edit(INSPECTOR, notice.id, notice.version, changes)


def test_free_parts_stand_in_the_document(draft: Notice) -> None:
    edited = edit(
        draft,
        facts_text="现场负责人在场确认。\n铭牌照片共六张。",
        demands_text="更换的设备应当优先选用一级能效产品。",
        free_text="联系时请注明文号。",
        office="节能科",
        phone="0750-7654321",
        deadline_on=date(2027, 3, 1),
        hearing=Hearing(date(2026, 11, 20), "无异议"),
    )
    text = words(edited)
    for said in (
        "现场负责人在场确认。",
        "铭牌照片共六张。",
        "更换的设备应当优先选用一级能效产品。",
        "联系时请注明文号。",
        "联系部门：节能科",
        "电话：0750-7654321",
        "2027年3月1日前",
        "2026年11月20日",
    ):
        assert said in text
    assert edited.deadline_on == date(2027, 3, 1)
    assert edited.digest != draft.digest
    places = (
        "一、查明的事实",
        "现场负责人",
        "二、违反的规定",
        "三、整改要求",
        "更换的设备",
        "四、",
    )
    order = [text.index(place) for place in places]
    assert order == sorted(order)
    parts = drafting.look(INSPECTOR, draft.id)
    assert (parts.facts_text, parts.office) == (
        "现场负责人在场确认。\n铭牌照片共六张。",
        "节能科",
    )
    assert parts.hearing == Hearing(date(2026, 11, 20), "无异议")
    # What was not named stays as it was, and the agency itself keeps its own telephone.
    assert parts.officers == OFFICERS
    assert edit(edited, phone="", office="").version == 3
    assert "电话：0750-1" in words(service.get(SYSTEM, draft.id))


def test_findings_are_taken_out_and_in_again(draft: Notice) -> None:
    found = drafting.look(INSPECTOR, draft.id).devices
    stated = {(item.id, each.rule) for item in found for each in item.findings}
    one = min(stated)
    edited = edit(draft, findings=frozenset({one}))
    items = NoticeItem.select(NoticeItem.equipment, NoticeItem.rule)
    assert set(items.tuples()) == {one}
    shown = drafting.look(INSPECTOR, draft.id).devices
    marks = {(i.id, e.rule): e.stated for i in shown for e in i.findings}
    assert marks == {key: key == one for key in stated}
    edited = edit(edited, findings=frozenset(stated))
    assert set(items.tuples()) == stated
    with pytest.raises(Invalid) as refusal:
        edit(edited, findings=frozenset({(one[0], "no.such-rule")}))
    assert refusal.value.code == "nothing_to_notify"
    assert set(items.tuples()) == stated


def test_the_law_leaves_a_choice_and_the_officer_takes_it(draft: Notice) -> None:
    market = next(a for a in agencies.of_region(REGION) if "market" in a.competences)
    edited = edit(draft, agency_id=market.id)
    choice = [item for item in service.warnings(edited) if item.code == "choice"]
    assert [item.blocking for item in choice] == [True]
    ids = [item.id for item in drafting.look(INSPECTOR, draft.id).grounds]
    assert ids == ["special-inspection-83", "special-inspection-84"]
    edited = edit(edited, ground=ids[0])
    assert not [item for item in service.warnings(edited) if item.code == "choice"]
    assert drafting.look(INSPECTOR, draft.id).ground == ids[0]


def test_an_old_view_is_refused_and_nothing_is_lost(draft: Notice) -> None:
    edit(draft, free_text="第一位")
    with pytest.raises(Conflict) as refusal:
        edit(draft, free_text="第二位")
    assert refusal.value.code == "stale"
    assert drafting.look(INSPECTOR, draft.id).free_text == "第一位"
    ready = signed(draft)
    with pytest.raises(Conflict):
        service.issue(INSPECTOR, draft.id, draft.version)
    assert service.issue(INSPECTOR, draft.id, ready.version).number == 1


def test_what_is_issued_stays(draft: Notice) -> None:
    issued = service.issue(INSPECTOR, draft.id, signed(draft).version)
    with pytest.raises(Conflict) as refusal:
        edit(issued, free_text="太晚")
    assert refusal.value.code == "issued"
    with pytest.raises(Conflict):
        drafting.look(INSPECTOR, draft.id)


def test_what_the_ledger_overtook_is_not_issued_until_saved_again(draft: Notice) -> None:
    signed(draft)
    item = NoticeItem.select().order_by(NoticeItem.id).get()
    device = retrieval.get(SYSTEM, item.equipment)
    facts = {**device.facts, "model": "S22-M-315/10"}
    equipment.update(SYSTEM, device.id, device.version, ORIGIN, facts=facts)
    assert "outdated" in {each.code for each in service.warnings(draft)}
    with pytest.raises(Invalid) as refusal:
        service.issue(INSPECTOR, draft.id)
    assert [item["code"] for item in refusal.value.details] == ["up_to_date"]
    # What was approved is not what will be issued: it goes round again.
    with pytest.raises(Conflict):
        edit(service.get(SYSTEM, draft.id))
    moves.take(INSPECTOR, draft.case_id, "recall", given=moves.Given("台账已更新"))
    edited = edit(service.get(SYSTEM, draft.id))
    assert "outdated" not in {each.code for each in service.warnings(edited)}
    assert "S22" not in words(edited)
    casework.sign(people(), draft.case_id)
    assert service.issue(INSPECTOR, draft.id).number == 1


def test_the_history_says_who_did_what(draft: Notice) -> None:
    edit(draft, free_text="请注明文号。")
    signed(draft)
    service.issue(INSPECTOR, draft.id)
    events = service.history(SYSTEM, draft.id)
    assert [(item.event, item.actor_name) for item in events] == [
        ("drafted", "王监察"),
        ("edited", "王监察"),
        ("edited", "officer"),
        ("issued", "王监察"),
    ]
    assert events[1].detail == {
        "before": {"free_text": ""},
        "after": {"free_text": "请注明文号。"},
    }
    trail = AuditEvent.select().where(AuditEvent.subject == "notice").order_by(AuditEvent.id)
    assert [item.event for item in trail] == [f"notice.{item.event}" for item in events]


def test_others_may_not(draft: Notice) -> None:
    stranger = replace(INSPECTOR, regions=("140522",))
    leader = replace(INSPECTOR, role=Role.LEADER)
    for actor, error in ((stranger, NotFound), (leader, Forbidden)):
        with pytest.raises(error):
            drafting.edit(actor, draft.id, 1, {"free_text": "x"})
        with pytest.raises(error):
            drafting.look(actor, draft.id)


def test_documents_issued_before_there_were_more_parts_keep_their_digest() -> None:
    document = NoticeDocument(
        "advice", model.Agency("甲局", "甲"), Party("某厂"), (NoticeDevice("锅炉"),)
    )
    assert model.digest(document) == OLD
    assert model.digest(replace(document, facts_text="补充")) != OLD
