"""Open alerts counted by the sums that the writes keep; what they do not know is counted directly.

The sums count what is put off, too: that depends on the day, is little, and is taken off.
"""

from __future__ import annotations

from typing import Protocol

from peewee import ModelSelect, fn

from inventory.core.access import Actor
from inventory.judgement.alerts.models import Alert
from inventory.judgement.sums import service as sums
from inventory.judgement.sums.definitions import OFFICER, STAGE
from inventory.judgement.sums.service import Condition


class AlertFilters(Protocol):
    """Which alerts are listed (service.AlertFilters)."""

    @property
    def kind(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def equipment(self) -> int | None: ...
    @property
    def assignee(self) -> int | None: ...
    @property
    def mine(self) -> bool: ...
    @property
    def acknowledged(self) -> bool | None: ...
    @property
    def snoozed(self) -> bool: ...


def by_stage(query: ModelSelect) -> dict[str, int]:
    """The alerts of a query by their stage."""
    rows = query.order_by().select(Alert.stage, fn.COUNT(Alert.id)).group_by(Alert.stage)
    return dict(rows.tuples())


def summed(actor: Actor, filters: AlertFilters) -> dict[str, int] | None:
    """Alerts by stage with those put off, the filter by stage aside; None: sums cannot tell."""
    asked = _of_officer(actor, filters) or _of_all(filters)
    places = sums.places(actor, filters.region)
    if asked is None or places is None or filters.snoozed or filters.equipment:
        return None
    sort, conditions = asked
    return dict(sums.read(sort, places, ("stage",), conditions))


def everywhere() -> int:
    """All open alerts of the ledger."""
    return sum(count for (count,) in sums.read(STAGE, ("",), ()))


def _of_officer(actor: Actor, filters: AlertFilters) -> tuple[str, list[Condition]] | None:
    officers = {filters.assignee, actor.id if filters.mine else None} - {None}
    if len(officers) != 1 or filters.kind or filters.rule:
        return None
    conditions = [Condition("assignee", "=", str(officers.pop()))]
    if filters.acknowledged is not None:
        conditions.append(Condition("acknowledged", "=", str(int(filters.acknowledged))))
    return OFFICER, conditions


def _of_all(filters: AlertFilters) -> tuple[str, list[Condition]] | None:
    if filters.mine or filters.assignee or filters.acknowledged is not None:
        return None
    asked = (("kind", filters.kind), ("rule", filters.rule))
    return STAGE, [Condition(column, "=", value) for column, value in asked if value]
