"""Every paper is drawn up from its case; a visit is recorded once, whatever the network does."""

from __future__ import annotations

import base64
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.errors import Conflict, Forbidden, Invalid, NotFound
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.enforcement.answering import service as answering
from inventory.enforcement.cases import documents, moves, opening, reading, recording
from inventory.enforcement.documents.papers import PAPERS
from inventory.enforcement.inspecting import checklist, missions
from inventory.enforcement.inspecting import service as inspecting
from inventory.enforcement.inspecting.evidence import Photo, Signed
from inventory.enforcement.inspecting.service import Found, Record
from inventory.enforcement.notices.models import Notice
from inventory.enforcement.papers import service as papers
from inventory.enforcement.papers import showing
from inventory.enforcement.rechecking import service as rechecking
from inventory.enforcement.rechecking.service import Seen
from inventory.enforcement.serving import service as serving
from inventory.enforcement.serving.service import Attempt
from inventory.registry.attachments import parents
from inventory.registry.attachments import service as attachments
from inventory.registry.attachments.models import Attachment
from inventory.registry.attachments.service import INSPECTION_LINE, Limits, Upload
from tests.inventory.enforcement import casework
from tests.inventory.enforcement.cases.conftest import Bureau

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


def key() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def order(bureau: Bureau) -> Notice:
    """A served order, one device rechecked."""
    made = casework.issue(bureau.who, casework.draft(bureau.who, bureau.enterprise))
    attempt = Attempt(f"notice:{made.id}", "direct", TODAY, key(), TODAY, "王经理")
    serving.record(bureau.who.officer, made.case_id, attempt)
    seen = [Seen(bureau.devices[0], "put_right")]
    rechecking.record(bureau.who.officer, made.case_id, TODAY, "visit", key(), seen)
    return made


DRAFTED = [kind for kind in papers.KINDS if kind not in papers.DECISIONS]


@pytest.mark.parametrize("kind", DRAFTED)
def test_each_paper_takes_from_its_case_what_is_known(
    bureau: Bureau, order: Notice, kind: str
) -> None:
    made = papers.draft(bureau.who.officer, order.case_id, kind, f"notice:{order.id}", {})
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(showing.draw(made))).pages)
    flat = "".join(text.split())
    assert bureau.enterprise.name in flat
    assert PAPERS[kind].title in flat
    showing.warnings(made)


def test_a_paper_is_numbered_frozen_and_seen_by_the_enterprise(
    bureau: Bureau, order: Notice
) -> None:
    clerk = Actor(77, "王经理", Role.ENTERPRISE, enterprise=bureau.enterprise.id)
    made = papers.draft(bureau.who.officer, order.case_id, "recheck", "", {"next_step": "继续督促"})
    with pytest.raises(NotFound):
        papers.get(clerk, made.id)
    with pytest.raises(Invalid) as refusal:
        papers.edit(bureau.who.officer, made.id, made.version, {"agency": {}})
    assert refusal.value.code == "unknown_part"
    boilers = replace(bureau.who.officer, kinds=frozenset({"boiler"}))
    with pytest.raises(Forbidden):
        papers.issue(boilers, made.id, made.version)
    edited = papers.edit(
        bureau.who.officer, made.id, made.version, {"remaining": "其余设备限期整改"}
    )
    with pytest.raises(Conflict):
        papers.issue(bureau.who.officer, made.id, made.version)
    issued = papers.issue(bureau.who.officer, made.id, edited.version)
    assert issued.number_text.endswith("复〔2026〕1号") and issued.template
    assert papers.get(clerk, made.id).number_text == issued.number_text
    with pytest.raises(Conflict):
        papers.discard(bureau.who.officer, made.id)
    assert documents.by_digest(issued.digest[:16]).number == issued.number_text


def test_the_extension_says_both_terms(bureau: Bureau, order: Notice) -> None:
    clerk = Actor(77, "王经理", Role.ENTERPRISE, enterprise=bureau.enterprise.id)
    casework_case = reading.get(SYSTEM, order.case_id)
    until = casework_case.deadline_on + timedelta(days=30)
    # Asked for while something is still open: the case goes back to where it waits.
    moves.take(bureau.who.officer, order.case_id, "settle_part")
    answering.ask_extension(clerk, order.case_id, until, "交货期长")
    case = reading.get(SYSTEM, order.case_id)
    answering.decide_extension(bureau.who.leader, case.id, case.version, True, None, "同意")
    made = papers.draft(bureau.who.officer, order.case_id, "extension", "", {})
    assert made.content["deadline"] == order.deadline_on.isoformat()
    assert made.content["new_deadline"] == until.isoformat()


# ---------------------------------------------------------------- visits


def record(**more: Any) -> Record:
    usual: dict[str, Any] = {
        "key": key(),
        "began_at": NOON,
        "ended_at": NOON + timedelta(hours=1),
        "place": "江海区二号",
        "present": "王经理",
        "showed_certificates": True,
        "told_rights": True,
        "signed_by": "王经理",
    }
    return Record(**{**usual, **more})


@pytest.fixture
def visit(bureau: Bureau) -> Any:
    case = casework.bare_case(bureau.who, bureau.enterprise)
    opening.add_devices(bureau.who.officer, case.id, case.version, bureau.devices)
    now = reading.get(SYSTEM, case.id)
    recording.notify(
        bureau.who.officer, case.id, now.version, recording.Notice(TODAY, TODAY - timedelta(days=5))
    )
    (announced,) = missions.listed(bureau.who.officer, missions.Narrowed(case=case.id))
    return inspecting.get(bureau.who.officer, announced.id)


def test_the_check_list_comes_from_devices_and_findings(bureau: Bureau, visit: Any) -> None:
    asked = {(line.item, line.device_id is not None) for line in visit.items}
    assert asked >= {("ledger", False), ("present", True), ("in_use", True), ("finding", True)}
    english = {line.item: (line.said.question_en, line.said.expected_en) for line in visit.items}
    assert english["in_use"] == ("Transformer: is it still in use?", "")
    in_use = next(line for line in visit.items if line.item == "in_use")
    in_use.expected = "在用"
    assert checklist.english(in_use, ()).expected_en == "in use"
    assert english["reading"][0] == "Current on the low-voltage side"
    finding = next(line for line in visit.items if line.item == "finding")
    assert "应予淘汰" in finding.expected
    assert english["finding"][1].startswith("Model S7-315/10 is on")
    today = missions.Narrowed(TODAY, mine=True)
    assert [item.id for item in missions.listed(bureau.who.officer, today)] == [visit.id]
    assert missions.listed(bureau.who.leader, today) == []


def test_a_record_sent_again_is_written_once_and_moves_the_case(bureau: Bureau, visit: Any) -> None:
    found = [Found(visit.items[0].id, "yes", "完整")]
    sent = record()
    first = inspecting.record(bureau.who.officer, visit.id, sent, found)
    again = inspecting.record(bureau.who.officer, visit.id, sent, found)
    assert (first.version, first.items[0].answer) == (again.version, "yes")
    case = reading.get(SYSTEM, visit.case_id)
    assert (case.state, case.inspected_on) == ("inspected", TODAY)
    with pytest.raises(Conflict) as refusal:
        inspecting.record(bureau.who.second, visit.id, record(), found)
    assert refusal.value.code == "recorded"


WRONG = [
    {"showed_certificates": False},
    {"told_rights": False},
    {"signed_by": ""},
    {"signed_by": "", "refused": True, "refusal": "拒签"},
    {"ended_at": NOON - timedelta(hours=1)},
    {"ended_at": NOON + timedelta(days=1)},
]


@pytest.mark.parametrize("more", WRONG)
def test_what_a_record_must_say(bureau: Bureau, visit: Any, more: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        inspecting.record(bureau.who.officer, visit.id, record(**more), [])
    assert inspecting.get(SYSTEM, visit.id).state == "planned"


def test_a_refusal_with_its_witness_is_a_record(bureau: Bureau, visit: Any) -> None:
    sent = record(signed_by="", refused=True, refusal="拒签", witness="李某")
    assert inspecting.record(bureau.who.officer, visit.id, sent, []).state == "recorded"


def test_without_notice_in_time_the_visit_needs_a_reason(bureau: Bureau) -> None:
    case = casework.bare_case(bureau.who, bureau.enterprise)
    planned = inspecting.plan(bureau.who.officer, case.id, TODAY)
    with pytest.raises(Invalid) as refusal:
        inspecting.record(bureau.who.officer, planned.id, record(), [])
    assert [item["code"] for item in refusal.value.details] == ["notice_in_time"]


# ---------------------------------------------------------------- what a phone brings


@pytest.fixture
def store(ledger: Settings) -> FileStore:
    return FileStore(ledger.files_dir)


def drawn() -> str:
    """A signature: a PNG in base64."""
    buffer = BytesIO()
    Image.new("RGB", (60, 20), "white").save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def photographed(store: FileStore, who: Actor, line: int, sent: str | None = None) -> Attachment:
    """A photograph at a line of the check list."""
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(buffer, "JPEG")
    upload = Upload("铭牌.jpg", buffer.getvalue(), "site_photo", sent)
    parent = parents.writable(who, INSPECTION_LINE, line)
    return attachments.add(who, parent, upload, store, Limits())


def test_the_record_is_frozen_into_a_paper(bureau: Bureau, visit: Any, store: FileStore) -> None:
    officer, second = bureau.who.officers
    by_item = {line.item: line for line in visit.items if line.device_id}
    photo = photographed(store, bureau.who.officer, by_item["nameplate"].id)
    found = [
        Found(by_item["nameplate"].id, "no", "铭牌为S9", photos=[Photo(photo.id, NOON, "22.5")]),
        Found(by_item["reading"].id, "yes", value=120.5),
    ]
    signed = [
        Signed("王经理", NOON, drawn()),
        Signed("", NOON, drawn(), officer),
        Signed("", NOON, drawn(), second),
    ]
    told = inspecting.record(
        bureau.who.officer, visit.id, record(avoidance="不申请回避"), found, signed
    )
    made = papers.get(bureau.who.officer, int(told.document.removeprefix("paper:")))
    assert (made.status, made.kind) == ("issued", "inspection_record")
    assert [item["sha256"] for item in made.content["photos"]] == [photo.sha256]
    assert len(made.content["officers_signed"]) == 2 and made.content["signature"]["image"]
    flat = "".join(
        "".join(
            page.extract_text() for page in PdfReader(BytesIO(showing.draw(made))).pages
        ).split()
    )
    for words in (
        "铭牌与台账是否一致：否；铭牌为S9",
        "低压侧运行电流：120.5A",
        "照片1",
        "不申请回避",
    ):
        assert words in flat
    with pytest.raises(Conflict):
        papers.discard(bureau.who.officer, made.id)
    with pytest.raises(Conflict):
        photographed(store, bureau.who.officer, by_item["nameplate"].id)


def test_a_photograph_sent_again_is_kept_once(bureau: Bureau, visit: Any, store: FileStore) -> None:
    first, other = visit.items[0].id, visit.items[1].id
    sent = key()
    kept = photographed(store, bureau.who.officer, first, sent)
    assert photographed(store, bureau.who.officer, first, sent).id == kept.id
    with pytest.raises(Conflict):
        photographed(store, bureau.who.officer, other, sent)
    stolen = [Found(other, "yes", photos=[Photo(kept.id)])]
    with pytest.raises(Invalid) as refusal:
        inspecting.record(bureau.who.officer, visit.id, record(), stolen)
    assert refusal.value.code == "no_photo"


FORGED = [
    lambda who: [Signed("某人", NOON, drawn(), who.leader.id)],
    lambda who: [Signed("王经理", NOON, drawn()), Signed("王经理", NOON, drawn())],
    lambda who: [Signed("王经理", NOON, "bm8=")],
]


@pytest.mark.parametrize("forged", FORGED)
def test_signatures_are_pictures_of_the_party_and_the_officers(
    bureau: Bureau, visit: Any, forged: Any
) -> None:
    with pytest.raises(Invalid):
        inspecting.record(bureau.who.officer, visit.id, record(), [], forged(bureau.who))
    assert inspecting.get(SYSTEM, visit.id).state == "planned"


def test_a_paper_that_lacks_something_waits_as_a_draft(bureau: Bureau, visit: Any) -> None:
    told = inspecting.record(bureau.who.officer, visit.id, record(present=""), [])
    made = papers.get(bureau.who.officer, int(told.document.removeprefix("paper:")))
    assert made.status == "draft"
    assert "present" in {item.code for item in showing.warnings(made)}
