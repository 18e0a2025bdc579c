"""Catalogues that list model names one by one."""

from __future__ import annotations

import polars as pl

from standards.checks.base import NOTHING, Check, Context, Judgement, becomes, emit
from standards.checks.steps import Steps, found
from standards.nameplates.spelling import normalise
from standards.outcomes import PRESUMED_CERTAINTIES


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Model on the list (normalised) → eliminate; blank → unknown; not on it → nothing."""
    names = frame["model"].drop_nulls().unique()
    table = ctx.rows("table").unique("model", keep="first", maintain_order=True)
    spelled = pl.DataFrame(
        {"model": names, "_name": [normalise(n) for n in names]},
        schema_overrides={"_name": pl.String},
    ).join(
        table.select(_name="model", _item="item", _wording="wording", _certainty="certainty"),
        on="_name",
    )
    frame = frame.join(spelled, on="model", how="left", maintain_order="left")
    frame = frame.filter(pl.col("_item").is_not_null() | pl.col("model").is_null())
    return NOTHING if frame.is_empty() else found(ctx, frame, _found)


def _found(ctx: Context, frame: Steps) -> Steps:
    listed = pl.col("_item").is_not_null()
    blank = pl.col("model").is_null()
    return emit(
        ctx,
        frame,
        Judgement(
            outcome=pl.when(listed).then(becomes("eliminate")).when(blank).then(becomes("unknown")),
            presumed=pl.col("_certainty").is_in(list(PRESUMED_CERTAINTIES)),
            clause=pl.col("_item"),
            due=pl.when(listed).then(pl.lit(ctx.rule.begins)),
            missing=pl.when(blank).then(pl.lit("model")),
            info={"wording": pl.col("_wording")},
        ),
    )


CHECK = Check(judge, required={"table": str}, tables=("table",), reads=("model",))
