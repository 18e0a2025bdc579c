"""Alerts raised, moved from stage to stage and closed as the current findings ask for.

The database says what differs; only that is read and written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from peewee import JOIN, Expression, ModelSelect, fn

from inventory.core import clock, database
from inventory.core.bulk import allocate_ids, bulk_insert, bulk_update
from inventory.core.database import db
from inventory.judgement.alerts import news, owning
from inventory.judgement.alerts.models import Alert, AlertStage
from inventory.judgement.alerts.stages import ALERTING, stage_of, stage_on
from inventory.judgement.assessments.models import Finding
from inventory.judgement.sums import service as sums
from inventory.registry.equipment.models import Equipment

# So many devices at a time, whatever the ledger holds: memory does not grow with it.
RANGE = 20_000


class DesiredAlert(NamedTuple):
    """An alert that should be open; `alert` and `before` are those that is open, and its stage."""

    equipment: int
    rule: str
    outcome: str
    due: date | None
    stage: str
    alert: int | None = None
    before: str | None = None

    @property
    def key(self) -> str:
        return f"{self.equipment}:{self.rule}"


@dataclass
class Synced:
    opened: int = 0
    moved: int = 0
    closed: int = 0

    def add(self, other: Synced) -> None:
        self.opened += other.opened
        self.moved += other.moved
        self.closed += other.closed


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


def ranges() -> list[tuple[int, int]]:
    """The ledger in ranges of ids, the first and the last of each."""
    last = Equipment.select(fn.MAX(Equipment.id)).scalar() or 0
    return [(first, first + RANGE - 1) for first in range(1, last + 1, RANGE)]


def sync_range(today: date, first: int, last: int) -> Synced:
    """The same for a range of devices, in a transaction of its own: what was done by a run that
    broke off is found done.

    What differs is looked for before, so that a night in which nothing does writes nothing.
    """
    differing = _differing(today).where(Finding.equipment.between(first, last))
    groundless = _groundless(today).where(Alert.equipment.between(first, last))
    asked = {row[0] for row in differing.tuples()}
    asked |= {key for (key,) in groundless.select(Alert.equipment).tuples()}
    if not asked:
        return Synced()
    with db.atomic():
        done = sync(today, sorted(asked))
        sums.fold()
    return done


def _sync(today: date, of_findings: Expression, of_alerts: Expression) -> Synced:
    differing = _differing(today).where(of_findings)
    # Of two findings by one rule the last counts.
    wanted = {item.key: item for item in map(DesiredAlert._make, differing.tuples().iterator())}
    new = [item for item in wanted.values() if item.alert is None]
    moved = [item for item in wanted.values() if item.alert is not None]
    gone = [key for (key,) in _groundless(today).where(of_alerts).tuples()]
    _raise(new)
    _move(moved)
    _close(gone)
    return Synced(len(new), len(moved), len(gone))


def _asking(today: date) -> Expression:
    """Findings that ask for an alert today."""
    alerting = Finding.current & Finding.outcome.in_(ALERTING)
    return alerting & stage_on(today).is_null(False)


def _differing(today: date) -> ModelSelect:
    """Findings that ask for an alert which is not open, or stands otherwise; as DesiredAlert."""
    stage = stage_on(today)
    same_day = (Alert.due == Finding.due) | (Alert.due.is_null() & Finding.due.is_null())
    same = (Alert.stage == stage) & (Alert.outcome == Finding.outcome) & same_day
    held = (
        (Alert.equipment == Finding.equipment)
        & (Alert.rule == Finding.rule)
        & Alert.open_key.is_null(False)
    )
    columns = (Finding.equipment, Finding.rule, Finding.outcome, Finding.due, stage)
    query = Finding.select(*columns, Alert.id, Alert.stage).join(Alert, JOIN.LEFT_OUTER, on=held)
    # NULL where no alert is open: neither same nor not.
    return query.where(_asking(today) & (Alert.id.is_null() | ~fn.COALESCE(same, False)))


def _groundless(today: date) -> ModelSelect:
    """Open alerts whose finding is gone, or asks for none any more."""
    ground = Finding.select(Finding.id).where(
        (Finding.equipment == Alert.equipment) & (Finding.rule == Alert.rule) & _asking(today)
    )
    return Alert.select(Alert.id).where(Alert.open_key.is_null(False) & ~fn.EXISTS(ground))


def open_for(today: date, devices: Iterable[tuple[int, Sequence[dict[str, Any]]]]) -> None:
    """Raise the alerts of new devices, which can have none yet, from their (id, findings)."""
    wanted = {}
    for key, findings in devices:
        for item in findings:
            if stage := stage_of(item["outcome"], item["due"], today):
                alert = DesiredAlert(key, item["rule"], item["outcome"], item["due"], stage)
                wanted[alert.key] = alert
    _raise(list(wanted.values()))


def _raise(items: Sequence[DesiredAlert]) -> None:
    if not items:
        return
    now = database.instant(clock.now())
    holders = owning.owners(item.equipment for item in items)
    ids = list(allocate_ids(Alert, len(items)))
    bulk_insert(
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


def _move(items: Sequence[DesiredAlert]) -> None:
    """A change ends a snooze, and a new stage ends an acknowledgement."""
    now = clock.now().replace(tzinfo=None)
    escalated = [item for item in items if item.stage != item.before]
    bulk_update(
        Alert,
        ("outcome", "due", "snoozed_until", "snooze_reason"),
        [(item.outcome, item.due, None, "", item.alert) for item in items],
    )
    bulk_update(
        Alert,
        ("stage", "stage_at", "acknowledged_by", "acknowledged_at", "assigned_at", "step"),
        [(item.stage, now, None, None, now, 0, item.alert) for item in escalated],
    )
    stages = [(item.alert, item.stage) for item in escalated if item.alert is not None]
    _stages(stages)
    news.stages_reached([key for key, _ in stages])


def _close(ids: Sequence[int]) -> None:
    now = clock.now().replace(tzinfo=None)
    rows = [(None, now, "finding_gone", key) for key in ids]
    bulk_update(Alert, ("open_key", "closed_at", "closed_reason"), rows)
    _stages([(key, "closed") for key in ids])


def _stages(rows: Sequence[tuple[int, str]]) -> None:
    now = database.instant(clock.now())
    bulk_insert(
        AlertStage, ("alert", "stage", "at"), ((alert, stage, now) for alert, stage in rows)
    )
