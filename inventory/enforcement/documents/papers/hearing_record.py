"""听取意见记录: what the party said before a decision, and the agency's review of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from inventory.enforcement.documents.form import Band, Field, Item, Pair, Wide
from inventory.enforcement.documents.law import load as load_law
from inventory.enforcement.documents.model import Obstacle
from inventory.enforcement.documents.papers import checks, drawing, signing
from inventory.enforcement.documents.papers.base import (
    CasePaper,
    Person,
    Reference,
    Signature,
    day,
    moment,
    named,
)
from inventory.enforcement.documents.phrases import clean, paragraphs

TITLE = "听取意见记录"
TEMPLATE = "hearing-record/1"
Way = Literal["oral", "written", "phone", "none"]
Finding = Literal["accepted", "partly", "rejected", "no_opinion"]
WAYS: dict[Way, str] = {
    "oral": "当面陈述",
    "written": "书面意见",
    "phone": "电话",
    "none": "未提出意见",
}
FINDINGS: dict[Finding, str] = {
    "accepted": "采纳",
    "partly": "部分采纳",
    "rejected": "不采纳",
    "no_opinion": "当事人未提出意见",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class HearingRecord(CasePaper):
    """The party's opinion and the agency's answer to it.

    Args:
        told: the notice by which the party was told.
        held_at: when it was heard; the end of the time to answer where nothing was said.
        opinion, evidence: what the party said and handed in.
        review: what was found on reviewing it (行政处罚法 article 45).
        reviewed_on: when that was done.
    """

    told: Reference | None = None
    held_at: datetime | None = None
    way: Way = "oral"
    place: str = ""
    speakers: tuple[Person, ...] = ()
    recorder: str = ""
    opinion: str = ""
    evidence: tuple[str, ...] = ()
    review: str = ""
    finding: Finding | None = None
    reviewed_on: date | None = None
    signature: Signature | None = None
    officers_signed: tuple[Signature, ...] = ()
    template: str = TEMPLATE


def draw(document: HearingRecord) -> bytes:
    """The record as PDF."""
    return drawing.form(
        document, TITLE, [*_circumstances(document), *_said(document), *_reviewed(document)]
    )


def obstacles(document: HearingRecord) -> tuple[Obstacle, ...]:
    """What should be settled before the record is closed."""
    return tuple(
        [
            *checks.two_officers(document),
            *checks.needed("held_at", document.held_at, "听取意见的时间", "when it was heard"),
            *checks.needed("finding", document.finding, "复核结论", "the result of the review"),
            *_contents(document),
            *signing.obstacles(document.signature),
            *checks.drawable(document),
        ]
    )


def _contents(document: HearingRecord) -> Iterator[Obstacle]:
    silent = document.way == "none"
    if silent != (document.finding == "no_opinion") and document.finding:
        yield Obstacle(
            "finding",
            True,
            "复核结论与听取方式不一致：未提出意见的，结论应为“当事人未提出意见”",
            "the result contradicts the way of hearing",
        )
    if not silent:
        yield from checks.needed("opinion", document.opinion, "当事人的意见", "what was said")
        yield from checks.needed("speakers", document.speakers, "陈述人", "who spoke")
        yield from checks.needed("review", document.review, "复核情况和理由", "the review")


def _circumstances(document: HearingRecord) -> Iterator[Item]:
    yield Field("当事人", clean(document.party.name))
    if document.told:
        yield Field("告知文书", document.told.dated)
    yield Field("时间", moment(document.held_at))
    if document.place:
        yield Field("地点", clean(document.place))
    if document.speakers:
        yield Field("陈述人", "\n".join(map(str, document.speakers)))
    yield Field("听取人", named(document.officers).replace("、", "\n"))
    yield Pair(Field("方式", WAYS[document.way]), Field("记录人", clean(document.recorder)))


def _said(document: HearingRecord) -> Iterator[Item]:
    yield Band("陈述、申辩的内容")
    yield Wide("\n".join(paragraphs(document.opinion)) or "当事人在告知的期限内未提出意见。", 40)
    yield Field("提交的证据", "\n".join(map(clean, document.evidence)) or "无")
    if document.way in ("oral", "phone"):
        confirms = "以上记录已交我核对（已向我宣读），与我所述一致。"
        yield from signing.party(document.signature, confirms, "陈述人")


def _reviewed(document: HearingRecord) -> Iterator[Item]:
    rule = load_law().cite("penalty", "第四十五条", "", "应当进行复核")
    yield Band("复核")
    yield Field("复核情况和理由", "\n".join(paragraphs(document.review)), 40)
    chosen = "　".join(
        f"{'■' if key == document.finding else '□'}{text}" for key, text in FINDINGS.items()
    )
    yield Field("结论", chosen)
    yield Field("依据", f"{rule}")
    yield Field("复核日期", day(document.reviewed_on))
    yield from signing.officers(document.officers_signed, document.officers)
