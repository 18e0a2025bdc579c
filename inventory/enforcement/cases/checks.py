"""Everything that will be refused at any later move, told at once beside the draft."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from inventory.core.access import Actor
from inventory.core.errors import Forbidden
from inventory.enforcement.cases import facts, moves
from inventory.enforcement.cases.guards import Facts
from inventory.enforcement.cases.machine import MOVES
from inventory.enforcement.cases.models import Case
from inventory.enforcement.cases.way import failing, warned


@dataclass(frozen=True)
class Check:
    """A guard that does not hold now, and the moves that it would stop."""

    code: str
    message: str
    message_en: str
    remedy: str
    remedy_en: str
    stops: list[str]


@dataclass(frozen=True)
class Possible:
    """A move of this state: whether it is the asker's, if not why, and what stands in its way."""

    move: str
    zh: str
    en: str
    mine: bool
    plain: bool
    lacking: list[Check]
    barred: Forbidden | None


def checks(actor: Actor, case: Case) -> list[Check]:
    """What would be refused later, whoever makes the move."""
    known = facts.of(actor, case)
    return [
        Check(**moves.refusal(name, known), stops=stops) for name, stops in warned(known).items()
    ]


def _visited(known: Facts, on: date | None) -> Facts:
    day = max(known.today, on or known.today)
    return replace(known, today=day, inspected_on=known.inspected_on or day)


def possible(actor: Actor, case: Case, visit_on: date | None = None) -> list[Possible]:
    """The moves that the state allows, with what each lacks beside what it brings itself.

    An inspection is looked at as if it were made on `visit_on`, or today.
    """
    known = facts.of(actor, case, reason="?")  # a reason comes with the move itself
    visited = _visited(known, visit_on)
    here = [move for move in MOVES.values() if case.state in move.sources]
    why = {move.name: moves.barred(actor, case, move) for move in here}
    return [
        Possible(
            move.name,
            move.zh,
            move.en,
            why[move.name] is None,
            move.whole,
            [
                Check(**moves.refusal(name, known), stops=[move.name])
                for name in failing(move, visited if move.name == "inspect" else known)
                if name not in move.brings
            ],
            why[move.name],
        )
        for move in here
    ]
