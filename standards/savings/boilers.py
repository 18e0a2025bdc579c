"""Boilers: the same useful heat at a better efficiency."""

from __future__ import annotations

import polars as pl

from standards.checks.base import missing_list
from standards.outcomes import OUTSIDE_TABLE
from standards.savings.inputs import Method, Read, Work, joined, replacement


def ready(work: Work, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds the inputs; a tested efficiency counts before the design's."""
    frame = replacement(work, frame)
    efficiency = pl.coalesce("tested_efficiency_pct", "design_efficiency_pct")
    frame = frame.with_columns(
        efficiency.alias("v:efficiency"), pl.col("annual_energy").alias("v:annual_energy")
    )
    asked = {
        "annual_energy": pl.col("annual_energy").is_null(),
        "energy_unit": pl.col("energy_unit").is_null(),
        "design_efficiency_pct": pl.col("v:efficiency").is_null(),
    }
    no_better = pl.col("t:design_efficiency_pct__grade2").is_null()
    row_missing = (
        pl.when((pl.col("_row_missing") == "") & no_better)
        .then(pl.lit(OUTSIDE_TABLE))
        .otherwise(pl.col("_row_missing"))
    )
    return frame.with_columns(
        _missing=joined(missing_list(asked), row_missing), _presumed=pl.col("_limit_presumed")
    )


def saved(read: Read, grade: int) -> pl.Expr:
    """In the unit of the energy used, for the same useful heat."""
    better = pl.col(f"t:design_efficiency_pct__grade{grade}")
    return read("annual_energy") * (1 - read("efficiency") / better)


METHOD = Method(ready, saved, ("annual_energy", "efficiency"), ("design_efficiency_pct__grade{}",))
