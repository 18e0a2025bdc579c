"""A plan's wish for distribution transformers: below a series, or long in service and below the
access level.
"""

from __future__ import annotations

import polars as pl

from standards.checks.base import NOTHING, Check, Context, Judgement, emit, missing_list
from standards.checks.grade import graded
from standards.dates import add_years, shift_months

_UNNUMBERED = ("S", "SJ", "SJL", "SZ", "SL", "SLZ")
"""Series before the numbering (catalogue batch 1, item 3-1): older than any numbered one."""


def _with_grade(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``_below_access`` (null where it cannot be judged), ``_grade_missing`` and
    ``_grade_presumed``.
    """
    rule_id = ctx.text("grade_rule")
    rules = [r for r in ctx.library.rules_for(ctx.rule.kind, ctx.as_of) if r.id == rule_id]
    nothing = frame.with_columns(
        _below_access=pl.lit(None, dtype=pl.Boolean),
        _grade_missing=pl.lit(""),
        _grade_presumed=pl.lit(False),
    )
    if not rules:
        return nothing
    found = graded(ctx.for_rule(rules[0]), frame)
    if found.is_empty():
        return nothing
    found = found.select(
        "row",
        _below_access=pl.when(pl.col("_missing") == "").then(pl.col("_grade").is_null()),
        _grade_missing=pl.col("_missing"),
        _grade_presumed=pl.col("_presumed"),
    )
    return frame.join(found, on="row", how="left", maintain_order="left")


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Series below ``series``, or more than ``years`` years in service and below grade 3 → renew.

    Either arm is enough; what neither can exclude is unknown. A device made less than ``years``
    years ago cannot be in
    service longer. Parameters: ``series``, ``years``, ``grade_rule``, capacity range ``capacity``
    and ``voltage_kv``.
    """
    low, high = (float(v) for v in ctx.rule.params["capacity"])
    size, volts = pl.col("rated_capacity_kva"), pl.col("voltage_kv")
    default = size.is_between(low, high) & (volts == float(ctx.rule.params["voltage_kv"]))
    frame = frame.filter(pl.coalesce(pl.col("distribution"), default).fill_null(True))
    if frame.is_empty():
        return NOTHING
    frame = _with_grade(ctx, frame)
    years = int(ctx.rule.params["years"])
    used = pl.col("in_service_on")
    series = (
        pl.when(pl.col("np_series").is_not_null())
        .then(pl.col("np_series"))
        .when(pl.col("np_letters").is_in(_UNNUMBERED) & (pl.col("np_tags") == ""))
        .then(0)
    )
    made_since = add_years(pl.col("made_on"), years) >= ctx.today
    frame = frame.with_columns(
        _old=series < int(ctx.rule.params["series"]),
        _long=pl.coalesce(
            add_years(used, years) < ctx.today, pl.when(made_since).then(pl.lit(False))
        ),
    )
    frame = frame.with_columns(_worn=pl.col("_long") & pl.col("_below_access"))
    frame = frame.with_columns(_hit=pl.col("_old") | pl.col("_worn"))
    hit, old, worn = pl.col("_hit"), pl.col("_old"), pl.col("_worn")
    frame = frame.with_columns(
        _outcome=pl.when(hit).then(pl.lit("renew")).when(hit.is_null()).then(pl.lit("unknown")),
        _by_age=hit & ~old.fill_null(False),
    )
    by_age = pl.col("_by_age")
    asked = missing_list(
        {"model": old.is_null(), "in_service_on": worn.is_null() & pl.col("_long").is_null()}
    )
    grade_asked = pl.when(worn.is_null() & pl.col("_below_access").is_null()).then(
        pl.col("_grade_missing")
    )
    both = [asked.replace("", None), grade_asked.replace("", None)]
    return emit(
        ctx,
        frame,
        Judgement(
            presumed=by_age & pl.col("_grade_presumed"),
            missing=pl.when(hit.is_null()).then(
                pl.concat_str(both, separator=";", ignore_nulls=True)
            ),
            case=pl.when(by_age).then(pl.lit("renew-age")),
            measured={"in_service_on": pl.when(by_age).then(used)},
            limit={
                "in_service_on": pl.when(by_age).then(pl.lit(shift_months(ctx.as_of, -12 * years)))
            },
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
)
