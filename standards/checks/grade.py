"""Efficiency grades: the best grade whose limits are all met, by the edition that the device is
judged by.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from standards.checks.base import NOTHING, Check, Context, Judgement, becomes, case_of, emit
from standards.checks.efficiency_class import with_class
from standards.checks.grading import COLUMNS, asked_measures, graded, last_grade
from standards.checks.steps import Steps, found

INFO_COLUMN = "_info_"
_LEVEL_OF = {1: "advanced", 2: "saving"}
"""Every lower grade that a standard has is the access level (发改环资规〔2024〕127号)."""


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Below the last grade: rectify where the edition binds, else renew. Below grade 2: improve;
    2 and 1: meets.

    Parameters: ``measures`` field ids; ``better`` high or low, ``better_low`` exceptions;
    ``grades`` how many there are, ``ungraded`` a limit and a saving value without grades;
    ``keys`` and ``bands`` of the table; ``open_keys`` fields whose blank decides nothing where all
    rows that it leaves open agree; ``limits`` where the limits come from (limit_sources.py)
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
    frame, shown = with_class(ctx, frame), tuple(asked_measures(ctx, frame))
    return found(ctx, frame, _with_outcome, _found, given=(shown,))


def _with_outcome(ctx: Context, frame: Steps, measures: Sequence[str]) -> Steps:
    """Adds ``_judged``, ``_access_alone`` (the row has the access level and nothing above it) and
    ``_outcome``.
    """
    grade = pl.col("_grade")
    frame = frame.with_columns(
        _judged=pl.col("_missing") == "",
        _access_alone=pl.col("_only_access") & (grade == last_grade(ctx)),
    )
    return frame.with_columns(
        _outcome=pl.when(~pl.col("_judged"))
        .then(becomes("unknown"))
        # below the 能效限定值 of the edition that bound its making (节约能源法 §17, §52)
        .when(grade.is_null() & pl.col("_binding"))
        .then(becomes("rectify"))
        # older stock, or a recommended standard: policy wants it replaced (rulebook section 1)
        .when(grade.is_null())
        .then(becomes("renew"))
        # the access level, below the saving level (发改环资规〔2024〕127号)
        .when((grade > 2) & ~pl.col("_access_alone"))
        .then(becomes("improve"))
        .otherwise(becomes("meets"))
    )


def _found(ctx: Context, frame: Steps, measures: Sequence[str]) -> Steps:
    judged, grade = pl.col("_judged"), pl.col("_grade")
    last, shown = last_grade(ctx), _shown_measures(ctx, measures)
    level = grade.replace_strict(_LEVEL_OF, default="access", return_dtype=pl.String)
    named = judged & ~pl.col("_access_alone").fill_null(False) & (not ctx.param("ungraded"))
    return emit(
        ctx,
        frame,
        Judgement(
            presumed=judged & pl.col("_presumed"),
            level=pl.when(judged & grade.is_not_null()).then(level),
            grade=pl.when(named).then(grade),
            document=pl.col("_document"),
            clause=pl.col("t:clause"),
            missing=pl.col("_missing"),
            case=_case(),
            measured={m: pl.when(c).then(pl.col("v:" + m)) for m, c in shown.items()},
            limit={m: pl.when(c).then(pl.col(f"t:{m}__grade{last}")) for m, c in shown.items()},
            info=_info(frame.columns),
        ),
    )


def _case() -> pl.Expr:
    """The sentence where the outcome alone does not say it: what was declared instead of measured,
    and a row without a better grade.
    """
    judged, alone, by = pl.col("_judged"), pl.col("_access_alone"), pl.col("_said_by")
    declared = judged & pl.col("_series")
    return (
        pl.when(declared & alone)
        .then(pl.lit("meets-access-plate"))
        .when(declared & (by == "series"))
        .then(case_of("-series"))
        .when(declared & (by == "class"))
        .then(case_of("-class"))
        .when(declared)
        .then(case_of("-plate"))
        .when(judged & alone)
        .then(pl.lit("meets-access"))
    )


def _shown_measures(ctx: Context, measures: Sequence[str]) -> dict[str, pl.Expr]:
    """The measures that the finding shows beside their limits: all of a judged device, or with
    ``sparse`` those that are given and that its row asks for.
    """
    last = last_grade(ctx)
    given = {m: pl.col("v:" + m).is_not_null() for m in measures}
    judged = pl.col("_judged") & pl.col("_row_index").is_not_null()
    if ctx.param("sparse"):
        asked = {m: pl.col(f"t:{m}__grade{last}").is_not_null() for m in measures}
        return {m: judged & given[m] & asked[m] for m in measures}
    return dict.fromkeys(measures, pl.all_horizontal(judged, *given.values()))


def _info(columns: Sequence[str]) -> dict[str, pl.Expr]:
    names = [c for c in columns if c.startswith(INFO_COLUMN)]
    return {name.removeprefix(INFO_COLUMN): pl.col(name) for name in names}


CHECK = Check(
    judge,
    required={"measures": list, "better": str},
    optional={
        "keys": list,
        "open_keys": list,
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
    fields=("measures", "open_keys", "unless_no", "better_low", "basis", "tolerance"),
    tables=("series_grades", "series_losses", "corrections", "classes"),
    conditions=("about", "not_about"),
    uses=COLUMNS,
    editions=True,
    # a plate's grade is none of a standard that has no grades
    exclusive=(("declared", "ungraded"),),
)
