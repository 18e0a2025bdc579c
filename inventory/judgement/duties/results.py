"""What the services of duties return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from inventory.judgement.duties.models import DutyEntry, DutyProblem
from inventory.judgement.plans.results import Target
from standards.statements import Statement


@dataclass(frozen=True, kw_only=True)
class DutyLine:
    """A statement and how far it is. `id` is None while nobody has taken it up; `light` is red
    (term over, not done), amber (term within 90 days), green, or None where no term is known."""

    statement: Statement
    id: int | None
    department: str
    person: int | None
    person_name: str
    due: date | None
    own_due: bool
    measures: str
    goal: str
    state: str
    late: bool
    light: str | None
    reason: str
    done_name: str
    done_at: datetime | None
    last_month: str
    problems: int  # not struck off yet
    version: int


@dataclass(frozen=True, kw_only=True)
class DutyDetail(DutyLine):
    """A statement with everything that was done about it."""

    region_name: str
    target: Target | None
    entries: Sequence[DutyEntry]
    problem_list: Sequence[DutyProblem]
    steps: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class ListHeading:
    """A list of a plan in one line: how many items the reader sees, done and late."""

    id: str
    title: str
    place: str
    task_no: str
    units: Sequence[str]
    total: int
    done: int
    late: int


@dataclass(frozen=True)
class StateCount:
    """How many statements of a plan are in a state."""

    state: str
    count: int


@dataclass(frozen=True)
class DutyList:
    """A part of the task list, and the counts of the whole plan."""

    items: Sequence[DutyLine]
    total: int
    counts: Sequence[StateCount]
