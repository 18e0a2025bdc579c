"""Every running term of a case: the day it ends, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.messages import Sentence, sentence
from inventory.enforcement import calendar
from inventory.enforcement.agencies import procedure
from inventory.enforcement.cases import reading
from inventory.enforcement.cases.machine import AFTER_SERVICE, OVER
from inventory.enforcement.cases.models import Case
from inventory.enforcement.documents.papers import PAPERS
from inventory.enforcement.serving.models import Delivery


@dataclass(frozen=True)
class Running:
    """A term: from when it counts, when it ends, and on what it rests.

    `moved` is true where rest days moved its end, `announced` false where the rest days of its
    year are not published yet. One that is not `printable` is the agency's setting, no law.
    """

    code: str
    zh: str
    en: str
    starts_on: date
    ends_on: date
    moved: bool
    announced: bool
    basis: str
    basis_en: str  # blank: a law that is cited
    certainty: str
    printable: bool
    who: str  # party or office
    over: bool


def of_case(actor: Actor, case_id: int) -> list[Running]:
    """The terms of a case that are running, the next to end first."""
    return of(reading.get(actor, case_id))


def of(case: Case) -> list[Running]:
    """The same for a case that has been looked up."""
    if case.state in OVER:
        return []
    return sorted(_all(case), key=lambda item: (item.ends_on, item.code))


def _all(case: Case) -> Iterator[Running]:
    if case.noticed_on and not case.inspected_on:
        days = procedure.value(case.agency, "notice_days")
        yield _set(case, "notice_days", case.noticed_on, calendar.term(case.noticed_on, days=days))
    if case.inspected_on and not case.effective_on:
        days = procedure.value(case.agency, "service_days")
        yield _set(
            case, "service_days", case.inspected_on, calendar.term(case.inspected_on, days=days)
        )
    if case.effective_on:
        yield from _after_service(case, case.effective_on)


def _after_service(case: Case, effective: date) -> Iterator[Running]:
    if case.effective_on and case.effective_on > clock.today():
        published = Delivery.select().where((Delivery.case == case.id) & (Delivery.way == "public"))
        first = published.order_by(Delivery.id).first()
        if first:
            days = procedure.value(case.agency, "public_notice_days")
            yield _set(
                case, "public_notice_days", first.tried_on, calendar.term(first.tried_on, days=days)
            )
    yield _law("review", effective, calendar.term(effective, days=60), "行政复议法第二十条")
    suit = calendar.term(effective, months=6)
    yield _law("suit", effective, suit, "行政诉讼法第四十六条")
    compulsory = calendar.term(suit.ends_on, months=3)
    yield _law("compulsory", suit.ends_on, compulsory, "行政强制法第五十三条", "office")
    if case.deadline_on and case.state in AFTER_SERVICE:
        yield from _deadline(case, effective, case.deadline_on)


def _deadline(case: Case, effective: date, deadline: date) -> Iterator[Running]:
    fixed = calendar.Term(deadline, deadline, calendar.is_announced(deadline.year))
    order = Sentence(PAPERS["order"].title, PAPERS["order"].title_en)
    yield _running("deadline", effective, fixed, order, "confirmed", True, "party")
    if case.extension_asked_on is None:
        before = procedure.value(case.agency, "extension_days_before")
        last = deadline - timedelta(days=before)
        ask = calendar.Term(last, last, calendar.is_announced(last.year))
        yield _set(case, "extension_days_before", effective, ask, "party")
    if case.state == "answered":
        days = procedure.value(case.agency, "recheck_working_days")
        on = case.updated_at.astimezone(clock.SHANGHAI).date()
        yield _set(case, "recheck_working_days", on, calendar.working_days(on, days))
    days = procedure.value(case.agency, "hand_over_days")
    yield _set(case, "hand_over_days", deadline, calendar.term(deadline, days=days))


def _law(code: str, start: date, term: calendar.Term, basis: str, who: str = "party") -> Running:
    return _running(code, start, term, Sentence(basis, ""), "single", True, who)


def _set(case: Case, key: str, start: date, term: calendar.Term, who: str = "office") -> Running:
    found = next(item for item in procedure.terms(case.agency) if item.id == key)
    usual = found.usual
    basis = Sentence(usual.basis, "")
    return _running(key, start, term, basis, usual.certainty, found.printable, who)


def _running(
    code: str,
    start: date,
    term: calendar.Term,
    basis: Sentence,
    certainty: str,
    printable: bool,
    who: str,
) -> Running:
    words = sentence(f"terms.{code}")
    return Running(
        code,
        words.zh,
        words.en,
        start,
        term.ends_on,
        term.ends_on != term.counted_to,
        term.announced,
        basis.zh,
        basis.en,
        certainty,
        printable,
        who,
        term.ends_on < clock.today(),
    )
