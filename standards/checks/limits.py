"""Concentration limits: each value that is given against its limit, of the local standard where
one governs, else of GB 13271-2014.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import polars as pl

from standards.checks.base import (
    NOTHING,
    Check,
    Context,
    Judgement,
    becomes,
    doubtful,
    emit,
    made_of,
    missing_list,
    words,
)
from standards.checks.local_limits import installed, with_local_row
from standards.checks.steps import Steps, found, run
from standards.model import region_prefix
from standards.outcomes import LOCAL_STANDARD, OUTSIDE_TABLE

POLLUTANTS = ("pm_mg_m3", "so2_mg_m3", "nox_mg_m3")


def _in_scope(ctx: Context) -> pl.Expr:
    """GB 13271-2014, 1: steam boilers up to 65 t/h, and any stoker; no electric ones."""
    steam = pl.col("boiler_type") == "蒸汽锅炉"
    large = (pl.col("capacity_tph") > float(ctx.rule.params["scope_tph"])) & steam
    power_plant = (large & (pl.col("combustion") != "层燃")).fill_null(False)
    electric = (pl.col("fuel") == "电").fill_null(False)
    return ~power_plant & ~electric


def _with_stage(ctx: Context, frame: Steps) -> Steps:
    """Adds ``_stage``: new or existing by installation (put into use, else made), null where
    that is not known.

    Existing boilers came under table 1 on a day that depends on capacity; before it the rule says
    nothing (``not_yet``).
    """
    new_from = ctx.rule.params["new_from"]
    large, small = ctx.rule.params["existing_large_from"], ctx.rule.params["existing_small_from"]
    bound = (
        pl.when(pl.col("capacity_tph") > float(ctx.rule.params["large_above_tph"]))
        .then(pl.lit(large))
        .otherwise(pl.lit(small))
    )
    stage = (
        pl.when(installed() >= pl.lit(new_from))
        .then(pl.lit("new"))
        .when(installed() < pl.lit(new_from))
        .then(pl.when(bound <= ctx.today).then(pl.lit("existing")).otherwise(pl.lit("not_yet")))
    )
    return frame.with_columns(_stage=stage, _fuel=pl.col("fuel").cast(pl.String))


def _general(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """The limits that hold everywhere, by stage and fuel, with ``c_``: whether they are presumed,
    and ``s_``: the special limit of the fuel (table 3).
    """
    plain = rows.filter(pl.col("regions").is_null(), pl.col("pollutant") == name)
    special = plain.filter(pl.col("stage") == "special").select(
        "fuel", pl.col("limit_mg_m3").alias("s_" + name)
    )
    return plain.join(special, on="fuel", how="left").select(
        pl.col("stage").alias("_stage"),
        pl.col("fuel").alias("_fuel"),
        pl.col("limit_mg_m3").alias("l_" + name),
        doubtful("certainty").alias("c_" + name),
        "s_" + name,
    )


def _general_of_all(table: pl.DataFrame) -> pl.DataFrame:
    """The same of every pollutant beside each other: devices are joined once."""
    first, *others = (_general(table, name) for name in POLLUTANTS)
    for other in others:
        first = first.join(other, on=["_stage", "_fuel"], how="full", coalesce=True)
    return first


def _listed(regions: str) -> tuple[str, ...]:
    return tuple(region_prefix(code) for code in words(regions))


def _regional_rows(table: pl.DataFrame, places: Collection[str | None]) -> tuple[int, ...]:
    """The rows of some provinces that may be about a device of these places."""
    return tuple(
        number
        for number, regions in enumerate(table["regions"])
        if regions is not None
        and any(place is None or place.startswith(_listed(regions)) for place in places)
    )


def _with_regional(ctx: Context, frame: Steps, numbers: Sequence[int]) -> Steps:
    """Puts the limits of some provinces in place of the general one; which provinces is presumed,
    and without a region either limit may be the right one. Adds ``_clause``.
    """
    table = ctx.rows("table")
    for number in numbers:
        row = table.row(number, named=True)
        name, listed = row["pollutant"], _listed(row["regions"])
        here = (pl.col("_stage") == row["stage"]) & (pl.col("_fuel") == row["fuel"])
        inside = here & pl.any_horizontal(
            [pl.col("region").str.starts_with(code) for code in listed]
        )
        open_or_in = inside.fill_null(False) | (here & pl.col("region").is_null())
        frame = frame.with_columns(
            pl.when(inside)
            .then(row["limit_mg_m3"])
            .otherwise(pl.col("l_" + name))
            .alias("l_" + name),
            (pl.col("c_" + name) | open_or_in).alias("c_" + name),
        )
    clauses = dict(table.select("stage", "clause").unique().iter_rows())
    return frame.with_columns(
        _clause=pl.col("_stage").replace_strict(clauses, default=None, return_dtype=pl.String)
    )


def _with_national(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``l_``, ``c_`` and ``s_<pollutant>`` of GB 13271-2014, and ``_clause``."""
    table = ctx.rows("table")
    general = made_of(table, "general", lambda: _general_of_all(table))
    frame = frame.join(general, on=["_stage", "_fuel"], how="left", maintain_order="left")
    regional = _regional_rows(table, set(frame["region"].unique().to_list()))
    return run(ctx, frame, _with_regional, given=(regional,))


def _with_local(ctx: Context, frame: Steps) -> Steps:
    """Puts the local standard's limits in place where one governs (``_local``); what it has no
    held limit for is null.
    """
    local = pl.col("_row_index").is_not_null()

    def instead(name: str, value: pl.Expr) -> pl.Expr:
        return pl.when(local).then(value).otherwise(pl.col(name)).alias(name)

    none = pl.lit(None, dtype=pl.Float64)
    return frame.with_columns(
        *[instead("l_" + p, pl.col("t:" + p)) for p in POLLUTANTS],
        *[instead("c_" + p, doubtful("t:certainty")) for p in POLLUTANTS],
        *[instead("s_" + p, none) for p in POLLUTANTS],
        _local=local,
        _clause=pl.when(local).then(pl.col("t:clause").fill_null("排放限值")).otherwise("_clause"),
    )


def _with_facts(ctx: Context, frame: Steps) -> Steps:
    """Adds ``_over`` (a limit is exceeded), ``_solid`` (one that is not presumed), ``_soft`` (one
    that is given is presumed), ``_no_limit`` (one that is given has none), and ``_special``:
    kept, but above the special limit of a key region that an announcement may have set.
    """
    given = {p: pl.col(p).is_not_null() for p in POLLUTANTS}
    over = {p: (pl.col(p) > pl.col("l_" + p)).fill_null(False) for p in POLLUTANTS}
    above = [(pl.col(p) > pl.col("s_" + p)).fill_null(False) for p in POLLUTANTS]
    return frame.with_columns(
        _over=pl.any_horizontal(over.values()),
        _solid=pl.any_horizontal([o & ~pl.col("c_" + p) for p, o in over.items()]),
        _soft=pl.any_horizontal(
            [(g & pl.col("c_" + p)).fill_null(False) for p, g in given.items()]
        ),
        _no_limit=pl.any_horizontal([g & pl.col("l_" + p).is_null() for p, g in given.items()]),
        _special=pl.any_horizontal(above) & pl.col("key_region").fill_null(False),
    )


def _with_outcome(ctx: Context, frame: Steps) -> Steps:
    """Adds ``_missing`` (null when judged) and ``_outcome``.

    A limit that is exceeded decides, whatever limits are not held; where a local standard governs
    whose limits are not held, nothing is ever called good.
    """
    local, over = pl.col("_local"), pl.col("_over")
    asked = missing_list(
        {
            "fuel": pl.col("fuel").is_null(),
            "in_service_on": installed().is_null() & (~local | pl.col("_local_open")),
        }
    )
    not_held = pl.when(local).then(pl.lit(LOCAL_STANDARD)).otherwise(pl.lit(OUTSIDE_TABLE))
    frame = frame.with_columns(_asked=asked).with_columns(
        _missing=pl.when(pl.col("_asked") != "")
        .then("_asked")
        .when(pl.col("_no_limit") & ~(local & over))
        .then(not_held)
    )
    return frame.with_columns(
        _outcome=pl.when(~local & (pl.col("_stage") == "not_yet").fill_null(False))
        .then(None)
        .when(pl.col("_missing").is_not_null())
        .then(becomes("unknown"))
        # 大气污染防治法 §18: emissions must keep the standard
        .when(over)
        .then(becomes("rectify"))
        .otherwise(becomes("meets"))
    )


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Any given pollutant above its limit: rectify; else meets; nothing given: nothing."""
    frame = run(ctx, frame, _concerned, _with_stage)
    if frame.is_empty():
        return NOTHING
    frame = with_local_row(ctx, _with_national(ctx, frame))
    return found(ctx, frame, _with_local, _with_facts, _with_outcome, _found)


def _concerned(ctx: Context, frame: Steps) -> Steps:
    given = pl.any_horizontal([pl.col(p).is_not_null() for p in POLLUTANTS])
    return frame.filter(given & _in_scope(ctx))


def _presumed() -> pl.Expr:
    """What decides is: all of the exceeded limits, or any of the kept ones; or a key region may
    have a special limit that is exceeded.
    """
    kept = pl.col("_soft") | pl.col("_special")
    return pl.when(pl.col("_over")).then(~pl.col("_solid")).otherwise(kept)


def _case() -> pl.Expr:
    """The sentences that the outcome alone does not choose. A local standard known from memory
    only is not told as law.
    """
    remembered = pl.col("_local") & doubtful("t:certainty")
    return (
        pl.when((pl.col("_missing") == LOCAL_STANDARD) & remembered)
        .then(pl.lit(LOCAL_STANDARD + "-recalled"))
        .when((pl.col("_outcome") == "meets") & pl.col("_special"))
        .then(pl.lit("meets-special"))
    )


def _found(ctx: Context, frame: Steps) -> Steps:
    judged, national = pl.col("_missing").is_null(), pl.lit(ctx.rule.document)
    shown = {
        p: judged & pl.col(p).is_not_null() & pl.col("l_" + p).is_not_null() for p in POLLUTANTS
    }
    return emit(
        ctx,
        frame,
        Judgement(
            presumed=_presumed(),
            document=pl.when(pl.col("_local")).then(pl.col("t:document")).otherwise(national),
            clause=pl.col("_clause"),
            missing=pl.col("_missing"),
            case=_case(),
            measured={p: pl.when(c).then(pl.col(p)) for p, c in shown.items()},
            limit={p: pl.when(c).then(pl.col("l_" + p)) for p, c in shown.items()},
        ),
    )


CHECK = Check(
    judge,
    required={
        "table": str,
        "local": str,
        "new_from": date,
        "existing_large_from": date,
        "existing_small_from": date,
        "large_above_tph": int,
        "scope_tph": int,
    },
    tables=("table", "local"),
    reads=(
        "region",
        "key_region",
        "fuel",
        "boiler_type",
        "combustion",
        "rated_capacity_tph",
        "in_service_on",
        "made_on",
        *POLLUTANTS,
    ),
    uses=("capacity_tph",),
)
