"""Something must be done again within so many months or days of a date."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from standards.checks.base import (
    NO_OUTCOME,
    Check,
    Context,
    Judgement,
    becomes,
    blanks,
    emit,
    reminder,
    then_if_due,
)
from standards.checks.steps import Steps, found
from standards.dates import add_months, shift_months


def earliest_in_order(day: date, months: int, days: int) -> date:
    """The earliest date whose interval is not over before ``day``."""
    if days:
        return day - timedelta(days=days)
    start = shift_months(day, -months)
    while shift_months(start, months) < day:
        start += timedelta(days=1)
    while shift_months(start - timedelta(days=1), months) >= day:
        start -= timedelta(days=1)
    return start


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Past: ``then``; within the horizon: due; blank: unknown, or nothing when ``optional``.

    Parameters: ``date`` field; ``months`` or ``days``; ``then``; ``no_reminder``: there is no
    ``due`` before the day.
    """
    return found(ctx, frame, _found)


def _found(ctx: Context, frame: Steps) -> Steps:
    name = ctx.text("date")
    months, days = int(str(ctx.param("months", 0))), int(str(ctx.param("days", 0)))
    then = ctx.text("then")
    since, due = pl.col(name), pl.col("_due")
    frame = frame.with_columns(
        _due=add_months(since, months) if months else since + pl.duration(days=days)
    )
    outcome = reminder(ctx, due, then)
    if ctx.param("no_reminder"):
        outcome = pl.when(due < ctx.today).then(becomes(then)).otherwise(becomes("meets"))
    blank = NO_OUTCOME if ctx.param("optional") else becomes("unknown")
    limit = earliest_in_order(ctx.as_of, months, days)
    return emit(
        ctx,
        frame.with_columns(_outcome=pl.when(since.is_null()).then(blank).otherwise(outcome)),
        Judgement(
            due=due,
            then=then_if_due(then),
            missing=blanks(name),
            measured={name: since},
            limit={name: pl.when(since.is_not_null()).then(pl.lit(limit))},
        ),
    )


CHECK = Check(
    judge,
    required={"date": str, "then": str},
    optional={
        "months": int,
        "days": int,
        "horizon_days": int,
        "optional": bool,
        "no_reminder": bool,
    },
    fields=("date",),
)
