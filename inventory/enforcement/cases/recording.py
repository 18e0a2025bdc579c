"""What is recorded before an order: notice and the party's opinion, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.database import db
from inventory.core.registries import Registry
from inventory.enforcement.cases import facts, moves, opening, reading
from inventory.enforcement.cases.machine import MOVES
from inventory.enforcement.cases.models import Case
from inventory.enforcement.cases.moves import Given

# Who puts the announced visit on the list of missions (app/wiring.py).
planners: Registry[Callable[[Actor, Case, date], None]] = Registry("visits that a notice announces")


@dataclass(frozen=True)
class Notice:
    """That an inspection was announced; without `noticed_on`, why it was not."""

    planned_on: date | None = None
    noticed_on: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Opinion:
    """That the party was heard; without `held_on`, why it was not."""

    held_on: date | None = None
    opinion: str = ""
    reply: str = ""
    reason: str = ""


def notify(actor: Actor, case_id: int, version: int, notice: Notice) -> Case:
    """The written notice of an inspection, or the reason to come without one; plans the visit."""
    changes: dict[str, Any] = {
        "planned_on": notice.planned_on,
        "noticed_on": notice.noticed_on,
        "notice_reason": notice.reason,
    }
    if notice.noticed_on is not None:
        changes["told_on"] = clock.today()
    given = Given(notice.reason, changes=changes, detail={"noticed_on": notice.noticed_on})
    with db.atomic():
        case = _record(actor, case_id, version, "notify", given)
        if notice.planned_on is not None and case.inspected_on is None:
            for plan in planners.values():
                plan(actor, case, notice.planned_on)
    return reading.get(actor, case_id)


def hear(actor: Actor, case_id: int, version: int, opinion: Opinion) -> Case:
    """Record the party's opinion. While there is a draft, the state does not change."""
    given = Given(opinion.reason, changes=columns(opinion), detail={"held_on": opinion.held_on})
    return _record(actor, case_id, version, "hear", given)


# Where a stage may still be recorded that was passed over on the way to the draft.
LATER = ("inspected", "heard", "drafted", "returned")


def _record(actor: Actor, case_id: int, version: int, name: str, given: Given) -> Case:
    """Make the move, or beyond its stage write down the same facts without moving back."""
    with db.atomic():
        case = reading.lock(actor, case_id)
        if case.state in MOVES[name].sources or case.state not in LATER:
            return moves.take(actor, case_id, name, version, _json(given))
        case = opening.changeable(actor, case_id, version)
        known = facts.of(actor, case, given.changes, given.reason)
        moves.refuse_lacking(MOVES[name], known)
        opening.touch(case, **given.changes)
        moves.note(actor, case, name, case.state, _json(given))
    return reading.get(actor, case_id)


def columns(opinion: Opinion) -> Mapping[str, Any]:
    """An opinion as the case's columns."""
    return {
        "heard_on": opinion.held_on,
        "opinion": opinion.opinion,
        "heard_reply": opinion.reply,
        "not_heard_reason": opinion.reason,
        **({"told_on": clock.today()} if opinion.held_on else {}),
    }


def _json(given: Given) -> Given:
    """The same with days as text, for the story's JSON."""
    detail = {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in given.detail.items()
    }
    return Given(given.reason, given.document, given.file, given.changes, detail, given.remarks)
