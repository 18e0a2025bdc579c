"""How many devices the ledger has by kind and verdict."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import fn

from inventory.core.access import Actor
from inventory.judgement.ledger.listing import Filters, query
from inventory.registry.equipment.models import Equipment


@dataclass(frozen=True)
class KindCount:
    """Devices of a kind with a verdict; None: nothing is judged."""

    kind: str
    verdict: str | None
    count: int


def summary(actor: Actor, region: str = "") -> list[KindCount]:
    """How many devices there are by kind and verdict (null = nothing to judge)."""
    rows = (
        query(actor, Filters(region=region))
        .select(Equipment.kind, Equipment.verdict, fn.SUM(Equipment.quantity))
        .group_by(Equipment.kind, Equipment.verdict)
        .order_by(Equipment.kind, fn.MIN(Equipment.verdict_rank))
    )
    return [KindCount(*row) for row in rows.tuples()]
