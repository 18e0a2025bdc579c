"""The cases of a desk: what waits for a signature, what is late, whom one visits today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.paging import Slice
from inventory.enforcement.cases import reading
from inventory.enforcement.cases.machine import STATES
from inventory.enforcement.cases.models import Case
from inventory.enforcement.cases.reading import Narrowed
from inventory.enforcement.inspecting import missions

SHORT = 10


@dataclass(frozen=True)
class CaseEntry:
    id: int
    matter: str
    matter_en: str
    enterprise: str
    state: str
    state_zh: str
    deadline_on: date | None
    updated_at: datetime


@dataclass(frozen=True)
class CaseList:
    """The first cases of a list; `filter` are query parameters of GET /api/v1/cases."""

    count: int
    filter: dict[str, Any]
    items: list[CaseEntry]


@dataclass(frozen=True)
class Cases:
    """`hand_over` are those that have been late for longer than the agency waits."""

    open: int
    waiting: CaseList
    overdue: CaseList
    hand_over: CaseList
    mine: CaseList
    visits_today: int


def of(actor: Actor) -> Cases:
    """The cases that ask something of this actor."""
    due = reading.for_hand_over(actor)
    return Cases(
        open=reading.page(actor, Narrowed(state="open"), Slice(size=1)).total,
        waiting=_list(actor, {"waiting": True}),
        overdue=_list(actor, {"overdue": True}),
        hand_over=CaseList(len(due), {"hand_over": True}, [_entry(case) for case in due[:SHORT]]),
        mine=_list(actor, {"mine": True, "state": "open"}),
        visits_today=missions.count(actor, missions.Narrowed(clock.today(), mine=True)),
    )


def own(actor: Actor) -> CaseList:
    """The open cases of an enterprise, as far as it has been told."""
    return _list(actor, {"state": "open"})


def _list(actor: Actor, filter_: dict[str, Any]) -> CaseList:
    found = reading.page(actor, Narrowed(**filter_), Slice(size=SHORT))
    return CaseList(found.total, filter_, [_entry(case) for case in found.items])


def _entry(case: Case) -> CaseEntry:
    return CaseEntry(
        case.id,
        case.matter,
        case.said.en,
        case.enterprise.name,
        case.state,
        STATES[case.state],
        case.deadline_on,
        case.updated_at,
    )
