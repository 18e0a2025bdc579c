"""Writing on the lists of a plan: an item of one's own, and marking off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from peewee import IntegrityError

from inventory.core import access, clock
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid
from inventory.judgement.duties import lists, machine, progress, service
from inventory.judgement.duties.models import Duty
from inventory.judgement.duties.results import DutyLine
from standards.statements import DUTY

MOST_ADDED = 1000  # to one list


@dataclass(frozen=True)
class Added:
    """What an office puts on a list itself, with the columns that 阳城 asks for."""

    text: str
    goal: str = ""
    measures: str = ""
    department: str = ""
    person: int | None = None
    due: date | None = None


def add(actor: Actor, region: str, plan_list: str, given: Added) -> DutyLine:
    """Put an item of the office's own on a list of its plan."""
    progress.require_reader(actor, region)
    access.require_region(actor, region)
    listed = lists.get(region, plan_list)
    if given.person is not None:
        service.require_person(given.person, region)
    with db.atomic():
        row = _created(region, listed, given)
        detail = {"region": region, "statement": row.statement, "text": given.text}
        audit.record("duty.listed", actor, subject="duty", subject_id=row.id, detail=detail)
        service.tell_person(actor, [row], given.person)
    seen = progress.lines(access.SYSTEM, region, plan_list)
    return next(line for line in seen if line.statement.id == row.statement)


def _created(region: str, listed: lists.Listed, given: Added) -> Duty:
    whole = listed.plan_list.id
    count = Duty.select().where((Duty.region == region) & (Duty.listed == whole)).count()
    if count >= MOST_ADDED:
        raise Conflict.of("duties.list_full", most=MOST_ADDED)
    try:
        with db.atomic():
            return Duty.create(
                **vars(given),
                region=region,
                listed=whole,
                statement=f"{whole}.own-{count + 1}",
                state=machine.DUTY.start,
                updated_at=clock.now(),
            )
    except IntegrityError as error:  # two at once
        raise Conflict.of("duties.changed") from error


def mark_off(actor: Actor, region: str, statements: Sequence[str], reason: str) -> list[DutyLine]:
    """Mark items as done with what shows it; those that are done already stay as they are."""
    access.require_region(actor, region)
    chosen = service.known(actor, region, statements)
    judged = [line.statement.id for line in chosen if line.statement.handling != DUTY]
    if judged:
        raise Invalid.of("duties.not_by_hand", names="、".join(judged))
    if not reason:
        raise Invalid.of("duties.reason", details=[{"field": "reason", "value": ""}])
    names = [line.statement.id for line in chosen]
    with db.atomic():
        for row in service.taken(region, names):
            if row.state in (machine.OPEN, machine.UNDER_WAY):
                service.move(actor, row, "finish", machine.DONE, reason)
    return service.known(actor, region, names)
