"""Statutory inspections whose interval depends on the device; the written next date comes first."""

from __future__ import annotations

from functools import reduce
from operator import or_

import polars as pl

from standards.checks.base import (
    NOTHING,
    Check,
    Context,
    Judgement,
    becomes,
    case_of,
    emit,
    joined,
    missing_list,
    reminder,
    then_if_due,
)
from standards.checks.facing import together
from standards.checks.limit_sources import keys_of
from standards.checks.rows import match_rows
from standards.checks.steps import Steps, found, run
from standards.dates import add_months
from standards.outcomes import OUTSIDE_TABLE, PRESUMED_CERTAINTIES

_OPTIONAL = ("overhaul",)
"""Columns that a table of intervals may leave out."""


def _with_intervals(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``t:…`` of the interval and of the first one, with what blanks leave open in
    ``_interval_missing`` and ``_first_missing``.
    """
    rows, first = ctx.rows("table"), ctx.rows("first_table")
    keys, _ = keys_of(ctx)
    columns = ["months", "clause", "certainty", *[c for c in _OPTIONAL if c in rows.columns]]
    frame = match_rows(frame, rows, keys, columns=columns, missing="_interval_missing")
    asked = [key for key in keys if key.column in first.columns]
    return match_rows(frame, first, asked, columns=["first_months"], missing="_first_missing")


def _with_due(ctx: Context, frame: Steps) -> Steps:
    """Adds ``_given`` (a next date is written), ``_never`` (no inspection is known), ``_months``
    (the interval that counts) and ``_due``; and ``t:overhaul`` where the table leaves it out.
    """
    left_out = ["t:" + name for name in _OPTIONAL if "t:" + name not in frame.columns]
    frame = frame.with_columns(**{name: pl.lit(None, dtype=pl.Boolean) for name in left_out})
    given, last = pl.col(ctx.text("next")), pl.col(ctx.text("last"))
    unnamed = [pl.col(str(name)).is_not_null() for name in ctx.rule.params.get("unnamed", [])]
    recorded = reduce(or_, unnamed, pl.lit(False))
    frame = frame.with_columns(
        _given=given.is_not_null(),
        _recorded=recorded,
        _never=last.is_null(),
        _months=pl.when(last.is_null()).then("t:first_months").otherwise("t:months").cast(pl.Int32),
    )
    # An inspection is on record that may be this one: then none is the first.
    since = pl.when(~pl.col("_recorded")).then(pl.col(ctx.text("since")))
    counted = add_months(pl.coalesce(last, since), pl.col("_months"))
    return frame.with_columns(_due=pl.coalesce(given, counted))


def _missing(ctx: Context) -> pl.Expr:
    """What is asked for where no date follows. A device whose inspection goes with an overhaul has
    only the date that is written; one without a first interval needs its last inspection.
    """
    never, since = pl.col("_never"), ctx.text("since")
    no_first = pl.col("t:first_months").is_null() & pl.col("t:months").is_not_null()
    no_first = no_first | pl.col("_recorded")
    no_start = pl.col("t:first_months").is_not_null() & pl.col(since).is_null()
    overhaul_only = pl.col("t:months").is_null() & pl.col("t:clause").is_not_null()
    asked: dict[str, pl.Expr] = {ctx.text("next"): overhaul_only}
    asked[ctx.text("last")] = never & no_first
    ask = str(ctx.param("ask", since))
    asked[ask] = asked.get(ask, pl.lit(False)) | (never & no_start)
    by_row = pl.when(never).then("_first_missing").otherwise("_interval_missing")
    return joined(by_row.replace(OUTSIDE_TABLE, ""), missing_list(asked))


def _with_outcome(ctx: Context, frame: Steps) -> Steps:
    """Adds ``_outcome``. An inspection that goes with an overhaul has no day of its own before its
    last one: until then it is in order, and that is presumed.
    """
    due, overhaul = pl.col("_due"), pl.col("t:overhaul").fill_null(False) & ~pl.col("_given")
    left_out = (pl.col("_interval_missing") == OUTSIDE_TABLE) & bool(ctx.param("outside_nothing"))
    return frame.with_columns(
        _outcome=pl.when(left_out)
        .then(None)
        .when(due.is_null())
        .then(becomes("unknown"))
        .when(overhaul & (due >= ctx.today))
        .then(becomes("meets"))
        # 特种设备安全法 §40: no use of equipment whose inspection is overdue
        .otherwise(reminder(ctx, due, "rectify")),
        _overhaul=overhaul & (due >= ctx.today),
    )


def _presumed(ctx: Context) -> pl.Expr:
    """The row is; the overhaul decides; or nothing is known of a device for so long that a later
    inspection than the first must have fallen due as well.
    """
    never, doubt = pl.col("_never"), list(PRESUMED_CERTAINTIES)
    next_over = add_months(pl.col("_due"), pl.col("t:months").cast(pl.Int32)) < ctx.today
    doubtful = pl.col("t:certainty").is_in(doubt).fill_null(False)
    unrecorded = never & next_over.fill_null(False)
    return ~pl.col("_given") & ((doubtful & ~never) | pl.col("_overhaul") | unrecorded)


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """``next`` if it is given, else ``last`` and the row's ``months``; a device never inspected:
    ``since`` and the row's ``first_months``.

    Parameters: ``next``, ``last``, ``since`` date fields; ``table`` of intervals with ``keys``, and
    ``first_table`` of first intervals; ``ask`` the field to ask for where no date is known (else
    ``since``); ``unnamed``: dates of an inspection that may be this one: where one of them is given
    no first inspection is counted; ``about``: conditions; a device that fails one is not judged;
    ``outside_nothing``: nor is one that the table does not name; ``horizon_days``.
    """
    frame = run(ctx, frame, _concerned)
    if frame.is_empty():
        return NOTHING
    return found(ctx, _with_intervals(ctx, frame), _with_due, _with_outcome, _found)


def _concerned(ctx: Context, frame: Steps) -> Steps:
    about = together(ctx.library.kind(ctx.rule.kind), list(ctx.rule.params.get("about", [])))
    return frame.with_columns(_about=about).filter(pl.col("_about").fill_null(True))


def _case() -> pl.Expr:
    """The sentence: tied to an overhaul, the written next date, or the first one ever."""
    first = pl.col("_due").is_not_null() & pl.col("_never")
    return (
        pl.when(pl.col("_overhaul"))
        .then(pl.lit("meets-overhaul"))
        .when(pl.col("_given"))
        .then(case_of("-given"))
        .when(first)
        .then(case_of("-first"))
    )


def _found(ctx: Context, frame: Steps) -> Steps:
    due, given, never = pl.col("_due"), pl.col("_given"), pl.col("_never")
    known = due.is_not_null()
    frame = frame.with_columns(_earliest=add_months(ctx.today, -pl.col("_months")))
    earliest = pl.col("_earliest")
    next_name, last_name, since = ctx.text("next"), ctx.text("last"), ctx.text("since")
    shown = {next_name: given, last_name: known & ~given & ~never, since: known & ~given & never}
    limits = {next_name: ctx.today, last_name: earliest, since: earliest}
    return emit(
        ctx,
        frame,
        Judgement(
            presumed=_presumed(ctx),
            clause=pl.when(known & ~given & ~never).then(pl.col("t:clause")),
            due=due,
            then=then_if_due("rectify"),
            missing=pl.when(due.is_null()).then(_missing(ctx)),
            case=_case(),
            measured={n: pl.when(c).then(pl.col(n)) for n, c in shown.items()},
            limit={n: pl.when(c).then(limits[n]) for n, c in shown.items()},
            info={"months": pl.col("_months")},
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
    optional={
        "about": list,
        "unnamed": list,
        "ask": str,
        "outside_nothing": bool,
        "horizon_days": int,
    },
    fields=("next", "last", "since", "ask"),
    tables=("table", "first_table"),
    conditions=("about",),
)
