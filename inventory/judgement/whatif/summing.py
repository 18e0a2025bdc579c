"""How many devices a what-if changes how: by kind, verdict, region and enterprise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from peewee import SQL, fn

import standards
from inventory.core.access import Actor
from inventory.core.kinds import known_kinds
from inventory.core.regions import service as regions
from inventory.judgement.whatif import service
from inventory.judgement.whatif.listing import ChangeFilter, rows
from inventory.judgement.whatif.models import BETTER, WORSE, WhatIf, WhatIfChange
from inventory.judgement.whatif.results import (
    EnterpriseNumbers,
    KindNumbers,
    Numbers,
    RegionNumbers,
    Summary,
    Total,
    Transition,
)
from inventory.people.enterprises import service as enterprises

LISTED = 100


def summary(actor: Actor, what_if_id: int) -> Summary:
    """How many change how: by kind, verdict, region and enterprise, with capacity, cost, CO₂."""
    what_if = service.get(actor, what_if_id)
    by_kind = _by_kind(actor, what_if)
    return Summary(
        what_if=what_if,
        total=_total(actor, what_if, by_kind),
        transitions=_transitions(actor, what_if),
        by_kind=by_kind,
        by_region=_by_region(actor, what_if),
        by_enterprise=_by_enterprise(actor, what_if),
        by_rule=what_if.rules or [],
    )


def _transitions(actor: Actor, what_if: WhatIf) -> list[Transition]:
    keys = WhatIfChange.kind, WhatIfChange.before, WhatIfChange.after
    return [
        Transition(**vars(numbers), kind=kind, before=before or None, after=after or None)
        for (kind, before, after), numbers in _grouped(actor, what_if, *keys)
    ]


def _by_kind(actor: Actor, what_if: WhatIf) -> list[KindNumbers]:
    kinds = known_kinds()
    return [
        KindNumbers(
            **vars(numbers),
            kind=kind,
            capacity_unit=_unit(kinds[kind]),
            cost=_cost(what_if, kind, numbers.worse),
        )
        for (kind,), numbers in _grouped(actor, what_if, WhatIfChange.kind)
    ]


def _unit(kind: standards.Kind) -> str | None:
    """The unit in which devices of the kind are summed, where they are."""
    return None if kind.capacity is None else kind.field(kind.capacity).unit


def _cost(what_if: WhatIf, kind: str, devices: int) -> float | None:
    """What the asker thinks the devices that become worse would cost."""
    unit = what_if.unit_costs.get(kind)
    return None if unit is None else unit * devices


def _total(actor: Actor, what_if: WhatIf, by_kind: Sequence[KindNumbers]) -> Total:
    owners = rows(actor, what_if, ChangeFilter()).select(
        fn.COUNT(WhatIfChange.enterprise.distinct())
    )
    return Total(
        devices=sum(row.devices for row in by_kind),
        worse=sum(row.worse for row in by_kind),
        better=sum(row.better for row in by_kind),
        enterprises=owners.scalar(),
        kgce=_sum(row.kgce for row in by_kind),
        kgco2=_sum(row.kgco2 for row in by_kind),
        cost=_sum(row.cost for row in by_kind),
    )


def _sum(values: Iterable[float | None]) -> float | None:
    """The sum of the known values; None if none is known."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _by_region(actor: Actor, what_if: WhatIf) -> list[RegionNumbers]:
    # Written out: PostgreSQL takes two parameters for two expressions, not one to group by.
    county = fn.SUBSTR(WhatIfChange.region, SQL("1"), SQL("6"))
    costs = _costs(actor, what_if, county)
    found = list(_grouped(actor, what_if, county))
    names = regions.names({code for (code,), _ in found})
    return [
        RegionNumbers(**vars(numbers), region=code, name=names.get(code, ""), cost=costs.get(code))
        for (code,), numbers in found
    ]


def _by_enterprise(actor: Actor, what_if: WhatIf) -> list[EnterpriseNumbers]:
    """The enterprises with most changes; how many there are says the total."""
    costs = _costs(actor, what_if, WhatIfChange.enterprise)
    found = list(_grouped(actor, what_if, WhatIfChange.enterprise, limit=LISTED))
    names = enterprises.names(actor, {owner for (owner,), _ in found})
    return [
        EnterpriseNumbers(
            **vars(numbers), enterprise=owner, name=names.get(owner, ""), cost=costs.get(owner)
        )
        for (owner,), numbers in found
    ]


def _costs(actor: Actor, what_if: WhatIf, key: Any) -> dict[Any, float]:
    """Cost by region or enterprise, of the kinds that the asker put a price on."""
    if not what_if.unit_costs:
        return {}
    found: dict[Any, float] = {}
    for (group, kind), numbers in _grouped(actor, what_if, key, WhatIfChange.kind):
        cost = _cost(what_if, kind, numbers.worse)
        if cost is not None:
            found[group] = found.get(group, 0) + cost
    return found


def _grouped(
    actor: Actor, what_if: WhatIf, *keys: Any, limit: int | None = None
) -> Iterator[tuple[tuple[Any, ...], Numbers]]:
    """Groups of changed devices with their numbers, the largest first."""
    devices = fn.SUM(WhatIfChange.quantity)
    query = (
        rows(actor, what_if, ChangeFilter())
        .select(
            *keys,
            devices,
            fn.SUM((WhatIfChange.direction == WORSE).cast("INTEGER") * WhatIfChange.quantity),
            fn.SUM((WhatIfChange.direction == BETTER).cast("INTEGER") * WhatIfChange.quantity),
            fn.SUM(WhatIfChange.capacity),
            fn.SUM(WhatIfChange.kgce),
            fn.SUM(WhatIfChange.kgco2),
        )
        .group_by(*keys)
        .order_by(devices.desc(), *keys)
    )
    if limit is not None:
        query = query.limit(limit)
    for row in query.tuples():
        count, worse, better, capacity, kgce, kgco2 = row[len(keys) :]
        yield (
            row[: len(keys)],
            Numbers(
                devices=count,
                worse=worse,
                better=better,
                capacity=capacity,
                kgce=kgce,
                kgco2=kgco2,
            ),
        )
