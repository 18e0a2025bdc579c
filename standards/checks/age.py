"""Something ends so many years after a date: compulsory scrapping, design life, a plan's age."""

from __future__ import annotations

import polars as pl

from standards.checks.base import (
    Check,
    Context,
    Judgement,
    emit,
    missing_list,
    reminder,
    then_if_due,
)
from standards.dates import add_months, add_years
from standards.model import OUTSIDE_TABLE


def scrap_age(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Years of use by vehicle type (Order 12 of 2012): reached is over. A type without years is outside the table."""
    start = pl.col("registered_on")
    frame = with_type_row(ctx, frame)
    due = add_years(start, pl.col("years").cast(pl.Int32))
    known = due.is_not_null()
    outcome = pl.when(known).then(reminder(ctx, due, "eliminate", inclusive=True)).otherwise(
        pl.lit("unknown")
    )
    return emit(
        ctx,
        frame,
        Judgement(
            outcome=outcome,
            due=due,
            then=then_if_due(outcome, "eliminate"),
            missing=pl.when(~known).then(
                missing_list(
                    {
                        "vehicle_type": pl.col("vehicle_type").is_null(),
                        "registered_on": start.is_null(),
                        OUTSIDE_TABLE: pl.col("vehicle_type").is_not_null()
                        & pl.col("years").is_null(),
                    }
                )
            ),
            measured={"registered_on": pl.when(known).then(start)},
            limit={
                "registered_on": pl.when(known).then(
                    add_years(ctx.today, -pl.col("years").cast(pl.Int32))
                )
            },
            info={"years": pl.col("years")},
        ),
    )


def with_type_row(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Joins the row of the scrapping table; dangerous goods only where the record says so."""
    table = ctx.rows("table").select(
        pl.col("vehicle_type").cast(frame.schema["vehicle_type"]), "hazmat", "years",
        pl.col("mileage_km").alias("guided_km"),
    )
    return (
        frame.with_columns(_hazmat=pl.col("hazmat").fill_null(False))
        .join(table, left_on=["vehicle_type", "_hazmat"], right_on=["vehicle_type", "hazmat"],
              how="left", maintain_order="left")
    )


def guided_mileage(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Guided scrapping: the mileage reached is advice, never compulsion. Blank or below: nothing."""
    frame = with_type_row(ctx, frame.filter(pl.col("mileage_km").is_not_null()))
    reached = pl.col("mileage_km") >= pl.col("guided_km")
    return emit(
        ctx,
        frame,
        Judgement(
            outcome=pl.when(reached).then(pl.lit("improve")),
            measured={"mileage_km": pl.col("mileage_km")},
            limit={"mileage_km": pl.col("guided_km")},
        ),
    )


def design_life(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Design life over and no assessment that lets the device go on since: reassess."""
    start, life = pl.col("in_service_on"), pl.col("design_life_years")
    frame = frame.filter(life.is_not_null())
    due = add_months(start, (life * 12).round(0).cast(pl.Int32))
    go_on = pl.col("safety_assessment").cast(pl.String).is_in(list(ctx.rule.params["accepted"]))
    assessed = pl.col("safety_assessed_on")
    renewed = go_on & (assessed >= due)
    over = due <= ctx.today
    undated = over & go_on & assessed.is_null()
    outcome = (
        pl.when(start.is_null() | undated)
        .then(pl.lit("unknown"))
        .when(over & renewed)
        .then(pl.lit("meets"))
        .otherwise(reminder(ctx, due, "reassess", inclusive=True))
    )
    return emit(
        ctx,
        frame,
        Judgement(
            outcome=outcome,
            due=due,
            then=then_if_due(outcome, "reassess"),
            missing=missing_list(
                {"in_service_on": start.is_null(), "safety_assessed_on": undated.fill_null(False)}
            ),
            case=pl.when(over & renewed).then(pl.lit("meets-assessed")),
            measured={"in_service_on": start},
            limit={
                "in_service_on": pl.when(start.is_not_null()).then(
                    add_months(ctx.today, -(life * 12).round(0).cast(pl.Int32))
                )
            },
        ),
    )


def plan_age(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """A plan wants devices of a certain use replaced after so many full years since the first date given.

    Parameters: ``flag`` a yes/no field; ``since`` date fields in order of precedence; ``years``.
    """
    flag = pl.col(ctx.text("flag"))
    names = [str(name) for name in ctx.rule.params["since"]]
    years = int(ctx.rule.params["years"])
    start = pl.coalesce([pl.col(name) for name in names])
    due = add_years(start, years)
    old = due <= ctx.today
    hit = flag & old
    outcome = pl.when(hit).then(pl.lit("renew")).when(hit.is_null()).then(pl.lit("unknown"))
    limit = add_years(ctx.today, -years)
    used = {
        name: pl.all_horizontal([pl.col(n).is_null() for n in names[:i]] or [pl.lit(True)])
        & pl.col(name).is_not_null()
        for i, name in enumerate(names)
    }
    return emit(
        ctx,
        frame,
        Judgement(
            outcome=outcome,
            due=due,
            missing=pl.when(hit.is_null()).then(
                missing_list({ctx.text("flag"): flag.is_null(), names[0]: start.is_null()})
            ),
            measured={n: pl.when(cond).then(pl.col(n)) for n, cond in used.items()},
            limit={n: pl.when(cond).then(limit) for n, cond in used.items()},
            info={"since": start},
        ),
    )


SCRAP_AGE = Check(scrap_age, required={"table": str}, tables=("table",))
GUIDED_MILEAGE = Check(guided_mileage, required={"table": str}, tables=("table",))
DESIGN_LIFE = Check(design_life, required={"accepted": list})
PLAN_AGE = Check(
    plan_age, required={"flag": str, "since": list, "years": int}, fields=("flag", "since")
)
