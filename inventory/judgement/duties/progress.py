"""The statements of a plan with how far each is: its state, its light, the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from peewee import fn

from inventory.core import access, clock
from inventory.core.access import Actor
from inventory.core.errors import not_found
from inventory.core.paging import FIRST, Slice
from inventory.judgement.duties import lists, machine, own
from inventory.judgement.duties.models import Duty, DutyEntry, DutyProblem
from inventory.judgement.duties.own import Own
from inventory.judgement.duties.results import (
    DutyDetail,
    DutyLine,
    DutyList,
    ListHeading,
    StateCount,
)
from inventory.judgement.plans import service as plans
from inventory.judgement.plans.results import Target
from inventory.people.accounts.models import User
from standards.statements import Statement

# A term that ends so soon is amber.
NEAR = timedelta(days=90)


AUTOMATIC = frozenset({"rule", "reentry"})


# In the place of a list's id: the statements, and what lists hold besides.
ALL = "*"
HEADING = ("id", "title", "place", "task_no", "units")
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
    plan_list: str = ""


def lines(actor: Actor, region: str, plan_list: str = "") -> list[DutyLine]:
    """Every statement of a region's plan with how far it is, in the order of the plan; of a list
    its items; with ``ALL`` the statements and what lists hold besides.
    """
    require_reader(actor, region)
    plan = plans.detail(actor, region)
    if plan_list == ALL:
        said: Sequence[Statement] = lists.everything(region)
    else:
        said = lists.get(region, plan_list).items if plan_list else plan.statement_list
    mine = own.of(actor)
    return [line for line in _lines(region, said, plan.target_list) if is_own(mine, line)]


def headings(actor: Actor, region: str) -> list[ListHeading]:
    """The lists of a region's plan, each with how far its items are."""
    seen = {line.statement.id: line for line in lines(actor, region, ALL)}
    return [_heading(one, seen) for one in lists.of(region)]


def _heading(listed: lists.Listed, seen: Mapping[str, DutyLine]) -> ListHeading:
    found = [seen[one.id] for one in listed.items if one.id in seen]
    told = {name: getattr(listed.plan_list, name) for name in HEADING}
    return ListHeading(
        **told,
        total=len(found),
        done=sum(line.state == machine.DONE for line in found),
        late=sum(line.late for line in found),
    )


def is_own(mine: Own, line: DutyLine) -> bool:
    """Whether an officer who is kept to a department sees a statement."""
    return mine.has(line.department, line.person, line.statement)


def _lines(region: str, said: Iterable[Statement], target_list: Iterable[Target]) -> list[DutyLine]:
    taken = {row.statement: row for row in Duty.select().where(Duty.region == region)}
    targets = {(target.task_no, target.indicator): target for target in target_list}
    people = _names({row.person_id for row in taken.values()})
    months = _last_months(region)
    problems = _problems(region)
    return [
        _line(
            one, taken.get(one.id), targets.get((one.task_no, one.title)), people, months, problems
        )
        for one in said
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
        goal=row.goal if row else "",
        state=state,
        late=late,
        light=_light(due, late, over),
        reason=row.reason if row else "",
        done_name=row.done_name if row else "",
        done_at=row.done_at if row else None,
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
    found = lines(actor, region, wanted.plan_list)
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
    one = next((one for one in lists.everything(region) if one.id == statement), None)
    if one is None:
        raise not_found("方案条目", "statement")
    target = plans.target(actor, region, (one.task_no, one.title))
    (line,) = _lines(region, [one], [target] if target else [])
    if not is_own(own.of(actor), line):
        raise not_found("方案条目", "statement")
    # What rules or a reached target have decided leaves no step to a person.
    row = Duty.get_or_none(Duty.id == line.id)
    taken = row is not None and row.state == line.state
    steps = machine.DUTY.allowed(line.state, str(actor.role)) if taken else []
    return DutyDetail(
        **vars(line),
        region_name=plans.plan_of(region).region_name,
        target=target,
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
