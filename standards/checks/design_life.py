"""The end of the life that the maker gave a device, unless an assessment carries it on."""

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
from standards.dates import add_months


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Design life over and no assessment that lets the device go on since: reassess.

    Parameter ``accepted``: the conclusions that let it go on.
    """
    frame = frame.filter(pl.col("design_life_years").is_not_null())
    if frame.is_empty():
        return NOTHING
    return found(ctx, frame, _with_due, _with_assessment, _with_outcome, _found)


def _with_due(ctx: Context, frame: Steps) -> Steps:
    months = (pl.col("design_life_years") * 12).round(0).cast(pl.Int32)
    return frame.with_columns(_months=months).with_columns(
        _due=add_months(pl.col("in_service_on"), pl.col("_months"))
    )


def _with_assessment(ctx: Context, frame: Steps) -> Steps:
    """Adds ``_renewed`` (assessed on or after the end of its life) and ``_undated`` (assessed,
    nobody knows when).
    """
    accepted = [str(word) for word in ctx.rule.params["accepted"]]
    go_on = pl.col("safety_assessment").is_in(accepted)
    assessed, over = pl.col("safety_assessed_on"), pl.col("_due") <= ctx.today
    return frame.with_columns(
        _renewed=(over & go_on & (assessed >= pl.col("_due"))).fill_null(False),
        _undated=(over & go_on & assessed.is_null()).fill_null(False),
    )


def _with_outcome(ctx: Context, frame: Steps) -> Steps:
    return frame.with_columns(
        _outcome=pl.when(pl.col("in_service_on").is_null() | pl.col("_undated"))
        .then(becomes("unknown"))
        # 特种设备安全法 §48: after its design life it may go on once it is inspected or assessed
        .when(pl.col("_renewed"))
        .then(becomes("meets"))
        .otherwise(reminder(ctx, pl.col("_due"), "reassess", inclusive=True))
    )


def _found(ctx: Context, frame: Steps) -> Steps:
    start, undated = pl.col("in_service_on"), pl.col("_undated")
    latest = add_months(ctx.today, -pl.col("_months"))
    return emit(
        ctx,
        frame,
        Judgement(
            due=pl.col("_due"),
            then=then_if_due("reassess"),
            missing=missing_list({"in_service_on": start.is_null(), "safety_assessed_on": undated}),
            case=pl.when(pl.col("_renewed")).then(pl.lit("meets-assessed")),
            measured={"in_service_on": start},
            limit={"in_service_on": pl.when(start.is_not_null()).then(latest)},
        ),
    )


CHECK = Check(
    judge,
    required={"accepted": list},
    reads=("in_service_on", "design_life_years", "safety_assessment", "safety_assessed_on"),
)
