"""No inspection passed within three consecutive cycles (Order 12 of 2012, article 4(4))."""

from __future__ import annotations

import polars as pl

from standards.checks.base import NOTHING, Check, Context, Judgement, emit, missing_list
from standards.dates import add_months, add_years


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """The last of ``count`` cycles ended before as_of: eliminate; else nothing.

    A cycle has ``young_months`` while the truck is at most ``young_years`` old on the day the
    cycle begins, else ``old_months``.
    """
    valid, registered = pl.col("inspection_valid_to"), pl.col("registered_on")
    young, old = int(ctx.rule.params["young_months"]), int(ctx.rule.params["old_months"])
    count = int(ctx.rule.params["count"])
    frame = frame.filter(add_months(valid, count * min(young, old)) < ctx.today)
    if frame.is_empty():
        return NOTHING
    frame = frame.with_columns(
        _turn=add_years(registered, int(ctx.rule.params["young_years"])),
        _months=pl.lit(0, dtype=pl.Int32),
        _end=valid,
    )
    for _ in range(count):
        cycle = pl.when(pl.col("_end") <= pl.col("_turn")).then(young).otherwise(old)
        frame = frame.with_columns(_months=pl.col("_months") + cycle.cast(pl.Int32))
        frame = frame.with_columns(_end=add_months(valid, pl.col("_months")))
    known = registered.is_not_null()
    frame = frame.with_columns(
        _outcome=pl.when(~known)
        .then(pl.lit("unknown"))
        .when(pl.col("_end") < ctx.today)
        .then(pl.lit("eliminate"))
    )
    return emit(
        ctx,
        frame,
        Judgement(
            due=pl.when(known).then(pl.col("_end")),
            missing=missing_list({"registered_on": ~known}),
            measured={"inspection_valid_to": pl.when(known).then(valid)},
            limit={
                "inspection_valid_to": pl.when(known).then(
                    add_months(ctx.today, -pl.col("_months"))
                )
            },
        ),
    )


CHECK = Check(
    judge,
    required={"count": int, "young_months": int, "old_months": int, "young_years": int},
    reads=("inspection_valid_to", "registered_on"),
)
