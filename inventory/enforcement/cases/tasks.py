"""What a case waits for and whose task it is; each is also a filter of the list of cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from peewee import Expression, ModelSelect

from inventory.core.access import OFFICE, OFFICIALS, Actor, Duty, Role
from inventory.core.registries import Registry
from inventory.enforcement.cases.machine import AFTER_SERVICE, OVER
from inventory.enforcement.cases.models import Case, CaseOfficer

# Ids of cases about which somebody above must be asked; entered in app/wiring.py by their names.
askers: Registry[Callable[[], ModelSelect]] = Registry("what cases wait for")
PARTY = frozenset({Role.ENTERPRISE})
ANSWERS, OPINIONS, CLOSING = "answers", "opinions", "closing"


@dataclass(frozen=True)
class Task:
    """One kind of waiting: for whoever has the duty, or without one for these roles."""

    zh: str
    en: str
    holds: Callable[[date], Expression] | None = None
    duty: Duty | None = None
    roles: frozenset[Role] = OFFICE


def _asked(name: str) -> Callable[[date], Expression]:
    return lambda _today: Case.id.in_(askers[name]()) & Case.state.not_in(sorted(OVER))


# In the order of a desk. `review` and `sign` are worked out case by case (reading.waiting).
TASKS: Mapping[str, Task] = {
    "review": Task("等您法制审核", "for your legal review", duty=Duty.REVIEW, roles=OFFICIALS),
    "sign": Task("等您批准签发", "for your signature", duty=Duty.APPROVE, roles=OFFICIALS),
    "extension": Task(
        "申请延期，等您决定",
        "asks for an extension",
        lambda _today: (
            Case.extension_asked_on.is_null(False)
            & Case.extension_granted.is_null()
            & Case.state.in_(AFTER_SERVICE)
        ),
        Duty.APPROVE,
        OFFICIALS,
    ),
    "closing": Task("报请结案，等您批准", "to be closed", _asked(CLOSING), Duty.APPROVE, OFFICIALS),
    "returned": Task("退回修改", "returned with remarks", lambda _today: Case.state == "returned"),
    "issue": Task(
        "已批准，待签发", "approved, to be issued", lambda _today: Case.state == "approved"
    ),
    "serve": Task("已签发，待送达", "issued, to be served", lambda _today: Case.state == "issued"),
    "opinions": Task("收到陈述申辩，待复核", "an opinion to be reviewed", _asked(OPINIONS)),
    "answers": Task("收到企业答复，待认可", "answers to be looked at", _asked(ANSWERS)),
    "recheck": Task(
        "待复查",
        "to be rechecked",
        lambda today: (
            (Case.state == "answered")
            | (Case.state.in_(("served", "partly")) & (Case.deadline_on < today))
        ),
    ),
    "receipt": Task(
        "请确认收到文书", "confirm receipt", lambda _today: Case.state == "issued", roles=PARTY
    ),
    "reply": Task(
        "请逐台答复整改情况",
        "answer for each device",
        lambda _today: Case.state.in_(("served", "partly")),
        roles=PARTY,
    ),
}


def of(actor: Actor) -> list[str]:
    """The kinds of waiting that an actor can do something about."""
    return [
        name
        for name, task in TASKS.items()
        if (task.duty in actor.duties if task.duty else actor.role in task.roles)
    ]


def condition(actor: Actor, name: str, today: date) -> Expression:
    """The cases with this task; an inspector sees tasks of officers only in the own cases."""
    task = TASKS[name]
    holds = task.holds(today) if task.holds else Case.submitted_at.is_null(False)
    return holds & mine(actor) if not task.duty and actor.role is Role.INSPECTOR else holds


def mine(actor: Actor) -> Expression:
    """The cases that an actor opened or handles."""
    own = CaseOfficer.select(CaseOfficer.case).where(CaseOfficer.user == actor.id)
    return (Case.opened_by == actor.id) | Case.id.in_(own)
