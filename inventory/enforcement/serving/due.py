"""What ends when, over all open cases: the ledger of terms that an office works by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from inventory.core.access import Actor
from inventory.core.paging import FIRST, Page, Slice
from inventory.enforcement.cases import reading
from inventory.enforcement.cases.machine import OVER
from inventory.enforcement.cases.models import Case, CaseOfficer
from inventory.enforcement.serving import terms
from inventory.enforcement.serving.terms import Running

# Terms that count as missed when they are over; the others simply end.
MISSED = frozenset(
    {"deadline", "service_days", "recheck_working_days", "hand_over_days", "compulsory"}
)


@dataclass(frozen=True)
class Narrowed:
    """What the list is narrowed to; `until` is the last day that still counts."""

    mine: bool = False
    officer: int | None = None
    case: int | None = None
    late: bool = False
    who: str = ""  # party or office
    until: date | None = None


@dataclass(frozen=True)
class Due:
    """A term with its case and who handles it."""

    case: Case
    officers: Sequence[CaseOfficer]
    term: Running
    late: bool


def page(actor: Actor, narrowed: Narrowed, part: Slice = FIRST) -> Page[Due]:
    """The running terms of open cases, what is late first, then by the day that they end."""
    found = sorted(
        _all(actor, narrowed), key=lambda it: (it.term.ends_on, it.case.id, it.term.code)
    )
    begin = (part.number - 1) * part.size
    return Page(found[begin : begin + part.size], len(found))


def _all(actor: Actor, narrowed: Narrowed) -> Iterator[Due]:
    cases = list(reading.visible(actor).where(Case.state.not_in(sorted(OVER))))
    officers = reading.officers_of([case.id for case in cases])
    for case in cases:
        handled = officers.get(case.id, [])
        who = {item.user_id for item in handled}
        if narrowed.case not in (None, case.id) or narrowed.officer not in {None, *who}:
            continue
        if narrowed.mine and actor.id not in {case.opened_by, *who}:
            continue
        for term in terms.of(case):
            due = Due(case, handled, term, term.over and term.code in MISSED)
            if _wanted(due, narrowed):
                yield due


def _wanted(due: Due, narrowed: Narrowed) -> bool:
    return (
        (due.late or not due.term.over)
        and (due.late or not narrowed.late)
        and narrowed.who in ("", due.term.who)
        and (narrowed.until is None or due.term.ends_on <= narrowed.until)
    )
