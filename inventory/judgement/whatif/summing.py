"""How many devices a what-if changes how: by kind, verdict, region and enterprise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import polars as pl

import standards
from inventory.core.access import Actor
from inventory.core.kinds import known_kinds
from inventory.core.regions import service as regions
from inventory.judgement.whatif import columns, service
from inventory.judgement.whatif.columns import ChangeFilter
from inventory.judgement.whatif.models import BETTER, WORSE, WhatIf
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
COUNTY = 6  # digits of its code
KEYS = ("kind", "before", "after", "region", "enterprise")
SUMMED = ("quantity", "capacity", "kgce", "kgco2")
NUMBERS = ("devices", "worse", "better", "capacity", "kgce", "kgco2")
COUNTED = {
    **dict.fromkeys(KEYS, pl.String),
    "enterprise": pl.Int64,
    **dict.fromkeys(NUMBERS, pl.Int64),
    **dict.fromkeys(NUMBERS[3:], pl.Float64),
}


def summary(actor: Actor, what_if_id: int) -> Summary:
    """How many change how: by kind, verdict, region and enterprise, with capacity, cost, CO₂."""
    what_if = service.get(actor, what_if_id)
    found = _counted(actor, what_if)
    by_kind = _by_kind(found, what_if)
    return Summary(
        what_if=what_if,
        total=_total(found, by_kind),
        transitions=_transitions(found),
        by_kind=by_kind,
        by_region=_by_region(found, what_if),
        by_enterprise=_by_enterprise(actor, found, what_if),
        by_rule=what_if.rules or [],
    )


def _counted(actor: Actor, what_if: WhatIf) -> pl.DataFrame:
    """SUMMED by everything that the summary goes by."""
    parts = []
    read = ("before", "after", "region", "enterprise", "direction", *SUMMED)
    for frame in columns.changed(actor, what_if, ChangeFilter(), read):
        devices = pl.col("devices")
        counted = frame.rename({"quantity": "devices"}).with_columns(
            pl.col("before", "after").cast(pl.String),
            region=pl.col("region").cast(pl.String).str.slice(0, COUNTY),
            worse=devices * (pl.col("direction") == WORSE),
            better=devices * (pl.col("direction") == BETTER),
        )
        parts.append(counted.group_by(KEYS).agg(_sums()))
    return pl.concat(parts) if parts else pl.DataFrame(schema=COUNTED)


def _sums() -> list[pl.Expr]:
    """A sum is null where no value is known, as in SQL."""
    return [
        pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum()).alias(name)
        for name in NUMBERS
    ]


def _transitions(found: pl.DataFrame) -> list[Transition]:
    return [
        Transition(**vars(numbers), kind=kind, before=before or None, after=after or None)
        for (kind, before, after), numbers in _grouped(found, "kind", "before", "after")
    ]


def _by_kind(found: pl.DataFrame, what_if: WhatIf) -> list[KindNumbers]:
    kinds = known_kinds()
    return [
        KindNumbers(
            **vars(numbers),
            kind=kind,
            capacity_unit=_unit(kinds[kind]),
            cost=_cost(what_if, kind, numbers.worse),
        )
        for (kind,), numbers in _grouped(found, "kind")
    ]


def _unit(kind: standards.Kind) -> str | None:
    """The unit in which devices of the kind are summed, where they are."""
    return None if kind.capacity is None else kind.field(kind.capacity).unit


def _cost(what_if: WhatIf, kind: str, devices: int) -> float | None:
    """What the asker thinks the devices that become worse would cost."""
    unit = what_if.unit_costs.get(kind)
    return None if unit is None else unit * devices


def _total(found: pl.DataFrame, by_kind: Sequence[KindNumbers]) -> Total:
    return Total(
        devices=sum(row.devices for row in by_kind),
        worse=sum(row.worse for row in by_kind),
        better=sum(row.better for row in by_kind),
        enterprises=found["enterprise"].n_unique(),
        kgce=_sum(row.kgce for row in by_kind),
        kgco2=_sum(row.kgco2 for row in by_kind),
        cost=_sum(row.cost for row in by_kind),
    )


def _sum(values: Iterable[float | None]) -> float | None:
    """The sum of the known values; None if none is known."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _by_region(found: pl.DataFrame, what_if: WhatIf) -> list[RegionNumbers]:
    costs, rows = _costs(found, what_if, "region"), [*_grouped(found, "region")]
    names = regions.names({code for (code,), _ in rows})
    return [
        RegionNumbers(**vars(numbers), region=code, name=names.get(code, ""), cost=costs.get(code))
        for (code,), numbers in rows
    ]


def _by_enterprise(actor: Actor, found: pl.DataFrame, what_if: WhatIf) -> list[EnterpriseNumbers]:
    """The enterprises with most changes; how many there are says the total."""
    costs, rows = (
        _costs(found, what_if, "enterprise"),
        [*_grouped(found, "enterprise", most=LISTED)],
    )
    names = enterprises.names(actor, {owner for (owner,), _ in rows})
    return [
        EnterpriseNumbers(
            **vars(numbers), enterprise=owner, name=names.get(owner, ""), cost=costs.get(owner)
        )
        for (owner,), numbers in rows
    ]


def _costs(found: pl.DataFrame, what_if: WhatIf, key: str) -> dict[Any, float]:
    """Cost by region or enterprise, of the kinds that the asker put a price on."""
    costs: dict[Any, float] = {}
    priced = found.filter(pl.col("kind").is_in(list(what_if.unit_costs)))
    for (group, kind), numbers in _grouped(priced, key, "kind"):
        costs[group] = costs.get(group, 0) + (_cost(what_if, kind, numbers.worse) or 0)
    return costs


def _grouped(
    found: pl.DataFrame, *keys: str, most: int | None = None
) -> Iterator[tuple[tuple[Any, ...], Numbers]]:
    """Groups of changed devices with their numbers, the largest first."""
    groups = found.group_by(keys).agg(_sums())
    ordered = groups.sort("devices", *keys, descending=[True, *[False] * len(keys)])
    for row in ordered.select(*keys, *NUMBERS).head(most or groups.height).iter_rows():
        numbers = dict(zip(NUMBERS, row[len(keys) :], strict=True))
        yield row[: len(keys)], Numbers(**numbers)
