"""Emission stage of diesel trucks in commercial use."""

from __future__ import annotations

from datetime import date

import polars as pl

from standards.checks.base import NO_OUTCOME, Check, Context, Judgement, becomes, emit, missing_list
from standards.checks.steps import Steps, found


def _inferred(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """The lowest lawful stage by type and first registration, where the stage is blank."""
    stages = frame.schema["emission_stage"]
    table = ctx.rows("inference").with_columns(
        pl.col("registered_from").fill_null(date.min), pl.col("registered_to").fill_null(date.max)
    )
    pairs = (
        frame.filter(pl.col("emission_stage").is_null())
        .select("vehicle_type", "registered_on")
        .drop_nulls()
        .unique()
        .with_columns(_type=pl.col("vehicle_type").cast(pl.String))
    )
    found = (
        pairs.join(table, left_on="_type", right_on="vehicle_type")
        .filter(pl.col("registered_on").is_between("registered_from", "registered_to"))
        .select("vehicle_type", "registered_on", _stage=pl.col("emission_stage").cast(stages))
    )
    return frame.join(
        found, on=["vehicle_type", "registered_on"], how="left", maintain_order="left"
    )


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Diesel, commercial and not above ``at_most``: renew; later stage: meets, or nothing without
    ``meets``.

    Every condition that a blank leaves open makes the finding unknown; one that fails makes it
    nothing.
    """
    return found(ctx, _inferred(ctx, frame), _with_facts, _with_outcome, _found)


def _stages(ctx: Context) -> tuple[str, ...]:
    return ctx.library.kind(ctx.rule.kind).field("emission_stage").choices


def _with_facts(ctx: Context, frame: Steps) -> Steps:
    """Adds ``_known`` (the stage, inferred where it is blank), ``_applies`` (a commercial diesel)
    and ``_hit``: null where a blank leaves it open.
    """
    diesel = pl.col("fuel") == "柴油"
    commercial = pl.col("use_nature") == "营运"
    frame = frame.with_columns(
        _known=pl.coalesce(pl.col("emission_stage"), pl.col("_stage")),
        _applies=diesel & commercial,
    )
    low = pl.col("_known").to_physical() <= _stages(ctx).index(ctx.text("at_most"))
    # with ``meets``, who it is about decides first; without, a later stage excludes it at once
    applies = pl.col("_applies")
    return frame.with_columns(
        _hit=pl.when(applies).then(low) if ctx.param("meets") else applies & low
    )


def _with_outcome(ctx: Context, frame: Steps) -> Steps:
    hit = pl.col("_hit")
    return frame.with_columns(
        _outcome=pl.when(~pl.col("_applies"))
        .then(None)
        # 国发〔2024〕7号: commercial diesel trucks up to stage 3, or the stage that the plan names
        .when(hit)
        .then(becomes("renew"))
        .when(hit.is_null())
        .then(becomes("unknown"))
        .otherwise(becomes("meets") if ctx.param("meets") else NO_OUTCOME)
    )


def _found(ctx: Context, frame: Steps) -> Steps:
    stage, deadline = pl.col("_known"), ctx.param("deadline")
    judged = pl.col("_outcome") != "unknown"
    passing = _stages(ctx)[_stages(ctx).index(ctx.text("at_most")) + 1]
    asked = {
        "fuel": pl.col("fuel").is_null(),
        "use_nature": pl.col("use_nature").is_null(),
        "emission_stage": stage.is_null(),
    }
    return emit(
        ctx,
        frame,
        Judgement(
            presumed=pl.col("emission_stage").is_null() & judged,
            due=pl.lit(deadline if isinstance(deadline, date) else None, dtype=pl.Date),
            missing=pl.when(~judged).then(missing_list(asked)),
            measured={"emission_stage": pl.when(judged).then(stage.cast(pl.String))},
            limit={"emission_stage": pl.when(judged).then(pl.lit(passing))},
        ),
    )


CHECK = Check(
    judge,
    required={"at_most": str, "inference": str},
    optional={"meets": bool, "deadline": date},
    tables=("inference",),
    reads=("fuel", "use_nature", "emission_stage", "vehicle_type", "registered_on"),
)
