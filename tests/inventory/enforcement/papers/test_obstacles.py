"""What keeps a paper from being issued: each on both sides of its border."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from inventory.enforcement.documents import model
from inventory.enforcement.documents.papers import (
    PAPERS,
    closing_report,
    correction,
    inspection_notice,
    inspection_record,
    legal_review,
    receipt,
    recheck,
)
from inventory.enforcement.documents.papers.base import Device, Person, Signature
from inventory.enforcement.documents.papers.receipt import Attempt, effective_on, served_on

DAY = date(2026, 11, 25)
SOMEBODY = Person("何伟", "街道办事处干部")


def blocking(key: str, document: Any) -> set[str]:
    return {item.code for item in PAPERS[key].obstacles(document) if item.blocking}


@pytest.mark.parametrize(
    ("key", "change", "code"),
    [
        ("inspection_notice", {"officers": ()}, "officers"),
        ("inspection_notice", {"issued_on": None}, "issued_on"),
        ("inspection_notice", {"visit_on": None}, "visit_on"),
        ("inspection_notice", {"visit_on": date(2026, 11, 2)}, "visit_on"),
        ("inspection_notice", {"content": ()}, "content"),
        ("inspection_record", {"certificates_shown": False}, "told"),
        ("inspection_record", {"rights_told": False}, "told"),
        ("inspection_record", {"present": ()}, "present"),
        ("inspection_record", {"ended_at": datetime(2026, 11, 10, 9, 4)}, "ended_at"),
        ("inspection_record", {"devices": (), "general": " "}, "seen"),
        ("inspection_record", {"photos": ()}, "photos"),
        ("inspection_record", {"signature": Signature("王", refused=True)}, "refusal"),
        ("hearing_notice", {"answer_by": date(2026, 11, 11)}, "answer_by"),
        ("hearing_notice", {"basis": ()}, "basis"),
        ("hearing_record", {"way": "none"}, "finding"),
        ("hearing_record", {"review": ""}, "review"),
        ("legal_review", {"reviewer": "陈志强"}, "reviewer"),
        ("legal_review", {"opinion": "disagree"}, "remarks"),
        ("extension", {"new_deadline": date(2026, 12, 23)}, "new_deadline"),
        ("extension", {"latest": date(2027, 2, 22)}, "latest"),
        ("extension", {"grounds": ""}, "grounds"),
        ("recheck", {"remaining": "", "next_step": ""}, "next_step"),
        ("handover", {"to": "江门市江海区经济促进局"}, "to"),
        ("handover", {"matters": ()}, "matters"),
        ("withdrawal", {"reason": ""}, "reason"),
        ("correction", {"changes": ()}, "changes"),
        ("correction", {"changes": (correction.Change("标题", "同", "同"),)}, "changes"),
        ("closing_report", {"approver": "李晓敏"}, "approver"),
        ("closing_report", {"approver": ""}, "approver"),
    ],
)
def test_what_blocks(papers: dict[str, Any], key: str, change: dict[str, Any], code: str) -> None:
    assert code in blocking(key, replace(papers[key], **change))


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("extension", {"latest": date(2027, 2, 23)}),
        ("extension", {"granted": False, "new_deadline": None}),
        ("hearing_notice", {"answer_by": date(2026, 11, 12)}),
        ("hearing_record", {"way": "none", "finding": "no_opinion", "opinion": "", "review": ""}),
        (
            "inspection_record",
            {"signature": Signature("王", refused=True, reason="未说明理由", witness=SOMEBODY)},
        ),
        ("legal_review", {"opinion": "disagree", "remarks": "事实不清"}),
    ],
)
def test_what_does_not(papers: dict[str, Any], key: str, change: dict[str, Any]) -> None:
    assert PAPERS[key].obstacles(replace(papers[key], **change)) == ()


@pytest.mark.parametrize(
    ("days", "reason", "mode", "blocks"),
    [
        (5, "", "on_site", False),
        (4, "", "on_site", True),
        (4, "群众举报", "on_site", False),
        (1, "", "written", False),
    ],
)
def test_a_visit_is_told_in_time_or_says_why_not(
    papers: dict[str, Any], days: int, reason: str, mode: Any, blocks: bool
) -> None:
    notice: inspection_notice.InspectionNotice = papers["inspection_notice"]
    told = date.fromordinal((notice.visit_on or DAY).toordinal() - days)
    notice = replace(notice, issued_on=told, urgent_reason=reason, mode=mode)
    assert ("days_ahead" in blocking("inspection_notice", notice)) is blocks


ATTEMPTS = [
    (Attempt("direct", DAY, True, receiver=SOMEBODY), DAY),
    (Attempt("direct", DAY, True, date(2026, 11, 26), receiver=SOMEBODY), date(2026, 11, 26)),
    (Attempt("direct", DAY, note="无人"), None),
    (Attempt("left", DAY, True, witness=SOMEBODY, note="拒收"), DAY),
    (Attempt("left", DAY, True, recorded=True, note="拒收"), DAY),
    (Attempt("left", DAY, True, note="拒收"), None),
    (Attempt("post", DAY, True, date(2026, 11, 28), tracking="EA1"), date(2026, 11, 28)),
    (Attempt("electronic", DAY, True, consent=True, tracking="a@b.example"), DAY),
    (Attempt("electronic", DAY, True, tracking="a@b.example"), None),
    (Attempt("public", DAY, True, tracking="门户网站"), date(2026, 12, 25)),
]


@pytest.mark.parametrize(("attempt", "day"), ATTEMPTS)
def test_when_an_attempt_serves(papers: dict[str, Any], attempt: Attempt, day: date | None) -> None:
    assert served_on(attempt) == day
    paper: receipt.Receipt = replace(papers["receipt"], attempts=(attempt,))
    assert ("served" in blocking("receipt", paper)) is (day is None)


def test_the_first_valid_attempt_fixes_the_day() -> None:
    failed, posted = ATTEMPTS[2][0], ATTEMPTS[6][0]
    later = Attempt("direct", date(2026, 11, 29), True, receiver=SOMEBODY)
    assert effective_on((failed, posted, later)) == date(2026, 11, 28)
    assert effective_on((failed,)) is None


def test_a_device_is_accepted_on_evidence_only(papers: dict[str, Any]) -> None:
    seen = recheck.CheckedDevice(Device("1号变压器"), "停用", "已停用", True)
    assert "evidence" in blocking("recheck", replace(papers["recheck"], devices=(seen,)))
    seen = replace(seen, evidence="照片")
    assert blocking("recheck", replace(papers["recheck"], devices=(seen,))) == set()


def test_an_open_device_keeps_the_case_open(papers: dict[str, Any]) -> None:
    report: closing_report.ClosingReport = papers["closing_report"]
    left = closing_report.ClosedDevice(Device("2号变压器"), "在用", None)
    assert "end" in blocking("closing_report", replace(report, devices=(*report.devices, left)))


def test_a_failed_point_is_not_simply_agreed_to(papers: dict[str, Any]) -> None:
    failed = legal_review.Point("事实是否清楚", False, "缺照片")
    review = replace(papers["legal_review"], points=(failed,))
    assert "opinion" in blocking("legal_review", review)
    assert blocking("legal_review", replace(review, opinion="agree_with_changes")) == set()


def test_a_stop_order_stops_and_nothing_else(papers: dict[str, Any]) -> None:
    order: model.NoticeDocument = papers["stop_order"]
    weak = model.NoticeFinding(
        "transformer.grade", "rectify", "应整改", "GB 20052-2024", "表1", "低"
    )
    other = replace(order.devices[0], findings=(weak,))
    with pytest.raises(model.NoticeError, match="不是责令停止使用的情形"):
        PAPERS["stop_order"].draw(replace(order, devices=(order.devices[0], other)))


def test_a_character_without_a_glyph_blocks(papers: dict[str, Any]) -> None:
    for key in ("recheck", "legal_review"):
        party = replace(papers[key].party, name="\U0001f600公司")
        assert "glyph" in blocking(key, replace(papers[key], party=party))


def test_photos_are_named_by_numbers_that_there_are(papers: dict[str, Any]) -> None:
    record: inspection_record.InspectionRecord = papers["inspection_record"]
    seen = replace(record.devices[0], photos=(4,))
    assert "photos" in blocking("inspection_record", replace(record, devices=(seen,)))
