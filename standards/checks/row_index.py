"""The rows of a table by the values of their keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from standards.checks.base import made_of, words

GT, GE, LT, LE = "_gt", "_ge", "_lt", "_le"
BOUNDS = (GT, GE, LT, LE)


@dataclass(frozen=True)
class Key:
    """A key of a table: its ``column``, the frame's ``source`` column, and the field id to ask
    for. A text cell may list several values, ``;`` between them (IC01;IC11;IC21).
    """

    column: str
    source: str
    field: str


@dataclass(frozen=True)
class Band:
    """An interval key: ``<column>_gt`` or ``_ge`` from below, ``_lt`` or ``_le`` from above; a
    table has the columns of the bounds that it uses, and blank means unbounded.
    """

    column: str
    source: str
    field: str


@dataclass(frozen=True)
class RowIndex:
    """Sets of table rows as bit masks: by key and value, and which rows ask for the key at all."""

    by_value: Sequence[Mapping[object, int]]
    any_value: Sequence[int]
    asking: Sequence[int]
    everything: int

    def of(self, number: int, value: object) -> int:
        """Rows that fit one key's value; a blank fits every row."""
        if value is None:
            return self.everything
        return self.by_value[number].get(value, 0) | self.any_value[number]

    def candidates(self, values: Sequence[object]) -> int:
        """Rows that fit these values; a blank fits every row."""
        return self.fitting(values)[0]

    def fitting(self, values: Sequence[object]) -> tuple[int, int]:
        """Rows that fit these values, and which of them (bits) are blank and so fit every row."""
        found, blank = self.everything, 0
        for number, value in enumerate(values):
            if value is None:
                blank |= 1 << number
            else:
                found &= self.of(number, value)
        return found, blank


def _mask(flags: Iterable[bool]) -> int:
    return sum(1 << i for i, flag in enumerate(flags) if flag)


def _by_value(cells: Sequence[object], numeric: bool) -> dict[object, int]:
    """The rows of every value of a key column, in one pass."""
    found: dict[object, int] = {}
    for number, cell in enumerate(cells):
        for word in words(cell) if isinstance(cell, str) else [] if cell is None else [cell]:
            value = float(word) if numeric and isinstance(word, str) else word
            found[value] = found.get(value, 0) | 1 << number
    return found


def index_rows(
    frame: pl.DataFrame, rows: pl.DataFrame, keys: Sequence[Key], bands: Sequence[Band]
) -> RowIndex:
    """The rows of a table by their keys, for the types of values that ``frame`` has; kept as long
    as the table.
    """
    numeric = tuple(frame[key.source].dtype.is_numeric() for key in keys)
    name = (*keys, *bands, numeric)
    return made_of(rows, name, lambda: _index_of(rows, keys, bands, numeric))


def _index_of(
    rows: pl.DataFrame, keys: Sequence[Key], bands: Sequence[Band], numeric: Sequence[bool]
) -> RowIndex:
    """A key that the table has no column for is not asked: an earlier edition, or a county's own,
    may do without it.
    """
    blank = [None] * rows.height
    columns = [rows[k.column].to_list() if k.column in rows.columns else blank for k in keys]
    by_value: list[Mapping[object, int]] = [
        _by_value(cells, number) for cells, number in zip(columns, numeric, strict=True)
    ]
    free = [_mask(x is None for x in c) for c in columns]
    for band in bands:
        bounds, known = bounds_of(rows, band), _bound_columns(rows, band)
        ends = rows.select(known).to_dicts() if known else [{}] * rows.height
        inside = [_positions_inside(band.column, end, bounds) for end in ends]
        by_value.append(_by_position(inside))
        free.append(_mask(all(v is None for v in end.values()) for end in ends))
    everything = (1 << rows.height) - 1
    return RowIndex(by_value, free, [everything & ~f for f in free], everything)


def _by_position(inside: Sequence[range]) -> dict[object, int]:
    """The rows of every position that an interval covers."""
    found: dict[object, int] = {}
    for number, positions in enumerate(inside):
        for position in positions:
            found[position] = found.get(position, 0) | 1 << number
    return found


def _bound_columns(rows: pl.DataFrame, band: Band) -> list[str]:
    return [band.column + end for end in BOUNDS if band.column + end in rows.columns]


def bounds_of(rows: pl.DataFrame, band: Band) -> list[float]:
    """Every bound that the table names for this band, in order."""
    found = {float(v) for c in _bound_columns(rows, band) for v in rows[c].drop_nulls()}
    return sorted(found)


def _positions_inside(
    column: str, end: Mapping[str, float | None], bounds: Sequence[float]
) -> range:
    """The positions of an interval. Position 2i + 1 is bound i itself, 2i lies just below it."""
    first, last = 0, 2 * len(bounds)
    for suffix, shift in ((GT, 2), (GE, 1)):
        value = end.get(column + suffix)
        if value is not None:
            first = max(first, 2 * bounds.index(value) + shift)
    for suffix, shift in ((LT, 0), (LE, 1)):
        value = end.get(column + suffix)
        if value is not None:
            last = min(last, 2 * bounds.index(value) + shift)
    return range(first, last + 1)
