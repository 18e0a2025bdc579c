"""The international class of an efficiency (IEC 60034-30-1): words beside a grade."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from standards.checks.base import Context
from standards.checks.declared import DECLARED
from standards.checks.grading import all_measures, grades
from standards.checks.limit_sources import keys_of
from standards.checks.steps import Steps, run


def with_class(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``_info_class``. Between two rows there is no class: the grade's own, else below the
    grade's last.

    ``classes``: a table of the keys with one column per class, best first.
    """
    if ctx.param("classes") is None:
        return frame
    columns = [c for c in ctx.rows("classes").columns if "__ie" in c]
    joined = _with_limits(ctx, frame, columns)
    return run(ctx, joined, _with_words, given=(tuple(columns),))


def _with_words(ctx: Context, frame: Steps, columns: Sequence[str]) -> Steps:
    by_grade = pl.col("_grade").replace_strict(
        {g: f"IE{6 - g}" for g in grades(ctx)}, default=None, return_dtype=pl.String
    )
    last = pl.when(pl.col(columns[-1]).is_not_null()).then(pl.lit("<IE1")).otherwise(pl.lit("<IE3"))
    found = pl.coalesce(by_grade, _said(frame.columns), _by_table(ctx, columns), last)
    return frame.with_columns(_info_class=found).drop(*columns)


def _with_limits(ctx: Context, frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Adds the lowest efficiency of every class, for the keys that the table of classes has."""
    table, (keys, _) = ctx.rows("classes"), keys_of(ctx)
    shared = [key for key in keys if key.column in table.columns]
    limits = table.select(*[pl.col(k.column).alias(k.source) for k in shared], *columns)
    return frame.join(limits, on=[k.source for k in shared], how="left", maintain_order="left")


def _by_table(ctx: Context, columns: Sequence[str]) -> pl.Expr:
    """The best class whose efficiency is reached."""
    value = pl.col("v:" + all_measures(ctx)[0])
    return pl.coalesce(
        [pl.when(value >= pl.col(c)).then(pl.lit(c.split("__")[1].upper())) for c in columns]
    )


def _said(columns: Sequence[str]) -> pl.Expr:
    """The class that a plate or a series declares."""
    if DECLARED not in columns:
        return pl.lit(None, dtype=pl.String)
    said = pl.col(DECLARED)
    return pl.when(said.str.contains("IE")).then(said)
