"""What must hold before a move, as data: the facts of a case, and one table of guards over them.

Pure: no database, no clock. The words of a guard stand in messages.toml under `case_guards`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Facts:
    """What the guards look at; `by` is whoever makes the move, None for a program."""

    state: str = "opened"
    today: date = date.min
    by: int | None = None
    handlers: frozenset[int] = frozenset()  # drafter and officers: they sign nothing of their own
    officers: int = 0
    certificates: int = 0  # different ones, valid today
    competence: bool = False
    remedies: bool = False  # court and review body
    mine: bool = True  # every kind of device is the mover's departments' to lead
    noticed_on: date | None = None
    notice_reason: str = ""
    notice_days: int = 5
    planned_on: date | None = None
    inspected_on: date | None = None
    heard_on: date | None = None
    not_heard_reason: str = ""
    drafts: int = 0  # order drafts in the case
    outdated: int = 0  # findings that the ledger has overtaken since
    undecided: int = 0  # findings for which the law leaves the officer a choice
    presumed: tuple[str, ...] = ()  # devices that a draft orders about on a presumption
    stopped: tuple[str, ...] = ()  # devices that a draft orders about though they stand still
    elsewhere: tuple[str, ...] = ()  # devices that another open case holds on the same ground
    deadline_on: date | None = None
    latest_on: date | None = None  # how far the agency's own setting lets a term reach
    document_on: date | None = None
    submitted: bool = False
    review_off: bool = False
    reviewed_by: int | None = None
    review_written: bool = False  # its opinion is a paper of the case, younger than the draft
    approved_by: int | None = None
    issued: bool = False
    effective_on: date | None = None
    answers: int = 0
    devices: int = 0
    rechecked: int = 0  # devices whose recheck rests on a visit, a photograph or a document
    settled: int = 0
    reported: bool = False  # the closing report is drawn up
    extension_asked: bool = False
    extension_decided: bool = False
    handed_to: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Guard:
    """What must hold; `early` ones can be told long before the move, beside the draft."""

    holds: Callable[[Facts], bool]
    early: bool = True
    names: Callable[[Facts], tuple[str, ...]] = lambda _: ()


def _in_time(facts: Facts) -> bool:
    """Written notice enough days ahead, or the reason why not."""
    if facts.inspected_on is None or facts.notice_reason:
        return True
    return (
        facts.noticed_on is not None
        and (facts.inspected_on - facts.noticed_on).days >= facts.notice_days
    )


def _ahead(facts: Facts) -> bool:
    """The visit that a notice announces lies far enough ahead of it."""
    if facts.noticed_on is None or facts.planned_on is None:
        return facts.noticed_on is None
    return (facts.planned_on - facts.noticed_on).days >= facts.notice_days


def _signed(facts: Facts) -> bool:
    """Approved, and unless the agency does without it reviewed, by others than the handlers."""
    approved = facts.approved_by is not None and facts.approved_by not in facts.handlers
    reviewed = facts.reviewed_by is not None and facts.reviewed_by not in facts.handlers
    return approved and (reviewed or facts.review_off)


GUARDS: Mapping[str, Guard] = {
    "two_officers": Guard(lambda f: f.officers >= 2),
    "certificates": Guard(lambda f: f.certificates >= max(2, f.officers)),
    "competence": Guard(lambda f: f.competence),
    "remedies": Guard(lambda f: f.remedies),
    "department": Guard(lambda f: f.mine),
    "notice_given": Guard(lambda f: bool(f.notice_reason) or f.noticed_on is not None, early=False),
    "notice_past": Guard(lambda f: f.noticed_on is None or f.noticed_on <= f.today),
    "notice_ahead": Guard(_ahead, early=False),
    "inspection_given": Guard(lambda f: f.inspected_on is not None, early=False),
    "inspection_past": Guard(lambda f: f.inspected_on is None or f.inspected_on <= f.today),
    "notice_in_time": Guard(_in_time),
    "heard": Guard(lambda f: f.heard_on is not None or bool(f.not_heard_reason.strip())),
    "hearing_past": Guard(lambda f: f.heard_on is None or f.heard_on <= f.today),
    "has_draft": Guard(lambda f: f.drafts > 0),
    "up_to_date": Guard(lambda f: not f.outdated),
    "ground_chosen": Guard(lambda f: not f.undecided),
    "not_presumed": Guard(lambda f: not f.presumed, names=lambda f: f.presumed),
    "in_use": Guard(lambda f: not f.stopped, names=lambda f: f.stopped),
    "nowhere_else": Guard(lambda f: not f.elsewhere, names=lambda f: f.elsewhere),
    "deadline": Guard(
        lambda f: f.deadline_on is not None and f.deadline_on > (f.document_on or f.today)
    ),
    "term_length": Guard(
        lambda f: f.latest_on is None or f.deadline_on is None or f.deadline_on <= f.latest_on
    ),
    "submitted": Guard(lambda f: f.submitted, early=False),
    "not_submitted": Guard(lambda f: not f.submitted, early=False),
    "second_person": Guard(lambda f: f.by is not None and f.by not in f.handlers, early=False),
    "reviewed": Guard(lambda f: f.state == "reviewed" or f.review_off, early=False),
    "review_written": Guard(
        lambda f: f.review_off or f.state != "reviewed" or f.review_written, early=False
    ),
    "signed": Guard(_signed, early=False),
    "reason": Guard(lambda f: bool(f.reason.strip()), early=False),
    "effective": Guard(lambda f: f.effective_on is not None, early=False),
    "answer": Guard(lambda f: f.answers > 0, early=False),
    "some_rechecked": Guard(lambda f: f.rechecked > 0, early=False),
    "all_settled": Guard(
        lambda f: f.state == "handed_over" or min(f.settled, f.rechecked) >= f.devices > 0,
        early=False,
    ),
    "some_settled": Guard(lambda f: 0 < f.settled < f.devices, early=False),
    "reported": Guard(lambda f: f.reported, early=False),
    "not_reported": Guard(lambda f: not f.reported, early=False),
    "destination": Guard(lambda f: bool(f.handed_to.strip()), early=False),
    "asked_once": Guard(lambda f: not f.extension_asked, early=False),
    "asked": Guard(lambda f: f.extension_asked and not f.extension_decided, early=False),
    "before_deadline": Guard(
        lambda f: f.deadline_on is not None and f.today <= f.deadline_on, early=False
    ),
}
# What an order must have when it leaves the officer's desk, and still when it is issued.
ORDER = (
    "two_officers",
    "certificates",
    "competence",
    "remedies",
    "heard",
    "hearing_past",
    "inspection_past",
    "notice_in_time",
    "has_draft",
    "up_to_date",
    "ground_chosen",
    "not_presumed",
    "in_use",
    "nowhere_else",
    "deadline",
    "term_length",
    "department",
)
