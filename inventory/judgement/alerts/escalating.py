"""An alert on which nobody acts moves on: from the officer to the deputies, at last to the leader.

1. An alert without an officer goes to the person in the table of responsibilities.
2. What somebody has had for the row's days without seeing to it (acknowledged, put off) goes to the
   next of the row. People before that in the row are not asked again.
3. After the last it stays there, and the leaders of the region are told, once.

Only binding duties escalate. With a new stage the time to act starts again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inventory.core import clock, database
from inventory.core.access import SYSTEM
from inventory.core.audit import service as audit
from inventory.core.bulk import bulk_update
from inventory.core.database import db
from inventory.judgement.alerts import owning
from inventory.judgement.alerts.models import Alert
from inventory.judgement.alerts.news import several
from inventory.judgement.alerts.stages import BINDING
from inventory.people.accounts.models import User
from inventory.people.responsibilities import service as responsibilities
from inventory.people.responsibilities.service import Line, Table
from inventory.registry.equipment.models import Equipment
from inventory.registry.notifications.emitting import News, emit

# The step of an alert on which nobody in its row has acted.
OVER = 99


@dataclass(frozen=True)
class Escalated:
    """What a run did."""

    given: int = 0
    moved: int = 0
    unanswered: int = 0


@dataclass(frozen=True)
class _Late:
    """An alert that has waited too long, and who gets it; `to` None: nobody is left."""

    alert: int
    equipment: int
    name: str
    region: str
    kind: str
    holder: int
    to: int | None
    step: int
    days: int


def run() -> Escalated:
    """Move every alert that has waited too long on by one. Safe to repeat at any time."""
    table = responsibilities.table()
    given = owning.give_unowned(table)
    now = clock.now()
    with db.atomic():
        late = _late(table, now) if table else []
        moved = [item for item in late if item.to is not None]
        left = [item for item in late if item.to is None]
        stamp = now.replace(tzinfo=None)
        bulk_update(
            Alert,
            ("assignee", "assigned_at", "step"),
            [(item.to, stamp, item.step, item.alert) for item in moved],
        )
        bulk_update(Alert, ("step",), [(OVER, item.alert) for item in left])
        _tell(moved, left)
        if late:
            audit.record(
                "alert.moved_on",
                SYSTEM,
                subject="alert",
                detail={
                    "alerts": [[item.alert, item.holder, item.to] for item in moved],
                    "unanswered": [item.alert for item in left],
                },
            )
    return Escalated(given, len(moved), len(left))


def _late(table: Table, now: datetime) -> list[_Late]:
    """The alerts that have waited with an officer for longer than the row allows: one query."""
    today = clock.today()
    put_off = Alert.snoozed_until.is_null(False) & (Alert.snoozed_until > today)
    query = (
        Alert.select(
            *(Alert.id, Alert.equipment, Alert.assignee, Alert.assigned_at, Alert.step),
            *(Equipment.region, Equipment.kind),
            *(Equipment.name, Equipment.model, Equipment.identifier),
        )
        .join(Equipment)
        .where(
            Alert.open_key.is_null(False)
            & Alert.assignee.is_null(False)
            & Alert.acknowledged_at.is_null()
            & Alert.outcome.in_(BINDING)
            & (Alert.step < OVER)
            & ~put_off
        )
        .order_by(Alert.id)
    )
    if database.is_postgres():
        # SQLite runs one write transaction after another.
        query = query.for_update(of=Alert, skip_locked=True)
    found = []
    for row in query.tuples():
        key, device, holder, since, step, region, kind = row[:7]
        line = table.find(region, kind)
        if since is None or not line.users or now - since < line.wait:
            continue
        to, next_step = _next(line, holder, step)
        name = row[7] or row[8] or row[9] or f"#{device}"
        days = (now - since).days
        found.append(_Late(key, device, name, region, kind, holder, to, next_step, days))
    return found


def _next(line: Line, holder: int, step: int) -> tuple[int | None, int]:
    """Who is asked next and at which place of the row; an outsider is followed by the officer."""
    # Given by hand to an outsider: continue with the first person who was not asked yet.
    begin = line.users.index(holder) + 1 if holder in line.users else step
    for place in range(begin, len(line.users)):
        if line.users[place] != holder:
            return line.users[place], place
    return None, OVER


def _tell(moved: Sequence[_Late], left: Sequence[_Late]) -> None:
    names = _names({key for item in (*moved, *left) for key in (item.holder, item.to) if key})
    groups: dict[tuple[int, int | None, str], list[_Late]] = defaultdict(list)
    for item in (*moved, *left):
        groups[item.holder, item.to, item.region].append(item)
    told = []
    for (holder, to, region), items in groups.items():
        device, count = several(items[0].name, len(items)), len(items)
        things = {"alert": [item.alert for item in items]}
        before = {"device": device, "who": names.get(holder, "")}
        if to is None:
            told.append(News("alert_unanswered", before, region=region, count=count, things=things))
            continue
        days = max(item.days for item in items)
        told.append(
            News(
                "alert_moved_on",
                {**before, "days": days},
                region=region,
                users=[to],
                count=count,
                things=things,
            )
        )
        after = {"device": device, "who": names.get(to, "")}
        told.append(News("alert_passed_over", after, region=region, users=[holder], count=count))
    emit(told)


def _names(users: set[int]) -> dict[int, str]:
    rows = User.select(User.id, User.display_name).where(User.id.in_(sorted(users)))
    return dict(rows.tuples())
