"""Taking the next number. Call inside the transaction that issues: what fails gives it back."""

from __future__ import annotations

from inventory.enforcement.agencies.models import Agency
from inventory.enforcement.numbers.models import NoticeCounter

# What a kind of document adds to the agency's 机关代字, unless the agency has set another word; an
# order bears the plain one, as it did before other documents had numbers of their own.
WORDS = {
    "case": "案",
    "order": "",
    "advice": "建",
    "inspection_notice": "检通",
    "inspection_record": "检录",
    "hearing_notice": "告",
    "hearing_record": "听",
    "legal_review": "审",
    "stop_order": "停",
    "receipt": "送",
    "extension": "延",
    "recheck": "复",
    "handover": "移",
    "withdrawal": "撤",
    "correction": "更",
    "closing_report": "结",
}


# The number of a case is counted like those of documents, and is none of them.
CASE = "case"


def take(agency: int, year: int, kind: str) -> int:
    """The next number; the counter's row stays locked until the issuing transaction ends."""
    NoticeCounter.insert(agency=agency, year=year, kind=kind, last=0).on_conflict_ignore().execute()
    mine = (
        (NoticeCounter.agency == agency)
        & (NoticeCounter.year == year)
        & (NoticeCounter.kind == kind)
    )
    NoticeCounter.update(last=NoticeCounter.last + 1).where(mine).execute()
    return int(NoticeCounter.get(mine).last)


def code_word(agency: Agency, kind: str, plain: str = "") -> str:
    """The 机关代字 of a kind of document of an agency."""
    return (plain or agency.code_word) + agency.number_words.get(kind, WORDS[kind])
