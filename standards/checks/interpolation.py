"""Limits between two tabulated sizes: the straight line (rulebook section 8, motors)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import polars as pl

from standards.checks.row_index import GE, LE, Band, Key, RowIndex, index_rows
from standards.checks.rows import take, with_positions
from standards.outcomes import OUTSIDE_TABLE

INTERPOLATED_DECIMALS = 4


def between_rows(
    found: pl.DataFrame,
    table: pl.DataFrame,
    keys: Sequence[Key],
    bands: Sequence[Band],
    size_column: str,
    columns: Sequence[str],
) -> pl.DataFrame:
    """Fills the limits of devices outside the table whose size lies between two of its rows.

    ``found``: what the table's own rows gave. Adds ``_limit_presumed``: read from the line. A
    blank key that the rows ask for is what is missing, before the table is.
    """
    places: list[Key | Band] = [*keys, *bands]
    size = next(key for key in places if key.column == size_column)
    other_keys = [key for key in keys if key is not size]
    other_bands = [band for band in bands if band is not size]
    # joined by the measure itself: an interval's position is the same for many sizes
    found, names = with_positions(found, table, other_keys, other_bands)
    outside = found.filter(pl.col("_row_missing") == OUTSIDE_TABLE)
    combos = outside.select([*names, size.source]).unique()
    if combos.is_empty():
        return found.drop([n for n in names if n.startswith("_band")])
    index = index_rows(found, table, other_keys, other_bands)
    fields = [key.field for key in places if key is not size]
    ends = _ends(table, size)
    limits = [c for c in columns if table.schema[c].is_numeric()]
    groups = _Groups(ends)
    lines = [_line(index, fields, groups, table, limits, values) for values in combos.iter_rows()]
    schema = {"_between": pl.UInt32(), "_open": pl.String()}
    schema |= {"b:" + c: pl.Float64() for c in limits}
    answers = combos.hstack(pl.DataFrame(lines, schema=schema, orient="row"))
    on = combos.columns
    joined = found.join(answers, on=on, how="left", nulls_equal=True, maintain_order="left")
    joined = joined.drop([n for n in names if n.startswith("_band")])
    return _filled(joined, table, columns, limits)


def _ends(table: pl.DataFrame, size: Key | Band) -> list[tuple[float, float, int]]:
    """Lower end, upper end and number of every row, by size; both ends alike for a single size."""
    if isinstance(size, Band):
        lows, highs = table[size.column + GE], table[size.column + LE]
    else:
        lows = highs = table[size.column]
    return sorted(zip(lows, highs, range(table.height), strict=True))


class _Groups(dict[int, list[tuple[float, float, int]]]):
    """The ends of the rows in a mask, by size: many sizes ask for the same few rows."""

    def __init__(self, ends: Sequence[tuple[float, float, int]]) -> None:
        super().__init__()
        self.ends = ends

    def __missing__(self, rows: int) -> list[tuple[float, float, int]]:
        self[rows] = [end for end in self.ends if rows >> end[2] & 1]
        return self[rows]


def _line(
    index: RowIndex,
    fields: Sequence[str],
    groups: _Groups,
    table: pl.DataFrame,
    limits: Sequence[str],
    values: tuple[Any, ...],
) -> tuple[Any, ...]:
    """The row below, what is blank, and the limits on the line; nulls where there is no line."""
    *others, measure = values
    nothing = (None, None, *[None] * len(limits))
    rows = index.candidates(others)
    open_fields = [
        name
        for name, value, asking in zip(fields, others, index.asking, strict=True)
        if value is None and rows & asking
    ]
    if measure is None or open_fields:
        return (None, ";".join(open_fields) or None, *[None] * len(limits))
    for (_, low, number), (high, _, upper) in pairwise(groups[rows]):
        if low < measure < high:
            share = (measure - low) / (high - low)
            below, above = table.row(number, named=True), table.row(upper, named=True)
            return (number, None, *_points(below, above, share, limits))
    return nothing


def _points(
    below: Mapping[str, Any], above: Mapping[str, Any], share: float, limits: Sequence[str]
) -> list[float | None]:
    """Each limit at this share of the way; none where either row has none."""
    points: list[float | None] = []
    for name in limits:
        low, high = below[name], above[name]
        known = low is not None and high is not None
        points.append(round(low + share * (high - low), INTERPOLATED_DECIMALS) if known else None)
    return points


def _filled(
    joined: pl.DataFrame, table: pl.DataFrame, columns: Sequence[str], limits: Sequence[str]
) -> pl.DataFrame:
    on_line = pl.col("_between").is_not_null()
    texts = take(
        joined.select(_row_index="_between"), table, [c for c in columns if c not in limits]
    )
    return joined.with_columns(
        *[pl.coalesce("t:" + c, "b:" + c).alias("t:" + c) for c in limits],
        *[pl.coalesce(pl.col(n), texts[n]).alias(n) for n in texts.columns if n.startswith("t:")],
        _row_index=pl.coalesce("_row_index", "_between"),
        _row_missing=pl.when(on_line)
        .then(pl.lit(""))
        .otherwise(pl.coalesce("_open", "_row_missing")),
        _limit_presumed=on_line,
    ).drop("_between", "_open", *["b:" + c for c in limits])
