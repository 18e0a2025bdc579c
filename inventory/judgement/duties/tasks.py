"""What of the plans waits for an officer: statements, figures that are asked, problems."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from peewee import Field

from inventory.core import access, clock
from inventory.core.access import Actor
from inventory.core.messages import Sentence
from inventory.core.paging import Page, Slice
from inventory.judgement.duties import lists, machine, own
from inventory.judgement.duties.models import Duty, DutyProblem, FigureRequest
from inventory.judgement.plans import service as plans
from standards.statements import Statement

STATEMENT, FIGURE, PROBLEM = "statement", "figure", "problem"
SORTS = (STATEMENT, FIGURE, PROBLEM)
# A statement stands on the desk when its term ends so soon, or is over.
SOON = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing to do, with the plan and the statement that it belongs to."""

    id: int
    sort: str
    region: str
    statement: str
    title: str
    title_en: str
    department: str
    due: date | None
    late: bool


def of(actor: Actor, sort: str = "") -> list[Task]:
    """Everything that waits for the actor in person or for the own departments, by term."""
    if actor.role not in access.OFFICE or actor.id is None:
        return []
    # Kinds are given through departments: without departments there are no names to ask for.
    names = own.departments(actor.id) if actor.kinds is not None else frozenset()
    finders = {STATEMENT: _statements, FIGURE: _figures, PROBLEM: _problems}
    found = [
        task
        for name, find in finders.items()
        if sort in ("", name)
        for task in find(actor, names)
        if actor.sees(task.region, None)
    ]
    return sorted(found, key=lambda it: (it.due or date.max, it.sort, it.id))


def page(actor: Actor, sort: str, part: Slice) -> Page[Task]:
    found = of(actor, sort)
    start = (part.number - 1) * part.size
    return Page(found[start : start + part.size], len(found))


def _is_mine(actor: Actor, names: frozenset[str], person: Field, department: Field) -> object:
    """Mine by name; the department's where nobody is named."""
    mine = person == actor.id
    return mine | (person.is_null() & department.in_(sorted(names))) if names else mine


def _statements(actor: Actor, names: frozenset[str]) -> Iterator[Task]:
    running = Duty.state.in_((machine.OPEN, machine.UNDER_WAY))
    rows = Duty.select().where(running & _is_mine(actor, names, Duty.person, Duty.department))
    known: dict[str, dict[str, Statement]] = {}
    for row in rows:
        if row.region not in known:
            known[row.region] = {one.id: one for one in lists.everything(row.region)}
        one = known[row.region].get(row.statement)
        due = row.due or (one.deadline if one else None)
        if one is not None and due is not None and due <= clock.today() + SOON:
            yield _task(row, STATEMENT, row.statement, plans.said(one), due)


def _figures(actor: Actor, names: frozenset[str]) -> Iterator[Task]:
    mine = _is_mine(actor, names, FigureRequest.person, FigureRequest.department)
    for row in FigureRequest.select().where((FigureRequest.state == machine.ASKED) & mine):
        yield _task(row, FIGURE, "", plans.called(row.region, row.indicator), row.due)


def _problems(actor: Actor, names: frozenset[str]) -> Iterator[Task]:
    mine = _is_mine(actor, names, DutyProblem.person, DutyProblem.department)
    query = DutyProblem.select(DutyProblem, Duty).join(Duty)
    for row in query.where((DutyProblem.state == machine.STANDING) & mine):
        yield _task(row, PROBLEM, row.duty.statement, Sentence(row.text, row.text), row.due)


def _task(
    row: Duty | FigureRequest | DutyProblem, sort: str, statement: str, title: Sentence, due: date
) -> Task:
    return Task(
        id=row.id,
        sort=sort,
        region=row.region,
        statement=statement,
        title=title.zh[:120],
        title_en=title.en[:120],
        department=row.department,
        due=due,
        late=due < clock.today(),
    )
