"""Efficiency grades: the best grade whose limits are all met, by the edition that the device is
judged by.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from standards.checks.base import NOTHING, Check, Context, Judgement, emit, missing_list
from standards.checks.rows import Band, Key, match_rows, take
from standards.checks.series import presume_from_series
from standards.model import OUTSIDE_TABLE, PRESUMED_CERTAINTIES, Edition

GRADES = (1, 2, 3)
_LEVEL_OF = {1: "advanced", 2: "saving", 3: "access"}


def keys_of(ctx: Context) -> tuple[list[Key], Band | None]:
    """The rule's table keys: ``keys`` [[column, source, field]…] and an optional ``band``."""
    keys = [Key(*map(str, key)) for key in ctx.rule.params["keys"]]
    band = ctx.rule.params.get("band")
    return keys, None if band is None else Band(*map(str, band))


def _measures(ctx: Context) -> list[str]:
    return [str(name) for name in ctx.rule.params["measures"]]


def _columns(measures: Sequence[str]) -> list[str]:
    return [f"{m}__grade{g}" for m in measures for g in GRADES] + ["clause", "certainty"]


def _reaches(ctx: Context, grade: int) -> pl.Expr:
    """Whether every measure is within the limit of this grade; a limit that is not there is not
    met.
    """
    better_high = ctx.text("better") == "high"
    tests = []
    for name in _measures(ctx):
        limit, measured = pl.col(f"t:{name}__grade{grade}"), pl.col("v:" + name)
        tests.append((measured >= limit if better_high else measured <= limit).fill_null(False))
    return pl.all_horizontal(tests)


def _edition_of(ctx: Context, frame: pl.DataFrame) -> list[tuple[Edition, pl.DataFrame]]:
    """The rows of each edition, with ``_binding``: devices made under an edition are bound by it,
    the others are compared with the one in force on as_of."""
    made = pl.col("made_on")
    known = [e for e in ctx.rule.editions if e.valid_from <= ctx.as_of]
    parts = []
    for edition in known:
        bound = made >= edition.valid_from
        if edition.valid_to is not None:
            bound = bound & ((made < edition.valid_to) | (edition is known[-1]))
        chosen = bound.fill_null(False)
        current = edition.valid_to is None or ctx.as_of < edition.valid_to
        first = ctx.rule.editions[0].valid_from
        older = (made < first).fill_null(True) if current else pl.lit(False)
        rows = frame.with_columns(_binding=chosen).filter(chosen | older)
        if rows.height:
            parts.append((edition, rows))
    return parts


def graded(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds to the frame what the grade of each device rests on.

    ``_grade`` Int8 (null: below grade 3), ``_missing`` ("" when judged), ``_binding``,
    ``_presumed``, ``_series`` (judged by its series),
    ``_only_access`` (the table has no better grade), ``t:…`` the limits,
    ``v:…`` the measures.
    """
    unless = ctx.param("unless_no")
    if unless:
        frame = frame.filter(pl.col(str(unless)).fill_null(True))
    parts = []
    for edition, rows in _edition_of(ctx, frame):
        parts.append(_graded_by(ctx, rows, edition))
    return pl.concat(parts) if parts else frame.clear()


def _graded_by(ctx: Context, frame: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    measures = _measures(ctx)
    table = ctx.library.tables[edition.table].rows
    keys, band = keys_of(ctx)
    frame = take(match_rows(frame, table, keys, band), table, _columns(measures))
    frame = presume_from_series(ctx, frame, measures)
    # a row whose limit was not found in the source cannot judge anybody
    hollow = pl.col("_row_index").is_not_null() & pl.any_horizontal(
        [pl.col(f"t:{m}__grade3").is_null() for m in measures]
    )
    blank = missing_list({m: pl.col("v:" + m).is_null() for m in measures})
    row_missing = pl.when(hollow).then(pl.lit(OUTSIDE_TABLE)).otherwise(pl.col("_row_missing"))
    outside = row_missing == OUTSIDE_TABLE
    joined = pl.concat_str(
        [blank.replace("", None), row_missing.replace("", None)], separator=";", ignore_nulls=True
    )
    by_series = pl.col("_series") & ~outside
    grade = pl.coalesce([pl.when(_reaches(ctx, g)).then(pl.lit(g, dtype=pl.Int8)) for g in GRADES])
    only_access = pl.all_horizontal([pl.col(f"t:{m}__grade2").is_null() for m in measures])
    return frame.with_columns(
        _missing=pl.when(by_series)
        .then(pl.lit(""))
        .when(outside)
        .then(row_missing)
        .otherwise(joined),
        _grade=pl.when(by_series).then(pl.col("_series_grade")).otherwise(grade),
        _only_access=only_access & pl.col("_row_index").is_not_null(),
        _presumed=pl.col("t:certainty").is_in(list(PRESUMED_CERTAINTIES)).fill_null(False)
        | by_series
        | pl.col("_losses_presumed")
        | pl.any_horizontal(
            [pl.col(str(c)) for c in ctx.rule.params.get("presumed_by", [])] or [pl.lit(False)]
        ),
        _series=by_series,
        _document=pl.lit(edition.document),
    )


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Below grade 3: rectify where the edition binds, else renew. 3: improve; 2 and 1: meets.

    Parameters: ``measures`` field ids; ``better`` high or low; ``keys`` and ``band`` of the table;
    ``unless_no`` a yes/no
    field that takes a device out; ``presumed_by`` frame columns that mark an inferred key;
    ``series_grades`` and
    ``series_losses`` tables to presume blank measures from.
    """
    frame = graded(ctx, frame)
    if frame.is_empty():
        return NOTHING
    grade, judged = pl.col("_grade"), pl.col("_missing") == ""
    only_access = pl.col("_only_access") & (grade == 3)
    values = [pl.col("v:" + m).is_not_null() for m in _measures(ctx)]
    frame = frame.with_columns(
        _outcome=pl.when(~judged)
        .then(pl.lit("unknown"))
        .when(grade.is_null())
        .then(pl.when(pl.col("_binding")).then(pl.lit("rectify")).otherwise(pl.lit("renew")))
        .when((grade == 3) & ~only_access)
        .then(pl.lit("improve"))
        .otherwise(pl.lit("meets")),
        _shown=pl.all_horizontal([judged, pl.col("_row_index").is_not_null(), *values]),
    )
    shown = pl.col("_shown")
    return emit(
        ctx,
        frame,
        Judgement(
            presumed=judged & pl.col("_presumed"),
            level=pl.when(judged).then(
                grade.replace_strict(_LEVEL_OF, default=None, return_dtype=pl.String)
            ),
            grade=pl.when(judged & ~only_access.fill_null(False)).then(grade),
            document=pl.col("_document"),
            clause=pl.col("t:clause"),
            missing=pl.col("_missing"),
            case=pl.when(judged & pl.col("_series"))
            .then(pl.col("_outcome") + "-series")
            .when(judged & only_access)
            .then(pl.lit("meets-access")),
            measured={m: pl.when(shown).then(pl.col("v:" + m)) for m in _measures(ctx)},
            limit={m: pl.when(shown).then(pl.col(f"t:{m}__grade3")) for m in _measures(ctx)},
        ),
    )


def below_grade(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """A measured value against one grade of the table, whatever the edition binds: below it,
    renew; else meets.

    Parameters: ``measure`` field id; ``limit`` table column; ``table``; ``keys`` and ``band``.
    Blank: nothing.
    """
    name, column = ctx.text("measure"), ctx.text("limit")
    table = ctx.rows("table")
    keys, band = keys_of(ctx)
    frame = frame.filter(pl.col(name).is_not_null())
    if frame.is_empty():
        return NOTHING
    frame = take(match_rows(frame, table, keys, band), table, [column, "clause", "certainty"])
    limit = pl.col("t:" + column)
    found = pl.col("_row_missing") == ""
    frame = frame.with_columns(
        _outcome=pl.when(~found)
        .then(pl.lit("unknown"))
        .when(pl.col(name) < limit)
        .then(pl.lit("renew"))
        .when(pl.col(name) >= limit)
        .then(pl.lit("meets"))
    )
    return emit(
        ctx,
        frame,
        Judgement(
            presumed=pl.col("t:certainty").is_in(list(PRESUMED_CERTAINTIES)),
            missing=pl.col("_row_missing"),
            measured={name: pl.when(found).then(pl.col(name))},
            limit={name: limit},
        ),
    )


GRADE = Check(
    judge,
    required={"measures": list, "better": str, "keys": list},
    optional={
        "band": list,
        "unless_no": str,
        "presumed_by": list,
        "series_grades": str,
        "series_losses": str,
    },
    fields=("measures", "unless_no"),
    tables=("series_grades", "series_losses"),
    editions=True,
)
BELOW_GRADE = Check(
    below_grade,
    required={"measure": str, "limit": str, "table": str, "keys": list},
    optional={"band": list},
    fields=("measure",),
    tables=("table",),
)
