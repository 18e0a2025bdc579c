"""Problems of statements and the rounds that go through them (定期调度): their only writer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from peewee import ModelSelect

from inventory.core import access, clock, paging
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Forbidden, Invalid, not_found
from inventory.core.paging import FIRST, Page, Slice
from inventory.judgement.duties import machine, own, progress, service
from inventory.judgement.duties.models import Duty, DutyProblem, DutyRound
from inventory.people.accounts.models import User
from inventory.registry.attachments import service as attachments


@dataclass(frozen=True)
class Raised:
    """A problem as it is raised."""

    text: str
    due: date
    department: str = ""
    person: int | None = None


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """A problem as it stood at a meeting; `due` as text, for it is kept as JSON."""

    problem: int
    statement: str
    text: str
    department: str
    person: str
    due: str
    state: str
    late: bool


def listing(actor: Actor, region: str, state: str, part: Slice = FIRST) -> Page[DutyProblem]:
    """The problems of a region's plan, those with the earliest term first."""
    progress.require_reader(actor, region)
    query = seen(actor, region).order_by(DutyProblem.due, DutyProblem.id)
    return paging.page(query.where(DutyProblem.state == state) if state else query, part)


def seen(actor: Actor, region: str) -> ModelSelect:
    """The problems of the officer's statements, and those that are the officer's to solve."""
    mine = own.of(actor)
    if mine.everything:
        return _of(region)
    ids = [one.id for one in own.statements(mine, region)]
    return _of(region).where(
        Duty.statement.in_(ids)
        | (DutyProblem.person == mine.person)
        | DutyProblem.department.in_(sorted(mine.names))
    )


def _of(region: str) -> ModelSelect:
    return DutyProblem.select(DutyProblem, Duty).join(Duty).where(DutyProblem.region == region)


def get(actor: Actor, problem_id: int) -> DutyProblem:
    """A problem of a region that the actor sees."""
    found = DutyProblem.get_or_none(DutyProblem.id == problem_id)
    if found is None or actor.role not in access.OFFICIALS or not actor.sees(found.region, None):
        raise not_found("问题", "problem")
    if not own.of(actor).has(found.department, found.person_id):
        service.get(actor, found.duty_id)
    return found


def raise_one(actor: Actor, duty_id: int, raised: Raised) -> DutyProblem:
    """Put a problem on a statement's list."""
    duty = service.get(actor, duty_id)
    access.require_region(actor, duty.region)
    if raised.due < clock.today():
        raise Invalid.of("duties.term_over", details=[{"field": "due", "value": str(raised.due)}])
    if raised.person is not None:
        service.require_person(raised.person, duty.region)
    with db.atomic():
        made = DutyProblem.create(
            duty=duty,
            region=duty.region,
            **vars(raised),
            state=machine.PROBLEM.start,
            raised_by=actor.name,
            raised_at=clock.now(),
        )
        _note(actor, made, "raised", {"text": raised.text, "due": raised.due.isoformat()})
    return made


def step(actor: Actor, problem_id: int, version: int, name: str, text: str) -> DutyProblem:
    """Report a problem solved, strike it off (a second person, with evidence), or send it back.

    Evidence is a file at the problem, or in words what shows that it is solved.
    """
    with db.atomic():
        row = get(actor, problem_id)
        access.require_region(actor, row.region)
        target = machine.PROBLEM.after(row.state, name, str(actor.role))
        if name == "solve":
            _require_evidence(row, text)
        if name == "close" and actor.id is not None and actor.id == row.solved_by:
            raise Conflict.of("duties.same_person")
        if name == "send_back" and not text:
            raise Invalid.of("duties.reason", details=[{"field": "text", "value": ""}])
        changes = {"state": target, "version": version + 1, **_signed(actor, name, text)}
        same = (DutyProblem.id == row.id) & (DutyProblem.version == version)
        if not DutyProblem.update(**changes).where(same).execute():
            raise Conflict.of("duties.changed")
        _note(actor, row, name, {"text": text})
    return get(actor, problem_id)


def _require_evidence(row: DutyProblem, text: str) -> None:
    if not text and not attachments.of(attachments.Parent(attachments.DUTY_PROBLEM, row.id)):
        raise Invalid.of("duties.no_evidence", details=[{"field": "text", "value": ""}])


def _signed(actor: Actor, name: str, text: str) -> Mapping[str, Any]:
    now = clock.now()
    if name == "solve":
        by = {"solved_by": actor.id, "solved_name": actor.name, "solved_at": now}
        return {"solution": text, **by}
    if name == "close":
        return {"closed_name": actor.name, "closed_at": now, "remark": text}
    return {"remark": text}


def _note(actor: Actor, row: DutyProblem, event: str, detail: Mapping[str, Any]) -> None:
    audit.record(
        f"problem.{event}", actor, subject="duty_problem", subject_id=row.id, detail=dict(detail)
    )


def hold(actor: Actor, region: str, held_on: date, title: str, conclusions: str) -> DutyRound:
    """Freeze the problems that are not struck off, with who takes each and by when."""
    progress.require_reader(actor, region)
    access.require_region(actor, region)
    if not own.of(actor).everything:
        raise Forbidden.of("duties.own_department")
    if held_on > clock.today():
        raise Invalid.of(
            "duties.future_round", details=[{"field": "held_on", "value": str(held_on)}]
        )
    with db.atomic():
        open_ones = _of(region).where(DutyProblem.state != machine.CLOSED)
        rows = list(open_ones.order_by(DutyProblem.due, DutyProblem.id))
        names = dict(User.select(User.id, User.display_name).tuples()) if rows else {}
        made = DutyRound.create(
            region=region,
            held_on=held_on,
            title=title,
            conclusions=conclusions,
            rows=[asdict(_frozen(row, names, held_on)) for row in rows],
            actor_name=actor.name,
            created_at=clock.now(),
        )
        audit.record(
            "duty.round_held",
            actor,
            subject="duty_round",
            subject_id=made.id,
            detail={"region": region, "problems": len(rows), "title": title},
        )
    return made


def _frozen(row: DutyProblem, names: Mapping[int, str], held_on: date) -> Frozen:
    return Frozen(
        problem=row.id,
        statement=row.duty.statement,
        text=row.text,
        department=row.department,
        person=names.get(row.person_id, ""),
        due=row.due.isoformat(),
        state=row.state,
        late=row.due < held_on,
    )


def rounds(actor: Actor, region: str, part: Slice = FIRST) -> Page[DutyRound]:
    """The rounds of a region's plan, the latest first."""
    progress.require_reader(actor, region)
    query = DutyRound.select().where(DutyRound.region == region)
    found = paging.page(query.order_by(DutyRound.held_on.desc(), DutyRound.id.desc()), part)
    mine = own.of(actor)
    if not mine.everything:
        ids = {one.id for one in own.statements(mine, region)}
        for row in found.items:
            row.rows = [it for it in row.rows if it["statement"] in ids]
    return found
