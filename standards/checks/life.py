"""Years since a date, from a table, from the rule or from the device's own figure."""

from __future__ import annotations

from datetime import date

import polars as pl

from standards.checks.base import (
    NO_TEXT,
    NOTHING,
    Check,
    Context,
    Judgement,
    emit,
    missing_list,
)
from standards.checks.facing import open_fields, together
from standards.checks.limit_sources import keys_of
from standards.checks.rows import match_rows, take
from standards.dates import add_months
from standards.model import OUTSIDE_TABLE, PRESUMED_CERTAINTIES

REMINDED = ("eliminate", "rectify", "reassess")
"""Outcomes that are announced beforehand, and whose absence is good news."""
_OPTIONAL_COLUMNS = ("outcome", "valid_years", "clause", "certainty")


def _with_years(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``_years`` (null: no limit), ``_years_missing``, and the row's ``t:`` columns."""
    missing, years = pl.lit(""), pl.lit(ctx.param("years"), dtype=pl.Float64)
    blank = {"t:" + c: pl.lit(None) for c in _OPTIONAL_COLUMNS}
    if ctx.param("table") is not None:
        rows = ctx.rows("table")
        keys, bands = keys_of(ctx)
        columns = ["years", *[c for c in _OPTIONAL_COLUMNS if c in rows.columns]]
        frame = take(match_rows(frame, rows, keys, bands), rows, columns)
        missing, years = pl.col("_row_missing"), pl.col("t:years")
        blank = {name: value for name, value in blank.items() if name not in frame.columns}
    own, how = ctx.param("own_years"), ctx.param("own", "instead")
    given = pl.lit(None, dtype=pl.Float64) if own is None else pl.col(str(own))
    chosen = pl.max_horizontal(given, years) if how == "longer" else pl.coalesce(given, years)
    return frame.with_columns(
        **blank,
        _years=chosen,
        _own=given.is_not_null(),
        _years_missing=pl.when(given.is_null() | (how == "longer")).then(missing).fill_null(""),
    )


def _with_due(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``_start``, ``_due`` (the anniversary), ``_over`` and ``_renewed_until``.

    A strict limit is passed on the day after the anniversary, any other on the day itself.
    """
    names = [str(name) for name in ctx.rule.params["since"]]
    frame = frame.with_columns(
        _start=pl.coalesce([pl.col(name) for name in names]),
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


def _with_assessment(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
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
    kind = ctx.library.kind(ctx.rule.kind)
    applies = list(ctx.rule.params.get("applies", []))
    frame = frame.with_columns(_applies=together(kind, applies))
    frame = frame.filter(pl.col("_applies").fill_null(True))
    if frame.is_empty():
        return NOTHING
    frame = _with_assessment(ctx, _with_due(ctx, _with_years(ctx, frame)))
    frame = _with_outcome(ctx, frame)
    return _emitted(ctx, frame)


def _with_outcome(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``_then``, ``_missing`` and ``_outcome``."""
    start = pl.col("_start")
    applies = list(ctx.rule.params.get("applies", []))
    names = [str(name) for name in ctx.rule.params["since"]]
    parts = [
        pl.when(pl.col("_applies").is_null()).then(open_fields(applies)).replace("", None),
        pl.when(pl.col("_applies")).then(pl.col("_years_missing")).replace("", None),
        missing_list({names[0]: start.is_null()}).replace("", None),
    ]
    outside = pl.col("_years_missing") == OUTSIDE_TABLE
    frame = frame.with_columns(
        _then=pl.coalesce(pl.col("t:outcome").cast(pl.String), pl.lit(ctx.text("then"))),
        _missing=pl.when(outside)
        .then(pl.lit(OUTSIDE_TABLE))
        .otherwise(pl.concat_str(parts, separator=";", ignore_nulls=True)),
    )
    then, until, over = pl.col("_then"), pl.col("_until"), pl.col("_over")
    no_limit = pl.col("_years").is_null() & (pl.col("_years_missing") == "")
    left_out = outside if ctx.param("outside_nothing") else pl.lit(False)
    reminded = then.is_in(REMINDED)
    carried = pl.col("_assessed") & (until >= ctx.today)
    next_day = pl.when(pl.col("_assessed")).then(until).otherwise(pl.col("_due"))
    return frame.with_columns(
        _outcome=pl.when(no_limit | left_out)
        .then(None)
        .when(pl.col("_missing") != "")
        .then(pl.lit("unknown"))
        .when(over & ~carried)
        .then(then)
        .when(~reminded)
        .then(None)
        .when(next_day <= ctx.until())
        .then(pl.lit("due"))
        .otherwise(pl.lit("meets")),
        _shown_due=pl.when(next_day < date.max).then(next_day).otherwise(pl.col("_due")),
    )


def _emitted(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    outcome, due = pl.col("_outcome"), pl.col("_shown_due")
    judged = outcome != "unknown"
    names = [str(name) for name in ctx.rule.params["since"]]
    used = {}
    for i, name in enumerate(names):
        earlier = [pl.col(n).is_null() for n in names[:i]]
        used[name] = pl.all_horizontal([*earlier, pl.col(name).is_not_null(), judged])
    limit = add_months(ctx.today, -pl.col("_months"))
    assessed = pl.col("_assessed") & judged
    deadline = ctx.param("deadline")
    by_default = ~pl.col("_own") & bool(ctx.param("default_presumed"))
    limited = pl.col("t:valid_years").is_not_null() & assessed
    doubtful = pl.col("t:certainty").cast(pl.String).is_in(list(PRESUMED_CERTAINTIES))
    return emit(
        ctx,
        frame,
        Judgement(
            presumed=judged & (doubtful.fill_null(False) | by_default | limited),
            clause=pl.col("t:clause").cast(pl.String),
            due=pl.when(judged).then(pl.lit(deadline) if isinstance(deadline, date) else due),
            then=pl.when(outcome == "due").then(pl.col("_then")),
            missing=pl.col("_missing"),
            case=pl.when(assessed).then(outcome + "-assessed"),
            measured={n: pl.when(c).then(pl.col(n)) for n, c in used.items()},
            limit={n: pl.when(c).then(limit) for n, c in used.items()},
            info={
                "years": pl.col("_years"),
                "anniversary": pl.col("_due"),
                "assessed": NO_TEXT
                if ctx.param("assessed") is None
                else pl.col(str(ctx.param("assessed"))),
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
