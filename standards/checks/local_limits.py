"""Local emission standards: where one governs, its limits stand in place of the national ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

import polars as pl

from standards.checks.base import Context, words
from standards.checks.rows import take
from standards.checks.steps import Steps, run
from standards.model import region_prefix


def _governs(row: Mapping[str, Any], installed: pl.Expr) -> pl.Expr:
    """Whether a row of the table is about a boiler: its region, fuel, size and installation; null
    where a blank leaves it open.
    """
    size = pl.col("capacity_tph")
    tests = [pl.col("region").str.starts_with(region_prefix(row["code"]))]
    if row["fuel"]:
        tests.append(reduce(or_, [pl.col("_fuel") == word for word in words(row["fuel"])]))
    for column, test in (("capacity_tph_gt", size.gt), ("capacity_tph_ge", size.ge)):
        if row[column] is not None:
            tests.append(test(row[column]))
    if row["installed_from"] is not None:
        tests.append(installed >= row["installed_from"])
    if row["installed_before"] is not None:
        tests.append(installed < row["installed_before"])
    return reduce(and_, tests)


def installed() -> pl.Expr:
    """Put into use, else made."""
    return pl.coalesce("in_service_on", "made_on")


def _with_index(ctx: Context, frame: Steps, numbers: Sequence[int]) -> Steps:
    """Adds ``_row_index`` and ``_local_open``, of these rows of the table."""
    index, is_open = pl.lit(None, dtype=pl.UInt32), pl.lit(False)
    table, since = ctx.rows("local"), pl.col("_since")
    governs = {f"_here{n}": _governs(table.row(n, named=True), since) for n in numbers}
    # as columns first: each is asked three times below
    frame = frame.with_columns(_since=installed()).with_columns(**governs)
    for number, name in zip(numbers, governs, strict=True):
        here = pl.col(name)
        index = pl.when(here).then(pl.lit(number, dtype=pl.UInt32)).otherwise(index)
        is_open = pl.when(here).then(False).otherwise(is_open | here.is_null())
    region = pl.col("region").is_not_null()
    frame = frame.with_columns(_row_index=index, _local_open=is_open & region)
    return frame.drop("_since", *governs)


def with_local_row(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``_row_index`` of the local limits in force on as_of (null: none), ``_local_open``
    (a blank leaves a more special row open) and ``t:…`` of the row.

    The table runs from the general to the special: a later row takes the place of an earlier one.
    """
    rows = ctx.rows("local")
    places = {place for place in frame["region"].unique().to_list() if place is not None}
    # what governs nobody's place need not be asked of everybody
    here = tuple(
        number
        for number, (code, begun) in enumerate(zip(rows["code"], rows["from"], strict=True))
        if begun <= ctx.as_of and any(place.startswith(region_prefix(code)) for place in places)
    )
    frame = run(ctx, frame, _with_index, given=(here,))
    return take(frame, rows, [c for c in rows.columns if c not in ("code", "note", "source")])
