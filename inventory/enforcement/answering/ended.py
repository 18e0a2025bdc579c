"""When what an enterprise has said in a case has been dealt with: accepted, reviewed, decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from inventory.core import clock, database
from inventory.enforcement.answering import service
from inventory.enforcement.answering.models import Answer, Opinion
from inventory.enforcement.cases.models import Case, CaseDevice, CaseStep
from inventory.enforcement.cases.tasks import TASKS
from inventory.registry.notifications.done import Done


def decided(ids: Sequence[int]) -> Mapping[int, Done]:
    """Cases of `ids` in which no answer, opinion or request for more time waits: four queries."""
    waiting = set(_waiting(ids))
    found = sorted(_ends(ids), key=lambda end: end[1])
    # The last of several counts.
    return {case: Done(at, by) for case, at, by in found if case not in waiting}


def _waiting(ids: Sequence[int]) -> Iterator[int]:
    asked = TASKS["extension"].holds
    open_ = Case.id.in_(service.undecided()) | Case.id.in_(service.unreviewed())
    if asked is not None:
        open_ |= asked(clock.today())
    rows = Case.select(Case.id).where(database.any_of(Case.id, ids) & open_)
    yield from (key for (key,) in rows.tuples())


def _ends(ids: Sequence[int]) -> Iterator[tuple[int, datetime, str]]:
    answers = (
        Answer.select(CaseDevice.case, Answer.decided_at, Answer.decided_by)
        .join(CaseDevice)
        .where(database.any_of(CaseDevice.case, ids) & Answer.decided_at.is_null(False))
    )
    yield from answers.tuples()
    opinions = Opinion.select(Opinion.case, Opinion.replied_at, Opinion.replied_by).where(
        database.any_of(Opinion.case, ids) & Opinion.replied_at.is_null(False)
    )
    yield from opinions.tuples()
    steps = CaseStep.select(CaseStep.case, CaseStep.at, CaseStep.actor_name).where(
        database.any_of(CaseStep.case, ids) & (CaseStep.move == "decide_extension")
    )
    yield from steps.tuples()
