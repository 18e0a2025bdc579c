"""When the work that a notification of a case asks for is over: reviewed, signed, returned …"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inventory.core import database
from inventory.enforcement.cases.models import Case, CaseStep
from inventory.registry.notifications.done import Done

# The draft is handed in and waits in these states; these moves end the wait.
BACK = ("return", "recall", "discard", "drop")


def reviewed(ids: Sequence[int]) -> Mapping[int, Done]:
    """Cases of `ids` that wait for no legal review."""
    return _over(ids, ("drafted",), ("review", "approve", *BACK))


def signed(ids: Sequence[int]) -> Mapping[int, Done]:
    """Cases of `ids` that wait for no signature."""
    return _over(ids, ("drafted", "reviewed"), ("approve", *BACK))


def _over(ids: Sequence[int], states: Sequence[str], moves: Sequence[str]) -> Mapping[int, Done]:
    waiting = Case.select(Case.id).where(
        database.any_of(Case.id, ids) & Case.state.in_(states) & Case.submitted_at.is_null(False)
    )
    steps = CaseStep.select(CaseStep.case, CaseStep.at, CaseStep.actor_name).where(
        database.any_of(CaseStep.case, ids)
        & CaseStep.move.in_(moves)
        & CaseStep.case.not_in(waiting)
    )
    # The last of several counts.
    return {step.case_id: Done(step.at, step.actor_name) for step in steps.order_by(CaseStep.id)}
