"""Statutory inspections and tests on a calendar of anniversary months (TSG T7001-2023, 4.1;
TSG T7008-2023). A month that is due lasts until its last day.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from standards.checks.base import (
    NOTHING,
    Check,
    Context,
    Judgement,
    becomes,
    case_of,
    emit,
    missing_list,
    reminder,
    said_at,
    then_if_due,
)
from standards.checks.steps import Steps, found
from standards.dates import first_day, last_day, month_of


def _next_year(years: Sequence[int], count: pl.Expr, *, onwards: bool) -> pl.Expr:
    """The first year of the calendar after ``count``; behind its last one every year
    (``onwards``) or none.
    """
    last = years[-1]
    table = pl.Series(
        [next((y for y in years if y > n), None) for n in range(last + 1)], dtype=pl.Int32
    )
    behind = count + 1 if onwards else None
    return (
        pl.when(count < last).then(said_at(count.clip(upper_bound=last), table)).otherwise(behind)
    )


def _latest_year(years: Sequence[int], count: pl.Expr) -> pl.Expr:
    """The last year of the calendar that is not after ``count``; null before the first."""
    last = years[-1]
    table = pl.Series(
        [max((y for y in years if y <= n), default=None) for n in range(last + 1)], dtype=pl.Int32
    )
    return pl.when(count < last).then(said_at(count.clip(upper_bound=last), table)).otherwise(count)


def _years(ctx: Context) -> list[int]:
    return [int(y) for y in ctx.rule.params["years"]]


def _with_months(ctx: Context, frame: Steps) -> Steps:
    """Adds ``_anchor`` (month of the first anchor given), ``_covered``: how many anniversaries
    the last one covers (one done up to ``early_months`` calendar months before a month that is
    due covers it), and ``_passed``: how many are over.
    """
    anchor, early = pl.col("_anchor"), int(ctx.rule.params["early_months"])
    day = pl.coalesce([pl.col(str(name)) for name in ctx.rule.params["anchors"]])
    today = ctx.as_of.year * 12 + ctx.as_of.month - 1
    return frame.with_columns(_anchor=month_of(day)).with_columns(
        _covered=((month_of(pl.col(ctx.text("last"))) + early - anchor) // 12).clip(0),
        _passed=((today - 1 - anchor) // 12).clip(0),
    )


def _in_year(year: pl.Expr) -> pl.Expr:
    """The month of an anniversary."""
    return pl.col("_anchor") + year * 12


def _with_due(ctx: Context, frame: Steps) -> Steps:
    """Adds ``_due``: the last day of the written month if there is one, else of the first month
    of the calendar that no inspection covers; and ``_limit``, the earliest inspection that covers
    the latest month that is over.
    """
    frame, early = _with_months(ctx, frame), int(ctx.rule.params["early_months"])
    due = _in_year(_next_year(_years(ctx), pl.col("_covered"), onwards=True))
    over = _in_year(_latest_year(_years(ctx), pl.col("_passed")))
    return frame.with_columns(
        _given=pl.col(ctx.text("next")).is_not_null(),
        _due=last_day(pl.coalesce(month_of(pl.col(ctx.text("next"))), due)),
        _limit=first_day(pl.coalesce(over - early, pl.col("_anchor"))),
    )


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """The written next month if there is one, else the first month of the calendar that no
    inspection covers: over, ``rectify``; within the horizon, ``due``; else ``meets``.

    Parameters: ``next``, ``last`` and ``anchors`` fields (the first anchor given counts),
    ``years`` of the calendar (after the last, every year), ``early_months`` an inspection may come
    early, ``horizon_days``.
    """
    return found(ctx, frame, _with_due, _with_outcome, _found)


def _with_outcome(ctx: Context, frame: Steps) -> Steps:
    due = pl.col("_due")
    return frame.with_columns(
        _outcome=pl.when(due.is_null())
        .then(becomes("unknown"))
        # 特种设备安全法 §40: no use of equipment whose inspection is overdue
        .otherwise(reminder(ctx, due, "rectify"))
    )


def _found(ctx: Context, frame: Steps) -> Steps:
    next_name, last_name = ctx.text("next"), ctx.text("last")
    given, due = pl.col("_given"), pl.col("_due")
    calendar = ~given & due.is_not_null()
    asked = {_anchor(ctx): pl.col("_anchor").is_null(), last_name: pl.col(last_name).is_null()}
    return emit(
        ctx,
        frame,
        Judgement(
            due=due,
            then=then_if_due("rectify"),
            missing=pl.when(due.is_null()).then(missing_list(asked)),
            case=pl.when(given).then(case_of("-given")),
            measured={
                next_name: pl.col(next_name),
                last_name: pl.when(calendar).then(pl.col(last_name)),
            },
            limit={
                next_name: pl.when(given).then(ctx.today.dt.month_start()),
                last_name: pl.when(calendar).then(pl.col("_limit")),
            },
        ),
    )


def _anchor(ctx: Context) -> str:
    """The anchor to ask for: the last of them, which every device has."""
    return str(ctx.rule.params["anchors"][-1])


def _with_test_due(ctx: Context, frame: Steps) -> Steps:
    """Adds ``_over``: the latest month that is over and that no test covers, and ``_next``: the
    next one that none covers yet. Tests that fell due before the rule began are not asked for.
    """
    frame = _with_months(ctx, frame)
    begun = ctx.rule.begins.year * 12 + ctx.rule.begins.month - 1
    latest = _latest_year(_years(ctx), pl.col("_passed"))
    uncovered = (latest > pl.col("_covered")) & (_in_year(latest) >= begun)
    ahead = _next_year(_years(ctx), pl.max_horizontal("_covered", "_passed"), onwards=False)
    return frame.with_columns(
        _over=pl.when(uncovered).then(last_day(_in_year(latest))),
        _next=last_day(_in_year(ahead)),
        _limit=first_day(_in_year(latest) - int(ctx.rule.params["early_months"])),
    )


def self_test(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """The user's own test in the years without an inspection: older than the latest month that
    was due, ``rectify``; the next within the horizon, ``due``; else ``meets``. No test on record,
    or none left to do: nothing.

    Parameters as of ``judge``, without ``next``; behind the last of ``years`` none is due.
    """
    frame = frame.filter(pl.col(ctx.text("last")).is_not_null())
    if frame.is_empty():
        return NOTHING
    return found(ctx, frame, _with_test_due, _with_test_outcome, _test_found)


def _with_test_outcome(ctx: Context, frame: Steps) -> Steps:
    tail = pl.col("_passed") > _years(ctx)[-1]
    return frame.with_columns(
        _outcome=pl.when(pl.col("_anchor").is_null())
        .then(becomes("unknown"))
        # behind the calendar every year has an inspection, and no test
        .when(tail)
        .then(None)
        # TSG T7008-2023: the user has the lift tested in the years without an inspection
        .when(pl.col("_over").is_not_null())
        .then(becomes("rectify"))
        .when(pl.col("_next") <= ctx.until())
        .then(becomes("due"))
        .otherwise(becomes("meets"))
    )


def _test_found(ctx: Context, frame: Steps) -> Steps:
    name, known = ctx.text("last"), pl.col("_anchor").is_not_null()
    return emit(
        ctx,
        frame,
        Judgement(
            due=pl.coalesce("_over", "_next"),
            then=then_if_due("rectify"),
            missing=missing_list({_anchor(ctx): ~known}),
            measured={name: pl.when(known).then(pl.col(name))},
            limit={name: pl.when(known).then(pl.col("_limit"))},
        ),
    )


CHECK = Check(
    judge,
    required={"next": str, "last": str, "anchors": list, "years": list, "early_months": int},
    optional={"horizon_days": int},
    fields=("next", "last", "anchors"),
)
SELF_TEST = Check(
    self_test,
    required={"last": str, "anchors": list, "years": list, "early_months": int},
    optional={"horizon_days": int},
    fields=("last", "anchors"),
)
