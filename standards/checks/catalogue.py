"""Elimination catalogues by model: exact names, series, ranges, with years and conditions."""

from __future__ import annotations

import polars as pl

from standards.catalogues import matched_models
from standards.checks.base import (
    NOTHING,
    Check,
    Context,
    Judgement,
    becomes,
    case_of,
    emit,
    missing_list,
    then_if_due,
)
from standards.checks.facing import together
from standards.checks.series import nameless_unknown
from standards.checks.steps import Steps, found, run
from standards.outcomes import PRESUMED_CERTAINTIES

_RANGES = (
    ("frame_min", "frame_max", "frame_size_mm"),
    ("voltage_min", "voltage_max", "rated_voltage_v"),
)


def _concerned(ctx: Context, frame: Steps) -> Steps:
    about = together(ctx.library.kind(ctx.rule.kind), list(ctx.rule.params.get("about", [])))
    return frame.with_columns(_about=about).filter(pl.col("_about").fill_null(False))


def _listed(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """One row for each device and entry that its model is on."""
    table = ctx.library.tables[ctx.text("table")]
    name = "_listed_model" if "_listed_model" in frame.columns else "model"
    names = frame[name].drop_nulls().unique().to_list()
    pairs = matched_models(table, ctx.rule.kind, names)
    found = pl.DataFrame(
        {name: [m for m, _ in pairs], "_entry": [i for _, i in pairs]},
        schema={name: pl.String, "_entry": pl.UInt32},
    )
    rows = table.rows.select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("_entry"), pl.all().name.prefix("t:")
    )
    return frame.join(found, on=name, how="inner").join(rows, on="_entry", how="left")


def _with_dates(ctx: Context, listed: Steps) -> Steps:
    """Adds ``_on`` the entry's day for this device (null: not meant), and ``_dates_open``.

    An entry has one day for what was made or put into use up to a year (``early_until``), and one
    for what came later, or none.
    """
    until, early, later = pl.col("t:early_until"), pl.col("t:early_on"), pl.col("t:later_on")
    made, used = pl.col("made_on"), pl.col("in_service_on")
    old = (made <= until).fill_null(False) | (used <= until).fill_null(False)
    undated = until.is_not_null() & made.is_null() & used.is_null()
    # once the later day is past as well, the year decides nothing any more
    both_past = (later <= ctx.today).fill_null(False)
    return listed.with_columns(
        _on=pl.when(until.is_null() | old | (both_past & undated))
        .then(pl.when(both_past & undated).then(later).otherwise(early))
        .otherwise(later),
        _dates_open=undated & ~both_past,
    )


def _with_conditions(ctx: Context, listed: Steps) -> Steps:
    """Adds ``_missing`` (conditions that stay open) and ``_holds`` (none fails)."""
    kind = ctx.library.kind(ctx.rule.kind)
    asked = {"made_on": pl.col("_dates_open"), "in_service_on": pl.col("_dates_open")}
    holds = pl.lit(True)
    for low, high, field in _RANGES:
        if f"t:{low}" not in listed.columns or not kind.has(field):
            continue
        floor, ceiling, value = pl.col(f"t:{low}"), pl.col(f"t:{high}"), pl.col(field)
        limited = floor.is_not_null() | ceiling.is_not_null()
        asked[field] = limited & value.is_null()
        inside = (value >= floor).fill_null(True) & (value <= ceiling).fill_null(True)
        holds = holds & (inside | value.is_null())
    return listed.with_columns(_missing=missing_list(asked), _holds=holds).filter(pl.col("_holds"))


def _with_year(ctx: Context, listed: Steps) -> Steps:
    """Adds ``_year_open``: the entry is firm only for what was made or put into use up to a year
    (``firm_until``), and this device was not, or nobody knows.
    """
    if "t:firm_until" not in listed.columns:
        return listed.with_columns(_year_open=pl.lit(False))
    until = pl.col("t:firm_until")
    firm = (pl.col("made_on") <= until).fill_null(False) | (
        pl.col("in_service_on") <= until
    ).fill_null(False)
    return listed.with_columns(_year_open=until.is_not_null() & ~firm)


def _with_outcome(ctx: Context, listed: Steps) -> Steps:
    """Adds ``_outcome``: a condition that stays open, unknown; the entry's day past, eliminate;
    within the horizon, due; earlier, renew; not meant, null.
    """
    on = pl.col("_on")
    return listed.with_columns(
        _outcome=pl.when(pl.col("_missing") != "")
        .then(becomes("unknown"))
        .when(on <= ctx.today)
        .then(becomes("eliminate"))
        .when(on <= ctx.until())
        .then(becomes("due"))
        .when(on.is_not_null())
        .then(becomes("renew"))
    )


def _found(ctx: Context, listed: Steps) -> Steps:
    """A finding for every entry."""
    missing, year = pl.col("_missing"), pl.col("_year_open")
    return emit(
        ctx,
        listed,
        Judgement(
            presumed=pl.col("t:certainty").is_in(list(PRESUMED_CERTAINTIES)) | year,
            clause=pl.col("t:item"),
            due=pl.when(missing == "").then(pl.col("_on")),
            then=then_if_due("eliminate"),
            missing=missing,
            case=pl.when(year & (missing == "")).then(case_of("-year")),
            info={"wording": pl.col("t:product"), "reason": pl.col("t:reason").fill_null("")},
        ),
    )


def _strictest(told: pl.DataFrame) -> pl.DataFrame:
    """Of several entries of a device the strictest."""
    if told.height < 2:
        return told
    return told.sort(
        "row", pl.col("outcome").to_physical(), "presumed", maintain_order=True
    ).unique("row", keep="first", maintain_order=True)


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Listed and its day past: eliminate; within the horizon: due; earlier: renew. A blank model
    is unknown, or nothing with ``blank_nothing``. Of several entries the strictest stands.

    Parameters: ``table``; ``about`` conditions on who.
    """
    frame = run(ctx, frame, _concerned)
    nameless = frame.filter(pl.col("model").is_null())
    unknown = NOTHING
    if nameless.height and not ctx.param("blank_nothing"):
        unknown = found(ctx, nameless, nameless_unknown)
    listed = _listed(ctx, frame)
    if listed.is_empty():
        return unknown
    how = (_with_year, _with_dates, _with_conditions, _with_outcome, _found)
    told = _strictest(found(ctx, listed, *how))
    return pl.concat([told, unknown], how="diagonal") if unknown.height else told


CHECK = Check(
    judge,
    required={"table": str},
    optional={"blank_nothing": bool, "about": list},
    tables=("table",),
    conditions=("about",),
    reads=("model", "made_on", "in_service_on", "frame_size_mm", "rated_voltage_v"),
    uses=("_listed_model",),
)
