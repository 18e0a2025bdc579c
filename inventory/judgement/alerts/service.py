"""Alerts: which of them somebody sees, and how many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from peewee import SQL, Expression, ModelSelect

from inventory.core import access, clock, database, paging, region_codes
from inventory.core.access import Actor
from inventory.core.paging import FIRST, Page, Slice
from inventory.judgement.alerts import counting
from inventory.judgement.alerts.models import Alert
from inventory.judgement.alerts.stages import STAGES
from inventory.registry.equipment.models import Equipment


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
# What a list shows of a device. To read its facts, too, takes longer than to find the alerts.
SHOWN = (
    *(Equipment.id, Equipment.kind, Equipment.name, Equipment.model),
    *(Equipment.identifier, Equipment.region),
)
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


def find(
    actor: Actor,
    filters: AlertFilters = ALL,
    part: Slice = FIRST,
    counted: Mapping[str, int] | None = None,
) -> Page[Alert]:
    """A page of open alerts, and how many there are; `counted`: `counts` where it is known.

    Their devices have what a list shows of them, and nothing else.
    """
    count = _total(counts(actor, filters) if counted is None else counted, filters)
    query = chosen(actor, filters, walk=count * SPARSE >= counting.everywhere())
    items, last = paging.cut(query.select(Alert, *SHOWN), part)
    return Page(items, count, last)


def total(actor: Actor, filters: AlertFilters = ALL) -> int:
    """How many open alerts the filters leave."""
    return _total(counts(actor, filters), filters)


def _total(found: Mapping[str, int], filters: AlertFilters) -> int:
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
