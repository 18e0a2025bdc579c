"""Statutory inspections on a calendar of anniversaries (TSG T7001-2023, 4.1)."""

from __future__ import annotations

import polars as pl

from standards.checks.base import (
    Check,
    Context,
    Judgement,
    emit,
    missing_list,
    reminder,
    then_if_due,
)
from standards.dates import add_months, add_years


def _calendar_year(years: list[int], count: pl.Expr) -> pl.Expr:
    """The first year of the calendar that is not before ``count``; after the last one, every
    year.
    """
    table = {n: next(y for y in years if n <= y) for n in range(1, years[-1] + 1)}
    return count.replace(table)


def _latest_year(years: list[int], count: pl.Expr) -> pl.Expr:
    """The last year of the calendar that is not after ``count``; null before the first."""
    table = {n: max((y for y in years if y <= n), default=None) for n in range(years[-1] + 1)}
    return count.replace(table)


def _with_first_after(frame: pl.DataFrame, day: pl.Expr, name: str) -> pl.DataFrame:
    """Adds how many years after ``_anchor`` its first anniversary lies that is later than
    ``day``.
    """
    anchor, count = pl.col("_anchor"), pl.col(name)
    years = (day.dt.year() - anchor.dt.year()).cast(pl.Int64).clip(lower_bound=1)
    return frame.with_columns(years.alias(name)).with_columns(
        pl.when(add_years(anchor, count) > day).then(count).otherwise(count + 1).alias(name)
    )


def _with_limit(frame: pl.DataFrame, months: int) -> pl.DataFrame:
    """Adds ``_limit``: the earliest inspection that covers the latest calendar date before
    as_of.
    """
    frame = frame.with_columns(_passed=add_years(pl.col("_anchor"), pl.col("_latest")))
    frame = frame.with_columns(_early=add_months(pl.col("_passed"), -months))
    early = pl.col("_early")
    # a month end may be cut short: 30 April less two months is 28 February, whose two months end
    # on the 28th
    late = add_months(early, months) < pl.col("_passed")
    day_after = early.dt.month_end() + pl.duration(days=1)
    return frame.with_columns(
        _limit=pl.coalesce(pl.when(late).then(day_after).otherwise(early), pl.col("_anchor"))
    )


def _with_calendar(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``_anchor``, ``_calendar_due`` (the first date that no inspection covers), ``_year`` of
    it, ``_limit``.
    """
    early = int(ctx.rule.params["early_months"])
    years = [int(y) for y in ctx.rule.params["years"]]
    frame = frame.with_columns(
        _anchor=pl.coalesce([pl.col(str(name)) for name in ctx.rule.params["anchors"]]),
        _covered=add_months(pl.col(ctx.text("last")), early),
    )
    frame = _with_first_after(frame, pl.col("_covered"), "_count")
    frame = _with_first_after(frame, ctx.today - pl.duration(days=1), "_now")
    frame = frame.with_columns(
        _year=_calendar_year(years, pl.col("_count")),
        _latest=_latest_year(years, pl.col("_now") - 1),
    )
    frame = frame.with_columns(_calendar_due=add_years(pl.col("_anchor"), pl.col("_year")))
    return _with_limit(frame, early)


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """The written next date if there is one, else the first calendar date that no inspection
    covers.

    Parameters: ``next``, ``last`` and ``anchors`` fields (the first anchor given counts),
    ``years`` of the
    calendar (after the last, every year, ``tail_presumed``), ``early_months`` an inspection may
    come early.
    """
    next_name, last_name = ctx.text("next"), ctx.text("last")
    frame = _with_calendar(ctx, frame)
    frame = frame.with_columns(
        _given=pl.col(next_name).is_not_null(),
        _due=pl.coalesce(pl.col(next_name), pl.col("_calendar_due")),
    )
    given, due = pl.col("_given"), pl.col("_due")
    frame = frame.with_columns(
        _outcome=pl.when(due.is_null())
        .then(pl.lit("unknown"))
        .otherwise(reminder(ctx, due, "rectify"))
    )
    outcome = pl.col("_outcome")
    tail = pl.col("_year") > int(ctx.rule.params["years"][-1])
    calendar = ~given & due.is_not_null()
    anchor = str(ctx.rule.params["anchors"][-1])
    asked = {anchor: pl.col("_anchor").is_null(), last_name: pl.col(last_name).is_null()}
    return emit(
        ctx,
        frame,
        Judgement(
            presumed=~given & tail & bool(ctx.param("tail_presumed")),
            due=due,
            then=then_if_due("rectify"),
            missing=pl.when(due.is_null()).then(missing_list(asked)),
            case=pl.when(given).then(outcome + "-given"),
            measured={
                next_name: pl.col(next_name),
                last_name: pl.when(calendar).then(pl.col(last_name)),
            },
            limit={
                next_name: pl.when(given).then(ctx.today),
                last_name: pl.when(calendar).then(pl.col("_limit")),
            },
        ),
    )


CHECK = Check(
    judge,
    required={"next": str, "last": str, "anchors": list, "years": list, "early_months": int},
    optional={"tail_presumed": bool},
    fields=("next", "last", "anchors"),
)
