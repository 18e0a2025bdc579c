"""What may keep a paper from being issued, shared by all of them."""

from collections.abc import Iterator
from datetime import date

from inventory.enforcement.documents import fonts as faces
from inventory.enforcement.documents.grounding import glyphs
from inventory.enforcement.documents.model import Obstacle
from inventory.enforcement.documents.papers.base import CasePaper


def needed(
    code: str, value: object, zh: str, en: str, *, blocking: bool = True
) -> Iterator[Obstacle]:
    """An obstacle where something is absent or blank."""
    present = value.strip() if isinstance(value, str) else value
    if not present:
        yield Obstacle(code, blocking, f"请填写{zh}", f"state {en}")


def two_officers(paper: CasePaper) -> Iterator[Obstacle]:
    """行政处罚法 article 42: not fewer than two, each with a certificate."""
    named = {officer.certificate_no for officer in paper.officers if officer.certificate_no.strip()}
    if len(paper.officers) < 2 or len(named) < len(paper.officers):
        yield Obstacle(
            "officers",
            True,
            "请填写两名以上执法人员的姓名和执法证号（不得重复）",
            "name at least two officers with their certificate numbers (no number twice)",
        )


def dated(paper: CasePaper) -> Iterator[Obstacle]:
    if paper.number and not paper.issued_on:
        yield Obstacle(
            "issued_on", True, "已编号的文书须有成文日期", "a numbered document needs its date"
        )


def in_order(
    code: str, earlier: date | None, later: date | None, zh: str, en: str
) -> Iterator[Obstacle]:
    """An obstacle where the later of two days does not come after the earlier."""
    if earlier and later and later <= earlier:
        yield Obstacle(code, True, zh, en)


def remedies(paper: CasePaper) -> Iterator[Obstacle]:
    """A document that may be contested says where."""
    if not (paper.agency.review_body and paper.agency.court):
        yield Obstacle(
            "remedies",
            True,
            "请在机关设置中填写行政复议机关和有管辖权的人民法院",
            "set the agency's review body and court",
        )


def drawable(paper: CasePaper) -> Iterator[Obstacle]:
    """Every character of the paper has a glyph."""
    yield from glyphs(paper, faces.register(), blocking=True)
