"""Finding the row of a table that a device belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from standards.model import OUTSIDE_TABLE

GT, LE = "_gt", "_le"


@dataclass(frozen=True)
class Key:
    """A key of a table: its ``column``, the frame's ``source`` column, and the field id to ask
    for.
    """

    column: str
    source: str
    field: str


@dataclass(frozen=True)
class Band:
    """An interval key: ``<column>_gt`` < source ≤ ``<column>_le``."""

    column: str
    source: str
    field: str


@dataclass(frozen=True)
class _Index:
    """Sets of table rows as bit masks: by key and value, and which rows ask for the key at all."""

    by_value: Sequence[Mapping[object, int]]
    any_value: Sequence[int]
    asking: Sequence[int]
    everything: int

    def candidates(self, values: Sequence[object]) -> int:
        """Rows that fit these values; a blank fits every row."""
        found = self.everything
        for value, table, free in zip(values, self.by_value, self.any_value, strict=True):
            if value is not None:
                found &= table.get(value, 0) | free
        return found


def _mask(flags: Iterable[bool]) -> int:
    return sum(1 << i for i, flag in enumerate(flags) if flag)


def _index(rows: pl.DataFrame, keys: Sequence[Key], band: Band | None) -> _Index:
    columns = [rows[key.column].to_list() for key in keys]
    by_value = [{v: _mask(x == v for x in c) for v in set(c) - {None}} for c in columns]
    free = [_mask(x is None for x in c) for c in columns]
    if band is not None:
        ends = list(zip(rows[band.column + GT], rows[band.column + LE], strict=True))
        bounded = [e != (None, None) for e in ends]
        by_value.append({p: _mask(_in_band(e, p) for e in ends) for p in _positions(rows, band)})
        free.append(_mask(not b for b in bounded))
    everything = (1 << rows.height) - 1
    return _Index(by_value, free, [everything & ~f for f in free], everything)


def _in_band(ends: tuple[float | None, float | None], position: float) -> bool:
    above, upto = ends
    return (above is None or position > above) and (upto is None or position <= upto)


def _row_for(
    index: _Index, fields: Sequence[str], values: Sequence[object]
) -> tuple[int | None, str]:
    """Index of the one row, or the missing fields: a blank is missing where a candidate asks for
    it.
    """
    found = index.candidates(values)
    if not found:
        return None, OUTSIDE_TABLE
    open_keys = [
        (name, asking)
        for name, value, asking in zip(fields, values, index.asking, strict=True)
        if value is None and found & asking
    ]
    missing = [n for n, asking in open_keys if not found & ~asking] or [n for n, _ in open_keys]
    if missing:
        return None, ";".join(missing)
    return (found & -found).bit_length() - 1, ""


def _positions(rows: pl.DataFrame, band: Band) -> list[float]:
    """One value for each interval between the bounds: the bound that ends it, and one above all."""
    both = [*rows[band.column + GT], *rows[band.column + LE]]
    bounds = sorted({float(v) for v in both if v is not None})
    return [*bounds, bounds[-1] + 1]


def _position(rows: pl.DataFrame, band: Band) -> pl.Expr:
    """The position that stands for the measure: few distinct values, every comparison unchanged."""
    *bounds, above = _positions(rows, band)
    result: pl.Expr = pl.when(pl.col(band.source).is_not_null()).then(above)
    for bound in reversed(bounds):
        result = pl.when(pl.col(band.source) <= bound).then(bound).otherwise(result)
    return result


def match_rows(
    frame: pl.DataFrame, rows: pl.DataFrame, keys: Sequence[Key], band: Band | None = None
) -> pl.DataFrame:
    """Adds ``_row_index`` (null when there is none) and ``_row_missing`` ("" when there is one)."""
    names, fields = [k.source for k in keys], [k.field for k in keys]
    if band is not None:
        frame = frame.with_columns(_position(rows, band).alias("_band"))
        names, fields = [*names, "_band"], [*fields, band.field]
    combos = frame.select(names).unique()
    index = _index(rows, keys, band)
    found = [_row_for(index, fields, values) for values in combos.iter_rows()]
    combos = combos.with_columns(
        pl.Series("_row_index", [i for i, _ in found], dtype=pl.UInt32),
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
