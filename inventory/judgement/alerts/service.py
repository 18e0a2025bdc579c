"""Alerts: raised, moved from stage to stage and closed by the current findings.

Everything is computed from dates in the database (`due` against today), never from "is it exactly
90 days": a missed night is repaired by the next run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from peewee import SQL, Expression, ModelSelect, fn

from inventory.core import access, clock, database, region_codes
from inventory.core.access import Actor
from inventory.core.database import db
from inventory.core.paging import FIRST, Page, Slice
from inventory.judgement.alerts import counting, news, owning
from inventory.judgement.alerts.models import Alert, AlertStage
from inventory.judgement.assessments.models import Finding
from inventory.judgement.sums import service as sums
from inventory.registry.equipment.models import Equipment

# In the order of time.
STAGES = ("180", "90", "30", "due", "overdue30")
STAGE_ZH = {
    "180": "180天内",
    "90": "90天内",
    "30": "30天内",
    "due": "已到期",
    "overdue30": "逾期30天以上",
}
BINDING = ("eliminate", "rectify", "reassess", "due")


def stage_of(outcome: str, due: date | None, today: date) -> str | None:
    """The stage of a finding on a day; None while it is too early, or nothing is due at all.

    Wishes (`renew`, `improve`) raise alerts only where a plan sets a deadline.
    """
    if due is None:
        return "due" if outcome in BINDING else None
    if outcome not in BINDING and outcome != "renew":
        return None
    days = (due - today).days
    if days > 180:
        return None
    if days > 90:
        return "180"
    if days > 30:
        return "90"
    if days > 0:
        return "30"
    return "due" if days > -30 else "overdue30"


@dataclass(frozen=True)
class DesiredAlert:
    """An alert that should be open."""

    equipment: int
    rule: str
    outcome: str
    due: date | None
    stage: str

    @property
    def key(self) -> str:
        return f"{self.equipment}:{self.rule}"


@dataclass
class Synced:
    opened: int = 0
    moved: int = 0
    closed: int = 0


class Opened(NamedTuple):
    """What is compared of an open alert."""

    id: int
    open_key: str
    outcome: str
    due: date | None
    stage: str


def sync(today: date, equipment: Sequence[int]) -> Synced:
    """Bring the open alerts of some devices up to today's findings.

    Call inside a write transaction.
    """
    if not equipment:
        return Synced()
    return _sync(
        today,
        database.any_of(Finding.equipment, equipment),
        database.any_of(Alert.equipment, equipment),
    )


def sync_all(today: date) -> Synced:
    """The same for the whole ledger, a range of devices at a time: each is a transaction of its
    own, and what was done by a run that broke off is found done."""
    total = Synced()
    last = Equipment.select(fn.MAX(Equipment.id)).scalar() or 0
    for first in range(1, last + 1, RANGE):
        ids = (first, first + RANGE - 1)
        with db.atomic():
            done = _sync(today, Finding.equipment.between(*ids), Alert.equipment.between(*ids))
            sums.fold()
        total.opened += done.opened
        total.moved += done.moved
        total.closed += done.closed
    return total


def _sync(today: date, of_findings: Expression, of_alerts: Expression) -> Synced:
    findings = _findings().where(of_findings).tuples().iterator()
    return _apply(_wanted(findings, today), _open(of_alerts))


def open_for(today: date, devices: Iterable[tuple[int, Sequence[dict[str, Any]]]]) -> None:
    """Raise the alerts of new devices, which can have none yet, from their (id, findings)."""
    found = (
        (key, item["rule"], item["outcome"], item["due"])
        for key, findings in devices
        for item in findings
    )
    _raise(list(_wanted(found, today).values()))


def _findings() -> ModelSelect:
    return Finding.select(Finding.equipment, Finding.rule, Finding.outcome, Finding.due).where(
        Finding.current & Finding.outcome.in_((*BINDING, "renew"))
    )


def _wanted(
    findings: Iterable[tuple[int, str, str, date | None]], today: date
) -> dict[str, DesiredAlert]:
    wanted = {}
    for equipment, rule, outcome, due in findings:
        stage = stage_of(outcome, due, today)
        if stage:
            item = DesiredAlert(equipment, rule, outcome, due, stage)
            wanted[item.key] = item
    return wanted


def _open(condition: Expression) -> dict[str, Opened]:
    rows = Alert.select(Alert.id, Alert.open_key, Alert.outcome, Alert.due, Alert.stage).where(
        condition & Alert.open_key.is_null(False)
    )
    return {alert.open_key: alert for alert in map(Opened._make, rows.tuples().iterator())}


def _apply(wanted: dict[str, DesiredAlert], opened: dict[str, Opened]) -> Synced:
    new = [item for key, item in wanted.items() if key not in opened]
    moved = [
        (opened[key], item)
        for key, item in wanted.items()
        if key in opened and _differs(opened[key], item)
    ]
    gone = [alert for key, alert in opened.items() if key not in wanted]
    _raise(new)
    _move(moved)
    _close(gone)
    return Synced(len(new), len(moved), len(gone))


def _differs(alert: Opened, item: DesiredAlert) -> bool:
    return (alert.stage, alert.outcome, alert.due) != (item.stage, item.outcome, item.due)


def _raise(items: Sequence[DesiredAlert]) -> None:
    if not items:
        return
    now = database.instant(clock.now())
    holders = owning.owners(item.equipment for item in items)
    ids = list(database.allocate_ids(Alert, len(items)))
    database.bulk_insert(
        Alert,
        (
            "id",
            "equipment",
            "rule",
            "open_key",
            "outcome",
            "due",
            "stage",
            "opened_at",
            "stage_at",
            "closed_reason",
            "assignee",
            "assigned_at",
            "step",
        ),
        (
            (
                key,
                item.equipment,
                item.rule,
                item.key,
                item.outcome,
                item.due,
                item.stage,
                now,
                now,
                "",
                holders.get(item.equipment),
                now if item.equipment in holders else None,
                0,
            )
            for key, item in zip(ids, items, strict=True)
        ),
    )
    _stages(list(zip(ids, (item.stage for item in items), strict=True)))
    news.stages_reached(ids)


def _move(items: Sequence[tuple[Opened, DesiredAlert]]) -> None:
    """A change ends a snooze, and a new stage ends an acknowledgement."""
    now = clock.now().replace(tzinfo=None)
    escalated = [(alert, item) for alert, item in items if item.stage != alert.stage]
    database.bulk_update(
        Alert,
        ("outcome", "due", "snoozed_until", "snooze_reason"),
        [(item.outcome, item.due, None, "", alert.id) for alert, item in items],
    )
    database.bulk_update(
        Alert,
        ("stage", "stage_at", "acknowledged_by", "acknowledged_at", "assigned_at", "step"),
        [(item.stage, now, None, None, now, 0, alert.id) for alert, item in escalated],
    )
    _stages([(alert.id, item.stage) for alert, item in escalated])
    news.stages_reached([alert.id for alert, _ in escalated])


def _close(alerts: Sequence[Opened]) -> None:
    now = clock.now().replace(tzinfo=None)
    rows = [(None, now, "finding_gone", alert.id) for alert in alerts]
    database.bulk_update(Alert, ("open_key", "closed_at", "closed_reason"), rows)
    _stages([(alert.id, "closed") for alert in alerts])


def _stages(rows: Sequence[tuple[int, str]]) -> None:
    now = database.instant(clock.now())
    database.bulk_insert(
        AlertStage, ("alert", "stage", "at"), ((alert, stage, now) for alert, stage in rows)
    )


def visible(actor: Actor, *, walk: bool = False) -> ModelSelect:
    """Open alerts that `actor` may see, with their devices, the most urgent first.

    `walk`: SQLite is to begin with the alerts and not with the devices of the region.
    """
    plus = walk and not database.is_postgres()
    region = Expression(SQL(""), "+", Equipment.region) if plus else Equipment.region
    return (
        Alert.select(Alert, Equipment)
        .join(Equipment)
        .where(Alert.open_key.is_null(False) & access.scope(actor, region, Equipment.enterprise))
        # Without a date last, as the index of open alerts has it.
        .order_by(Alert.due.is_null(), Alert.due, Alert.id)
    )


@dataclass(frozen=True)
class AlertFilters:
    """Which alerts to list; blank means all, but snoozed ones show only on request."""

    stage: str = ""
    kind: str = ""
    region: str = ""
    rule: str = ""
    equipment: int | None = None
    assignee: int | None = None
    mine: bool = False
    acknowledged: bool | None = None
    snoozed: bool = False


ALL = AlertFilters()
PutOff = Alert.alias()
# So many devices at a time, whatever the ledger holds: memory does not grow with it.
RANGE = 20_000
# A page is read along the order of all open alerts, unless fewer than one in so many is asked for.
SPARSE = 400


def chosen(actor: Actor, filters: AlertFilters, *, walk: bool = False) -> ModelSelect:
    """The open alerts that the filters leave, with their devices, the most urgent first."""
    snoozed = Alert.snoozed_until.is_null(False) & (Alert.snoozed_until > clock.today())
    if filters.snoozed:
        put_off = PutOff.select(PutOff.id).where(
            PutOff.snoozed_until.is_null(False) & (PutOff.snoozed_until > clock.today())
        )
        query = visible(actor, walk=True).where(Alert.id.in_(put_off))
    else:
        query = visible(actor, walk=walk).where(~snoozed)
    for column, value in (
        (Alert.stage, filters.stage),
        (Equipment.kind, filters.kind),
        (Alert.rule, filters.rule),
        (Alert.equipment, filters.equipment),
        (Alert.assignee, filters.assignee),
        (Alert.assignee, actor.id if filters.mine else None),
    ):
        if value:
            query = query.where(column == value)
    if filters.mine and actor.id is None:
        query = query.where(Alert.id.is_null())
    if filters.region:
        query = query.where(region_codes.inside(Equipment.region, filters.region))
    if filters.acknowledged is not None:
        query = query.where(Alert.acknowledged_at.is_null(not filters.acknowledged))
    return query


def find(actor: Actor, filters: AlertFilters = ALL, part: Slice = FIRST) -> Page[Alert]:
    """A page of open alerts, and how many there are."""
    count = total(actor, filters)
    query = chosen(actor, filters, walk=count * SPARSE >= counting.everywhere())
    return Page(list(query.paginate(part.number, part.size)), count)


def total(actor: Actor, filters: AlertFilters = ALL) -> int:
    """How many open alerts the filters leave."""
    found = counts(actor, filters)
    return found.get(filters.stage, 0) if filters.stage else sum(found.values())


def counts(actor: Actor, filters: AlertFilters = ALL) -> dict[str, int]:
    """Open alerts by stage, in the order of the stages; the filter by stage does not count."""
    filters = replace(filters, stage="")
    found = counting.summed(actor, filters)
    if found is None:
        found, put_off = counting.by_stage(chosen(actor, filters)), {}
    else:
        put_off = counting.by_stage(chosen(actor, replace(filters, snoozed=True)))
    return {stage: found.get(stage, 0) - put_off.get(stage, 0) for stage in STAGES}
