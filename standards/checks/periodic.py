"""Statutory inspections whose interval depends on the device; the written next date comes first."""

from __future__ import annotations

import polars as pl

from standards.checks.base import (
    NOTHING,
    Check,
    Context,
    Judgement,
    emit,
    missing_list,
    reminder,
    then_if_due,
)
from standards.checks.facing import together
from standards.checks.limit_sources import keys_of
from standards.checks.rows import match_rows, take
from standards.dates import add_months
from standards.model import PRESUMED_CERTAINTIES


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """``next`` if it is given, else ``last`` and the row's ``months``; a device never inspected:
    ``since`` and the row's ``first_months``.

    Parameters: ``next``, ``last``, ``since`` date fields; ``table`` of intervals with ``keys``, and
    ``first_table`` of first intervals with ``first_keys``. A row whose certainty is presumed makes
    the finding so. ``about``: conditions; a device that fails one is not judged.
    """
    next_name, last_name, since = ctx.text("next"), ctx.text("last"), ctx.text("since")
    rows, first = ctx.rows("table"), ctx.rows("first_table")
    keys, _ = keys_of(ctx)
    about = together(ctx.library.kind(ctx.rule.kind), list(ctx.rule.params.get("about", [])))
    frame = frame.with_columns(_about=about).filter(pl.col("_about").fill_null(True))
    if frame.is_empty():
        return NOTHING
    frame = take(match_rows(frame, rows, keys), rows, ["months", "clause", "certainty"])
    names = {"_row_index": "_r", "_row_missing": "_interval_missing"}
    frame = frame.rename(names)
    asked_first = [key for key in keys if key.column in first.columns]
    firsts = match_rows(frame, first, asked_first)
    frame = take(firsts, first, ["first_months"])
    given, last = pl.col(next_name).is_not_null(), pl.col(last_name)
    never = last.is_null()
    by_last = add_months(last, pl.col("t:months").cast(pl.Int32))
    by_first = add_months(pl.col(since), pl.col("t:first_months").cast(pl.Int32))
    frame = frame.with_columns(
        _due=pl.when(given).then(pl.col(next_name)).when(never).then(by_first).otherwise(by_last)
    )
    due = pl.col("_due")
    frame = frame.with_columns(
        _outcome=pl.when(due.is_null())
        .then(pl.lit("unknown"))
        .otherwise(reminder(ctx, due, "rectify"))
    )
    parts = [
        pl.when(never).then(pl.col("_row_missing")).otherwise(pl.col("_interval_missing")),
        pl.when(never).then(missing_list({since: pl.col(since).is_null()})),
    ]
    by_rule = ~given & due.is_not_null()
    doubtful = pl.col("t:certainty").is_in(list(PRESUMED_CERTAINTIES)) & ~never
    months = pl.when(never).then(pl.col("t:first_months")).otherwise(pl.col("t:months"))
    earliest = add_months(ctx.today, -months.cast(pl.Int32))
    shown = {
        next_name: given,
        last_name: by_rule & ~never,
        since: by_rule & never,
    }
    limits = {next_name: ctx.today, last_name: earliest, since: earliest}
    return emit(
        ctx,
        frame,
        Judgement(
            presumed=by_rule & doubtful.fill_null(False),
            clause=pl.when(by_rule & ~never).then(pl.col("t:clause")),
            due=due,
            then=then_if_due("rectify"),
            missing=pl.when(due.is_null()).then(
                pl.concat_str(
                    [p.replace("", None) for p in parts], separator=";", ignore_nulls=True
                )
            ),
            measured={n: pl.when(c).then(pl.col(n)) for n, c in shown.items()},
            limit={n: pl.when(c).then(limits[n]) for n, c in shown.items()},
        ),
    )


CHECK = Check(
    judge,
    required={
        "next": str,
        "last": str,
        "since": str,
        "table": str,
        "first_table": str,
        "keys": list,
    },
    optional={"about": list, "horizon_days": int},
    fields=("next", "last", "since"),
    tables=("table", "first_table"),
    conditions=("about",),
)
