"""A measured value against a bound: a count that is reached, or a ceiling that is exceeded."""

from __future__ import annotations

import polars as pl

from standards.checks.base import NOTHING, Check, Context, Judgement, becomes, emit
from standards.checks.limit_sources import keys_of
from standards.checks.rows import match_rows
from standards.checks.steps import Steps, found, run
from standards.outcomes import PRESUMED_CERTAINTIES


def reached(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """``measure`` at or above the row's ``limit`` column: ``outcome``. Blank, below, or without a
    row: nothing.
    """
    name, column = ctx.text("measure"), ctx.text("limit")
    frame = frame.filter(pl.col(name).is_not_null())
    if frame.is_empty():
        return NOTHING
    rows = ctx.rows("table")
    keys, bands = keys_of(ctx)
    frame = match_rows(frame, rows, keys, bands, columns=[column, "certainty"])
    return found(ctx, frame, _reached)


def _reached(ctx: Context, frame: Steps) -> Steps:
    name, limit = ctx.text("measure"), pl.col("t:" + ctx.text("limit"))
    return emit(
        ctx,
        frame.filter(pl.col(name) >= limit),
        Judgement(
            outcome=becomes(ctx.text("outcome")),
            presumed=pl.col("t:certainty").is_in(list(PRESUMED_CERTAINTIES)),
            measured={name: pl.col(name)},
            limit={name: limit},
        ),
    )


def ceilings(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Any given value above its ceiling: ``outcome``; else meets; none given: nothing.

    Parameters: ``limits`` {field: number}; ``unless_no`` a yes/no field that takes a device out.
    """
    frame = run(ctx, frame, _measured)
    return NOTHING if frame.is_empty() else found(ctx, frame, _above_ceilings)


def _limits(ctx: Context) -> dict[str, float]:
    return {str(k): float(v) for k, v in ctx.rule.params["limits"].items()}


def _measured(ctx: Context, frame: Steps) -> Steps:
    """The devices of which any value is given, without those that are taken out."""
    unless = ctx.param("unless_no")
    if unless is not None:
        frame = frame.filter(pl.col(str(unless)).fill_null(True))
    return frame.filter(pl.any_horizontal([pl.col(n).is_not_null() for n in _limits(ctx)]))


def _above_ceilings(ctx: Context, frame: Steps) -> Steps:
    limits = _limits(ctx)
    over = pl.any_horizontal([(pl.col(n) > v).fill_null(False) for n, v in limits.items()])
    return emit(
        ctx,
        frame.with_columns(
            _outcome=pl.when(over).then(becomes(ctx.text("outcome"))).otherwise(becomes("meets"))
        ),
        Judgement(
            measured={n: pl.col(n) for n in limits},
            limit={n: pl.when(pl.col(n).is_not_null()).then(v) for n, v in limits.items()},
        ),
    )


REACHED = Check(
    reached,
    required={"measure": str, "limit": str, "table": str, "keys": list, "outcome": str},
    optional={"bands": list},
    fields=("measure",),
    tables=("table",),
)
CEILINGS = Check(
    ceilings,
    required={"limits": dict, "outcome": str},
    optional={"unless_no": str},
    fields=("unless_no",),
)
