"""Something ends so many years after a date: compulsory scrapping, design life, a plan's age."""

from __future__ import annotations

import polars as pl

from standards.checks.base import (
    NOTHING,
    Check,
    Context,
    Judgement,
    emit,
    missing_list,
    reminder,
    then_if_due,
)
from standards.checks.facing import together
from standards.dates import add_months, add_years, shift_months
from standards.model import OUTSIDE_TABLE


def scrap_age(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Years of use by vehicle type (Order 12 of 2012): reached is over. A type without years is
    outside the table.
    """
    start, due, years = pl.col("registered_on"), pl.col("_due"), pl.col("years")
    frame = with_type_row(ctx, frame)
    frame = frame.with_columns(_due=add_years(start, years))
    frame = frame.with_columns(
        _outcome=pl.when(due.is_null())
        .then(pl.lit("unknown"))
        .otherwise(reminder(ctx, due, "eliminate", inclusive=True))
    )
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


def with_type_row(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Joins the row of the scrapping table; dangerous goods only where the record says so."""
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


def guided_mileage(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Guided scrapping: the mileage reached is advice, never compulsion. Blank or below:
    nothing.
    """
    frame = frame.filter(pl.col("mileage_km").is_not_null())
    if frame.is_empty():
        return NOTHING
    frame = with_type_row(ctx, frame)
    frame = frame.filter(pl.col("mileage_km") >= pl.col("guided_km"))
    return emit(
        ctx,
        frame,
        Judgement(
            outcome=pl.lit("improve"),
            measured={"mileage_km": pl.col("mileage_km")},
            limit={"mileage_km": pl.col("guided_km")},
        ),
    )


def design_life(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Design life over and no assessment that lets the device go on since: reassess."""
    start, life, due = pl.col("in_service_on"), pl.col("design_life_years"), pl.col("_due")
    months = pl.col("_months")
    frame = frame.filter(life.is_not_null())
    if frame.is_empty():
        return NOTHING
    frame = frame.with_columns(_months=(life * 12).round(0).cast(pl.Int32))
    frame = frame.with_columns(_due=add_months(start, months))
    go_on = pl.col("safety_assessment").cast(pl.String).is_in(list(ctx.rule.params["accepted"]))
    assessed, over = pl.col("safety_assessed_on"), due <= ctx.today
    frame = frame.with_columns(
        _renewed=(over & go_on & (assessed >= due)).fill_null(False),
        _undated=(over & go_on & assessed.is_null()).fill_null(False),
    )
    renewed, undated = pl.col("_renewed"), pl.col("_undated")
    frame = frame.with_columns(
        _outcome=pl.when(start.is_null() | undated)
        .then(pl.lit("unknown"))
        .when(renewed)
        .then(pl.lit("meets"))
        .otherwise(reminder(ctx, due, "reassess", inclusive=True))
    )
    return emit(
        ctx,
        frame,
        Judgement(
            due=due,
            then=then_if_due("reassess"),
            missing=missing_list({"in_service_on": start.is_null(), "safety_assessed_on": undated}),
            case=pl.when(renewed).then(pl.lit("meets-assessed")),
            measured={"in_service_on": start},
            limit={
                "in_service_on": pl.when(start.is_not_null()).then(add_months(ctx.today, -months))
            },
        ),
    )


def plan_age(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """A plan wants devices of a certain use replaced after so many full years since the first date
    given.

    Parameters: ``flag`` a yes/no field; ``since`` date fields in order of precedence; ``years``;
    ``unless`` conditions that take a device out where they are known to hold.
    """
    kind, unless = ctx.library.kind(ctx.rule.kind), list(ctx.rule.params.get("unless", []))
    if unless:
        frame = frame.with_columns(_left_out=together(kind, unless))
        frame = frame.filter(~pl.col("_left_out").fill_null(False))
    if frame.is_empty():
        return NOTHING
    flag, start, hit = pl.col(ctx.text("flag")), pl.col("_start"), pl.col("_hit")
    names = [str(name) for name in ctx.rule.params["since"]]
    years = int(ctx.rule.params["years"])
    frame = frame.with_columns(_start=pl.coalesce([pl.col(name) for name in names]))
    frame = frame.with_columns(_due=add_years(start, years))
    frame = frame.with_columns(_hit=flag & (pl.col("_due") <= ctx.today))
    frame = frame.with_columns(
        _outcome=pl.when(hit).then(pl.lit("renew")).when(hit.is_null()).then(pl.lit("unknown"))
    )
    limit = pl.lit(shift_months(ctx.as_of, -12 * years))
    used = {}
    for i, name in enumerate(names):
        earlier = [pl.col(n).is_null() for n in names[:i]]
        used[name] = pl.all_horizontal([*earlier, pl.col(name).is_not_null(), hit])
    asked = {ctx.text("flag"): flag.is_null(), names[0]: start.is_null()}
    return emit(
        ctx,
        frame,
        Judgement(
            due=pl.col("_due"),
            missing=pl.when(hit.is_null()).then(missing_list(asked)),
            measured={n: pl.when(cond).then(pl.col(n)) for n, cond in used.items()},
            limit={n: pl.when(cond).then(limit) for n, cond in used.items()},
            info={"since": start},
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
DESIGN_LIFE = Check(
    design_life,
    required={"accepted": list},
    reads=("in_service_on", "design_life_years", "safety_assessment", "safety_assessed_on"),
)
PLAN_AGE = Check(
    plan_age,
    required={"flag": str, "since": list, "years": int},
    optional={"unless": list},
    fields=("flag", "since"),
    conditions=("unless",),
)
