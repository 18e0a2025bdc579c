"""Catalogues whose items are conditions on facts: the strictest item that holds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import and_
from typing import Any

import polars as pl

from standards.checks.base import NOTHING, Check, Context, Judgement, emit, words
from standards.model import PRESUMED_CERTAINTIES

_FLAGS = ("fixed_grate", "key_region", "built_up_area", "power_generation", "ultra_low_emission")
_SAID_ONLY = ("ultra_low_emission",)
"""Flags whose blank leaves the item out instead of open (rulebook: only when the field says no)."""


def _flag(name: str) -> pl.Expr:
    """A flag of the device. Only stoker firing has a grate: any other firing has no fixed one."""
    if name == "fixed_grate":
        firing = pl.col("combustion").cast(pl.String)
        stoker = firing.is_null() | firing.is_in(["层燃", "其他"])
        return pl.coalesce(pl.col(name), pl.when(~stoker).then(pl.lit(False)))
    return pl.col(name)


def _conditions(item: Mapping[str, Any]) -> dict[str, pl.Expr]:
    """The item's conditions by the field that answers them; null where the field is blank."""
    result = {"fuel": pl.col("fuel").cast(pl.String).is_in(words(item["fuel"]))}
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


def _first(holds: list[tuple[pl.Expr, Any]]) -> pl.Expr:
    return pl.coalesce([pl.when(cond).then(pl.lit(value)) for cond, value in holds])


def _open_fields(open_items: list[tuple[pl.Expr, dict[str, pl.Expr]]]) -> pl.Expr:
    """The blank fields of the open items, each once, in the order of the first item that asks for
    it.
    """
    asked: dict[str, pl.Expr] = {}
    for is_open, conditions in open_items:
        for name, holds in conditions.items():
            asks = is_open & holds.is_null()
            asked[name] = asks if name not in asked else asked[name] | asks
    parts = [pl.when(cond).then(pl.lit(name)) for name, cond in asked.items()]
    return pl.concat_str(parts, separator=";", ignore_nulls=True)


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """The strictest item that holds; unknown where a stricter one stays open for want of a fact;
    else nothing.
    """
    items = ctx.rows("table").to_dicts()
    frame = frame.filter(
        pl.col("fuel").is_null()
        | pl.col("fuel").cast(pl.String).is_in({f for i in items for f in words(i["fuel"])})
    )
    if frame.is_empty():
        return NOTHING
    conditions = [_conditions(item) for item in items]
    holds = [reduce(and_, c.values()) for c in conditions]
    frame = frame.with_columns(**{f"_item{i}": expr for i, expr in enumerate(holds)})
    columns = [pl.col(f"_item{i}") for i in range(len(items))]

    def of(outcome: str) -> list[int]:
        return [i for i, item in enumerate(items) if item["outcome"] == outcome]

    out, unknown = of("eliminate"), pl.lit("unknown")
    hit_strict = pl.any_horizontal([columns[i] for i in out])
    open_strict = ~hit_strict.fill_null(False) & pl.any_horizontal(
        [columns[i].is_null() for i in out]
    )
    hit_any = pl.any_horizontal([c.fill_null(False) for c in columns])
    open_any = pl.any_horizontal([c.is_null() for c in columns])
    frame = frame.with_columns(
        _outcome=pl.when(hit_strict)
        .then(pl.lit("eliminate"))
        .when(open_strict)
        .then(unknown)
        .when(hit_any)
        .then(pl.lit("renew"))
        .when(open_any)
        .then(unknown)
    ).filter(pl.col("_outcome").is_not_null())
    outcome = pl.col("_outcome")
    order = [*out, *of("renew")]
    picked = pl.coalesce([pl.when(columns[i]).then(pl.lit(i)) for i in order])
    bound = reduce(
        lambda rest, i: (
            pl.when(picked == i)
            .then(pl.lit(items[i]["capacity_tph"], dtype=pl.Float64))
            .otherwise(rest)
        ),
        order,
        pl.lit(None, dtype=pl.Float64),
    )
    judged = outcome != "unknown"
    doubtful = [i for i in order if items[i]["certainty"] in PRESUMED_CERTAINTIES]
    return emit(
        ctx,
        frame,
        Judgement(
            presumed=picked.is_in(doubtful) & judged,
            clause=pl.when(judged).then(_first([(columns[i], items[i]["item"]) for i in order])),
            due=pl.when(outcome == "eliminate").then(pl.lit(ctx.rule.begins)),
            missing=pl.when(~judged).then(
                _open_fields([(columns[i].is_null(), conditions[i]) for i in order])
            ),
            measured={
                "rated_capacity_tph": pl.when(judged & bound.is_not_null()).then(
                    pl.col("capacity_tph")
                )
            },
            limit={"rated_capacity_tph": pl.when(judged).then(bound)},
            info={"wording": _first([(columns[i], items[i]["wording"]) for i in order])},
        ),
    )


CHECK = Check(judge, required={"table": str}, tables=("table",))
