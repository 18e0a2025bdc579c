"""The papers of a case, by key: what each is called, is made of, and how it is drawn.

A paper is a frozen dataclass; nothing here knows of the database. `PAPERS[key].from_json` reads
what `as_json` stored, `draw` gives the PDF (the same contents give the same bytes), `obstacles` say
what should be settled before it is issued.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from inventory.enforcement.documents import codec, model
from inventory.enforcement.documents.model import NoticeDocument, Obstacle
from inventory.enforcement.documents.papers import (
    advice,
    closing_report,
    correction,
    extension,
    handover,
    hearing_notice,
    hearing_record,
    inspection_notice,
    inspection_record,
    legal_review,
    order,
    receipt,
    recheck,
    stop_order,
    withdrawal,
)

__all__ = ["PAPERS", "Paper"]


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of paper.

    Args:
        contents: the dataclass that it is made of.
        numbered: it takes a number of the agency and year when it is issued; the others stand in
            the file without one and are complete with `final`.
        outward: it goes to the party or to another department, and has to be served or sent.
    """

    key: str
    title: str
    title_en: str
    template: str
    contents: type[Any]
    draw: Callable[[Any], bytes]
    obstacles: Callable[[Any], tuple[Obstacle, ...]]
    numbered: bool
    outward: bool

    def as_json(self, document: Any) -> Mapping[str, Any]:
        """The contents as stored."""
        return codec.as_json(document)

    def from_json(self, data: Mapping[str, Any]) -> Any:
        """The document that `as_json` stored."""
        return codec.from_json(self.contents, data)

    def digest(self, document: Any) -> str:
        """SHA-256 (64 hex) over the contents; the papers print its first 16."""
        if isinstance(document, NoticeDocument):  # older than the other papers, and kept as it was
            return model.digest(document)
        return codec.digest(document)


# What the pages call each in English; the papers themselves are Chinese.
ENGLISH = {
    "inspection_notice": "Notice of inspection",
    "inspection_record": "Record of inspection",
    "hearing_notice": "Notice of the right to be heard",
    "hearing_record": "Record of the hearing",
    "legal_review": "Opinion of the legal review",
    "order": "Order to rectify",
    "stop_order": "Order to stop use",
    "advice": "Advice",
    "receipt": "Proof of service",
    "extension": "Decision on an extension",
    "recheck": "Opinion of the recheck",
    "handover": "Letter of referral",
    "withdrawal": "Withdrawal",
    "correction": "Correction",
    "closing_report": "Closing report",
}


def _paper(
    key: str, module: ModuleType, contents: type[Any], *, numbered: bool, outward: bool
) -> Paper:
    return Paper(
        key,
        module.TITLE,
        ENGLISH[key],
        module.TEMPLATE,
        contents,
        module.draw,
        module.obstacles,
        numbered,
        outward,
    )


def _outward(key: str, module: ModuleType, contents: type[Any]) -> Paper:
    return _paper(key, module, contents, numbered=True, outward=True)


def _inward(key: str, module: ModuleType, contents: type[Any], *, numbered: bool = False) -> Paper:
    return _paper(key, module, contents, numbered=numbered, outward=False)


PAPERS: Mapping[str, Paper] = {
    paper.key: paper
    for paper in (
        _outward("inspection_notice", inspection_notice, inspection_notice.InspectionNotice),
        _inward("inspection_record", inspection_record, inspection_record.InspectionRecord),
        _outward("hearing_notice", hearing_notice, hearing_notice.HearingNotice),
        _inward("hearing_record", hearing_record, hearing_record.HearingRecord),
        _inward("legal_review", legal_review, legal_review.LegalReview, numbered=True),
        _outward("order", order, NoticeDocument),
        _outward("stop_order", stop_order, NoticeDocument),
        _outward("advice", advice, NoticeDocument),
        _inward("receipt", receipt, receipt.Receipt),
        _outward("extension", extension, extension.Extension),
        _outward("recheck", recheck, recheck.Recheck),
        _outward("handover", handover, handover.Handover),
        _outward("withdrawal", withdrawal, withdrawal.Withdrawal),
        _outward("correction", correction, correction.Correction),
        _inward("closing_report", closing_report, closing_report.ClosingReport, numbered=True),
    )
}
"""In the order in which a case meets them."""
