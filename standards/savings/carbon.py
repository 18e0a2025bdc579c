"""Standard coal and CO₂ of the energy saved, by fuel, place and year."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from standards.model import Library
from standards.outcomes import PRESUMED_CERTAINTIES
from standards.savings.inputs import Work


def with_energy(work: Work, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``_factor`` (null: none), ``_assumed``, and ``f:kgce``, ``f:kgco2`` per saved unit."""
    saving, energy = work.saving, work.library.factors.energy
    if saving.fuel_field is None:
        frame = frame.with_columns(_factor=pl.lit(saving.energy), _assumed=pl.lit(False))
        per_unit = frame.with_columns(_per=pl.lit(1.0), _unit=_unit_of(energy, pl.col("_factor")))
    else:
        names = pl.DataFrame(
            {
                "_fuel": [f.value for f in saving.fuels],
                "_factor": [f.factor for f in saving.fuels],
                "_assumed": [f.assumed for f in saving.fuels],
            },
            schema={"_fuel": pl.String, "_factor": pl.String, "_assumed": pl.Boolean},
        )
        frame = frame.with_columns(_fuel=pl.col(saving.fuel_field).cast(pl.String)).join(
            names, on="_fuel", how="left", maintain_order="left"
        )
        per_unit = frame.with_columns(
            _per=_units_in(energy), _unit=pl.col("energy_unit").cast(pl.String)
        )
    factors = energy.select(
        pl.col("fuel").alias("_factor"),
        pl.col("kgce_per_unit").alias("f:kgce"),
        pl.col("kgco2_per_unit").alias("f:kgco2"),
        pl.col("certainty").alias("_energy_certainty"),
    )
    joined = per_unit.join(factors, on="_factor", how="left", maintain_order="left")
    return _with_grid(work, joined).with_columns(
        pl.col("f:kgce") * pl.col("_per"), pl.col("f:kgco2") * pl.col("_per")
    )


def _unit_of(energy: pl.DataFrame, name: pl.Expr) -> pl.Expr:
    units = dict(zip(energy["fuel"], energy["unit"], strict=True))
    return name.replace_strict(units, default=None, return_dtype=pl.String)


def _units_in(energy: pl.DataFrame) -> pl.Expr:
    """Units of the factor in one unit of the record: 1 t is 1000 kg. Null: they do not agree."""
    litres = dict(zip(energy["fuel"], energy["kg_per_l"], strict=True))
    base, unit = _unit_of(energy, pl.col("_factor")), pl.col("energy_unit").cast(pl.String)
    per_litre = pl.col("_factor").replace_strict(litres, default=None, return_dtype=pl.Float64)
    return (
        pl.when(base == unit)
        .then(1.0)
        .when((base == "kg") & (unit == "t"))
        .then(1000.0)
        .when((base == "kg") & (unit == "L"))
        .then(per_litre)
    )


def grid_factors(library: Library, as_of: date) -> dict[str, dict[str, Any]]:
    """The electricity factor of each province (by two digits, "" = the country) on a day: of the
    latest year up to that day's, or of the first year there is.
    """
    rows = library.factors.electricity.sort("year").to_dicts()
    chosen: dict[str, dict[str, Any]] = {}
    for row in rows:
        key = row["region"] or ""
        if key not in chosen or row["year"] <= as_of.year:
            chosen[key] = row
    return chosen


def _with_grid(work: Work, frame: pl.DataFrame) -> pl.DataFrame:
    """Electricity has the CO₂ of the device's province; the country's where none is known."""
    factors = grid_factors(work.library, work.as_of)
    values = {code: row["kgco2_per_kwh"] for code, row in factors.items()}
    national = values.get("")
    sure = {code: row["certainty"] not in PRESUMED_CERTAINTIES for code, row in factors.items()}
    province = pl.col("region").str.slice(0, 2)
    known = province.is_in([code for code in values if code]).fill_null(False)
    key = pl.when(known).then(province).otherwise(pl.lit(""))
    electric = (pl.col("_factor") == "电力(当量值)").fill_null(False)
    grid = key.replace_strict(values, default=national, return_dtype=pl.Float64)
    certain = key.replace_strict(sure, default=False, return_dtype=pl.Boolean)
    return frame.with_columns(
        pl.when(electric).then(grid).otherwise(pl.col("f:kgco2")).alias("f:kgco2"),
        _grid=pl.when(electric).then(key),
        _doubt=pl.when(electric)
        .then(~certain)
        .otherwise(pl.col("_energy_certainty").is_in(list(PRESUMED_CERTAINTIES)).fill_null(False)),
        **{"d:region": electric & ~known},
    )
