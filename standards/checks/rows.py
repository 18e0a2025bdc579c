"""Finding the row of a table that a device belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from standards.model import OUTSIDE_TABLE

GT, LE = "_gt", "_le"


@dataclass(frozen=True)
class Key:
    """A key of a table: its ``column``, the frame's ``source`` column, and the field id to ask for."""

    column: str
    source: str
    field: str


@dataclass(frozen=True)
class Band:
    """An interval key: ``<column>_gt`` < source ≤ ``<column>_le``."""

    column: str
    source: str
    field: str


def _same(wanted: object, found: object) -> bool:
    return wanted is None or found is None or wanted == found


def _in_band(row: Mapping[str, Any], band: Band, position: float | None) -> bool:
    above, upto = row[band.column + GT], row[band.column + LE]
    if position is None:
        return True
    return (above is None or position > above) and (upto is None or position <= upto)


def _row_for(
    rows: Sequence[Mapping[str, Any]],
    device: Mapping[str, Any],
    keys: Sequence[Key],
    band: Band | None,
) -> tuple[int | None, str]:
    """Index of the one row, or the missing fields; a blank is missing where a candidate row asks for it."""
    found = [
        (i, row)
        for i, row in enumerate(rows)
        if all(_same(row[k.column], device[k.source]) for k in keys)
        and (band is None or _in_band(row, band, device[band.source]))
    ]
    if not found:
        return None, OUTSIDE_TABLE
    asked: list[tuple[str, list[bool]]] = [
        (k.field, [row[k.column] is not None for _, row in found])
        for k in keys
        if device[k.source] is None
    ]
    if band is not None and device[band.source] is None:
        ends = (band.column + GT, band.column + LE)
        asked.append((band.field, [any(row[e] is not None for e in ends) for _, row in found]))
    missing = [name for name, asks in asked if all(asks)] or [n for n, asks in asked if any(asks)]
    return (None, ";".join(missing)) if missing else (found[0][0], "")


def _band_middle(frame: pl.DataFrame, rows: pl.DataFrame, band: Band) -> pl.Expr:
    """A value that stands for the band: the smallest bound not below the measure, else one above all.

    Keeps the number of distinct combinations small without changing any comparison.
    """
    bounds = pl.concat([rows[band.column + GT], rows[band.column + LE]]).drop_nulls().unique()
    result = pl.when(pl.col(band.source).is_not_null()).then(float(bounds.max() or 0) + 1)  # type: ignore[arg-type]
    for bound in bounds.sort(descending=True):
        result = pl.when(pl.col(band.source) <= bound).then(bound).otherwise(result)
    return result


def match_rows(
    frame: pl.DataFrame, rows: pl.DataFrame, keys: Sequence[Key], band: Band | None = None
) -> pl.DataFrame:
    """Adds ``_row_index`` (null when there is none) and ``_row_missing`` ("" when there is one)."""
    if band is not None:
        frame = frame.with_columns(_band_middle(frame, rows, band).alias("_band"))
        band = Band(band.column, "_band", band.field)
    names = [k.source for k in keys] + ([] if band is None else [band.source])
    combos = frame.select(names).unique()
    plain = combos.with_columns(pl.col(pl.Enum).cast(pl.String))
    records = rows.to_dicts()
    found = [_row_for(records, device, keys, band) for device in plain.to_dicts()]
    combos = combos.with_columns(
        pl.Series("_row_index", [index for index, _ in found], dtype=pl.UInt32),
        pl.Series("_row_missing", [missing for _, missing in found], dtype=pl.String),
    )
    return frame.join(combos, on=names, how="left", nulls_equal=True, maintain_order="left")


def take(frame: pl.DataFrame, rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Adds ``t:<column>`` of the matched row for each of ``columns``."""
    picked = rows.select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("_row_index"),
        *[pl.col(c).alias("t:" + c) for c in columns],
    )
    return frame.join(picked, on="_row_index", how="left", maintain_order="left")
