"""A next inspection of which nobody wrote which one it is: what holds in every reading."""

from __future__ import annotations

from functools import reduce
from operator import and_

import polars as pl

from standards.checks.base import (
    NOTHING,
    Check,
    Context,
    Judgement,
    case_of,
    emit,
    reminder,
    then_if_due,
)
from standards.checks.facing import together
from standards.checks.steps import Steps, found, run
from standards.dates import add_months


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """``next`` is past: whichever inspection it is of, that one is overdue. ``last`` lies more than
    ``months`` back, the longest interval: so is every one. Soon: due. Later: nothing, since another
    inspection may fall due before it.

    Parameters: ``next`` and ``last`` date fields; ``months``; ``instead``: fields of the single
    inspections, a device that fills one of them is judged by their own rules; ``about`` conditions,
    a device that fails one is not judged; ``regular`` conditions under which ``months`` hold;
    ``horizon_days``.
    """
    frame = run(ctx, frame, _with_outcome)
    return NOTHING if frame.is_empty() else found(ctx, frame, _found)


def _with_outcome(ctx: Context, frame: Steps) -> Steps:
    """Adds ``_due`` and ``_outcome``, and leaves out of whom nothing is to be said."""
    kind = ctx.library.kind(ctx.rule.kind)
    given, last = pl.col(ctx.text("next")), pl.col(ctx.text("last"))
    blank = [pl.col(str(name)).is_null() for name in ctx.rule.params["instead"]]
    frame = frame.with_columns(
        _about=together(kind, list(ctx.rule.params.get("about", []))) & reduce(and_, blank),
        _given=given.is_not_null(),
        _regular=together(kind, list(ctx.rule.params.get("regular", []))),
    )
    counted = add_months(last, pl.lit(int(ctx.rule.params["months"]), dtype=pl.Int32))
    frame = frame.with_columns(
        _due=pl.coalesce(given, pl.when(pl.col("_regular").fill_null(False)).then(counted))
    ).filter(pl.col("_about").fill_null(False) & pl.col("_due").is_not_null())
    outcome = reminder(ctx, pl.col("_due"), "rectify")
    return frame.with_columns(_outcome=outcome).filter(pl.col("_outcome") != "meets")


def _found(ctx: Context, frame: Steps) -> Steps:
    next_name, last_name, given = ctx.text("next"), ctx.text("last"), pl.col("_given")
    months = pl.lit(int(ctx.rule.params["months"]), dtype=pl.Int32)
    earliest = add_months(ctx.today, -months)
    return emit(
        ctx,
        frame,
        Judgement(
            due=pl.col("_due"),
            then=then_if_due("rectify"),
            case=pl.when(~given).then(case_of("-last")),
            measured={
                next_name: pl.when(given).then(pl.col(next_name)),
                last_name: pl.when(~given).then(pl.col(last_name)),
            },
            limit={
                next_name: pl.when(given).then(ctx.today),
                last_name: pl.when(~given).then(earliest),
            },
            info={"months": pl.when(~given).then(months)},
        ),
    )


CHECK = Check(
    judge,
    required={"next": str, "last": str, "months": int, "instead": list},
    optional={"about": list, "regular": list, "horizon_days": int},
    fields=("next", "last"),
    conditions=("about", "regular"),
)
