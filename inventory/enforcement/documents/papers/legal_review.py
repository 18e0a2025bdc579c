"""法制审核意见书: what the reviewer, who is none of the officers, found in a draft decision."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from inventory.enforcement.documents.form import Band, Field, Grid, Item, Pair
from inventory.enforcement.documents.model import Obstacle
from inventory.enforcement.documents.papers import checks, drawing
from inventory.enforcement.documents.papers.base import (
    CasePaper,
    Reference,
    Signature,
    day,
    moment,
)
from inventory.enforcement.documents.phrases import clean, paragraphs
from inventory.enforcement.documents.table import Column, Row

TITLE = "法制审核意见书"
TEMPLATE = "legal-review/1"
Opinion = Literal["agree", "agree_with_changes", "disagree"]
OPINIONS: dict[Opinion, str] = {
    "agree": "同意",
    "agree_with_changes": "修改后同意",
    "disagree": "不同意",
}
# What a review looks at; an agency puts its own in their place.
POINTS = (
    "执法主体、执法人员资格和管辖权限",
    "事实认定是否清楚，证据是否确实充分",
    "适用法律、法规、规章和标准是否准确",
    "程序是否合法，是否听取陈述申辩",
    "处理要求和期限是否适当",
    "文书是否完备、规范",
    "是否应当移送其他机关",
)
COLUMNS = (
    Column("序号", 10, centred=True),
    Column("审核事项", 62),
    Column("结论", 20),
    Column("意见", 64),
)


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that was reviewed; `passed` None = does not apply."""

    matter: str
    passed: bool | None
    remark: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class LegalReview(CasePaper):
    """The opinion on a draft.

    Args:
        draft_of: the document that was reviewed.
        office: that handed it in; `reviewer` is nobody of the case's officers.
    """

    draft_of: Reference | None = None
    matter: str = ""
    office: str = ""
    submitted_on: date | None = None
    reviewer: str = ""
    reviewed_on: date | None = None
    points: tuple[Point, ...] = ()
    opinion: Opinion | None = None
    remarks: str = ""
    signature: Signature | None = None
    template: str = TEMPLATE


def draw(document: LegalReview) -> bytes:
    """The opinion as PDF."""
    return drawing.form(document, TITLE, list(_items(document)))


def obstacles(document: LegalReview) -> tuple[Obstacle, ...]:
    """What should be settled before the opinion counts."""
    return tuple(
        [
            *checks.needed("draft_of", document.draft_of, "送审文书", "what was reviewed"),
            *checks.needed("reviewer", document.reviewer, "审核人", "the reviewer"),
            *checks.needed("opinion", document.opinion, "审核意见", "the opinion"),
            *checks.needed("points", document.points, "审核事项", "what was looked at"),
            *_second_person(document),
            *_consistent(document),
            *checks.drawable(document),
        ]
    )


def _second_person(document: LegalReview) -> Iterator[Obstacle]:
    if document.reviewer.strip() in {officer.name.strip() for officer in document.officers}:
        yield Obstacle(
            "reviewer", True, "审核人不能是本案承办人", "the reviewer handles the case herself"
        )


def _consistent(document: LegalReview) -> Iterator[Obstacle]:
    failed = [point for point in document.points if point.passed is False]
    if failed and document.opinion == "agree":
        yield Obstacle(
            "opinion",
            True,
            "有审核事项未通过，不能直接“同意”",
            "a point has failed: it cannot simply be agreed to",
        )
    if document.opinion in ("disagree", "agree_with_changes"):
        said = document.remarks.strip() or "".join(point.remark for point in failed).strip()
        yield from checks.needed("remarks", said, "修改或者不同意的理由", "the reasons")


def _items(document: LegalReview) -> Iterator[Item]:
    yield Field("当事人", clean(document.party.name))
    yield Field("送审文书", str(document.draft_of or ""))
    if document.matter:
        yield Field("案由", clean(document.matter))
    names = "、".join(clean(officer.name) for officer in document.officers)
    yield Pair(Field("送审部门", clean(document.office)), Field("承办人", names))
    yield Field("送审日期", day(document.submitted_on))
    yield Band("审核情况")
    yield Grid(COLUMNS, tuple(map(_row, range(1, len(document.points) + 1), document.points)))
    chosen = "　".join(
        f"{'■' if key == document.opinion else '□'}{text}" for key, text in OPINIONS.items()
    )
    yield Field("审核意见", chosen)
    yield Field("理由和修改建议", "\n".join(paragraphs(document.remarks)), 40)
    signed = document.signature
    at = moment(signed.signed_at) if signed and signed.signed_at else day(document.reviewed_on)
    yield Field(
        "审核人（签名）",
        f"{clean(document.reviewer)}\n\n{at}",
        24,
        signed.image if signed else "",
    )


def _row(number: int, point: Point) -> Row:
    result = {True: "符合", False: "不符合", None: "不涉及"}[point.passed]
    cells = ((result,), (clean(point.remark) or "—",))
    return Row(((str(number),), (clean(point.matter),)), (cells,))
