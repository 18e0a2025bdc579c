"""Compulsory and guided scrapping of road vehicles (Order 12 of 2012, articles 5 and 7)."""

from __future__ import annotations

import polars as pl

from standards.checks.base import (
    NOTHING,
    Check,
    Context,
    Judgement,
    becomes,
    emit,
    missing_list,
    reminder,
    then_if_due,
)
from standards.checks.steps import Steps, found
from standards.dates import add_years
from standards.outcomes import OUTSIDE_TABLE


def _with_type_row(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``years`` and ``guided_km`` of the vehicle's type; the row for dangerous goods only
    where the record says so.
    """
    table = ctx.rows("table").select(
        pl.col("vehicle_type").cast(frame.schema["vehicle_type"]),
        "hazmat",
        pl.col("years").cast(pl.Int32),
        pl.col("mileage_km").alias("guided_km"),
    )
    return frame.with_columns(_hazmat=pl.col("hazmat").fill_null(False)).join(
        table,
        left_on=["vehicle_type", "_hazmat"],
        right_on=["vehicle_type", "hazmat"],
        how="left",
        maintain_order="left",
    )


def scrap_age(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Years of use by vehicle type: reached is over. A type without years is outside the table."""
    return found(ctx, _with_type_row(ctx, frame), _with_age_outcome, _age_found)


def _with_age_outcome(ctx: Context, frame: Steps) -> Steps:
    due = pl.col("_due")
    dated = frame.with_columns(_due=add_years(pl.col("registered_on"), pl.col("years")))
    return dated.with_columns(
        _outcome=pl.when(due.is_null())
        .then(becomes("unknown"))
        # article 4(1): the years of use are reached on the day itself
        .otherwise(reminder(ctx, due, "eliminate", inclusive=True))
    )


def _age_found(ctx: Context, frame: Steps) -> Steps:
    start, due, years = pl.col("registered_on"), pl.col("_due"), pl.col("years")
    known, typed = due.is_not_null(), pl.col("vehicle_type").is_not_null()
    asked = {
        "vehicle_type": ~typed,
        "registered_on": start.is_null(),
        OUTSIDE_TABLE: typed & years.is_null(),
    }
    return emit(
        ctx,
        frame,
        Judgement(
            due=due,
            then=then_if_due("eliminate"),
            missing=pl.when(~known).then(missing_list(asked)),
            measured={"registered_on": pl.when(known).then(start)},
            limit={"registered_on": pl.when(known).then(add_years(ctx.today, -years))},
            info={"years": years},
        ),
    )


def guided_mileage(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Guided scrapping: the mileage reached is advice, never compulsion (article 7). Blank or
    below: nothing.
    """
    frame = frame.filter(pl.col("mileage_km").is_not_null())
    if frame.is_empty():
        return NOTHING
    return found(ctx, _with_type_row(ctx, frame), _mileage_found)


def _mileage_found(ctx: Context, frame: Steps) -> Steps:
    return emit(
        ctx,
        frame.filter(pl.col("mileage_km") >= pl.col("guided_km")),
        Judgement(
            outcome=becomes("improve"),
            measured={"mileage_km": pl.col("mileage_km")},
            limit={"mileage_km": pl.col("guided_km")},
        ),
    )


SCRAP_AGE = Check(
    scrap_age,
    required={"table": str},
    tables=("table",),
    reads=("vehicle_type", "hazmat", "registered_on"),
)
GUIDED_MILEAGE = Check(
    guided_mileage,
    required={"table": str},
    tables=("table",),
    reads=("vehicle_type", "hazmat", "mileage_km"),
)
