"""The statements of a plan as work: the only writer of duties and their months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peewee import fn

from inventory.core import access, clock
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.paging import FIRST, Slice
from inventory.judgement.duties import machine
from inventory.judgement.duties.models import Duty, DutyEntry, DutyProblem
from inventory.judgement.duties.results import DutyDetail, DutyLine, DutyList, StateCount
from inventory.judgement.plans import service as plans
from inventory.judgement.plans.results import PlanDetail, Target
from inventory.people.accounts import sessions
from inventory.people.accounts.models import User
from inventory.registry.notifications.emitting import News, emit
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


@dataclass(frozen=True)
class Assignment:
    """Who sees to statements: what is None stays as it is."""

    department: str | None = None
    person: int | None = None
    due: date | None = None
    measures: str | None = None


def lines(actor: Actor, region: str) -> list[DutyLine]:
    """Every statement of a region's plan with how far it is, in the order of the plan."""
    require_reader(actor, region)
    return _lines(plans.detail(actor, region))


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
    """A part of the task list; the counts are those of the whole plan."""
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
    if line is None:
        raise not_found("方案条目", "statement")
    key = (line.statement.task_no, line.statement.title)
    # What rules or a reached target have decided leaves no step to a person.
    row = Duty.get_or_none(Duty.id == line.id)
    own = row is not None and row.state == line.state
    steps = machine.DUTY.allowed(line.state, str(actor.role)) if own else []
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


def get(actor: Actor, duty_id: int) -> Duty:
    """A duty of a region that the actor sees."""
    found = Duty.get_or_none(Duty.id == duty_id)
    if found is None or actor.role not in access.OFFICIALS or not actor.sees(found.region, None):
        raise not_found("任务", "task")
    return found


def assign(
    actor: Actor, region: str, statements: Sequence[str], given: Assignment
) -> list[DutyLine]:
    """Give statements to a department and a person, with a term; what is None stays as it is."""
    known = {one.id for one in plans.statement_list(plans.plan_of(region))}
    access.require_region(actor, region)
    unknown = [name for name in statements if name not in known]
    if unknown:
        raise Invalid.of("duties.unknown_statement", names="、".join(unknown))
    changes = {name: value for name, value in vars(given).items() if value is not None}
    if given.person is not None:
        require_person(given.person, region)
    with db.atomic():
        rows = [_taken(region, name) for name in dict.fromkeys(statements)]
        for row in rows:
            before = {name: _value(row, name) for name in changes}
            _change(row, changes)
            _note(actor, row, "assigned", _told(before, changes))
        _tell_person(actor, rows, given.person)
    wanted = set(statements)
    return [line for line in lines(actor, region) if line.statement.id in wanted]


def require_person(person: int, region: str) -> None:
    """Only somebody who sees the region can see to it."""
    user = User.get_or_none(User.id == person)
    able = user is not None and user.active and user.role in access.OFFICE
    if not able or not sessions.actor_for(user).sees(region, None):
        raise Invalid.of("duties.person", details=[{"field": "person", "value": person}])


def _taken(region: str, statement: str) -> Duty:
    found = Duty.get_or_none((Duty.region == region) & (Duty.statement == statement))
    return found or Duty.create(
        region=region,
        statement=statement,
        state=machine.DUTY.start,
        updated_at=clock.now(),
        version=0,
    )


def _change(row: Duty, changes: Mapping[str, Any]) -> None:
    """Write with the version that was read: who comes second is told."""
    values = {**changes, "version": row.version + 1, "updated_at": clock.now()}
    same = (Duty.id == row.id) & (Duty.version == row.version)
    if not Duty.update(**values).where(same).execute():
        raise Conflict.of("duties.changed")
    for name, value in values.items():
        setattr(row, name, value)


def step(actor: Actor, duty_id: int, version: int, name: str, reason: str) -> Duty:
    """One step of a duty; done and handed over need a reason or a file that shows it."""
    with db.atomic():
        row = get(actor, duty_id)
        access.require_region(actor, row.region)
        if row.version != version:
            raise Conflict.of("duties.changed")
        target = machine.DUTY.after(row.state, name, str(actor.role))
        if name in {"finish", "hand_over", "reopen"} and not reason:
            raise Invalid.of("duties.reason", details=[{"field": "reason", "value": ""}])
        _change(row, {"state": target, "reason": reason})
        _note(actor, row, name, {"reason": reason})
    return row


def record(actor: Actor, duty_id: int, month: str, done: str, next_step: str) -> DutyEntry:
    """What was done in a month; not of a month to come."""
    if month > clock.today().strftime("%Y-%m"):
        raise Invalid.of("duties.future_month", month=month)
    with db.atomic():
        row = get(actor, duty_id)
        access.require_region(actor, row.region)
        made = DutyEntry.create(
            duty=row,
            month=month,
            done=done,
            next_step=next_step,
            actor=actor.id,
            actor_name=actor.name,
            created_at=clock.now(),
        )
        if row.state == machine.OPEN:
            _change(row, {"state": machine.UNDER_WAY, "reason": ""})
        _note(actor, row, "recorded", {"month": month, "done": done, "next_step": next_step})
    return made


def _note(actor: Actor, row: Duty, event: str, detail: Mapping[str, Any]) -> None:
    told = {"region": row.region, "statement": row.statement, **detail}
    audit.record(f"duty.{event}", actor, subject="duty", subject_id=row.id, detail=told)


def _told(before: Mapping[str, Any], after: Mapping[str, Any]) -> Mapping[str, Any]:
    """What changed, as text; the trail keeps both sides."""
    return {
        name: {"before": _text(before[name]), "after": _text(value)}
        for name, value in after.items()
        if before[name] != value
    }


def _value(row: Duty, name: str) -> Any:
    return row.person_id if name == "person" else getattr(row, name)


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _tell_person(actor: Actor, rows: Sequence[Duty], person: int | None) -> None:
    """To whom work is given, they are told; not what one takes oneself."""
    if person is None or person == actor.id:
        return
    emit(
        [
            News(
                "duty_given",
                {"statement": row.statement, "who": actor.name},
                region=row.region,
                users=(person,),
                subject="duty",
                subject_id=row.id,
            )
            for row in rows
        ]
    )
