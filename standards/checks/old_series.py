"""A plan wants distribution transformers replaced: below a series, or long in service and below
the access level.
"""

from __future__ import annotations

import polars as pl

from standards.checks.base import (
    NOTHING,
    Check,
    Context,
    Judgement,
    becomes,
    emit,
    joined,
    missing_list,
)
from standards.checks.grading import COLUMNS, graded
from standards.checks.steps import Steps, found, run
from standards.dates import add_years, shift_months
from standards.model import Rule

_UNNUMBERED = ("S", "SJ", "SJL", "SZ", "SL", "SLZ")
"""Series before the numbering (catalogue batch 1, item 3-1): older than any numbered one."""
BELOW = pl.col("_below_access")


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Series below ``series``, or more than ``years`` years in service and below grade 3 → renew.

    Either arm is enough; what neither can exclude is unknown. Parameters: ``series``, ``years``,
    ``grade_rule``, capacity range ``capacity`` and ``voltage_kv``.
    """
    frame = run(ctx, frame, _distribution)
    if frame.is_empty():
        return NOTHING
    frame = _with_grade(ctx, run(ctx, frame, _with_age))
    return found(ctx, frame, _with_outcome, _found)


def _distribution(ctx: Context, frame: Steps) -> Steps:
    """Distribution transformers: as the record says, else by size and voltage."""
    low, high = (float(v) for v in ctx.rule.params["capacity"])
    size, volts = pl.col("rated_capacity_kva"), pl.col("voltage_kv")
    default = size.is_between(low, high) & (volts == float(ctx.rule.params["voltage_kv"]))
    return frame.filter(pl.coalesce(pl.col("distribution"), default).fill_null(True))


def _grade_rule(ctx: Context) -> Rule | None:
    """The rule of the grade, if it holds on this day."""
    rules = ctx.library.rules_for(ctx.rule.kind, ctx.as_of)
    return next((r for r in rules if r.id == ctx.text("grade_rule")), None)


def _with_grade(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``_below_access`` (null where it cannot be judged or decides nothing),
    ``_grade_missing`` and ``_grade_presumed``.

    The grade is looked for where it decides: of an old series, and of what is not long in service,
    it does not.
    """
    rule = _grade_rule(ctx)
    asked = frame.filter(~pl.col("_old").fill_null(False) & pl.col("_long").fill_null(True))
    found = asked if rule is None else graded(ctx.for_rule(rule), asked)
    if rule is None or found.is_empty():
        return frame.with_columns(
            _below_access=pl.lit(None, dtype=pl.Boolean),
            _grade_missing=pl.lit(""),
            _grade_presumed=pl.lit(False),
        )
    found = found.select(
        "row",
        _below_access=pl.when(pl.col("_missing") == "").then(pl.col("_grade").is_null()),
        _grade_missing=pl.col("_missing"),
        _grade_presumed=pl.col("_presumed"),
    )
    return frame.join(found, on="row", how="left", maintain_order="left")


def _with_age(ctx: Context, frame: Steps) -> Steps:
    """Adds what the two arms begin with: ``_old`` series, and ``_long`` in service.

    A device made less than ``years`` years ago cannot be in service longer.
    """
    years = int(ctx.rule.params["years"])
    series = (
        pl.when(pl.col("np_series").is_not_null())
        .then(pl.col("np_series"))
        .when(pl.col("np_letters").is_in(_UNNUMBERED) & (pl.col("np_tags") == ""))
        .then(0)
    )
    made_since = add_years(pl.col("made_on"), years) >= ctx.today
    served = add_years(pl.col("in_service_on"), years) < ctx.today
    return frame.with_columns(
        _old=series < int(ctx.rule.params["series"]),
        _long=pl.coalesce(served, pl.when(made_since).then(pl.lit(False))),
    )


def _with_outcome(ctx: Context, frame: Steps) -> Steps:
    """Adds ``_outcome`` and ``_by_age``: the second arm alone decides."""
    old = pl.col("_old")
    frame = frame.with_columns(_worn=pl.col("_long") & BELOW)
    return frame.with_columns(_hit=old | pl.col("_worn")).with_columns(
        # the plan: S9以下, or over 25 years in use and below the access level
        _outcome=pl.when(pl.col("_hit"))
        .then(becomes("renew"))
        .when(pl.col("_hit").is_null())
        .then(becomes("unknown")),
        _by_age=pl.col("_hit") & ~old.fill_null(False),
    )


def _missing() -> pl.Expr:
    """What each arm that stays open asks for."""
    worn, long = pl.col("_worn"), pl.col("_long")
    asked = missing_list(
        {"model": pl.col("_old").is_null(), "in_service_on": worn.is_null() & long.is_null()}
    )
    open_grade = worn.is_null() & pl.col("_below_access").is_null()
    return joined(asked, pl.when(open_grade).then(pl.col("_grade_missing")))


def _found(ctx: Context, frame: Steps) -> Steps:
    by_age, used = pl.col("_by_age"), pl.col("in_service_on")
    latest = shift_months(ctx.as_of, -12 * int(ctx.rule.params["years"]))
    return emit(
        ctx,
        frame,
        Judgement(
            presumed=by_age & pl.col("_grade_presumed"),
            missing=pl.when(pl.col("_hit").is_null()).then(_missing()),
            case=pl.when(by_age).then(pl.lit("renew-age")),
            measured={"in_service_on": pl.when(by_age).then(used)},
            limit={"in_service_on": pl.when(by_age).then(pl.lit(latest))},
        ),
    )


CHECK = Check(
    judge,
    required={
        "series": int,
        "years": int,
        "grade_rule": str,
        "capacity": list,
        "voltage_kv": int,
    },
    reads=("model", "rated_capacity_kva", "voltage_kv", "distribution", "made_on", "in_service_on"),
    uses=(*COLUMNS, "np_letters", "np_series", "np_tags", "np_capacity_kva", "np_voltage_kv"),
)
