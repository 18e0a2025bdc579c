"""Diesel goods vehicles: the fuel limits of stage 3 against those of stage 2."""

from __future__ import annotations

import polars as pl

from standards.checks.base import missing_list
from standards.checks.row_index import Band
from standards.checks.rows import match_rows
from standards.savings.inputs import AS_GIVEN, HIGH, LOW, Method, Read, Work, joined, with_defaults


def ready(work: Work, frame: pl.DataFrame) -> pl.DataFrame:
    """Diesel goods vehicles from before the limits of stage 3 held for every new vehicle."""
    limits = work.saving.limits
    assert limits is not None  # the loader asks for a table where there is no rule
    frame = frame.filter(
        (pl.col("fuel") == "柴油").fill_null(False)
        & pl.col("vehicle_type").is_in(["轻型载货", "中型载货", "重型载货"])
    )
    if work.saving.made_before is not None:
        frame = frame.filter((pl.col("registered_on") < work.saving.made_before).fill_null(True))
    band = Band("mass_kg", "gross_mass_kg", "gross_mass_kg")
    columns = ["stage2_l_per_100km", "stage3_l_per_100km", "certainty"]
    frame = match_rows(frame, limits, [], [band], columns=columns)
    frame = with_defaults(work, frame, "annual_km")
    factor = work.library.factors.energy.row(
        by_predicate=pl.col("fuel") == work.saving.energy, named=True
    )
    kilograms = (
        pl.when(pl.col("energy_unit") == "L")
        .then(pl.col("annual_energy") * factor["kg_per_l"])
        .when(pl.col("energy_unit") == "t")
        .then(pl.col("annual_energy") * 1000)
    )
    per_km = pl.col("t:stage2_l_per_100km") / 100 * factor["kg_per_l"]
    frame = frame.with_columns(
        *[
            pl.coalesce(kilograms, pl.col(f"v:{end}annual_km") * per_km).alias(f"v:{end}fuel_kg")
            for end in (AS_GIVEN, LOW, HIGH)
        ],
        (pl.col("d:annual_km") & kilograms.is_null()).alias("d:annual_km"),
    )
    asked = {
        "registered_on": pl.col("registered_on").is_null(),
        "annual_km": pl.col("v:fuel_kg").is_null() & (pl.col("_row_missing") == ""),
    }
    return frame.with_columns(
        pl.col("d:annual_km").alias("d:fuel_kg"),
        _missing=joined(missing_list(asked), pl.col("_row_missing")),
        _presumed=pl.lit(True),
        _document=pl.lit(work.saving.document),
    )


def saved(read: Read, _grade: int) -> pl.Expr:
    """kg of diesel a year over the same distance."""
    return read("fuel_kg") * (1 - pl.col("t:stage3_l_per_100km") / pl.col("t:stage2_l_per_100km"))


METHOD = Method(ready, saved, ("fuel_kg",), ("stage2_l_per_100km", "stage3_l_per_100km"))
