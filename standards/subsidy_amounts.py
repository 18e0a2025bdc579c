"""What a subsidy programme pays: amounts per device, in yuan where they are fixed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from standards.kinds import Kind
from standards.potential import Amount, Programme
from standards.subsidy_operators import all_met

YUAN: Final[Mapping[str, float]] = {"元": 1.0, "万元": 10_000.0}
"""Units of an amount per device, in yuan; other units are shares of a price or an interest."""
UNIT_EN: Final[Mapping[str, str]] = {
    "元": "yuan",
    "万元": "×10 000 yuan",
    "元/总吨": "yuan per gross ton",
    "个百分点/年": "percentage points a year",
}


def amounts_of(
    kind: Kind, programme: Programme, facts: pl.DataFrame, day: date
) -> list[dict[str, Any]]:
    """The amounts of a programme that are about this device, as they are shown."""
    return [_shown(a) for a in programme.amounts if _applies(kind, a, facts, day)]


def _shown(amount: Amount) -> dict[str, Any]:
    return {
        "item": amount.item_zh,
        "item_en": amount.item_en,
        "value": amount.value,
        "unit": amount.unit,
        "unit_en": UNIT_EN.get(amount.unit, amount.unit),
        "part": amount.part,
        "choice": amount.choice,
        "certainty": amount.certainty,
    }


def _applies(kind: Kind, amount: Amount, facts: pl.DataFrame, day: date) -> bool:
    met = facts.select(all_met(kind, amount.conditions, day).fill_null(False).alias("met"))
    return bool(met["met"].any())


def _open(programme: Programme, as_of: date) -> bool:
    end = programme.valid_to
    return programme.valid_from <= as_of and (end is None or as_of <= end)


def paid(kind: Kind, programme: Programme, as_of: date, choices: bool) -> pl.Expr:
    """The amount; null outside the window: what is closed is never offered."""
    if not _open(programme, as_of):
        return pl.lit(None, dtype=pl.Float64)
    return _amount(kind, programme, as_of, choices)


def _amount(kind: Kind, programme: Programme, as_of: date, choices: bool) -> pl.Expr:
    """Yuan per device: of each part the largest, all parts together; null where none is fixed.

    Without ``choices``, only what does not depend on what the applicant buys.
    """
    parts: dict[str, list[pl.Expr]] = {}
    for amount in programme.amounts:
        if amount.unit not in YUAN or (amount.choice and not choices):
            continue
        met = all_met(kind, amount.conditions, as_of)
        paid = pl.when(met).then(pl.lit(amount.value * YUAN[amount.unit]))
        parts.setdefault(amount.part, []).append(paid)
    if not parts:
        return pl.lit(None, dtype=pl.Float64)
    largest = [pl.max_horizontal(values) for values in parts.values()]
    return pl.when(pl.any_horizontal([v.is_not_null() for v in largest])).then(
        pl.sum_horizontal(largest)
    )
