"""An inspection before a device that was long out of use goes back into use."""

from __future__ import annotations

import polars as pl

from standards.checks.base import (
    NOTHING,
    Check,
    Context,
    Judgement,
    becomes,
    blanks,
    emit,
    then_if_due,
)
from standards.checks.facing import together
from standards.checks.steps import Steps, found, run
from standards.dates import add_months


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Out of use for ``months`` or more and not inspected since it stopped: rectify from the day
    of the restart, due before it; inspected since: meets. Shorter, no dates, or a
    restart beyond the horizon: nothing.

    Parameters: ``stopped``, ``restarted`` and ``last`` (the inspection) date fields; ``months``;
    ``about`` conditions, a device that fails one is not judged; ``horizon_days``.
    """
    frame = run(ctx, frame, _long_out_of_use)
    if frame.is_empty():
        return NOTHING
    return found(ctx, frame, _with_outcome, _found)


def _long_out_of_use(ctx: Context, frame: Steps) -> Steps:
    """The devices whose two dates lie so many months apart (exactly so many counts: 以上), and
    whose restart is not farther than the horizon.
    """
    about = together(ctx.library.kind(ctx.rule.kind), list(ctx.rule.params.get("about", [])))
    months = pl.lit(int(ctx.rule.params["months"]), dtype=pl.Int32)
    restarted = pl.col(ctx.text("restarted"))
    over = restarted >= add_months(pl.col(ctx.text("stopped")), months)
    frame = frame.with_columns(_about=about, _long=over & (restarted <= ctx.until()))
    return frame.filter(pl.col("_about").fill_null(True) & pl.col("_long").fill_null(False))


def _with_outcome(ctx: Context, frame: Steps) -> Steps:
    last, restarted = pl.col(ctx.text("last")), pl.col(ctx.text("restarted"))
    return frame.with_columns(
        _outcome=pl.when(last.is_null())
        .then(becomes("unknown"))
        .when(last >= pl.col(ctx.text("stopped")))
        .then(becomes("meets"))
        # TSG T7001-2023, 4.1(4); 锅炉定期检验规则: inspected before it is put back into use
        .when(restarted <= ctx.today)
        .then(becomes("rectify"))
        .otherwise(becomes("due"))
    )


def _found(ctx: Context, frame: Steps) -> Steps:
    name, known = ctx.text("last"), pl.col(ctx.text("last")).is_not_null()
    return emit(
        ctx,
        frame,
        Judgement(
            due=pl.when(known).then(pl.col(ctx.text("restarted"))),
            then=then_if_due("rectify"),
            missing=blanks(name),
            measured={name: pl.when(known).then(pl.col(name))},
            limit={name: pl.when(known).then(pl.col(ctx.text("stopped")))},
        ),
    )


CHECK = Check(
    judge,
    required={"stopped": str, "restarted": str, "last": str, "months": int},
    optional={"about": list, "horizon_days": int},
    fields=("stopped", "restarted", "last"),
    conditions=("about",),
)
