"""Decisions in public: the form, what is left out, what is withheld, who may say so."""

from __future__ import annotations

import io
import uuid
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.core import clock
from inventory.core.access import SYSTEM, Actor
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import Conflict, Forbidden, Invalid, NotFound
from inventory.enforcement import calendar
from inventory.enforcement.agencies import procedure
from inventory.enforcement.cases import reading
from inventory.enforcement.notices.models import Notice
from inventory.enforcement.papers import service as papers
from inventory.enforcement.publicity import masking, service, workbook
from inventory.enforcement.publicity.service import Narrowed
from inventory.enforcement.serving import service as serving
from inventory.enforcement.serving.service import Attempt
from tests.inventory.enforcement import casework
from tests.inventory.enforcement.cases.conftest import Bureau

TODAY = date(2026, 11, 21)
MASKS = [
    ("电话13812345678，", "电话＊＊＊＊，"),
    ("座机0750-3861234", "座机＊＊＊＊"),
    ("身份证44070419800101123X", "身份证＊＊＊＊"),
    ("邮箱 wang.jl@example.com。", "邮箱 ＊＊＊＊。"),
    ("账号6222021234567890123", "账号＊＊＊＊"),
    ("型号S7-315/10，2026年11月21日", "型号S7-315/10，2026年11月21日"),
    ("3台，额定容量315千伏安，1998年投用", "3台，额定容量315千伏安，1998年投用"),
    ("王经理签收", "王＊＊签收"),
    ("欧阳明在场，欧阳明月未到", "欧＊＊在场，欧＊＊＊未到"),
]


@pytest.mark.parametrize(("text", "shown"), MASKS)
def test_what_is_private_is_masked_and_nothing_else(text: str, shown: str) -> None:
    assert masking.masked(text, ("王经理", "欧阳明", "欧阳明月", "李", "")) == shown


@given(st.text(max_size=200), st.lists(st.text(max_size=12), max_size=4))
def test_no_given_name_and_no_telephone_is_left(text: str, names: list[str]) -> None:
    masked = masking.masked(f"{text}13912345678{text}", names)
    assert "13912345678" not in masked or text[-1:].isdigit() or text[:1].isdigit()
    assert masking.masked("王小明", [*names, "王小明"]) != "王小明"


@pytest.mark.parametrize(
    ("name", "uscc", "shown"),
    [
        ("江海区示例电器厂", "", "江海区示例电器厂"),
        ("张三丰", "", "张＊＊"),
        ("张三丰", "92440704MA4X0000XX", "张三丰"),
    ],
)
def test_a_private_person_is_not_named(name: str, uscc: str, shown: str) -> None:
    assert masking.party(name, uscc) == (shown, shown != name)


@pytest.fixture
def order(bureau: Bureau) -> Notice:
    """A served order."""
    made = casework.issue(bureau.who, casework.draft(bureau.who, bureau.enterprise))
    attempt = Attempt(f"notice:{made.id}", "direct", TODAY, str(uuid.uuid4()), TODAY, "王经理")
    serving.record(bureau.who.officer, made.case_id, attempt)
    return made


def shown(actor: Actor = SYSTEM) -> list[service.Decision]:
    return list(service.decisions(actor, Narrowed()).items)


def test_a_decision_has_the_form_and_the_term(bureau: Bureau, order: Notice) -> None:
    (found,) = shown(bureau.who.leader)
    assert (found.number, found.party) == (order.number_text, bureau.enterprise.name)
    assert found.matter.startswith("使用国家明令淘汰的用能设备（变压器3台")
    assert "《中华人民共和国节约能源法》第十七条" in found.basis
    assert found.result == f"责令限期整改，整改期限至{order.deadline_on}"
    assert found.publish_by == calendar.working_days(TODAY, 20).ends_on
    assert "个人信息" in found.left_out and not found.late
    with clock.frozen(found.publish_by):
        assert not shown()[0].late
    with clock.frozen(date(2027, 1, 31)):
        assert shown()[0].late
        procedure.change(SYSTEM, order.agency_id, {"publicity": 1})
        assert not shown()[0].late
    elsewhere = replace(bureau.who.officer, regions=("140522",))
    assert shown(elsewhere) == []


def test_the_public_page_is_off_until_the_agency_switches_it_on(order: Notice) -> None:
    with pytest.raises(NotFound):
        service.published(order.agency_id)
    procedure.change(SYSTEM, order.agency_id, {"publicity": 1})
    assert [item.number for item in service.published(order.agency_id).items] == [order.number_text]


def test_what_is_withheld_has_a_reason_and_is_not_on_the_page(
    bureau: Bureau,
    order: Notice,
) -> None:
    procedure.change(SYSTEM, order.agency_id, {"publicity": 1})
    with pytest.raises(Invalid):
        service.withhold(bureau.who.officer, order.id, " ")
    boilers = replace(bureau.who.officer, kinds=frozenset({"boiler"}))
    with pytest.raises(Forbidden):
        service.withhold(boilers, order.id, "商业秘密")
    held = service.withhold(bureau.who.officer, order.id, "涉及商业秘密")
    assert (held.withheld, held.reason) == (True, "涉及商业秘密")
    assert service.published(order.agency_id).items == []
    service.publish(bureau.who.officer, order.id)
    assert len(service.published(order.agency_id).items) == 1
    events = AuditEvent.select(AuditEvent.event).where(AuditEvent.event.startswith("decision."))
    assert [event for (event,) in events.order_by(AuditEvent.id).tuples()] == [
        "decision.withheld",
        "decision.published",
    ]


def test_a_draft_is_no_decision_and_a_withdrawn_one_says_so(bureau: Bureau, order: Notice) -> None:
    case = reading.get(SYSTEM, order.case_id)
    values = {"reason": "型号有误"}
    papers.decide(
        bureau.who.leader, case.id, case.version, "withdrawal", f"notice:{order.id}", values
    )
    assert [item.state for item in shown()] == ["withdrawn"]
    draft = casework.draft(bureau.who, bureau.enterprise)
    assert len(shown()) == 1
    with pytest.raises(Conflict):
        service.withhold(bureau.who.officer, draft.id, "x")


def test_the_workbook_says_who_and_what(bureau: Bureau, order: Notice) -> None:
    service.withhold(bureau.who.officer, order.id, "涉及商业秘密")
    made = workbook.export(bureau.who.leader, Narrowed(order.agency_id))
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == [
        "执法主体（事前）",
        "执法人员（事前）",
        "随机抽查（事前）",
        "执法决定（事后）",
    ]
    people = {row[1] for row in book["执法人员（事前）"].iter_rows(min_row=2, values_only=True)}
    assert people == {"YS000001", "YS000002"}
    (row,) = book["执法决定（事后）"].iter_rows(min_row=2, values_only=True)
    assert row[1] == order.number_text and row[3] == "（不予公示）" and row[-1] == "涉及商业秘密"
    assert bureau.enterprise.name not in map(str, row)
    with pytest.raises(NotFound):
        workbook.export(replace(bureau.who.leader, regions=("140522",)), Narrowed(order.agency_id))
