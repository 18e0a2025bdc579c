"""Which cases a person sees: by scope; an enterprise sees only cases of which it was notified."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peewee import Expression, ModelSelect, fn

from inventory.core import access, clock, database, paging, region_codes
from inventory.core.access import Actor, Duty, Role
from inventory.core.database import is_postgres
from inventory.core.errors import not_found
from inventory.core.paging import FIRST, Page, Slice
from inventory.enforcement.agencies import procedure
from inventory.enforcement.agencies.models import Agency
from inventory.enforcement.cases import facts, tasks
from inventory.enforcement.cases.machine import OVER
from inventory.enforcement.cases.models import Case, CaseDevice, CaseFinding, CaseOfficer
from inventory.people.enterprises.models import Enterprise


@dataclass(frozen=True)
class Narrowed:
    """What a list is narrowed to; `state` may be "open" for all that are not over."""

    state: str = ""
    enterprise: int | None = None
    equipment: int | None = None
    kind: str = ""
    region: str = ""
    campaign: int | None = None
    source: str = ""
    mine: bool = False
    overdue: bool = False
    waiting: bool = False  # for the signature of the person who asks
    task: str = ""  # one of tasks.TASKS
    hand_over: bool = False  # late for longer than their agency waits


def visible(actor: Actor) -> ModelSelect:
    """The cases that `actor` may see, the newest first, with enterprise and agency."""
    condition = access.scope(actor, Enterprise.region, Enterprise.id)
    if actor.role is Role.ENTERPRISE:
        condition &= Case.told_on.is_null(False)
    return (
        Case.select(Case, Enterprise, Agency)
        .join(Enterprise)
        .switch(Case)
        .join(Agency)
        .where(condition)
        .order_by(Case.id.desc())
    )


def get(actor: Actor, case_id: int) -> Case:
    """The case, if `actor` may see it."""
    found = visible(actor).where(Case.id == case_id).get_or_none()
    if found is None:
        raise not_found("案件", "case")
    return found


def lock(actor: Actor, case_id: int) -> Case:
    """The case for changing: nobody else changes it until the transaction ends."""
    if is_postgres():
        # SQLite's write transactions follow one another.
        list(Case.select(Case.id).where(Case.id == case_id).for_update())
    return get(actor, case_id)


def page(actor: Actor, narrowed: Narrowed, part: Slice = FIRST) -> Page[Case]:
    """A page of cases and how many there are."""
    return paging.page(_narrowed(actor, narrowed), part)


def soonest(actor: Actor, narrowed: Narrowed, part: Slice = FIRST) -> Page[Case]:
    """The same, those with the nearest deadline first."""
    order = (Case.deadline_on.asc(nulls="last"), Case.updated_at, Case.id)
    return paging.page(_narrowed(actor, narrowed).order_by(*order), part)


def _narrowed(actor: Actor, narrowed: Narrowed) -> ModelSelect:
    query = visible(actor).where(_plain(narrowed))
    if narrowed.equipment is not None:
        query = query.where(Case.id.in_(_with_device(CaseDevice.equipment == narrowed.equipment)))
    if narrowed.kind:
        query = query.where(Case.id.in_(_with_device(CaseDevice.kind == narrowed.kind)))
    if narrowed.region:
        query = query.where(region_codes.inside(Enterprise.region, narrowed.region))
    if narrowed.mine:
        query = query.where(tasks.mine(actor))
    if narrowed.waiting:
        query = query.where(database.any_of(Case.id, waiting(actor)))
    if narrowed.task:
        query = query.where(_waits(actor, narrowed.task))
    if narrowed.hand_over:
        due = [case.id for case in for_hand_over(actor)]
        query = query.where(database.any_of(Case.id, due))
    return query


def _waits(actor: Actor, task: str) -> Expression:
    """The cases that wait for something; for a signature, those that are the actor's to sign."""
    holds = tasks.condition(actor, task, clock.today())
    duty = tasks.TASKS[task].duty
    if task in {"review", "sign"}:
        return holds & database.any_of(Case.id, waiting(actor, duty))
    if duty is not None:
        return holds & database.any_of(Case.id, _signable(actor, duty, holds))
    return holds


def _plain(narrowed: Narrowed) -> Expression:
    condition = Case.id > 0
    if narrowed.state == "open":
        condition &= Case.state.not_in(sorted(OVER))
    elif narrowed.state:
        condition &= Case.state == narrowed.state
    if narrowed.enterprise is not None:
        condition &= Case.enterprise == narrowed.enterprise
    if narrowed.campaign is not None:
        condition &= Case.campaign == narrowed.campaign
    if narrowed.source:
        condition &= Case.source == narrowed.source
    if narrowed.overdue:
        condition &= overdue(clock.today())
    return condition


def overdue(today: date) -> Expression:
    """Served, the term is over, and not every device is done with."""
    return Case.state.in_(("served", "answered", "rechecked", "partly")) & (
        Case.deadline_on < today
    )


def for_hand_over(actor: Actor) -> list[Case]:
    """Cases that have been late for longer than their agency waits, the latest first."""
    query = visible(actor).where(overdue(clock.today()))
    return [case for case in query.order_by(Case.deadline_on, Case.id) if long_overdue(case)]


def long_overdue(case: Case) -> bool:
    """Whether a case that is overdue is due for hand-over."""
    days = procedure.value(case.agency, "hand_over_days")
    return bool(case.deadline_on + timedelta(days=days) < clock.today())


def _with_device(condition: Expression) -> ModelSelect:
    return CaseDevice.select(CaseDevice.case).where(condition)


def waiting(actor: Actor, duty: Duty | None = None) -> list[int]:
    """The cases that wait for the signature of `actor`: by duty, region, kinds, and nobody's own.

    A draft waits for the review, a reviewed one (or where the agency reviews nothing, a draft)
    for the leader. With a duty, those that wait for this one.
    """

    if not actor.duties:
        return []
    submitted = Case.submitted_at.is_null(False) & Case.state.in_(("drafted", "reviewed"))
    cases = list(visible(actor).where(submitted))
    counts = _devices_in(case.id for case in cases)
    needed = {
        case.id: Duty.REVIEW
        if case.state == "drafted" and facts.reviewed(case.agency, counts.get(case.id, 0))
        else Duty.APPROVE
        for case in cases
    }
    able = _able(actor, cases, needed)
    return [key for key in able if duty is None or needed[key] is duty]


def _signable(actor: Actor, duty: Duty, holds: Expression) -> list[int]:
    """The cases that meet a condition and that the actor may sign."""
    cases = list(visible(actor).where(holds))
    return _able(actor, cases, {case.id: duty for case in cases})


def _able(actor: Actor, cases: Sequence[Case], needed: Mapping[int, Duty]) -> list[int]:
    """The cases that are the actor's to sign by duty, region and kinds, and nobody's own."""
    kinds = kinds_of(case.id for case in cases)
    officers = officers_of(case.id for case in cases)
    return [
        case.id
        for case in cases
        if access.may_sign(actor, needed[case.id], case.enterprise.region, kinds.get(case.id, ()))
        and actor.id not in facts.handlers(case, officers.get(case.id, []))
    ]


def kinds_of(case_ids: Iterable[int]) -> dict[int, set[str]]:
    """The kinds of device of each case."""
    rows = (
        CaseDevice.select(CaseDevice.case, CaseDevice.kind)
        .where(database.any_of(CaseDevice.case, case_ids))
        .distinct()
    )
    found: dict[int, set[str]] = {}
    for case, kind in rows.tuples():
        found.setdefault(case, set()).add(kind)
    return found


def _devices_in(case_ids: Iterable[int]) -> dict[int, int]:
    """How many devices each case has."""
    rows = (
        CaseDevice.select(CaseDevice.case, fn.COUNT(CaseDevice.id))
        .where(database.any_of(CaseDevice.case, case_ids))
        .group_by(CaseDevice.case)
    )
    return dict(rows.tuples())


def officers_of(case_ids: Iterable[int]) -> dict[int, list[CaseOfficer]]:
    """The officers of each case."""
    rows = CaseOfficer.select().where(database.any_of(CaseOfficer.case, case_ids))
    found: dict[int, list[CaseOfficer]] = {}
    for item in rows.order_by(CaseOfficer.id):
        found.setdefault(item.case_id, []).append(item)
    return found


def devices_of(case_ids: Collection[int]) -> dict[int, list[CaseDevice]]:
    """The devices of each case, with their findings as `found`: two queries."""

    rows = CaseDevice.select().where(database.any_of(CaseDevice.case, case_ids))
    devices = list(rows.order_by(CaseDevice.id))
    findings = findings_of([item.id for item in devices])
    found: dict[int, list[CaseDevice]] = {}
    for device in devices:
        device.found = findings.get(device.id, [])
        found.setdefault(device.case_id, []).append(device)
    return found


def findings_of(devices: Collection[int]) -> dict[int, list[CaseFinding]]:
    """What devices of cases are in them for, by the rows of the devices in the cases."""
    found: dict[int, list[CaseFinding]] = {}
    rows = CaseFinding.select().where(database.any_of(CaseFinding.device, devices))
    for finding in rows.order_by(CaseFinding.id):
        found.setdefault(finding.device_id, []).append(finding)
    return found


@dataclass(frozen=True)
class Count:
    """The number of cases with one value: a state, a kind of device, a division …"""

    word: str
    count: int
    late: int


@dataclass(frozen=True)
class Counts:
    """Cases as reports group them; `late` of them have an unsettled term that is over."""

    total: int
    late: int
    states: list[Count]
    kinds: list[Count]
    regions: list[Count]
    agencies: list[Count]


def counts(actor: Actor, narrowed: Narrowed) -> Counts:
    """How many cases there are, by state, kind of device, division and agency."""
    query = _narrowed(actor, narrowed).order_by()
    late = query.where(overdue(clock.today()))
    return Counts(
        query.count(),
        late.count(),
        _by(query, late, Case.state),
        _by_kind(query, late),
        _by(query, late, Enterprise.region),
        _by(query, late, Agency.name),
    )


def _by(query: ModelSelect, late: ModelSelect, column: Any) -> list[Count]:
    every, over = (
        dict(part.select(column, fn.COUNT(Case.id)).group_by(column).tuples())
        for part in (query, late)
    )
    return [Count(word, count, over.get(word, 0)) for word, count in sorted(every.items())]


def _by_kind(query: ModelSelect, late: ModelSelect) -> list[Count]:
    """A case with devices of two kinds counts for both."""
    column, number = CaseDevice.kind, fn.COUNT(CaseDevice.case.distinct())
    every, over = (
        dict(
            CaseDevice.select(column, number)
            .where(CaseDevice.case.in_(part.select(Case.id)))
            .group_by(column)
            .tuples()
        )
        for part in (query, late)
    )
    return [Count(word, count, over.get(word, 0)) for word, count in sorted(every.items())]
