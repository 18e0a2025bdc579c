"""A plan wants devices of a certain use replaced after so many full years."""

from __future__ import annotations

import polars as pl

from standards.checks.base import (
    NOTHING,
    Check,
    Context,
    Judgement,
    becomes,
    emit,
    first_given,
    missing_list,
)
from standards.checks.facing import together
from standards.checks.steps import Steps, found, run
from standards.dates import add_years, shift_months


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Of that use, and the years are full: renew. Of another use, or younger: nothing.

    Parameters: ``flag`` a yes/no field; ``since`` date fields in order of precedence; ``years``;
    ``unless`` conditions that take a device out where they are known to hold.
    """
    frame = run(ctx, frame, _not_left_out)
    if frame.is_empty():
        return NOTHING
    return found(ctx, frame, _with_due, _with_outcome, _found)


def _since(ctx: Context) -> list[str]:
    return [str(name) for name in ctx.rule.params["since"]]


def _not_left_out(ctx: Context, frame: Steps) -> Steps:
    unless = list(ctx.rule.params.get("unless", []))
    if not unless:
        return frame
    left_out = together(ctx.library.kind(ctx.rule.kind), unless)
    return frame.with_columns(_left_out=left_out).filter(~pl.col("_left_out").fill_null(False))


def _with_due(ctx: Context, frame: Steps) -> Steps:
    start = pl.coalesce([pl.col(name) for name in _since(ctx)])
    years = int(ctx.rule.params["years"])
    return frame.with_columns(_start=start).with_columns(_due=add_years(pl.col("_start"), years))


def _with_outcome(ctx: Context, frame: Steps) -> Steps:
    """Adds ``_hit`` (null: a blank leaves it open) and ``_outcome``."""
    hit = pl.col(ctx.text("flag")) & (pl.col("_due") <= ctx.today)
    return frame.with_columns(_hit=hit).with_columns(
        # the plan's own words are in the rule's clause; a plan advises, it never orders
        _outcome=pl.when(pl.col("_hit"))
        .then(becomes("renew"))
        .when(pl.col("_hit").is_null())
        .then(becomes("unknown"))
    )


def _found(ctx: Context, frame: Steps) -> Steps:
    flag, start, hit = pl.col(ctx.text("flag")), pl.col("_start"), pl.col("_hit")
    limit = pl.lit(shift_months(ctx.as_of, -12 * int(ctx.rule.params["years"])))
    used = first_given(_since(ctx), hit)
    asked = {ctx.text("flag"): flag.is_null(), _since(ctx)[0]: start.is_null()}
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


CHECK = Check(
    judge,
    required={"flag": str, "since": list, "years": int},
    optional={"unless": list},
    fields=("flag", "since"),
    conditions=("unless",),
)
