"""A conclusion that somebody wrote down decides: the outcome is read from it."""

from __future__ import annotations

import polars as pl

from standards.checks.base import NOTHING, OUTCOME, Check, Context, Judgement, emit
from standards.checks.steps import Steps, found


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Parameters: ``field`` (a choice), ``outcomes`` {choice: outcome}, ``good`` the choice that
    passes.
    """
    frame = frame.filter(pl.col(ctx.text("field")).is_not_null())
    return NOTHING if frame.is_empty() else found(ctx, frame, _found)


def _found(ctx: Context, frame: Steps) -> Steps:
    name = ctx.text("field")
    outcomes = {str(k): str(v) for k, v in ctx.rule.params["outcomes"].items()}
    said = pl.col(name).cast(pl.String)
    return emit(
        ctx,
        frame.with_columns(
            _outcome=said.replace_strict(outcomes, default=None, return_dtype=OUTCOME)
        ),
        Judgement(
            measured={name: said},
            limit={name: pl.lit(ctx.text("good"))},
        ),
    )


CHECK = Check(judge, required={"field": str, "outcomes": dict, "good": str}, fields=("field",))
