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


def _calendar_year(ctx: Context, count: pl.Expr) -> pl.Expr:
    """The first year of the calendar that is not before ``count``; after the last one, every year."""
    result = count
    for year in reversed([int(y) for y in ctx.rule.params["years"]]):
        result = pl.when(count <= year).then(pl.lit(year, dtype=pl.Int32)).otherwise(result)
    return result


def _first_after(anchor: pl.Expr, day: pl.Expr) -> pl.Expr:
    """How many years after ``anchor`` its first anniversary lies that is later than ``day``."""
    count = (day.dt.year() - anchor.dt.year()).cast(pl.Int32).clip(lower_bound=1)
    return pl.when(add_years(anchor, count) > day).then(count).otherwise(count + 1)


def _satisfying(due: pl.Expr, months: int) -> pl.Expr:
    """The earliest inspection that satisfies a due date, ``months`` early at most."""
    early = add_months(due, -months)
    return pl.when(add_months(early, months) < due).then(early.dt.month_end() + pl.duration(days=1)).otherwise(early)


def _with_calendar(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    early = int(ctx.rule.params["early_months"])
    last = pl.col(ctx.text("last"))
    anchor = pl.coalesce([pl.col(str(name)) for name in ctx.rule.params["anchors"]])
    frame = frame.with_columns(_anchor=anchor, _covered=add_months(last, early))
    frame = frame.with_columns(
        _year=_calendar_year(ctx, _first_after(pl.col("_anchor"), pl.col("_covered"))),
    )
    # the calendar date that an inspection should have met by now: the latest one before as_of
    passed = _first_after(pl.col("_anchor"), ctx.today - pl.duration(days=1)) - 1
    years = [int(y) for y in ctx.rule.params["years"]]
    latest = pl.when(passed > years[-1]).then(passed).otherwise(
        pl.max_horizontal([pl.when(passed >= y).then(y) for y in years])
    )
    return frame.with_columns(
        _calendar_due=add_years(pl.col("_anchor"), pl.col("_year")), _latest=latest,
    ).with_columns(
        _limit=pl.coalesce(
            _satisfying(add_years(pl.col("_anchor"), pl.col("_latest")), early), pl.col("_anchor")
        )
    )


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """The written next date if there is one, else the first calendar date that no inspection covers.

    Parameters: ``next``, ``last`` and ``anchors`` fields (the first anchor that is given counts), ``years`` of the calendar
    (after the last, every year, ``tail_presumed``), ``early_months`` that an inspection may come early.
    """
    next_name, last_name = ctx.text("next"), ctx.text("last")
    frame = _with_calendar(ctx, frame)
    given = pl.col(next_name).is_not_null()
    due = pl.coalesce(pl.col(next_name), pl.col("_calendar_due"))
    outcome = pl.when(due.is_null()).then(pl.lit("unknown")).otherwise(reminder(ctx, due, "rectify"))
    tail = pl.col("_year") > int(ctx.rule.params["years"][-1])
    calendar = ~given & pl.col("_calendar_due").is_not_null()
    anchors = [str(name) for name in ctx.rule.params["anchors"]]
    return emit(
        ctx,
        frame,
        Judgement(
            outcome=outcome,
            presumed=~given & tail & bool(ctx.param("tail_presumed")),
            due=due,
            then=then_if_due(outcome, "rectify"),
            missing=pl.when(due.is_null()).then(
                missing_list(
                    {
                        anchors[-1]: pl.col("_anchor").is_null(),
                        last_name: pl.col(last_name).is_null(),
                    }
                )
            ),
            case=pl.when(given & (outcome != "unknown")).then(outcome + "-given"),
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
