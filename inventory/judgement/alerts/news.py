"""News of alerts: those of one device, or a count, never thousands of rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from peewee import JOIN

from inventory.core import database
from inventory.core.access import Actor
from inventory.core.messages import Sentence
from inventory.judgement.alerts.models import Alert
from inventory.judgement.library import current
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment
from inventory.registry.notifications.emitting import News, emit

STAGES = {
    "180": Sentence("180天内", "within 180 days"),
    "90": Sentence("90天内", "within 90 days"),
    "30": Sentence("30天内", "within 30 days"),
    "due": Sentence("已到期", "due"),
    "overdue30": Sentence("逾期30天以上", "more than 30 days overdue"),
}


@dataclass(frozen=True)
class Told:
    """An alert as it is told of."""

    id: int
    rule: str
    stage: str
    assignee: int | None
    equipment: int
    region: str
    kind: str
    enterprise: int
    owner: str
    name: str


def of(ids: Iterable[int]) -> list[Told]:
    """Alerts with their devices: one query."""
    rows = (
        Alert.select(
            *(Alert.id, Alert.rule, Alert.stage, Alert.assignee, Alert.equipment),
            *(Equipment.region, Equipment.kind, Equipment.enterprise, Enterprise.name),
            *(Equipment.name, Equipment.model, Equipment.identifier),
        )
        # As outer joins: without statistics of new tables SQLite would begin with all devices.
        .join(Equipment, JOIN.LEFT_OUTER)
        .join(Enterprise, JOIN.LEFT_OUTER)
        .where(database.any_of(Alert.id, list(ids)))
        .order_by(Alert.id)
    )
    return [
        Told(*row[:9], name=row[9] or row[10] or row[11] or f"#{row[4]}") for row in rows.tuples()
    ]


def several(name: str, count: int) -> Sentence:
    """One device by its name, or that and how many more."""
    if count == 1:
        return Sentence(name, name)
    return Sentence(f"{name}等 {count} 项", f"{name} and {count - 1} more")


def stages_reached(ids: Sequence[int]) -> None:
    """Alerts that have reached a stage, grouped by the people concerned; in the transaction."""
    if not ids:
        return
    groups: dict[tuple[object, ...], list[Told]] = defaultdict(list)
    for alert in of(ids):
        key = (alert.stage, alert.assignee, alert.region, alert.kind, alert.enterprise)
        groups[key].append(alert)
    titles = {rule.id: Sentence(rule.title_zh, rule.title_en) for rule in current.load().rules}
    emit([_stage(alerts, titles) for alerts in groups.values()])


def _stage(alerts: Sequence[Told], titles: Mapping[str, Sentence]) -> News:
    first, count = alerts[0], len(alerts)
    rule, _ = Counter(alert.rule for alert in alerts).most_common(1)[0]
    return News(
        "alert_stage",
        {
            "device": several(first.name, count),
            "enterprise": first.owner,
            "rule": titles.get(rule, Sentence(rule, rule)),
            "stage": STAGES[first.stage],
        },
        region=first.region,
        kind=first.kind,
        enterprise=first.enterprise,
        users=[first.assignee] if first.assignee else (),
        subject="equipment",
        subject_id=first.equipment,
        count=count,
        things={"alert": [alert.id for alert in alerts]},
    )


def handed_over(actor: Actor, user: int | None, ids: Sequence[int]) -> None:
    """Alerts that somebody was given by another."""
    if user is None or user == actor.id or not ids:
        return
    alerts = of(ids)
    emit(
        [
            News(
                "alert_assigned",
                {"device": several(alerts[0].name, len(alerts)), "who": actor.name},
                region=alerts[0].region,
                users=[user],
                count=len(alerts),
                things={"alert": list(ids)},
            )
        ]
    )
