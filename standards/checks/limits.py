"""Concentration limits: each value that is given against its limit (GB 13271-2014)."""

from __future__ import annotations

from datetime import date

import polars as pl

from standards.checks.base import NOTHING, Check, Context, Judgement, emit, missing_list, words
from standards.model import OUTSIDE_TABLE, PRESUMED_CERTAINTIES, region_prefix

POLLUTANTS = ("pm_mg_m3", "so2_mg_m3", "nox_mg_m3")


def _installed(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``_stage``: special in a key region, else new or existing by installation (put into
    use, else made).

    Existing boilers came under table 1 on a day that depends on capacity; before it the rule says
    nothing.
    """
    new_from = ctx.rule.params["new_from"]
    large, small = ctx.rule.params["existing_large_from"], ctx.rule.params["existing_small_from"]
    day = pl.coalesce("in_service_on", "made_on")
    bound = (
        pl.when(pl.col("capacity_tph") > float(ctx.rule.params["large_above_tph"]))
        .then(pl.lit(large))
        .otherwise(pl.lit(small))
    )
    stage = (
        pl.when(pl.col("key_region").fill_null(False))
        .then(pl.lit("special"))
        .when(day >= pl.lit(new_from))
        .then(pl.lit("new"))
        .when(day < pl.lit(new_from))
        .then(pl.when(bound <= ctx.today).then(pl.lit("existing")).otherwise(pl.lit("not_yet")))
    )
    return frame.with_columns(_stage=stage, _fuel=pl.col("fuel").cast(pl.String))


def _limits(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``l_<pollutant>`` and ``c_<pollutant>`` (rests on presumed data), and ``_clause``."""
    table = ctx.rows("table")
    for name in POLLUTANTS:
        rows = table.filter(pl.col("pollutant") == name)
        general = (
            rows.filter(pl.col("regions").is_null())
            .select(
                _stage="stage",
                _fuel="fuel",
                l="limit_mg_m3",
                c=pl.col("certainty").is_in(list(PRESUMED_CERTAINTIES)),
            )
            .rename({"l": "l_" + name, "c": "c_" + name})
        )
        frame = frame.join(general, on=["_stage", "_fuel"], how="left", maintain_order="left")
        for row in rows.filter(pl.col("regions").is_not_null()).to_dicts():
            here = (pl.col("_stage") == row["stage"]) & (pl.col("_fuel") == row["fuel"])
            listed = [region_prefix(code) for code in words(row["regions"])]
            inside = here & pl.any_horizontal(
                [pl.col("region").str.starts_with(code) for code in listed]
            )
            # without a region either limit may be the right one: the general one, presumed
            frame = frame.with_columns(
                pl.when(inside)
                .then(row["limit_mg_m3"])
                .otherwise(pl.col("l_" + name))
                .alias("l_" + name),
                (
                    pl.col("c_" + name)
                    | (here & pl.col("region").is_null())
                    | inside.fill_null(False)
                ).alias("c_" + name),
            )
    clauses = dict(table.select("stage", "clause").unique().iter_rows())
    return frame.with_columns(
        _clause=pl.col("_stage").replace_strict(clauses, default=None, return_dtype=pl.String)
    )


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Any given pollutant above its limit → rectify, else meets; nothing given → nothing.

    A finding is presumed when what decides it is: all of the exceeded limits, or any of the kept
    ones.
    """
    given = pl.any_horizontal([pl.col(p).is_not_null() for p in POLLUTANTS])
    firing = pl.col("combustion").cast(pl.String)
    steam = pl.col("boiler_type").cast(pl.String) == "蒸汽锅炉"
    large = (pl.col("capacity_tph") > float(ctx.rule.params["scope_tph"])) & steam
    out_of_scope = (large & (firing != "层燃")).fill_null(False)
    frame = frame.filter(
        given & ~out_of_scope & (pl.col("fuel").cast(pl.String) != "电").fill_null(True)
    )
    if frame.is_empty():
        return NOTHING
    frame = _limits(ctx, _installed(ctx, frame))
    over = {p: pl.col(p) > pl.col("l_" + p) for p in POLLUTANTS}
    no_limit = [pl.col(p).is_not_null() & pl.col("l_" + p).is_null() for p in POLLUTANTS]
    frame = frame.with_columns(
        _over=pl.any_horizontal([o.fill_null(False) for o in over.values()]),
        _solid=pl.any_horizontal([o.fill_null(False) & ~pl.col("c_" + p) for p, o in over.items()]),
        _soft=pl.any_horizontal(
            [(pl.col(p).is_not_null() & pl.col("c_" + p)).fill_null(False) for p in POLLUTANTS]
        ),
        _asked=missing_list(
            {"fuel": pl.col("fuel").is_null(), "in_service_on": pl.col("_stage").is_null()}
        ),
        _no_limit=pl.any_horizontal(no_limit),
    )
    frame = frame.with_columns(
        _missing=pl.when(pl.col("_asked") != "")
        .then(pl.col("_asked"))
        .when(pl.col("_no_limit"))
        .then(pl.lit(OUTSIDE_TABLE))
    )
    judged = pl.col("_missing").is_null()
    frame = frame.with_columns(
        _outcome=pl.when((pl.col("_stage") == "not_yet").fill_null(False))
        .then(None)
        .when(~judged)
        .then(pl.lit("unknown"))
        .when(pl.col("_over"))
        .then(pl.lit("rectify"))
        .otherwise(pl.lit("meets"))
    )
    return emit(
        ctx,
        frame,
        Judgement(
            presumed=pl.when(pl.col("_over")).then(~pl.col("_solid")).otherwise(pl.col("_soft")),
            clause=pl.col("_clause"),
            missing=pl.col("_missing"),
            measured={p: pl.when(judged).then(pl.col(p)) for p in POLLUTANTS},
            limit={
                p: pl.when(judged & pl.col(p).is_not_null()).then(pl.col("l_" + p))
                for p in POLLUTANTS
            },
        ),
    )


CHECK = Check(
    judge,
    required={
        "table": str,
        "new_from": date,
        "existing_large_from": date,
        "existing_small_from": date,
        "large_above_tph": int,
        "scope_tph": int,
    },
    tables=("table",),
)
