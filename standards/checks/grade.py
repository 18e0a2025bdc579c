"""Efficiency grades: the best grade whose limits are all met, by the edition that the device is
judged by.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from standards.checks.base import NOTHING, Check, Context, Judgement, emit, missing_list
from standards.checks.declared import DECLARED, with_declared
from standards.checks.facing import together
from standards.checks.limit_sources import SOURCES
from standards.checks.limit_sources import keys_of as keys_of
from standards.checks.rows import match_rows, take
from standards.checks.series import presume_from_series
from standards.model import OUTSIDE_TABLE, PRESUMED_CERTAINTIES, Edition

INFO_COLUMN = "_info_"
_LEVEL_OF = {1: "advanced", 2: "saving"}
"""Every lower grade that a standard has is the access level (发改环资规〔2024〕127号)."""


def _grades(ctx: Context) -> range:
    """The standard's grades, best first; most have three."""
    return range(1, int(str(ctx.param("grades", 3))) + 1)


def _measures(ctx: Context) -> list[str]:
    return [str(name) for name in ctx.rule.params["measures"]]


def _asked(ctx: Context, frame: pl.DataFrame) -> list[str]:
    """The measures that count. With ``sparse`` those that any matched row has a limit for: a
    standard of twelve metrics asks a device for one or two.
    """
    if not ctx.param("sparse"):
        return _measures(ctx)
    last = _grades(ctx)[-1]
    asked = [m for m in _measures(ctx) if frame[f"t:{m}__grade{last}"].is_not_null().any()]
    return asked or _measures(ctx)[:1]


def _columns(ctx: Context) -> list[str]:
    return [f"{m}__grade{g}" for m in _measures(ctx) for g in _grades(ctx)] + [
        "clause",
        "certainty",
    ]


def _reaches(ctx: Context, measures: Sequence[str], grade: int) -> pl.Expr:
    """Whether every measure is within the limit of this grade; a limit that is not there is not
    met, or with ``sparse`` not asked.
    """
    low = [str(m) for m in ctx.rule.params.get("better_low", [])]
    tests = []
    for name in measures:
        limit, measured = pl.col(f"t:{name}__grade{grade}"), pl.col("v:" + name)
        high = ctx.text("better") == "high" and name not in low
        met = (measured >= limit if high else measured <= limit).fill_null(False)
        tests.append(met | limit.is_null() if ctx.param("sparse") else met)
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
        # a recommended standard (GB/T) binds nobody
        binding = chosen if ctx.rule.obligation == "binding" else pl.lit(False)
        rows = frame.with_columns(_binding=binding).filter(chosen | older)
        if rows.height:
            parts.append((edition, rows))
    return parts


def concerned(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
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

    ``_grade`` Int8 (null: below grade 3), ``_missing`` ("" when judged), ``_binding``,
    ``_presumed``, ``_series`` (judged by its series),
    ``_only_access`` (the table has no better grade), ``t:…`` the limits,
    ``v:…`` the measures.
    """
    frame = concerned(ctx, frame)
    parts = []
    for edition, rows in _edition_of(ctx, frame):
        parts.append(_graded_by(ctx, rows, edition))
    return pl.concat(parts) if parts else frame.clear()


def _graded_by(ctx: Context, frame: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    grades = _grades(ctx)
    last = grades[-1]
    table = ctx.library.tables[edition.table].rows
    source = SOURCES[str(ctx.param("limits", "table"))]
    frame = source(ctx, frame, table, _columns(ctx))
    frame = presume_from_series(ctx, frame, _measures(ctx))
    frame = with_declared(ctx, frame, _measures(ctx), grades)
    measures = _asked(ctx, frame)
    # a row whose limit was not found in the source cannot judge anybody
    empty = [pl.col(f"t:{m}__grade{last}").is_null() for m in measures]
    sparse = bool(ctx.param("sparse"))
    hollow = pl.col("_row_index").is_not_null() & (
        pl.all_horizontal(empty) if sparse else pl.any_horizontal(empty)
    )
    blank = missing_list(_blank_measures(ctx, measures) if sparse else _all_blank(measures))
    row_missing = pl.when(hollow).then(pl.lit(OUTSIDE_TABLE)).otherwise(pl.col("_row_missing"))
    outside = row_missing == OUTSIDE_TABLE
    joined = pl.concat_str(
        [blank.replace("", None), row_missing.replace("", None)], separator=";", ignore_nulls=True
    )
    by_series = pl.col("_series") & ~outside
    grade = pl.coalesce(
        [pl.when(_reaches(ctx, measures, g)).then(pl.lit(g, dtype=pl.Int8)) for g in grades]
    )
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
        | pl.col("_limit_presumed")
        | pl.any_horizontal(
            [pl.col(str(c)) for c in ctx.rule.params.get("presumed_by", [])] or [pl.lit(False)]
        ),
        _series=by_series,
        _document=pl.lit(edition.document),
    )


def _all_blank(measures: Sequence[str]) -> dict[str, pl.Expr]:
    return {m: pl.col("v:" + m).is_null() for m in measures}


def _blank_measures(ctx: Context, measures: Sequence[str]) -> dict[str, pl.Expr]:
    """The blank ones among the measures that the row asks for. One that binds the lowest grade
    only is not needed by a device that reaches a better grade.
    """
    last = _grades(ctx)[-1]
    better = pl.any_horizontal([_reaches(ctx, measures, g) for g in _grades(ctx)[:-1]])
    asked = {}
    for name in measures:
        only_last = pl.col(f"t:{name}__grade{last - 1}").is_null()
        needed = pl.col(f"t:{name}__grade{last}").is_not_null() & ~(only_last & better)
        asked[name] = pl.col("v:" + name).is_null() & needed
    return asked


def _with_class(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``_info_class``: the international class of the efficiency (IEC 60034-30-1).

    ``classes``: a table of the keys with one column per class, best first. Between two rows there
    is no class: the grade's own, else below the grade's last.
    """
    name = ctx.param("classes")
    if name is None:
        return frame
    table, measure = ctx.rows("classes"), _measures(ctx)[0]
    keys, _ = keys_of(ctx)
    columns = [c for c in table.columns if "__ie" in c]
    joins = [key for key in keys if key.column in table.columns]
    joined = frame.join(
        table.select(*[pl.col(k.column).alias(k.source) for k in joins], *columns),
        on=[k.source for k in joins],
        how="left",
        maintain_order="left",
    )
    value = pl.col("v:" + measure)
    by_table = pl.coalesce(
        [pl.when(value >= pl.col(c)).then(pl.lit(c.split("__")[1].upper())) for c in columns]
    )
    by_grade = pl.col("_grade").replace_strict(
        {g: f"IE{6 - g}" for g in _grades(ctx)}, default=None, return_dtype=pl.String
    )
    last = pl.when(pl.col(columns[-1]).is_not_null()).then(pl.lit("<IE1")).otherwise(pl.lit("<IE3"))
    said = pl.col(DECLARED) if DECLARED in joined.columns else pl.lit(None, dtype=pl.String)
    by_plate = pl.when(said.str.contains("IE")).then(said)
    return joined.with_columns(_info_class=pl.coalesce(by_grade, by_plate, by_table, last)).drop(
        columns
    )


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Below the last grade: rectify where the edition binds, else renew. Below grade 2: improve;
    2 and 1: meets.

    Parameters: ``measures`` field ids; ``better`` high or low, ``better_low`` exceptions;
    ``grades`` how many there are, ``ungraded`` a limit and a saving value without grades;
    ``keys`` and ``bands`` of the table; ``limits`` where the limits come from (limit_sources.py)
    with ``interpolate``, ``corrections``, ``basis`` and ``tolerance``; ``sparse``: a row asks for
    the measures that it has limits for; ``classes`` a table of class names; ``unless_no`` a yes/no
    field that takes a device out; ``about`` conditions, ``not_about`` conditions under which
    another standard or none applies; ``presumed_by`` frame columns that mark an inferred key;
    ``series_grades`` and ``series_losses`` tables to presume blank measures from; ``declared``
    fields and frame columns with a declared grade or class (declared.py).
    """
    frame = graded(ctx, frame)
    if frame.is_empty():
        return NOTHING
    frame = _with_class(ctx, frame)
    grade, judged = pl.col("_grade"), pl.col("_missing") == ""
    only_access = pl.col("_only_access") & (grade == _grades(ctx)[-1])
    sparse, last = bool(ctx.param("sparse")), _grades(ctx)[-1]
    measures = _asked(ctx, frame)
    values = [pl.col("v:" + m).is_not_null() for m in measures]
    frame = frame.with_columns(
        _outcome=pl.when(~judged)
        .then(pl.lit("unknown"))
        .when(grade.is_null())
        .then(pl.when(pl.col("_binding")).then(pl.lit("rectify")).otherwise(pl.lit("renew")))
        .when((grade > 2) & ~only_access)
        .then(pl.lit("improve"))
        .otherwise(pl.lit("meets")),
        _shown=pl.all_horizontal(
            [judged, pl.col("_row_index").is_not_null(), *([] if sparse else values)]
        ),
    )
    shown = {m: pl.col("_shown") for m in measures}
    if sparse:
        for m, value in zip(measures, values, strict=True):
            shown[m] = shown[m] & value & pl.col(f"t:{m}__grade{last}").is_not_null()
    graded_standard = pl.lit(not ctx.param("ungraded"))
    level = grade.replace_strict(_LEVEL_OF, default="access", return_dtype=pl.String)
    return emit(
        ctx,
        frame,
        Judgement(
            presumed=judged & pl.col("_presumed"),
            level=pl.when(judged & grade.is_not_null()).then(level),
            grade=pl.when(judged & ~only_access.fill_null(False) & graded_standard).then(grade),
            document=pl.col("_document"),
            clause=pl.col("t:clause"),
            missing=pl.col("_missing"),
            case=pl.when(judged & pl.col("_series") & only_access)
            .then(pl.lit("meets-access-plate"))
            .when(judged & pl.col("_series"))
            .then(pl.col("_outcome") + "-" + pl.col("_said_by"))
            .when(judged & only_access)
            .then(pl.lit("meets-access")),
            measured={m: pl.when(shown[m]).then(pl.col("v:" + m)) for m in measures},
            limit={m: pl.when(shown[m]).then(pl.col(f"t:{m}__grade{last}")) for m in measures},
            info={
                c.removeprefix(INFO_COLUMN): pl.col(c)
                for c in frame.columns
                if c.startswith(INFO_COLUMN)
            },
        ),
    )


def below_grade(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """A measured value against one grade of the table, whatever the edition binds: below it,
    renew; else meets.

    Parameters: ``measure`` field id; ``limit`` table column; ``table``; ``keys`` and ``bands``.
    Blank: nothing.
    """
    name, column = ctx.text("measure"), ctx.text("limit")
    table = ctx.rows("table")
    keys, bands = keys_of(ctx)
    frame = concerned(ctx, frame).filter(pl.col(name).is_not_null())
    if frame.is_empty():
        return NOTHING
    frame = take(match_rows(frame, table, keys, bands), table, [column, "clause", "certainty"])
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
    required={"measures": list, "better": str},
    optional={
        "keys": list,
        "grades": int,
        "better_low": list,
        "sparse": bool,
        "limits": str,
        "interpolate": str,
        "corrections": str,
        "basis": str,
        "tolerance": str,
        "ungraded": bool,
        "classes": str,
        "bands": list,
        "unless_no": str,
        "about": list,
        "not_about": list,
        "presumed_by": list,
        "declared": list,
        "series_grades": str,
        "series_losses": str,
    },
    fields=("measures", "unless_no", "better_low", "basis", "tolerance"),
    tables=("series_grades", "series_losses", "corrections", "classes"),
    conditions=("about", "not_about"),
    editions=True,
    # a plate's grade is none of a standard that has no grades
    exclusive=(("declared", "ungraded"),),
)
BELOW_GRADE = Check(
    below_grade,
    required={"measure": str, "limit": str, "table": str, "keys": list},
    optional={"bands": list, "not_about": list},
    fields=("measure",),
    tables=("table",),
    conditions=("not_about",),
)
