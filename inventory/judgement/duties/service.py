"""The statements of a plan as work: the only writer of duties and their months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from inventory.core import access, clock, database
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.judgement.duties import lists, machine, own
from inventory.judgement.duties.models import Duty, DutyEntry
from inventory.judgement.duties.progress import ALL, lines
from inventory.judgement.duties.results import DutyLine
from inventory.people.accounts import sessions
from inventory.people.accounts.models import User
from inventory.registry.notifications.emitting import News, emit
from standards.statements import Statement


@dataclass(frozen=True)
class Assignment:
    """Who sees to statements: what is None stays as it is."""

    department: str | None = None
    person: int | None = None
    due: date | None = None
    measures: str | None = None
    goal: str | None = None


def get(actor: Actor, duty_id: int) -> Duty:
    """A duty of a region that the actor sees."""
    found = Duty.get_or_none(Duty.id == duty_id)
    if found is None or actor.role not in access.OFFICIALS or not actor.sees(found.region, None):
        raise not_found("任务", "task")
    if not own.of(actor).has(found.department, found.person_id, _statement(found)):
        raise not_found("任务", "task")
    return found


def _statement(row: Duty) -> Statement | None:
    return next((one for one in lists.everything(row.region) if one.id == row.statement), None)


def assign(
    actor: Actor, region: str, statements: Sequence[str], given: Assignment
) -> list[DutyLine]:
    """Give statements to a department and a person, with a term; what is None stays as it is."""
    access.require_region(actor, region)
    known(actor, region, statements)
    changes = {name: value for name, value in vars(given).items() if value is not None}
    if given.person is not None:
        require_person(given.person, region)
    with db.atomic():
        rows = taken(region, list(dict.fromkeys(statements)))
        before = {row.statement: {name: _value(row, name) for name in changes} for row in rows}
        values = {**changes, "version": Duty.version + 1, "updated_at": clock.now()}
        Duty.update(**values).where(database.any_of(Duty.id, [row.id for row in rows])).execute()
        _note_all(actor, rows, before, changes)
        tell_person(actor, rows, given.person)
    wanted = set(statements)
    # Also what the officer has just given out of the own department.
    whole = replace(actor, kinds=None)
    return [line for line in lines(whole, region, ALL) if line.statement.id in wanted]


def known(actor: Actor, region: str, statements: Sequence[str]) -> list[DutyLine]:
    """The lines of statements and items of lists; refused if one is not the actor's to see."""
    seen = {line.statement.id: line for line in lines(actor, region, ALL)}
    unknown = [name for name in statements if name not in seen]
    if unknown:
        raise Invalid.of("duties.unknown_statement", names="、".join(unknown))
    return [seen[name] for name in dict.fromkeys(statements)]


def require_person(person: int, region: str) -> None:
    """Only somebody who sees the region can see to it."""
    user = User.get_or_none(User.id == person)
    able = user is not None and user.active and user.role in access.OFFICE
    if not able or not sessions.actor_for(user).sees(region, None):
        raise Invalid.of("duties.person", details=[{"field": "person", "value": person}])


def taken(region: str, statements: Sequence[str]) -> list[Duty]:
    """The rows of statements, made where there is none: three queries for all.

    They are locked to the end of the transaction, so that what is noted as before is what was.
    """
    now = clock.now()
    known = Duty.select(Duty.statement).where(Duty.region == region)
    new = set(statements) - {name for (name,) in known.tuples()}
    if new:
        made = [
            {"region": region, "statement": name, "state": machine.DUTY.start, "updated_at": now}
            for name in sorted(new)
        ]
        Duty.insert_many([{**row, "version": 0} for row in made]).on_conflict_ignore().execute()
    query = Duty.select().where(
        (Duty.region == region) & database.any_of(Duty.statement, statements)
    )
    return list(query.for_update() if database.is_postgres() else query)


def _note_all(
    actor: Actor,
    rows: Sequence[Duty],
    before: Mapping[str, Mapping[str, Any]],
    after: Mapping[str, Any],
) -> None:
    """One event: of the statement, or of all that were assigned together."""
    if len(rows) == 1:
        _note(actor, rows[0], "assigned", _told(before[rows[0].statement], after))
        return
    told = {row.statement: _told(before[row.statement], after) for row in rows}
    detail = {"region": rows[0].region, "statements": told}
    audit.record("duty.assigned", actor, subject="duty", detail=detail)


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
        move(actor, row, name, target, reason)
    return row


def move(actor: Actor, row: Duty, name: str, target: str, reason: str) -> None:
    """Into the state of a step; who is done says who and when."""
    done = target == machine.DONE
    marks = {"done_name": actor.name if done else "", "done_at": clock.now() if done else None}
    _change(row, {"state": target, "reason": reason, **marks})
    _note(actor, row, name, {"reason": reason})


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


def tell_person(actor: Actor, rows: Sequence[Duty], person: int | None) -> None:
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
