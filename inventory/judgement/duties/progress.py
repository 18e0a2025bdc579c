"""The statements of a plan with how far each is: its state, its light, the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from peewee import fn

from inventory.core import access, clock
from inventory.core.access import Actor
from inventory.core.errors import not_found
from inventory.core.paging import FIRST, Slice
from inventory.judgement.duties import machine, own
from inventory.judgement.duties.models import Duty, DutyEntry, DutyProblem
from inventory.judgement.duties.own import Own
from inventory.judgement.duties.results import DutyDetail, DutyLine, DutyList, StateCount
from inventory.judgement.plans import service as plans
from inventory.judgement.plans.results import PlanDetail, Target
from inventory.people.accounts.models import User
from standards.statements import Statement

# A term that ends so soon is amber.
NEAR = timedelta(days=90)


AUTOMATIC = frozenset({"rule", "reentry"})


STATES = (*machine.DUTY.states, machine.AUTOMATIC)


@dataclass(frozen=True)
class Wanted:
    """What a task list is narrowed to; blank means no narrowing."""

    state: str = ""
    unit: str = ""
    person: int | None = None
    late: bool | None = None
    handling: str = ""
    q: str = ""


def lines(actor: Actor, region: str) -> list[DutyLine]:
    """Every statement of a region's plan with how far it is, in the order of the plan."""
    require_reader(actor, region)
    mine = own.of(actor)
    return [line for line in _lines(plans.detail(actor, region)) if is_own(mine, line)]


def is_own(mine: Own, line: DutyLine) -> bool:
    """Whether an officer who is kept to a department sees a statement."""
    return mine.has(line.department, line.person, line.statement)


def _lines(plan: PlanDetail) -> list[DutyLine]:
    region = plan.region
    taken = {row.statement: row for row in Duty.select().where(Duty.region == region)}
    targets = {(target.task_no, target.indicator): target for target in plan.target_list}
    people = _names({row.person_id for row in taken.values()})
    months = _last_months(region)
    problems = _problems(region)
    return [
        _line(
            one, taken.get(one.id), targets.get((one.task_no, one.title)), people, months, problems
        )
        for one in plan.statement_list
    ]


def require_reader(actor: Actor, region: str) -> None:
    """Officials of the region read its plan; for others there is none."""
    plans.plan_of(region)
    if actor.role not in access.OFFICIALS or not actor.sees(region, None):
        raise not_found("方案", "plan")


def _line(
    one: Statement,
    row: Duty | None,
    target: Target | None,
    people: Mapping[int, str],
    months: Mapping[int, str],
    problems: Mapping[int, int],
) -> DutyLine:
    due = (row.due if row else None) or one.deadline
    state = _state(one, row, target)
    key = row.id if row else 0
    over = state not in {machine.DONE, machine.HANDED_OVER, machine.AUTOMATIC}
    late = over and due is not None and due < clock.today()
    return DutyLine(
        statement=one,
        id=row.id if row else None,
        department=row.department if row else "",
        person=row.person_id if row else None,
        person_name=people.get(row.person_id, "") if row else "",
        due=due,
        own_due=row is not None and row.due is not None,
        measures=row.measures if row else "",
        state=state,
        late=late,
        light=_light(due, late, over),
        reason=row.reason if row else "",
        last_month=months.get(key, ""),
        problems=problems.get(key, 0),
        version=row.version if row else 0,
    )


def _state(one: Statement, row: Duty | None, target: Target | None) -> str:
    """Rules look after their statements themselves, and a target is done when it is reached."""
    if one.handling in AUTOMATIC:
        return machine.AUTOMATIC
    if target is not None and target.reached:
        return machine.DONE
    return row.state if row else machine.OPEN


def _light(due: date | None, late: bool, over: bool) -> str | None:
    if due is None:
        return None
    if late:
        return "red"
    return "amber" if over and due - clock.today() <= NEAR else "green"


def _names(ids: set[int | None]) -> dict[int, str]:
    wanted = sorted(key for key in ids if key is not None)
    rows = User.select(User.id, User.display_name).where(User.id.in_(wanted))
    return dict(rows.tuples()) if wanted else {}


def _last_months(region: str) -> dict[int, str]:
    rows = (
        DutyEntry.select(DutyEntry.duty, fn.MAX(DutyEntry.month))
        .join(Duty)
        .where(Duty.region == region)
        .group_by(DutyEntry.duty)
    )
    return dict(rows.tuples())


def _problems(region: str) -> dict[int, int]:
    rows = (
        DutyProblem.select(DutyProblem.duty, fn.COUNT(DutyProblem.id))
        .where((DutyProblem.region == region) & (DutyProblem.state != machine.CLOSED))
        .group_by(DutyProblem.duty)
    )
    return dict(rows.tuples())


def listing(actor: Actor, region: str, wanted: Wanted, part: Slice = FIRST) -> DutyList:
    """A part of the task list; the counts are those of all that the reader sees."""
    found = lines(actor, region)
    chosen = [line for line in found if fits(line, wanted)]
    counts = Counter(machine.LATE if line.late else line.state for line in found)
    start = (part.number - 1) * part.size
    return DutyList(
        chosen[start : start + part.size],
        len(chosen),
        [StateCount(state, counts[state]) for state in (machine.LATE, *STATES) if counts[state]],
    )


def fits(line: DutyLine, wanted: Wanted) -> bool:
    """Whether a line is one of those that are asked for."""
    one = line.statement
    state = machine.LATE if line.late else line.state
    return (
        wanted.state in ("", state)
        and (not wanted.unit or wanted.unit in (line.department, *one.units))
        and wanted.person in (None, line.person)
        and wanted.late in (None, line.late)
        and wanted.handling in ("", one.handling)
        and wanted.q in f"{one.id} {one.title} {one.quote}"
    )


def detail(actor: Actor, region: str, statement: str) -> DutyDetail:
    """One statement with its months, problems and the steps that are open to the reader."""
    require_reader(actor, region)
    plan = plans.detail(actor, region)
    line = next((one for one in _lines(plan) if one.statement.id == statement), None)
    if line is None or not is_own(own.of(actor), line):
        raise not_found("方案条目", "statement")
    key = (line.statement.task_no, line.statement.title)
    # What rules or a reached target have decided leaves no step to a person.
    row = Duty.get_or_none(Duty.id == line.id)
    taken = row is not None and row.state == line.state
    steps = machine.DUTY.allowed(line.state, str(actor.role)) if taken else []
    return DutyDetail(
        **vars(line),
        region_name=plan.region_name,
        target=next((it for it in plan.target_list if (it.task_no, it.indicator) == key), None),
        entries=list(
            DutyEntry.select()
            .where(DutyEntry.duty == line.id)
            .order_by(DutyEntry.month.desc(), DutyEntry.id.desc())
        ),
        problem_list=list(
            DutyProblem.select().where(DutyProblem.duty == line.id).order_by(DutyProblem.id.desc())
        ),
        steps=[step.name for step in steps],
    )
