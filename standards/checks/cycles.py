"""No inspection passed within three consecutive cycles (Order 12 of 2012, article 4(4))."""

from __future__ import annotations

import polars as pl

from standards.checks.base import NOTHING, Check, Context, Judgement, becomes, emit, missing_list
from standards.checks.steps import Steps, found, run
from standards.dates import add_months, add_years


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """The last of ``count`` cycles ended before as_of: eliminate; else nothing.

    A cycle has ``young_months`` while the truck is at most ``young_years`` old on the day the
    cycle begins, else ``old_months``.
    """
    frame = run(ctx, frame, _long_expired)
    return NOTHING if frame.is_empty() else found(ctx, frame, _with_end, _with_outcome, _found)


def _long_expired(ctx: Context, frame: Steps) -> Steps:
    count = int(ctx.rule.params["count"])
    shortest = min(_months(ctx, "young_months"), _months(ctx, "old_months"))
    earliest = add_months(pl.col("inspection_valid_to"), count * shortest)
    return frame.filter(earliest < ctx.today)


def _months(ctx: Context, name: str) -> int:
    return int(ctx.rule.params[name])


def _with_end(ctx: Context, frame: Steps) -> Steps:
    """Adds ``_end`` of the last cycle and ``_months``, the length of all of them."""
    valid = pl.col("inspection_valid_to")
    young, old = _months(ctx, "young_months"), _months(ctx, "old_months")
    frame = frame.with_columns(
        _turn=add_years(pl.col("registered_on"), int(ctx.rule.params["young_years"])),
        _months=pl.lit(0, dtype=pl.Int32),
        _end=valid,
    )
    for _ in range(int(ctx.rule.params["count"])):
        cycle = pl.when(pl.col("_end") <= pl.col("_turn")).then(young).otherwise(old)
        frame = frame.with_columns(_months=pl.col("_months") + cycle.cast(pl.Int32))
        frame = frame.with_columns(_end=add_months(valid, pl.col("_months")))
    return frame


def _with_outcome(ctx: Context, frame: Steps) -> Steps:
    return frame.with_columns(
        _outcome=pl.when(pl.col("registered_on").is_null())
        .then(becomes("unknown"))
        # Order 12, article 4(4): no pass within three consecutive inspection cycles
        .when(pl.col("_end") < ctx.today)
        .then(becomes("eliminate"))
    )


def _found(ctx: Context, frame: Steps) -> Steps:
    valid, known = pl.col("inspection_valid_to"), pl.col("registered_on").is_not_null()
    earliest = add_months(ctx.today, -pl.col("_months"))
    return emit(
        ctx,
        frame,
        Judgement(
            due=pl.when(known).then(pl.col("_end")),
            missing=missing_list({"registered_on": ~known}),
            measured={"inspection_valid_to": pl.when(known).then(valid)},
            limit={"inspection_valid_to": pl.when(known).then(earliest)},
        ),
    )


CHECK = Check(
    judge,
    required={"count": int, "young_months": int, "old_months": int, "young_years": int},
    reads=("inspection_valid_to", "registered_on"),
)
