"""How far each enterprise is with the confirmation of a year. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from peewee import JOIN, Case, Expression, ModelSelect, Value, fn

from inventory.core import access, clock, region_codes
from inventory.core.access import Actor
from inventory.core.database import db
from inventory.core.paging import FIRST, Slice
from inventory.core.regions import service as regions
from inventory.intake.confirmations.models import ConfirmationRequest as Request
from inventory.intake.declarations.checking import RETIRED
from inventory.intake.declarations.models import Declaration, DeclarationItem, EquipmentConfirmation
from inventory.people.accounts.models import User
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment

CONFIRMED, SUBMITTED, LATE = "confirmed", "submitted", "late"
REMINDED, ASKED, NOT_ASKED = "reminded", "asked", "not_asked"
# In the order in which a bureau looks at them.
STATES = {
    LATE: "逾期未确认",
    REMINDED: "已提醒",
    ASKED: "已通知",
    SUBMITTED: "已提交，待审核",
    CONFIRMED: "已确认",
    NOT_ASKED: "未通知",
}
# The enterprise has to act in these.
OPEN = (LATE, REMINDED, ASKED)


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; blank means no narrowing. `waiting`: who has still to act."""

    year: int
    region: str = ""
    state: str = ""
    q: str = ""
    waiting: bool = False
    enterprises: Sequence[int] = ()


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An enterprise in a year. `accounts` are those of its clerks: without one nobody is told."""

    id: int
    name: str
    region: str
    region_name: str
    contact: str
    phone: str
    state: str
    devices: int
    confirmed: int
    last: date | None
    asked_at: datetime | None
    due: date | None
    reminded_at: datetime | None
    reminders: int
    accounts: int


@dataclass(frozen=True)
class StateCount:
    """How many enterprises are in a state."""

    state: str
    count: int


@dataclass(frozen=True)
class StandingList:
    """A part of the list; the counts are those of the whole year and region."""

    items: Sequence[Standing]
    total: int
    counts: Sequence[StateCount]


def listing(actor: Actor, wanted: Wanted, part: Slice = FIRST) -> StandingList:
    """Enterprises with devices in use, those that are late first."""
    query = select(actor, wanted)
    items = list(query.paginate(part.number, part.size).dicts())
    return StandingList(told(items), query.count(), _counts(actor, wanted))


def select(actor: Actor, wanted: Wanted) -> ModelSelect:
    """One row for each enterprise, grouped and in order; `dicts()` gives what `told` reads."""
    state = _state(wanted.year)
    query = _grouped(actor, wanted, state)
    if wanted.state:
        query = query.having(state == wanted.state)
    if wanted.waiting:
        query = query.having(state.in_(OPEN))
    return query.order_by(_rank(state), Request.due, Enterprise.name, Enterprise.id)


def _grouped(actor: Actor, wanted: Wanted, state: Any) -> ModelSelect:
    return (
        Equipment.select(
            Enterprise.id,
            Enterprise.name,
            Enterprise.region,
            Enterprise.contact,
            Enterprise.phone,
            state.alias("state"),
            fn.COUNT(Equipment.id).alias("devices"),
            _confirmed(wanted.year).alias("confirmed"),
            fn.MAX(EquipmentConfirmation.confirmed_on).alias("last"),
            Request.asked_at,
            Request.due,
            Request.reminded_at,
            fn.COALESCE(Request.reminders, 0).alias("reminders"),
        )
        .join(Enterprise)
        .switch(Equipment)
        .join(EquipmentConfirmation, JOIN.LEFT_OUTER)
        .switch(Enterprise)
        .join(
            Request,
            JOIN.LEFT_OUTER,
            on=(Request.enterprise == Enterprise.id) & (Request.year == wanted.year),
        )
        .where(_within(actor, wanted))
        .group_by(Enterprise.id, Request.id)
    )


def _within(actor: Actor, wanted: Wanted) -> Expression:
    """Devices in use that were there when the enterprise was asked; a later one waits a year."""
    found = (
        access.scope(actor, Equipment.region, Equipment.enterprise)
        & (Equipment.gone == "")
        & Equipment.use_state.not_in(RETIRED)
        & (Request.id.is_null() | (Equipment.created_at <= Request.asked_at))
    )
    if wanted.region:
        found &= region_codes.inside(Equipment.region, wanted.region)
    if wanted.q:
        found &= enterprises.named(wanted.q)
    if wanted.enterprises:
        found &= Enterprise.id.in_(list(wanted.enterprises))
    if wanted.state == LATE:
        found &= Request.due < clock.today()
    elif wanted.waiting:
        found &= Request.id.is_null(False)
    return found


def _confirmed(year: int) -> Any:
    day = EquipmentConfirmation.confirmed_on
    of_year = (day >= date(year, 1, 1)) & (day <= date(year, 12, 31))
    return fn.SUM(Case(None, ((of_year, 1),), 0))


def _state(year: int) -> Any:
    """What is confirmed comes first; a declaration under review keeps nobody late."""
    handed_in = (
        DeclarationItem.select(Declaration.enterprise)
        .join(Declaration)
        .where((Declaration.state == "submitted") & (DeclarationItem.action == "confirm"))
    )
    return Case(
        None,
        (
            (_confirmed(year) == fn.COUNT(Equipment.id), CONFIRMED),
            (Enterprise.id.in_(handed_in), SUBMITTED),
            (Request.id.is_null(), NOT_ASKED),
            (Request.due < clock.today(), LATE),
            (Request.reminders > 0, REMINDED),
        ),
        ASKED,
    )


def _rank(state: Any) -> Any:
    return Case(state, tuple((name, rank) for rank, name in enumerate(STATES)), len(STATES))


def _counts(actor: Actor, wanted: Wanted) -> list[StateCount]:
    whole = replace(wanted, state="", waiting=False, q="", enterprises=())
    rows = _grouped(actor, whole, _state(wanted.year)).alias("standing")
    query = rows.select_from(rows.c.state, fn.COUNT(Value(1))).group_by(rows.c.state)
    found = dict(query.tuples().execute(db))
    return [StateCount(state, found[state]) for state in STATES if state in found]


def told(rows: Sequence[dict[str, Any]]) -> list[Standing]:
    """Rows with the names of their divisions and how many clerks can be told: two queries."""
    names = regions.names({row["region"] for row in rows})
    query = (
        User.select(User.enterprise, fn.COUNT(User.id))
        .where(User.active & User.enterprise.in_([row["id"] for row in rows]))
        .group_by(User.enterprise)
    )
    accounts = dict(query.tuples())
    return [
        Standing(
            **row,
            region_name=names.get(row["region"], row["region"]),
            accounts=accounts.get(row["id"], 0),
        )
        for row in rows
    ]
