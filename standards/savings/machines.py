"""Motors, pumps and compressors: what moves them and how long, against a better grade."""

from __future__ import annotations

import polars as pl

from standards.checks.base import missing_list
from standards.savings.inputs import Method, Read, Work, joined, replacement, with_defaults

GRAVITY = 9.81
"""m/s²; with water of 1000 kg/m³ a flow in m³/h and a head in m give kW as g·Q·H/3600."""


def ready(work: Work, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds the inputs: defaults of load and hours, sizes of the record, the grade's measure."""
    frame = replacement(work, frame)
    for name in dict.fromkeys(d.field for d in work.saving.defaults):
        frame = with_defaults(work, frame, name)
    sizes = [name for name in work.method.sizes]
    frame = frame.with_columns(pl.col(name).cast(pl.Float64).alias("v:" + name) for name in sizes)
    (measure,) = (str(name) for name in work.context.rule.params["measures"])
    blank = missing_list({n: pl.col("v:" + n).is_null() for n in (measure, *sizes)})
    # the table asks for sizes too: each blank is named once
    row_missing = pl.when(blank == "").then(pl.col("_row_missing")).otherwise(pl.lit(""))
    return frame.with_columns(
        _missing=joined(blank, row_missing), _presumed=pl.col("_limit_presumed")
    )


def motor_saved(read: Read, grade: int) -> pl.Expr:
    """kWh a year: the input for the same shaft power at another efficiency."""
    better = pl.col(f"t:efficiency_pct__grade{grade}")
    shaft = read("rated_power_kw") * read("load_factor_pct") / 100 * read("annual_hours")
    return shaft * (100 / read("efficiency_pct") - 100 / better)


def pump_saved(read: Read, grade: int) -> pl.Expr:
    """kWh a year at the shaft for the same flow of water and head: ρgQH."""
    better = pl.col(f"t:efficiency_pct__grade{grade}")
    hydraulic = GRAVITY * read("flow_m3h") * read("head_m") / 3600
    return hydraulic * read("annual_hours") * (100 / read("efficiency_pct") - 100 / better)


def compressor_saved(read: Read, grade: int) -> pl.Expr:
    """kWh a year for the same air at another specific power."""
    share = 1 - pl.col(f"t:specific_power__grade{grade}") / read("specific_power")
    return read("drive_power_kw") * read("load_factor_pct") / 100 * read("annual_hours") * share


MOTOR = Method(
    ready,
    motor_saved,
    ("rated_power_kw", "efficiency_pct", "load_factor_pct", "annual_hours"),
    ("efficiency_pct__grade{}",),
    ("rated_power_kw",),
)
PUMP = Method(
    ready,
    pump_saved,
    ("flow_m3h", "head_m", "efficiency_pct", "annual_hours"),
    ("efficiency_pct__grade{}",),
    ("flow_m3h", "head_m"),
)
COMPRESSOR = Method(
    ready,
    compressor_saved,
    ("drive_power_kw", "specific_power", "load_factor_pct", "annual_hours"),
    ("specific_power__grade{}",),
    ("drive_power_kw",),
)
