"""Transformers: the losses of the replacement against the present ones."""

from __future__ import annotations

import polars as pl

from standards.checks.base import missing_list
from standards.savings.inputs import Method, Read, Work, joined, replacement, with_defaults

HOURS_A_YEAR = 8760


def ready(work: Work, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds the inputs of distribution transformers; blank losses are read from the series."""
    frame = replacement(work, frame.filter(pl.col("distribution").fill_null(True)))
    for field in ("load_rate_pct", "annual_hours"):
        frame = with_defaults(work, frame, field)
    blank = missing_list({m: pl.col("v:" + m).is_null() for m in ("no_load_loss_w", "load_loss_w")})
    by_series = pl.col("no_load_loss_w").is_null() & pl.col("v:no_load_loss_w").is_not_null()
    return frame.with_columns(
        _missing=joined(blank, pl.col("_row_missing")),
        _presumed=by_series | pl.col("_class_presumed") | pl.col("_limit_presumed"),
    )


def saved(read: Read, grade: int) -> pl.Expr:
    """kWh a year from losses in W: the no-load loss all year, the load loss by β² and hours."""
    no_load = read("no_load_loss_w") - pl.col(f"t:no_load_loss_w__grade{grade}")
    load = read("load_loss_w") - pl.col(f"t:load_loss_w__grade{grade}")
    beta = read("load_rate_pct") / 100
    return (no_load * HOURS_A_YEAR + beta * beta * load * read("annual_hours")) / 1000


METHOD = Method(
    ready,
    saved,
    ("no_load_loss_w", "load_loss_w", "load_rate_pct", "annual_hours"),
    ("no_load_loss_w__grade{}", "load_loss_w__grade{}"),
)
