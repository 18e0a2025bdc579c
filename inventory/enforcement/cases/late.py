"""Cases whose term is over: on the desks at once, due for hand-over after the agency's own time."""

from __future__ import annotations

from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.database import db
from inventory.enforcement.cases import moves, news, reading
from inventory.enforcement.cases.models import Case, CaseStep

LATE, DUE = "late", "hand_over_due"


def sweep() -> dict[str, int]:
    """Note in each late case, once, that its term is over, and later that it is due for hand-over.

    Nothing is handed over by a clock: a leader decides.
    """
    counted = {LATE: 0, DUE: 0}
    late = list(reading.visible(SYSTEM).where(reading.overdue(clock.today())))
    for case in late:
        for word in (LATE, DUE) if reading.long_overdue(case) else (LATE,):
            counted[word] += _note(case, word)
    return counted


def _note(case: Case, word: str) -> bool:
    """One line of the story for each deadline that has passed; an extension makes a new one."""
    deadline = case.deadline_on.isoformat()
    told = CaseStep.select().where((CaseStep.case == case.id) & (CaseStep.move == word))
    if any(step.detail.get("deadline_on") == deadline for step in told):
        return False
    with db.atomic():
        if word == LATE:
            news.late(case)
        given = moves.Given(detail={"deadline_on": deadline})
        moves.note(SYSTEM, case, word, case.state, given)
    return True
