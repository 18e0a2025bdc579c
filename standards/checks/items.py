"""Catalogues whose items are conditions on facts: the strictest item that holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

import polars as pl

from standards.checks.base import (
    NOTHING,
    Check,
    Context,
    Judgement,
    becomes,
    case_of,
    doubtful,
    emit,
    missing_list,
    said_at,
    words,
)
from standards.checks.steps import Steps, found, run
from standards.kinds import Kind
from standards.outcomes import OUTCOMES

_FLAGS = ("fixed_grate", "key_region", "built_up_area", "power_generation", "ultra_low_emission")
_SAID_ONLY = ("ultra_low_emission",)
"""Flags whose blank leaves the item out instead of open (rulebook: only when the field says no)."""


def _flag(name: str) -> pl.Expr:
    """A flag of the device. Only stoker firing has a grate: any other firing has no fixed one."""
    if name == "fixed_grate":
        firing = pl.col("combustion")
        stoker = firing.is_null() | firing.is_in(["层燃", "其他"])
        return pl.coalesce(pl.col(name), pl.when(~stoker).then(pl.lit(False)))
    return pl.col(name)


def _conditions(item: Mapping[str, Any]) -> dict[str, pl.Expr]:
    """The item's conditions by the field that answers them; null where the field is blank."""
    result = {"fuel": pl.col("fuel").is_in(words(item["fuel"]))}
    for name in _FLAGS:
        if item[name] is not None:
            holds = _flag(name) == item[name]
            result[name] = holds.fill_null(False) if name in _SAID_ONLY else holds
    if item["capacity_op"]:
        size, bound = pl.col("capacity_tph"), item["capacity_tph"]
        result["rated_capacity_tph"] = (
            size <= bound if item["capacity_op"] == "le" else size < bound
        )
    return result


@dataclass(frozen=True)
class _Item:
    """One item of the catalogue, and the frame column that says whether it holds (null: open)."""

    row: Mapping[str, Any]
    conditions: Mapping[str, pl.Expr]
    holds: pl.Expr

    @property
    def strict(self) -> bool:
        return str(self.row["outcome"]) == "eliminate"


def _items(ctx: Context) -> list[_Item]:
    """The catalogue's items, the strictest outcome first."""
    items = [
        _Item(row, _conditions(row), pl.col(f"_item{number}"))
        for number, row in enumerate(ctx.rows("table").to_dicts())
    ]
    return sorted(items, key=lambda item: OUTCOMES.index(item.row["outcome"]))


def _with_items(ctx: Context, frame: Steps) -> Steps:
    """The devices whose fuel a catalogue item names or leaves open, with a column per item."""
    items = _items(ctx)
    fuels = {fuel for item in items for fuel in words(item.row["fuel"])}
    fuel = pl.col("fuel")
    return frame.filter(fuel.is_null() | fuel.is_in(fuels)).with_columns(
        reduce(and_, item.conditions.values()).alias(item.holds.meta.output_name())
        for item in items
    )


def _any(columns: Iterable[pl.Expr]) -> pl.Expr:
    return pl.any_horizontal([*columns, pl.lit(False)])


def _outcome(items: Sequence[_Item]) -> pl.Expr:
    """An item for elimination that holds; one that stays open; a restricted one that holds, or
    stays open; else null.
    """
    strict = [item.holds for item in items if item.strict]
    every = [item.holds for item in items]
    unknown = becomes("unknown")
    return (
        pl.when(_any(c.fill_null(False) for c in strict))
        .then(becomes("eliminate"))
        .when(_any(c.is_null() for c in strict))
        .then(unknown)
        .when(_any(c.fill_null(False) for c in every))
        .then(becomes("renew"))
        .when(_any(c.is_null() for c in every))
        .then(unknown)
    )


def _place(items: Sequence[_Item]) -> pl.Expr:
    """Which is the strictest item that holds."""
    places = [pl.lit(number, dtype=pl.UInt32) for number in range(len(items))]
    return pl.coalesce(pl.when(i.holds).then(n) for i, n in zip(items, places, strict=True))


def _picked(items: Sequence[_Item], key: str, dtype: type[pl.DataType] = pl.String) -> pl.Expr:
    """What the item at ``_place`` says under ``key``."""
    return said_at(pl.col("_place"), pl.Series([item.row[key] for item in items], dtype=dtype))


def _open_fields(kind: Kind, items: Sequence[_Item]) -> pl.Expr:
    """The blank fields of the open items, each once, in the order of the first item that asks for
    it. What the region decides is asked for as the region.
    """
    asked: dict[str, pl.Expr] = {}
    for item in items:
        for name, holds in item.conditions.items():
            field = "region" if kind.field(name).region_table else name
            asks = item.holds.is_null() & holds.is_null()
            asked[field] = asked[field] | asks if field in asked else asks
    return missing_list(asked)


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """The strictest item that holds; unknown where a stricter one stays open for want of a fact;
    else nothing.
    """
    frame = run(ctx, frame, _with_items)
    return NOTHING if frame.is_empty() else found(ctx, frame, _with_picked, _found)


def _with_picked(ctx: Context, frame: Steps) -> Steps:
    """Adds ``_outcome``, and the bound, certainty and region of the item that decides."""
    items = _items(ctx)
    frame = frame.with_columns(_outcome=_outcome(items)).filter(pl.col("_outcome").is_not_null())
    return frame.with_columns(_place=_place(items)).with_columns(
        _bound=_picked(items, "capacity_tph", pl.Float64),
        _certainty=_picked(items, "certainty"),
        _by_region=_picked(items, "key_region", pl.Boolean).is_not_null(),
    )


def _found(ctx: Context, frame: Steps) -> Steps:
    items = _items(ctx)
    outcome, bound, size = pl.col("_outcome"), pl.col("_bound"), "rated_capacity_tph"
    judged = outcome != "unknown"
    shown = pl.when(judged & bound.is_not_null())
    return emit(
        ctx,
        frame,
        Judgement(
            presumed=doubtful("_certainty") & judged,
            clause=pl.when(judged).then(_picked(items, "item")),
            due=pl.when(outcome == "eliminate").then(pl.lit(ctx.rule.begins)),
            missing=pl.when(~judged).then(_open_fields(ctx.library.kind(ctx.rule.kind), items)),
            case=pl.when(judged & pl.col("_by_region")).then(case_of("-region")),
            measured={size: shown.then(pl.col("capacity_tph"))},
            limit={size: pl.when(judged).then(bound)},
            info={"wording": _picked(items, "wording")},
        ),
    )


CHECK = Check(
    judge,
    required={"table": str},
    tables=("table",),
    reads=("fuel", "rated_capacity_tph", "rated_power_mw", "combustion", "region", *_FLAGS),
    uses=("capacity_tph",),
)
