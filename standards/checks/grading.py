"""What the grade of a device rests on: the edition that judges it, the limits of its row, its
measures, and what had to be presumed.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from standards.checks.base import Context, doubtful, joined, missing_list
from standards.checks.declared import with_declared
from standards.checks.facing import together
from standards.checks.limit_sources import PUMP_COLUMNS, SOURCES
from standards.checks.rows import ROWS_OPEN, take
from standards.checks.series import SERIES_COLUMNS, presume_from_series
from standards.checks.steps import Steps, run
from standards.model import Edition
from standards.outcomes import OUTSIDE_TABLE

COLUMNS = ("made_on", *SERIES_COLUMNS, *PUMP_COLUMNS)
"""What a grade may rest on whatever the rule's parameters name."""


def grades(ctx: Context) -> range:
    """The standard's grades, best first; most have three."""
    return range(1, int(str(ctx.param("grades", 3))) + 1)


def last_grade(ctx: Context) -> int:
    """The grade whose limit is the 能效限定值: below it nothing passes."""
    return grades(ctx)[-1]


def all_measures(ctx: Context) -> list[str]:
    """The measures that the standard knows."""
    return [str(name) for name in ctx.rule.params["measures"]]


def asked_measures(ctx: Context, frame: pl.DataFrame) -> list[str]:
    """The measures that count. With ``sparse`` those that any matched row has a limit for: a
    standard of twelve metrics asks a device for one or two.
    """
    if not ctx.param("sparse"):
        return all_measures(ctx)
    last = last_grade(ctx)
    asked = [m for m in all_measures(ctx) if frame[f"t:{m}__grade{last}"].is_not_null().any()]
    return asked or all_measures(ctx)[:1]


def _limit(measure: str, grade: int) -> pl.Expr:
    return pl.col(f"t:{measure}__grade{grade}")


def _columns(ctx: Context) -> list[str]:
    limits = [f"{m}__grade{g}" for m in all_measures(ctx) for g in grades(ctx)]
    return [*limits, "clause", "certainty"]


def _reaches(ctx: Context, measures: Sequence[str], grade: int) -> pl.Expr:
    """Whether every measure is within the limit of this grade; a limit that is not there is not
    met, or with ``sparse`` not asked.
    """
    low = [str(m) for m in ctx.rule.params.get("better_low", [])]
    tests = []
    for name in measures:
        limit, measured = _limit(name, grade), pl.col("v:" + name)
        high = ctx.text("better") == "high" and name not in low
        met = (measured >= limit if high else measured <= limit).fill_null(False)
        tests.append(met | limit.is_null() if ctx.param("sparse") else met)
    return pl.all_horizontal(tests)


def concerned(ctx: Context, frame: Steps) -> Steps:
    """The devices that the rule is about. A blank leaves a device with the rule that has
    ``not_about``, so that only one rule asks for it.
    """
    kind = ctx.library.kind(ctx.rule.kind)
    unless = ctx.param("unless_no")
    about, excluded = (ctx.rule.params.get(name) for name in ("about", "not_about"))
    if unless:
        frame = frame.filter(pl.col(str(unless)).fill_null(True))
    if about:
        frame = frame.filter(together(kind, about).fill_null(False))
    if excluded:
        frame = frame.filter(~together(kind, excluded).fill_null(False))
    return frame


def graded(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds to the frame what the grade of each device rests on.

    ``_grade`` Int8 (null: below the last grade), ``_missing`` ("" when judged), ``_binding``,
    ``_presumed``, ``_series`` (judged by what its series or its plate declares), ``_only_access``
    (the row has no better grade), ``t:…`` the limits, ``v:…`` the measures.
    """
    frame = run(ctx, frame, concerned)
    parts = [_graded_by(ctx, rows, edition) for edition, rows in _by_edition(ctx, frame)]
    return frame.clear() if not parts else pl.concat(parts) if len(parts) > 1 else parts[0]


def _by_edition(ctx: Context, frame: pl.DataFrame) -> list[tuple[Edition, pl.DataFrame]]:
    """The devices of each edition, with ``_binding``.

    An edition binds what is made while it is in force (rulebook section 1: 'which day's law');
    older stock is compared with the edition in force on as_of and not bound.
    """
    known = [e for e in ctx.rule.editions if ctx.has_come(e.valid_from)]
    parts = []
    for edition in known:
        rows = run(ctx, frame, _judged_by, given=(edition, edition is known[-1]))
        if rows.height:
            parts.append((edition, rows))
        if rows.height == frame.height:
            break  # a device has one edition
    return parts


def _judged_by(ctx: Context, frame: Steps, edition: Edition, last: bool) -> Steps:
    made_under = _made_under(edition, last=last)
    # a recommended standard (GB/T) binds nobody
    binding = made_under if ctx.rule.obligation == "binding" else pl.lit(False)
    judged = made_under | _older(ctx, edition)
    return frame.with_columns(_binding=binding).filter(judged)


def _made_under(edition: Edition, *, last: bool) -> pl.Expr:
    """Made while the edition was in force; the last known one has no end yet."""
    made = pl.col("made_on")
    under = made >= edition.valid_from
    if edition.valid_to is not None:
        under = under & ((made < edition.valid_to) | last)
    return under.fill_null(False)


def _older(ctx: Context, edition: Edition) -> pl.Expr:
    """Made before the first edition, or nobody knows when: the edition in force judges it."""
    if edition.valid_to is not None and ctx.has_come(edition.valid_to):
        return pl.lit(False)
    return (pl.col("made_on") < ctx.rule.editions[0].valid_from).fill_null(True)


def _graded_by(ctx: Context, frame: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    frame = _with_limits(ctx, frame, edition)
    measures = tuple(asked_measures(ctx, frame))
    if ROWS_OPEN not in frame.columns:
        return run(ctx, frame, _with_missing, _with_grade, given=(measures, edition.document))
    frame = run(ctx, frame, _with_missing, given=(measures, edition.document))
    frame = _settled(ctx, frame, edition, measures).drop(ROWS_OPEN)
    return run(ctx, frame, _with_grade, given=(measures, edition.document))


def _with_grade(ctx: Context, frame: Steps, measures: Sequence[str], document: str) -> Steps:
    only_access = pl.all_horizontal([_limit(m, 2).is_null() for m in measures])
    by_series = pl.col("_by_series")
    return frame.with_columns(
        _grade=pl.when(by_series)
        .then(pl.col("_series_grade"))
        .otherwise(_measured_grade(ctx, measures)),
        _only_access=only_access & pl.col("_row_index").is_not_null(),
        _presumed=_presumed(ctx),
        _series=by_series,
        _document=pl.lit(document),
    ).drop("_by_series")


def _measured_grade(ctx: Context, measures: Sequence[str]) -> pl.Expr:
    """The best grade whose limits are all met; null below the last."""
    return pl.coalesce(
        pl.when(_reaches(ctx, measures, g)).then(pl.lit(g, dtype=pl.Int8)) for g in grades(ctx)
    )


def _settled(
    ctx: Context, frame: pl.DataFrame, edition: Edition, measures: Sequence[str]
) -> pl.DataFrame:
    """A blank choice (the connection group) leaves several rows open. Where the device has the
    same grade by all of them it has that grade, presumed: the blank may stand for a choice without
    a row. The limits shown are the most lenient of them.
    """
    table = ctx.library.tables[edition.table].rows
    blank = pl.any_horizontal(pl.col("v:" + m).is_null() for m in measures)
    is_open = pl.col(ROWS_OPEN).is_not_null() & ~blank & ~pl.col("_by_series")
    values = ["v:" + m for m in measures]
    wide = frame.filter(is_open).select("row", *values, _row_index=ROWS_OPEN).explode("_row_index")
    if ctx.param("sparse") or wide.is_empty():
        return frame
    lenient = pl.sum_horizontal(_limit(m, last_grade(ctx)) for m in measures)
    by_row = take(wide, table, _columns(ctx)).with_columns(
        _grade=pl.when(_hollow(ctx, measures))
        .then(pl.lit(-1, dtype=pl.Int8))
        .otherwise(_measured_grade(ctx, measures).fill_null(0)),
        _lenient=lenient if ctx.text("better") == "low" else -lenient,
    )
    same = (pl.col("_grade").n_unique().over("row") == 1) & (pl.col("_grade") >= 0)
    told = (
        by_row.filter(same)
        .sort("row", "_lenient", "_row_index", descending=[False, True, False])
        .unique("row", keep="first", maintain_order=True)
        .select("row", "_row_index", *[f"t:{name}" for name in _columns(ctx)])
    )
    joined = frame.join(told, on="row", how="left", suffix="_told", maintain_order="left")
    is_told = pl.col("_row_index_told").is_not_null()
    names = ["_row_index", *[f"t:{name}" for name in _columns(ctx)]]
    return joined.with_columns(
        *[pl.coalesce(name, f"{name}_told").alias(name) for name in names],
        _missing=pl.when(is_told).then(pl.lit("")).otherwise(pl.col("_missing")),
        _limit_presumed=pl.col("_limit_presumed") | is_told,
    ).drop([f"{name}_told" for name in names])


def _with_limits(ctx: Context, frame: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """Adds the row's limits, and the measures as given, presumed from the series or declared."""
    table = ctx.library.tables[edition.table].rows
    source = SOURCES[str(ctx.param("limits", "table"))]
    frame = source(ctx, frame, table, _columns(ctx))
    frame = presume_from_series(ctx, frame, all_measures(ctx))
    return run(ctx, frame, with_declared, given=(tuple(all_measures(ctx)), grades(ctx)))


def _with_missing(ctx: Context, frame: Steps, measures: Sequence[str], _: str) -> Steps:
    """Adds ``_missing`` and ``_by_series``: a declared grade decides where there is a row."""
    outside = _hollow(ctx, measures) | (pl.col("_row_missing") == OUTSIDE_TABLE)
    blank = missing_list(_blank_measures(ctx, measures))
    better = [_reaches(ctx, measures, g) for g in grades(ctx)[:-1] if ctx.param("sparse")]
    frame = frame.with_columns(
        _outside=outside, _better=pl.any_horizontal([pl.lit(False), *better])
    )
    frame = frame.with_columns(_by_series=pl.col("_series") & ~pl.col("_outside"))
    return frame.with_columns(
        _missing=pl.when("_by_series")
        .then(pl.lit(""))
        .when("_outside")
        .then(pl.lit(OUTSIDE_TABLE))
        .otherwise(joined(blank, pl.col("_row_missing"))),
    ).drop("_outside", "_better")


def _hollow(ctx: Context, measures: Sequence[str]) -> pl.Expr:
    """The row's limit was not found in the source: such a row cannot judge anybody."""
    empty = [_limit(m, last_grade(ctx)).is_null() for m in measures]
    blank = pl.all_horizontal(empty) if ctx.param("sparse") else pl.any_horizontal(empty)
    return pl.col("_row_index").is_not_null() & blank


def _blank_measures(ctx: Context, measures: Sequence[str]) -> dict[str, pl.Expr]:
    """The blank ones among the measures; with ``sparse`` among those that the row asks for. One
    that binds the lowest grade only is not needed by a device that reaches a better grade
    (``_better``).
    """
    blank = {name: pl.col("v:" + name).is_null() for name in measures}
    if not ctx.param("sparse"):
        return blank
    last = last_grade(ctx)
    needed = {m: ~(_limit(m, last - 1).is_null() & pl.col("_better")) for m in measures}
    return {m: blank[m] & _limit(m, last).is_not_null() & needed[m] for m in measures}


def _presumed(ctx: Context) -> pl.Expr:
    """The table is of a certainty that is printed as no law, or a key or a measure was inferred."""
    inferred = [pl.col(str(name)) for name in ctx.rule.params.get("presumed_by", [])]
    return pl.any_horizontal(
        doubtful("t:certainty"),
        pl.col("_by_series"),
        pl.col("_losses_presumed"),
        pl.col("_limit_presumed"),
        *inferred,
    )
