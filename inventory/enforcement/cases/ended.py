"""When the work that a notification of a case asks for is over: reviewed, signed, answered …"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from peewee import JOIN, ModelSelect

from inventory.core import clock, database
from inventory.enforcement.cases import reading
from inventory.enforcement.cases.models import Case, CaseDevice, CaseStep
from inventory.enforcement.cases.news import ENDING
from inventory.intake.visits import ended as visits_ended
from inventory.intake.visits.models import Visit
from inventory.people.accounts.models import User
from inventory.registry.notifications.done import Done

# The draft is handed in and waits in these states; these moves end the wait.
BACK = ("return", "recall", "discard", "drop")
# A case is done with, or its term is another one.
SETTLED = ("close", "hand_over", "withdraw", "decide_extension")


def reviewed(ids: Sequence[int]) -> Mapping[int, Done]:
    """Cases of `ids` that wait for no legal review."""
    return _over(ids, _handed_in("drafted"), ("review", "approve", *BACK))


def signed(ids: Sequence[int]) -> Mapping[int, Done]:
    """Cases of `ids` that wait for no signature."""
    return _over(ids, _handed_in("drafted", "reviewed"), ("approve", *BACK))


def taken_up(ids: Sequence[int]) -> Mapping[int, Done]:
    """Cases of `ids` that came back to their officers and wait for them no more."""
    kept = (Case.state == "drafted") & Case.submitted_at.is_null()
    back = Case.select(Case.id).where(Case.state.in_(("returned", "approved")) | kept)
    return _over(ids, back, ("submit", "issue", "discard", "drop"))


def replied(ids: Sequence[int]) -> Mapping[int, Done]:
    """Cases of `ids` of which no term ends soon without an answer."""
    near = Case.state.in_(("served", "partly")) & (Case.deadline_on <= clock.today() + ENDING)
    return _over(ids, Case.select(Case.id).where(near), ("answer", "recheck", *SETTLED))


def in_time(ids: Sequence[int]) -> Mapping[int, Done]:
    """Cases of `ids` that are late no more."""
    late = Case.select(Case.id).where(reading.overdue(clock.today()))
    return _over(ids, late, SETTLED)


def visits_seen_to(ids: Sequence[int]) -> Mapping[int, Done]:
    """Visits of `ids` whose problem is seen to: as visits know it, or a case was opened."""
    rows = (
        Visit.select(Visit.id, Case.opened_at, User.display_name)
        .join(CaseDevice, on=CaseDevice.equipment == Visit.equipment)
        .join(Case, on=(Case.id == CaseDevice.case) & (Case.opened_at > Visit.created_at))
        .join(User, JOIN.LEFT_OUTER, on=User.id == Case.opened_by)
        .where(database.any_of(Visit.id, ids))
        .order_by(Case.id.desc())
    )
    opened = {key: Done(at, name or "") for key, at, name in rows.tuples()}
    return {**opened, **visits_ended.seen_to(ids)}


def _handed_in(*states: str) -> ModelSelect:
    return Case.select(Case.id).where(Case.state.in_(states) & Case.submitted_at.is_null(False))


def _over(ids: Sequence[int], waiting: ModelSelect, moves: Sequence[str]) -> Mapping[int, Done]:
    still = waiting.where(database.any_of(Case.id, ids))
    steps = CaseStep.select(CaseStep.case, CaseStep.at, CaseStep.actor_name).where(
        database.any_of(CaseStep.case, ids) & CaseStep.move.in_(moves) & CaseStep.case.not_in(still)
    )
    # The last of several counts.
    return {step.case_id: Done(step.at, step.actor_name) for step in steps.order_by(CaseStep.id)}
