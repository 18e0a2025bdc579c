"""The record of a whole case: each step with what it left, and a zip that proves itself."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import uuid
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit import chain
from inventory.core.audit.models import AuditEvent
from inventory.core.database import db
from inventory.core.errors import NotFound
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.desk.dossier import service as dossier
from inventory.enforcement.archive import packing, steps
from inventory.enforcement.cases import reading
from inventory.enforcement.cases.telling import OPENED
from inventory.enforcement.notices.models import Notice
from inventory.enforcement.papers import filing
from inventory.enforcement.papers import service as papers
from inventory.enforcement.rechecking import service as rechecking
from inventory.enforcement.rechecking.service import Seen
from inventory.enforcement.serving import service as serving
from inventory.enforcement.serving.service import Attempt
from inventory.registry.attachments import service as attachments
from tests.inventory.enforcement import casework
from tests.inventory.enforcement.cases.conftest import Bureau

TODAY = date(2026, 11, 21)
SCAN = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture
def order(bureau: Bureau, ledger: Settings) -> Notice:
    """A served order, rechecked and closed, with a scan of the receipt."""
    made = casework.issue(bureau.who, casework.draft(bureau.who, bureau.enterprise))
    attempt = Attempt(f"notice:{made.id}", "direct", TODAY, str(uuid.uuid4()), TODAY, "王经理")
    delivery = serving.record(bureau.who.officer, made.case_id, attempt)
    attachments.add(
        bureau.who.officer,
        attachments.Parent(attachments.DELIVERY, delivery.id),
        attachments.Upload("送达回证.pdf", SCAN, "receipt"),
        FileStore(ledger.files_dir),
        attachments.Limits(),
    )
    seen = [Seen(key, "put_right") for key in bureau.devices]
    rechecking.record(bureau.who.officer, made.case_id, TODAY, "visit", str(uuid.uuid4()), seen)
    casework.close(bureau.who, made.case_id)
    return made


def packed(bureau: Bureau, order: Notice, ledger: Settings) -> dict[str, bytes]:
    out = io.BytesIO()
    packing.pack(bureau.who.leader, order.case_id, FileStore(ledger.files_dir), out)
    with zipfile.ZipFile(out) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_each_step_has_its_records_and_says_where_there_are_none(
    bureau: Bureau, order: Notice
) -> None:
    found = {item.step: item for item in steps.of_case(bureau.who.officer, order.case_id)}
    assert list(found) == list(steps.STEPS)
    assert not found["inspected"].made and not found["inspected"].bare
    assert [item.sort for item in found["served"].records] == ["story", "text", "file"]
    receipt = found["served"].records[-1]
    assert (receipt.hand, receipt.sha256) == ("officer", hashlib.sha256(SCAN).hexdigest())
    papers = {item.ref for step in found.values() for item in step.records if item.sort == "paper"}
    assert f"notice:{order.id}" in papers and len(papers) == 3  # review, order, report
    assert [item.step for item in found.values() if item.bare] == []


def test_the_record_is_told_in_english_too(bureau: Bureau, order: Notice) -> None:
    found = {item.step: item for item in steps.of_case(bureau.who.officer, order.case_id)}
    served = [item.what for item in found["served"].records]
    assert served[1].zh == f"直接送达，{TODAY}生效，签收人：王经理"
    assert served[1].en == f"served in person, in effect on {TODAY}, received by 王经理"
    assert served[2].en == "proof of service: 送达回证.pdf"
    assert found["rechecked"].records[1].what.en.endswith(", put right")
    assert found["issued"].records[1].what.en == f"Order to rectify {order.number_text}"


def test_a_step_that_left_only_its_line_is_said_to_have_none(bureau: Bureau) -> None:
    draft = casework.draft(bureau.who, bureau.enterprise)
    found = {item.step: item for item in steps.of_case(bureau.who.officer, draft.case_id)}
    assert not found["opened"].bare and not found["issued"].made
    bare = replace(found["opened"], records=(steps.Left("story", OPENED),))
    assert bare.bare


def test_the_zip_proves_itself(bureau: Bureau, order: Notice, ledger: Settings) -> None:
    files = packed(bureau, order, ledger)
    lines = files.pop("SHA256SUMS").decode().splitlines()
    sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    assert sums == {name: hashlib.sha256(body).hexdigest() for name, body in files.items()}
    assert SCAN in files.values()
    index = json.loads(files["index.json"])
    assert index["trail"]["whole"] and index["without_record"] == []
    events = [json.loads(line) for line in files["审计记录.jsonl"].decode().splitlines()]
    assert index["trail"]["events"] == len(events)
    told = {event["event"] for event in events}
    assert told >= {"case.open", "case.issue", "delivery.recorded", "case.close", "paper.issued"}
    assert index["trail"]["head"] == events[-1]["hash"]
    assert {event["address"] for event in events} == {""}
    rows = list(csv.reader(io.StringIO(files["全过程记录.csv"].decode("utf-8-sig"))))
    assert rows[0][0] == "环节" and {row[0] for row in rows[1:]} == {
        zh for zh, _, _ in steps.STEPS.values()
    }


def test_the_file_has_the_record_of_service_without_anybody_writing_it(
    bureau: Bureau, order: Notice, ledger: Settings
) -> None:
    file = filing.of_case(bureau.who.leader, order.case_id, FileStore(ledger.files_dir))
    (receipt,) = [item for item in file.documents if item.title == "送达回证"]
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(receipt.pdf)).pages)
    flat = "".join(text.split())
    assert all(word in flat for word in (order.number_text, "王经理", "直接送达"))
    assert receipt.on == TODAY and "草稿" not in text


def test_a_hand_over_says_which_law_whom_to_call_and_what_goes_with_it(
    bureau: Bureau,
) -> None:
    order = casework.issue(bureau.who, casework.draft(bureau.who, bureau.enterprise))
    case = reading.get(SYSTEM, order.case_id)
    values = {"to": "某机关", "why_theirs": "属其职责"}
    made = papers.decide(bureau.who.leader, case.id, case.version, "handover", "", values)
    assert made.content["matters"][0]["clause"] == "《中华人民共和国节约能源法》第十七条"
    assert made.content["contact"].startswith("officer")
    assert made.content["attachments"] == [f"《责令限期整改通知书》{order.number_text}复印件"]


def test_a_trail_that_was_tampered_with_is_said_to_be_broken(
    bureau: Bureau, order: Notice, ledger: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = chain.link
    victim = AuditEvent.select().where(AuditEvent.event == "case.review").get().id

    def forged(item: AuditEvent) -> chain.Link:
        link = honest(item)
        return (
            replace(link, content={**link.content, "detail": "{}"}) if item.id == victim else link
        )

    monkeypatch.setattr(chain, "link", forged)
    index = json.loads(packed(bureau, order, ledger)["index.json"])
    assert not index["trail"]["whole"] and index["trail"]["reason"]


def test_strangers_get_no_record(bureau: Bureau, order: Notice, ledger: Settings) -> None:
    stranger = replace(bureau.who.officer, regions=("140522",))
    for ask in (
        lambda: steps.of_case(stranger, order.case_id),
        lambda: packing.pack(stranger, order.case_id, FileStore(ledger.files_dir), io.BytesIO()),
    ):
        with pytest.raises(NotFound):
            ask()
    with db.atomic():
        packing.pack(SYSTEM, order.case_id, FileStore(ledger.files_dir), io.BytesIO())
    assert AuditEvent.select().where(AuditEvent.event == "case.exported").count() == 1


def test_a_devices_dossier_has_its_cases_and_the_enterprise_what_it_was_told(
    bureau: Bureau, order: Notice
) -> None:
    device = bureau.devices[0]
    told = dossier.device(bureau.who.officer, device)["equipment"]["cases"]
    assert [item["case"]["id"] for item in told] == [order.case_id]
    assert told[0]["result"] == "put_right" and told[0]["findings"]
    moves = [step["move"] for step in told[0]["story"]]
    assert moves[0] == "open" and moves[-1] == "close" and "review" in moves
    clerk = Actor(77, "王经理", Role.ENTERPRISE, enterprise=bureau.enterprise.id)
    (seen,) = dossier.device(clerk, device)["equipment"]["cases"]
    assert {step["move"] for step in seen["story"]} == {"issue", "serve", "recheck", "close"}
    casework.draft(bureau.who, bureau.enterprise)  # of this one nobody has told it
    assert len(dossier.device(clerk, device)["equipment"]["cases"]) == 1
