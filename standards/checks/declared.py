"""The grade that a plate or a motor's series declares, where nothing is measured.

It makes a finding presumed, never firm (rulebook section 8): a series is a class at best, a plate
may be of an older edition.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from standards.checks.base import Context
from standards.checks.steps import Steps

_GRADES: Mapping[str, int] = {f"{g}级": g for g in range(1, 6)} | {"IE5": 1, "IE4": 2, "IE3": 3}
"""What is declared → grade; a class below IE3 is below the last grade of GB 18613-2020."""
DECLARED = "_info_declared"


def with_declared(
    ctx: Context, frame: Steps, measures: Sequence[str], grades: Sequence[int]
) -> Steps:
    """Judge a device by what it declares where every measure is blank: sets ``_series`` and
    ``_series_grade``, as a transformer's series does.

    ``declared``: fields or frame columns, the first that says something counts. The grade of a
    plate is one of the edition that bound its making: of a device from before, it is a grade of
    another standard and says nothing here, and so is a grade that the row of the table does not
    have. A class (IE3) means the same at any time: of two that differ neither says anything.
    Adds ``_said_by`` (series, class, plate) and what was declared, for the sentence.
    """
    sources = [str(name) for name in ctx.rule.params.get("declared", [])]
    if not sources:
        return frame.with_columns(_said_by=pl.lit("series"))
    blank = pl.all_horizontal([pl.col(m).is_null() for m in measures])
    # What is said is long to work out: once, and not in each column that goes by it.
    names = {f"_said_{number}": name for number, name in enumerate(sources)}
    frame = frame.with_columns(
        **{column: _said(name, measures, grades) for column, name in names.items()}
    )
    said = [pl.col(column) for column in names]
    classes = [pl.when(each.str.starts_with("IE")).then(each) for each in said]
    disputed = pl.min_horizontal(classes) < pl.max_horizontal(classes)
    declared = pl.when(~disputed.fill_null(False)).then(pl.coalesce(said))
    used = blank & declared.is_not_null()
    by = pl.coalesce(
        [
            pl.when(pl.col(column).is_not_null()).then(
                pl.lit("class" if name.startswith("_") else "plate")
            )
            for column, name in names.items()
        ]
    )
    grade = declared.replace_strict(_GRADES, default=None, return_dtype=pl.Int8)
    return frame.with_columns(
        _series=pl.col("_series") | used,
        _series_grade=pl.when(used).then(grade).otherwise(pl.col("_series_grade")),
        _losses_presumed=pl.col("_losses_presumed") & ~used,
        _said_by=pl.when(used).then(by).otherwise(pl.lit("series")),
        **{DECLARED: pl.when(used).then(declared)},
        **{f"v:{m}": pl.when(~used).then(pl.col(f"v:{m}")) for m in measures},
    ).drop(*names)


def _said(name: str, measures: Sequence[str], grades: Sequence[int]) -> pl.Expr:
    value = pl.col(name).cast(pl.String)
    own_edition = pl.col("_binding") | pl.col("made_on").is_null()
    counts = own_edition & _known(value, measures, grades)
    return pl.when(counts | ~value.str.ends_with("级")).then(value)


def _known(value: pl.Expr, measures: Sequence[str], grades: Sequence[int]) -> pl.Expr:
    """Whether the device's row has a limit for this grade; any grade of the standard where no row
    is found yet.
    """
    limits = {g: [pl.col(f"t:{m}__grade{g}").is_not_null() for m in measures] for g in grades}
    rowless = pl.col("_row_index").is_null()
    known = [(value == f"{g}级") & (rowless | pl.any_horizontal(limits[g])) for g in grades]
    return pl.any_horizontal(known).fill_null(False)
