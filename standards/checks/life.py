"""Years since a date, from a table, from the rule or from the device's own figure."""

from __future__ import annotations

from datetime import date

import polars as pl

from standards.checks.base import (
    NO_TEXT,
    NOTHING,
    OUTCOME,
    Check,
    Context,
    Judgement,
    becomes,
    case_of,
    doubtful,
    emit,
    first_given,
    joined,
    missing_list,
)
from standards.checks.facing import open_fields, together
from standards.checks.limit_sources import keys_of
from standards.checks.rows import match_rows
from standards.checks.steps import Steps, found, run
from standards.dates import add_months
from standards.outcomes import OUTSIDE_TABLE

REMINDED = ("eliminate", "rectify", "reassess")
"""Outcomes that are announced beforehand, and whose absence is good news."""
_OPTIONAL_COLUMNS = ("outcome", "valid_years", "clause", "certainty")


def _with_years(ctx: Context, frame: Steps) -> Steps:
    """Adds ``_years`` (null: no limit), ``_own`` (they are the device's own), ``_years_missing``,
    and the row's ``t:`` columns.
    """
    frame = _with_row_years(ctx, frame)
    own, how = ctx.param("own_years"), ctx.param("own", "instead")
    given = pl.lit(None, dtype=pl.Float64) if own is None else pl.col(str(own))
    years, missing = pl.col("_row_years"), pl.col("_row_missing")
    chosen = pl.max_horizontal(given, years) if how == "longer" else pl.coalesce(given, years)
    return frame.with_columns(
        _years=chosen,
        _own=given.is_not_null(),
        _years_missing=pl.when(given.is_null() | (how == "longer")).then(missing).fill_null(""),
    )


def _with_row(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    rows, (keys, bands) = ctx.rows("table"), keys_of(ctx)
    held = [c for c in _OPTIONAL_COLUMNS if c in rows.columns]
    return match_rows(frame, rows, keys, bands, columns=["years", *held])


def _with_row_years(ctx: Context, frame: Steps) -> Steps:
    """Adds the years of the table's row, or of the rule where it has no table, and the columns
    that its table has not.
    """
    left_out = ["t:" + c for c in _OPTIONAL_COLUMNS if "t:" + c not in frame.columns]
    blank = {name: pl.lit(None) for name in left_out}
    if ctx.param("table") is not None:
        return frame.with_columns(**blank, _row_years=pl.col("t:years"))
    years = pl.lit(ctx.param("years"), dtype=pl.Float64)
    return frame.with_columns(**blank, _row_years=years, _row_missing=pl.lit(""))


def _with_due(ctx: Context, frame: Steps) -> Steps:
    """Adds ``_start``, ``_due`` (the anniversary), and ``_over``.

    A strict limit is passed on the day after the anniversary, any other on the day itself.
    """
    frame = frame.with_columns(
        _start=pl.coalesce([pl.col(name) for name in _since(ctx)]),
        _months=(pl.col("_years") * 12).round(0).cast(pl.Int32),
    )
    frame = frame.with_columns(_due=add_months(pl.col("_start"), pl.col("_months")))
    due = pl.col("_due")
    strict = pl.lit(bool(ctx.param("strict")))
    if ctx.param("strict_default"):
        strict = ~pl.col("_own")
    return frame.with_columns(
        _over=pl.when(strict).then(due < ctx.today).otherwise(due <= ctx.today)
    )


def _with_assessment(ctx: Context, frame: Steps) -> Steps:
    """Adds ``_until``: how long an assessment after the years are over carries the device on
    (null: no assessment; the farthest day where the rule knows no end), and ``_assessed``.
    """
    name = ctx.param("assessed")
    if name is None:
        return frame.with_columns(_until=pl.lit(None, dtype=pl.Date), _assessed=pl.lit(False))
    day = pl.col(str(name))
    months = (pl.col("t:valid_years").cast(pl.Float64) * 12).cast(pl.Int32)
    limited = add_months(day, months)
    until = pl.when(months.is_not_null()).then(limited).when(day >= pl.col("_due")).then(date.max)
    return frame.with_columns(_until=until).with_columns(
        _assessed=(pl.col("_over") & pl.col("_until").is_not_null()).fill_null(False)
    )


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Years over: ``then`` (or the row's ``outcome``). An order is announced within the horizon
    and ``meets`` before; advice says nothing before its day.

    Parameters: ``since`` date fields, the first given counts; ``years``, or ``table`` with
    ``keys`` and ``bands``; ``own_years`` a field that stands ``instead`` of them or counts where
    it is ``longer`` (``own``); ``strict`` only after the anniversary (``strict_default``: except
    for own years); ``applies`` conditions; ``assessed`` a date field; ``default_presumed``: years
    that are not the device's own are presumed; ``outside_nothing``: what the table does not name
    is not judged; ``deadline`` of a plan.
    """
    frame = run(ctx, frame, _concerned)
    if frame.is_empty():
        return NOTHING
    if ctx.param("table") is not None:
        frame = _with_row(ctx, frame)
    how = (_with_years, _with_due, _with_assessment, _with_missing, _with_outcome, _found)
    return found(ctx, frame, *how)


def _concerned(ctx: Context, frame: Steps) -> Steps:
    kind = ctx.library.kind(ctx.rule.kind)
    frame = frame.with_columns(_applies=together(kind, _applies(ctx)))
    return frame.filter(pl.col("_applies").fill_null(True))


def _applies(ctx: Context) -> list[list[object]]:
    return list(ctx.rule.params.get("applies", []))


def _since(ctx: Context) -> list[str]:
    return [str(name) for name in ctx.rule.params["since"]]


def _with_missing(ctx: Context, frame: Steps) -> Steps:
    """Adds ``_outside`` (the table does not name the device) and ``_missing``."""
    outside = pl.col("_years_missing") == OUTSIDE_TABLE
    asked = joined(
        pl.when(pl.col("_applies").is_null()).then(open_fields(_applies(ctx))),
        pl.when(pl.col("_applies")).then(pl.col("_years_missing")),
        missing_list({_since(ctx)[0]: pl.col("_start").is_null()}),
    )
    return frame.with_columns(
        _outside=outside,
        _missing=pl.when(outside).then(pl.lit(OUTSIDE_TABLE)).otherwise(asked),
    )


def _with_outcome(ctx: Context, frame: Steps) -> Steps:
    """Adds ``_then`` (what the years' end brings), ``_outcome`` and ``_shown_due``."""
    no_limit = pl.col("_years").is_null() & (pl.col("_years_missing") == "")
    left_out = pl.col("_outside") & bool(ctx.param("outside_nothing"))
    assessed, until = pl.col("_assessed"), pl.col("_until")
    carried = assessed & (until >= ctx.today)
    next_day = pl.when(assessed).then(until).otherwise(pl.col("_due"))
    own = pl.col("t:outcome").cast(OUTCOME)
    frame = frame.with_columns(_then=pl.coalesce(own, becomes(ctx.text("then"))))
    return frame.with_columns(
        _outcome=pl.when(no_limit | left_out)
        .then(None)
        .when(pl.col("_missing") != "")
        .then(becomes("unknown"))
        # the years that the rule's clause or the row's clause gives are over
        .when(pl.col("_over") & ~carried)
        .then(pl.col("_then"))
        # advice has no day that it is announced for
        .when(~pl.col("_then").is_in(REMINDED))
        .then(None)
        .when(next_day <= ctx.until())
        .then(becomes("due"))
        .otherwise(becomes("meets")),
        _shown_due=pl.when(next_day < date.max).then(next_day).otherwise(pl.col("_due")),
    )


def _presumed(ctx: Context, judged: pl.Expr) -> pl.Expr:
    """The row is; the years are not the device's own; or an assessment's term was applied."""
    by_default = ~pl.col("_own") & bool(ctx.param("default_presumed"))
    limited = pl.col("t:valid_years").is_not_null() & pl.col("_assessed")
    return judged & (doubtful("t:certainty") | by_default | limited)


def _found(ctx: Context, frame: Steps) -> Steps:
    outcome, deadline = pl.col("_outcome"), ctx.param("deadline")
    judged = outcome != "unknown"
    due = pl.lit(deadline) if isinstance(deadline, date) else pl.col("_shown_due")
    used, limit = first_given(_since(ctx), judged), pl.col("_earliest")
    frame = frame.with_columns(_earliest=add_months(ctx.today, -pl.col("_months")))
    assessed = ctx.param("assessed")
    return emit(
        ctx,
        frame,
        Judgement(
            presumed=_presumed(ctx, judged),
            clause=pl.col("t:clause").cast(pl.String),
            due=pl.when(judged).then(due),
            then=pl.when(outcome == "due").then(pl.col("_then")),
            missing=pl.col("_missing"),
            case=pl.when(pl.col("_assessed") & judged).then(case_of("-assessed")),
            measured={n: pl.when(c).then(pl.col(n)) for n, c in used.items()},
            limit={n: pl.when(c).then(limit) for n, c in used.items()},
            info={
                "years": pl.col("_years"),
                "anniversary": pl.col("_due"),
                "assessed": NO_TEXT if assessed is None else pl.col(str(assessed)),
            },
        ),
    )


CHECK = Check(
    judge,
    required={"since": list, "then": str},
    optional={
        "years": int,
        "table": str,
        "keys": list,
        "bands": list,
        "own_years": str,
        "own": str,
        "strict": bool,
        "strict_default": bool,
        "applies": list,
        "assessed": str,
        "default_presumed": bool,
        "outside_nothing": bool,
        "deadline": date,
    },
    fields=("since", "own_years", "assessed"),
    tables=("table",),
    conditions=("applies",),
)
