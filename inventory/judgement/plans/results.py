"""What the services of plans return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from inventory.judgement.plans.counting import Count
from inventory.judgement.plans.models import TargetProgress
from inventory.registry.equipment.lines import DeviceLine
from standards.statements import Statement


@dataclass(frozen=True, kw_only=True)
class PlanHeading:
    """A plan in one line, with the numbers of its tasks, targets and statements."""

    region: str
    region_name: str
    document: str
    title: str
    issuer: str
    issued: date | None
    tasks: int
    targets: int
    statements: int


@dataclass(frozen=True, kw_only=True)
class Task:
    """A task of a plan with the units that lead it and those that are responsible."""

    task_no: str
    group: str
    title: str
    summary: str | None
    lead_units: Sequence[str]
    responsible_units: Sequence[str]
    due_year: int | None


@dataclass(frozen=True, kw_only=True)
class UnitTasks:
    """The numbers of the tasks that a unit leads, and of those that it takes part in."""

    unit: str
    leads: Sequence[str]
    takes_part: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Target:
    """A target; `share` from 0 is how much of it is done, None where it cannot be said."""

    task_no: str
    indicator: str
    indicator_en: str
    equipment_kind: str
    operator: str
    unit: str | None
    unit_en: str | None
    value: float | None
    baseline_year: int | None
    due: date | None
    quote: str
    countable: bool
    count: Count | None
    report: TargetProgress | None
    source: str | None
    share: float | None
    reached: bool | None

    def late(self, on: date) -> bool:
        """Whether it was due before a day and is not reached, also where nobody gave a figure."""
        return not self.reached and self.due is not None and self.due < on


@dataclass(frozen=True, kw_only=True)
class PlanDetail(PlanHeading):
    """A plan in full; without progress outside the reader's regions."""

    as_of: date
    progress_visible: bool
    task_list: Sequence[Task]
    departments: Sequence[UnitTasks]
    statement_list: Sequence[Statement]
    target_list: Sequence[Target]


@dataclass(frozen=True, kw_only=True)
class CountedDevice(DeviceLine):
    """A device behind a number of a target; `left_on` is None where the day is unknown."""

    use_state: str
    verdict: str | None
    left_on: str | None
