"""Compares a measured value with one grade of a table. It does not ask whom the edition binds."""

from __future__ import annotations

import polars as pl

from standards.checks.base import NOTHING, Check, Context, Judgement, becomes, doubtful, emit
from standards.checks.grading import concerned
from standards.checks.limit_sources import keys_of
from standards.checks.rows import match_rows
from standards.checks.steps import Steps, found, run


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Below the grade: renew; else meets. Blank: nothing.

    Parameters: ``measure`` field id; ``limit`` table column; ``table``; ``keys`` and ``bands``;
    ``not_about`` conditions under which another standard or none applies.
    """
    frame = run(ctx, frame, concerned, _measured)
    if frame.is_empty():
        return NOTHING
    return found(ctx, _with_limit(ctx, frame), _with_outcome, _found)


def _measured(ctx: Context, frame: Steps) -> Steps:
    return frame.filter(pl.col(ctx.text("measure")).is_not_null())


def _with_limit(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    table = ctx.rows("table")
    keys, bands = keys_of(ctx)
    columns = [ctx.text("limit"), "clause", "certainty"]
    return match_rows(frame, table, keys, bands, columns=columns)


def _with_outcome(ctx: Context, frame: Steps) -> Steps:
    measured, limit = pl.col(ctx.text("measure")), pl.col("t:" + ctx.text("limit"))
    return frame.with_columns(
        _outcome=pl.when(pl.col("_row_missing") != "")
        .then(becomes("unknown"))
        # 市场监管总局 2024-06-29, 任务（一）: running below grade 2 is to be replaced step by step
        .when(measured < limit)
        .then(becomes("renew"))
        .when(measured >= limit)
        .then(becomes("meets"))
    )


def _found(ctx: Context, frame: Steps) -> Steps:
    name, held = ctx.text("measure"), pl.col("_row_missing") == ""
    return emit(
        ctx,
        frame,
        Judgement(
            presumed=doubtful("t:certainty"),
            missing=pl.col("_row_missing"),
            measured={name: pl.when(held).then(pl.col(name))},
            limit={name: pl.col("t:" + ctx.text("limit"))},
        ),
    )


CHECK = Check(
    judge,
    required={"measure": str, "limit": str, "table": str, "keys": list},
    optional={"bands": list, "not_about": list},
    fields=("measure",),
    tables=("table",),
    conditions=("not_about",),
)
