"""Notifications about cases: whose turn it is, answers of the enterprise, terms that end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from inventory.core import clock
from inventory.core.access import SYSTEM, Actor
from inventory.core.database import db
from inventory.core.messages import Sentence
from inventory.enforcement.agencies import procedure
from inventory.enforcement.cases import reading
from inventory.enforcement.cases.machine import AFTER_SERVICE, MOVES
from inventory.enforcement.cases.models import Case
from inventory.registry.notifications.emitting import News, emit
from inventory.registry.notifications.events import BY

# The moves by which a case comes back to its officers, and those that the enterprise makes.
BACK = frozenset({"return", "approve", "decide_extension"})
SAID = frozenset({"answer", "ask_extension"})
# How many days before its end a term is announced.
ENDING = timedelta(days=3)


def moved(actor: Actor, case: Case, move: str) -> None:
    """Tell those whose turn a move makes it; in its transaction."""
    if move == "submit":
        reviews = bool(procedure.value(case.agency, "legal_review"))
        emit([_of(actor, case, "case_to_review" if reviews else "case_to_sign")])
    elif move == "review":
        emit([_of(actor, case, "case_to_sign")])
    elif move in BACK:
        told = {"move": Sentence(MOVES[move].zh, MOVES[move].en)}
        back = _of(actor, case, "case_back", told, named=True)
        # A term that the leader decided on asks its officers for nothing.
        emit([replace(back, things={}) if move == "decide_extension" else back])
    elif move in SAID:
        answered(actor, case, Sentence(MOVES[move].zh, MOVES[move].en))


def answered(actor: Actor, case: Case, what: Sentence) -> None:
    """The enterprise has said something: an answer, an opinion, a request."""
    emit([_of(actor, case, "answer_arrived", {"what": what}, named=True)])


def served(actor: Actor, case: Case, title: Sentence, on: date) -> None:
    """A document of a case counts as served."""
    told = {"title": title, "day": on.isoformat()}
    emit([_of(actor, case, "document_served", told, named=True)])


def late(case: Case) -> None:
    """The term of a case is over."""
    told = {"day": case.deadline_on.isoformat()}
    emit([_of(SYSTEM, case, "case_late", told, named=True)])


def sweep_ending() -> int:
    """Tell of the terms that end within three days, each once; returns how many there are."""
    today = clock.today()
    ending = list(
        reading.visible(SYSTEM).where(
            Case.state.in_(AFTER_SERVICE)
            & (Case.deadline_on >= today)
            & (Case.deadline_on <= today + ENDING)
        )
    )
    officers = {
        key: [row.user_id for row in rows]
        for key, rows in reading.officers_of(case.id for case in ending).items()
    }
    with db.atomic():
        emit([_ending(case, officers.get(case.id, ())) for case in ending])
    return len(ending)


def _ending(case: Case, officers: Sequence[int]) -> News:
    day = case.deadline_on.isoformat()
    return News(
        "term_ending",
        {"matter": _matter(case), "day": day},
        key=f"term_ending:{case.id}:{day}",
        region=case.enterprise.region,
        enterprise=case.enterprise_id,
        users=officers or _opener(case),
        subject="case",
        subject_id=case.id,
    )


def _matter(case: Case) -> Sentence:
    """What a case is about; most matters name the enterprise themselves."""
    name, said = case.enterprise.name, case.said
    return said if name in said.zh else Sentence(f"{name}：{said.zh}", f"{name}: {said.en}")


def _opener(case: Case) -> Sequence[int]:
    return [case.opened_by] if case.opened_by else ()


def _of(
    actor: Actor,
    case: Case,
    event: str,
    told: Mapping[str, object] | None = None,
    *,
    named: bool = False,
) -> News:
    """News of a case; `named` are its officers, else whoever opened it."""
    kinds = reading.kinds_of([case.id]).get(case.id, set())
    users: Sequence[int] = ()
    if named:
        rows = reading.officers_of([case.id]).get(case.id, [])
        users = [row.user_id for row in rows] or _opener(case)
    return News(
        event,
        {
            "matter": _matter(case),
            "enterprise": case.enterprise.name,
            BY: actor.id,
            **(told or {}),
        },
        region=case.enterprise.region,
        kind=next(iter(kinds)) if len(kinds) == 1 else "",
        enterprise=case.enterprise_id,
        users=users,
        subject="case",
        subject_id=case.id,
    )
