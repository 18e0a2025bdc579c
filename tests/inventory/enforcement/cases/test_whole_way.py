"""From the order to the closed case, and what is refused on the way."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from inventory.core import clock
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.errors import Conflict, Forbidden, Invalid, NotFound
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.enforcement import calendar
from inventory.enforcement.agencies import procedure
from inventory.enforcement.answering import service as answering
from inventory.enforcement.answering.service import Said
from inventory.enforcement.cases import documents, frozen, moves, reading
from inventory.enforcement.cases.models import HeldGround
from inventory.enforcement.documents.papers.legal_review import Point
from inventory.enforcement.notices import service as notices
from inventory.enforcement.notices.models import Notice
from inventory.enforcement.papers import register, signing
from inventory.enforcement.papers import service as papers
from inventory.enforcement.papers.models import CasePaper
from inventory.enforcement.rechecking import service as rechecking
from inventory.enforcement.rechecking.service import Seen
from inventory.enforcement.serving import service as serving
from inventory.enforcement.serving import terms
from inventory.enforcement.serving.service import Attempt
from inventory.registry.attachments import service as attachments
from inventory.registry.equipment import retrieval
from tests.inventory.enforcement import casework
from tests.inventory.enforcement.cases.conftest import Bureau

TODAY = date(2026, 11, 21)


def key() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def order(bureau: Bureau) -> Notice:
    """An issued order about the three transformers."""
    return casework.issue(bureau.who, casework.draft(bureau.who, bureau.enterprise))


@pytest.fixture
def clerk(bureau: Bureau) -> Actor:
    return Actor(77, "王经理", Role.ENTERPRISE, enterprise=bureau.enterprise.id)


def serve(bureau: Bureau, order: Notice, **more: Any) -> Any:
    usual = {"way": "direct", "tried_on": TODAY, "received_on": TODAY, "receiver": "王经理"}
    attempt = Attempt(document=f"notice:{order.id}", key=key(), **{**usual, **more})
    return serving.record(bureau.who.officer, order.case_id, attempt)


WAYS = [
    ({"way": "direct"}, TODAY),
    ({"way": "direct", "receiver": ""}, None),
    ({"way": "left", "refusal": "拒收", "witness": "李某", "place": "厂区"}, TODAY),
    ({"way": "left", "refusal": "拒收", "place": "厂区"}, None),
    ({"way": "post", "tracking_no": "XA1"}, TODAY),
    ({"way": "post", "tracking_no": "XA1", "received_on": None}, None),
    ({"way": "electronic", "consent": True}, TODAY),
    ({"way": "electronic"}, None),
    ({"way": "public", "published_in": "本机关网站"}, TODAY + timedelta(days=30)),
    ({"way": "public"}, None),
]


@pytest.mark.parametrize(("attempt", "effective"), WAYS)
def test_each_way_needs_its_own_proof(
    bureau: Bureau, order: Notice, attempt: dict[str, Any], effective: date | None
) -> None:
    made = serve(bureau, order, **attempt)
    assert (made.valid, made.effective_on) == (effective is not None, effective)
    case = reading.get(SYSTEM, order.case_id)
    assert (case.state, case.effective_on) == ("served" if effective else "issued", effective)


def test_the_first_valid_attempt_fixes_the_day(bureau: Bureau, order: Notice) -> None:
    serve(bureau, order, way="post", tracking_no="XA1", received_on=None)
    with clock.frozen(TODAY + timedelta(days=3)):
        day = TODAY + timedelta(days=2)
        serve(bureau, order, tried_on=day, received_on=day)
        serve(bureau, order, tried_on=TODAY, received_on=TODAY)
    assert reading.get(SYSTEM, order.case_id).effective_on == TODAY + timedelta(days=2)


def test_an_attempt_sent_twice_is_written_once(bureau: Bureau, order: Notice) -> None:
    attempt = Attempt(f"notice:{order.id}", "direct", TODAY, key(), TODAY, "王经理")
    first = serving.record(bureau.who.officer, order.case_id, attempt)
    again = serving.record(bureau.who.officer, order.case_id, attempt)
    assert first.id == again.id


def test_terms_count_from_the_effective_day(bureau: Bureau, order: Notice) -> None:
    serve(bureau, order)
    running = {item.code: item for item in terms.of_case(bureau.who.officer, order.case_id)}
    # 2027-01-20 is a Wednesday, 2027-05-21 a Friday.
    assert running["review"].ends_on == date(2027, 1, 20)
    assert running["suit"].ends_on == date(2027, 5, 21)
    assert running["deadline"].ends_on == order.deadline_on
    assert running["review"].printable and not running["hand_over_days"].printable
    assert running["extension_days_before"].certainty == "recalled"
    assert (running["deadline"].basis_en, running["review"].basis_en) == ("Order to rectify", "")


def test_the_enterprise_confirms_answers_and_sees_what_is_accepted(
    bureau: Bureau, order: Notice, clerk: Actor
) -> None:
    ref = f"notice:{order.id}"
    other = replace(clerk, enterprise=bureau.enterprise.id + 1000)
    with pytest.raises(NotFound):
        serving.confirm(other, order.case_id, ref, "王经理", "", key())
    serving.confirm(clerk, order.case_id, ref, "王经理", "经理", key())
    said = [Said(bureau.devices[0], "stopped", key()), Said(bureau.devices[1], "disagrees", key())]
    with pytest.raises(Invalid):
        answering.give(clerk, order.case_id, said)
    said[1] = replace(said[1], text="铭牌有误")
    given = answering.give(clerk, order.case_id, said)
    assert [item.id for item in answering.give(clerk, order.case_id, said)] == [
        item.id for item in given
    ]
    answering.decide(bureau.who.officer, given[1].id, False, "请提供铭牌照片")
    seen = answering.answers(clerk, order.case_id)
    assert [(item.accepted, item.remark) for item in seen] == [
        (None, ""),
        (False, "请提供铭牌照片"),
    ]
    with pytest.raises(NotFound):
        answering.answers(other, order.case_id)


def test_more_time_is_asked_once_and_the_leader_decides(
    bureau: Bureau, order: Notice, clerk: Actor
) -> None:
    serve(bureau, order)
    until = order.deadline_on + timedelta(days=30)
    answering.ask_extension(clerk, order.case_id, until, "设备交货期长")
    with pytest.raises(Invalid) as refusal:
        answering.ask_extension(clerk, order.case_id, until, "再次")
    assert [item["code"] for item in refusal.value.details] == ["asked_once"]
    case = reading.get(SYSTEM, order.case_id)
    late = order.deadline_on + timedelta(days=200)
    with pytest.raises(Invalid):
        answering.decide_extension(bureau.who.leader, case.id, case.version, True, late, "同意")
    decided = answering.decide_extension(
        bureau.who.leader, case.id, case.version, True, None, "同意"
    )
    assert (decided.deadline_on, decided.state) == (until, "served")


def recheck(bureau: Bureau, case: int, *seen: Seen, way: str = "visit") -> Any:
    return rechecking.record(bureau.who.officer, case, TODAY, way, key(), seen)


def test_a_case_closes_device_by_device_and_the_ledger_learns(
    bureau: Bureau, order: Notice
) -> None:
    serve(bureau, order)
    one, two, three = bureau.devices
    with pytest.raises(Conflict):
        moves.take(bureau.who.leader, order.case_id, "close")
    recheck(bureau, order.case_id, Seen(one, "stopped"), Seen(two, "not_put_right"))
    assert retrieval.get(SYSTEM, one).use_state == "停用"
    held = {row.equipment for row in HeldGround.select()}
    assert held == {two, three}
    with pytest.raises(Invalid):
        signing.report(bureau.who.officer, order.case_id, None, "整改到位")
    moves.take(bureau.who.officer, order.case_id, "settle_part")
    recheck(bureau, order.case_id, Seen(two, "put_right"), Seen(three, "put_right"))
    with pytest.raises(Invalid) as refusal:
        signing.close(bureau.who.leader, order.case_id, None)
    assert [item["code"] for item in refusal.value.details] == ["reported"]
    closed = casework.close(bureau.who, order.case_id)
    assert (closed.state, closed.over_on, closed.outcome) == ("closed", TODAY, "整改到位")
    assert HeldGround.select().count() == 0


def test_the_leader_closes_by_the_report_or_sends_it_back(bureau: Bureau, order: Notice) -> None:
    serve(bureau, order)
    recheck(bureau, order.case_id, *(Seen(key, "put_right") for key in bureau.devices))
    who = bureau.who
    signing.report(who.officer, order.case_id, None, "全部整改到位")
    with pytest.raises(Invalid):  # one report waits already
        signing.report(who.officer, order.case_id, None, "又一份")
    for nobody in (who.officer, who.second, who.reviewer):
        with pytest.raises(Forbidden):
            signing.close(nobody, order.case_id, None)
    signing.send_back(who.leader, order.case_id, None, "请附复查照片")
    assert not CasePaper.select().where(CasePaper.kind == "closing_report").exists()
    signing.report(who.officer, order.case_id, None, "已补照片")
    (waiting,) = CasePaper.select().where(CasePaper.kind == "closing_report")
    with pytest.raises(Conflict):  # nobody gives it a number but the leader, by closing
        papers.issue(who.officer, waiting.id, waiting.version)
    signing.close(who.leader, order.case_id, None, "同意。")
    (made,) = CasePaper.select().where(CasePaper.kind == "closing_report")
    told = {key: made.content[key] for key in ("opinion", "approver", "approval", "approved_on")}
    assert told == {
        "opinion": "已补照片",
        "approver": "boss",
        "approval": "同意。",
        "approved_on": TODAY.isoformat(),
    }
    assert made.status == "issued" and made.number == 1


def test_a_review_leaves_its_opinion_in_the_file(bureau: Bureau) -> None:
    draft = casework.draft(bureau.who, bureau.enterprise)
    moves.take(bureau.who.officer, draft.case_id, "submit")
    failed = signing.Review([Point("事实是否清楚", False, "缺照片")])
    for given in (failed, signing.Review([Point("权限", True)], "disagree", "不清")):
        with pytest.raises(Invalid):
            signing.review(bureau.who.reviewer, draft.case_id, None, given)
    assert reading.get(SYSTEM, draft.case_id).state == "drafted"
    casework.review(bureau.who, draft.case_id)
    (paper,) = CasePaper.select()
    assert (paper.kind, paper.number, paper.content["reviewer"]) == ("legal_review", 1, "reviewer")
    moves.take(bureau.who.officer, draft.case_id, "recall", given=moves.Given("补照片"))
    moves.take(bureau.who.officer, draft.case_id, "submit")
    moves.take(bureau.who.reviewer, draft.case_id, "review")
    with pytest.raises(Invalid) as refusal:  # the opinion was on the draft of before
        moves.take(bureau.who.leader, draft.case_id, "approve")
    assert [item["code"] for item in refusal.value.details] == ["review_written"]


def test_what_counts_as_major_and_how_long_a_term_may_be_is_the_agencys(bureau: Bureau) -> None:
    latest = calendar.term(TODAY, months=6).ends_on
    late = latest + timedelta(days=1)
    draft = casework.draft(bureau.who, bureau.enterprise, deadline_on=late)
    with pytest.raises(Invalid) as refusal:
        moves.take(bureau.who.officer, draft.case_id, "submit")
    assert [item["code"] for item in refusal.value.details] == ["term_length"]
    assert latest.isoformat() in refusal.value.message
    procedure.change(SYSTEM, draft.agency_id, {"rectification_months": 7, "major_devices": 4})
    moves.take(bureau.who.officer, draft.case_id, "submit")
    assert reading.waiting(bureau.who.reviewer) == []
    assert reading.waiting(bureau.who.leader) == [draft.case_id]
    procedure.change(SYSTEM, draft.agency_id, {"major_devices": 3})
    assert reading.waiting(bureau.who.reviewer) == [draft.case_id]


def test_a_recheck_rests_on_something_of_this_case(
    bureau: Bureau, order: Notice, ledger: Settings
) -> None:
    serve(bureau, order)
    one = bureau.devices[0]
    for files in ((), (999,)):
        with pytest.raises(Invalid):
            recheck(bureau, order.case_id, Seen(one, "put_right", files), way="photo")
    with pytest.raises(Invalid):
        recheck(bureau, order.case_id, Seen(one, "dismantled"))
    file = attachments.add(
        SYSTEM,
        attachments.Parent(attachments.CASE, order.case_id),
        attachments.Upload("证明.pdf", b"%PDF-1.7\n1\n"),
        FileStore(ledger.files_dir),
        attachments.Limits(),
    )
    recheck(bureau, order.case_id, Seen(one, "dismantled", (file.id,)))
    assert retrieval.get(SYSTEM, one).use_state == "拆除"
    with pytest.raises(Invalid):
        recheck(bureau, order.case_id, Seen(bureau.devices[1], "replaced"))


def test_a_withdrawn_order_keeps_its_number_and_frees_the_devices(
    bureau: Bureau, order: Notice
) -> None:
    case = reading.get(SYSTEM, order.case_id)
    values = {"reason": "认定的型号有误"}
    about = f"notice:{order.id}"
    with pytest.raises(Invalid):  # the drafter is no second person, whatever the duties
        both = replace(bureau.who.officer, duties=bureau.who.leader.duties)
        papers.decide(both, case.id, case.version, "withdrawal", about, values)
    made = papers.decide(bureau.who.leader, case.id, case.version, "withdrawal", about, values)
    assert reading.get(SYSTEM, case.id).state == "withdrawn"
    assert notices.get(SYSTEM, order.id).status == "void"
    rows = register.page(SYSTEM, register.Narrowed()).items
    told = {
        row.number_text: (row.status, row.withdrawn_by)
        for row in rows
        if row.kind != "legal_review"
    }
    assert told == {
        order.number_text: ("void", made.number_text),
        made.number_text: ("issued", ""),
    }
    assert documents.by_digest(notices.get(SYSTEM, order.id).digest[:16]).state == "withdrawn"
    assert casework.draft(bureau.who, bureau.enterprise).case_id != case.id


def test_an_issued_document_is_handed_out_as_it_was_drawn(
    bureau: Bureau, order: Notice, ledger: Settings
) -> None:
    store = FileStore(ledger.files_dir)
    first = frozen.pdf(order, lambda: notices.pdf(order), store)
    later = notices.get(SYSTEM, order.id)
    assert later.pdf_sha256
    assert frozen.pdf(later, lambda: b"drawn by another template", store) == first
    assert later.template == "order/1" or later.template


def test_what_a_stranger_may_check_is_number_digest_and_state(order: Notice) -> None:
    shown = documents.by_digest(order.digest[:16])
    assert (shown.number, shown.digest, shown.state) == (order.number_text, order.digest, "issued")
    for digest in (order.digest[:15], "0" * 16, "%" * 16):
        with pytest.raises(NotFound):
            documents.by_digest(digest)


def test_a_corrected_order_says_so_until_it_is_withdrawn(bureau: Bureau, order: Notice) -> None:
    about = f"notice:{order.id}"
    wrong, right = "江海区二号", "江海区三号"
    values = {"changes": [{"place": "地址", "was": wrong, "becomes": right}], "reason": "笔误"}
    for kind, state in (("correction", "corrected"), ("withdrawal", "withdrawn")):
        case = reading.get(SYSTEM, order.case_id)
        papers.decide(bureau.who.leader, case.id, case.version, kind, about, values)
        assert documents.by_digest(order.digest[:16]).state == state
        values = {"reason": "认定有误"}
    made = {row.kind: row.digest for row in CasePaper.select()}
    assert documents.by_digest(made["correction"][:16]).state == "issued"
