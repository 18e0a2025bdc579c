"""Finding the row of a table that a device belongs to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from standards.checks.base import made_of, words
from standards.outcomes import OUTSIDE_TABLE

GT, GE, LT, LE = "_gt", "_ge", "_lt", "_le"
BOUNDS = (GT, GE, LT, LE)
ROWS_OPEN = "_rows_open"


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
        found = self.everything
        for value, table, free in zip(values, self.by_value, self.any_value, strict=True):
            if value is not None:
                found &= table.get(value, 0) | free
        return found


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
        bounds, known = _bounds(rows, band), _bound_columns(rows, band)
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


def _bounds(rows: pl.DataFrame, band: Band) -> list[float]:
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


Answer = tuple[int | None, str, int]
"""Index of the one row, or the missing fields and the rows that they leave open."""


def _answer(index: RowIndex, fields: Sequence[str], found: int, blank: int) -> Answer:
    """What the rows that fit say of a device whose ``blank`` keys (bits) are blank: one is missing
    where a candidate asks for it.
    """
    if not found:
        return None, OUTSIDE_TABLE, 0
    open_keys = [
        (name, asking)
        for number, (name, asking) in enumerate(zip(fields, index.asking, strict=True))
        if blank >> number & 1 and found & asking
    ]
    missing = [n for n, asking in open_keys if not found & ~asking] or [n for n, _ in open_keys]
    if missing:
        return None, ";".join(missing), found
    return (found & -found).bit_length() - 1, "", 0


def _answers(
    index: RowIndex, fields: Sequence[str], keys: Sequence[_Coded], combos: pl.DataFrame
) -> list[Answer]:
    """The answer of each combination of values; many of them leave the same rows."""
    masks = [[index.of(number, value) for value in key.values] for number, key in enumerate(keys)]
    blanks = [len(key.values) - 1 for key in keys]
    known: dict[tuple[int, int], Answer] = {}
    answers = []
    for numbers in combos.iter_rows():
        found, blank = index.everything, 0
        for key, number in enumerate(numbers):
            found &= masks[key][number]
            if number == blanks[key]:
                blank |= 1 << key
        said = known.get((found, blank))
        if said is None:
            said = known[found, blank] = _answer(index, fields, found, blank)
        answers.append(said)
    return answers


def _numbers(mask: int) -> list[int]:
    return [number for number in range(mask.bit_length()) if mask >> number & 1]


def _position(frame: pl.DataFrame, rows: pl.DataFrame, band: Band) -> pl.Series:
    """The position of every device's measure among the bounds: few distinct values, every
    comparison unchanged.
    """
    bounds = made_of(
        rows, ("bounds", band), lambda: pl.Series(_bounds(rows, band), dtype=pl.Float64)
    )
    measure = frame[band.source].cast(pl.Float64)
    known = measure.fill_null(0.0)
    place = bounds.search_sorted(known, "left") + bounds.search_sorted(known, "right")
    return pl.select(pl.when(measure.is_not_null()).then(place)).to_series()


def with_positions(
    frame: pl.DataFrame, rows: pl.DataFrame, keys: Sequence[Key], bands: Sequence[Band]
) -> tuple[pl.DataFrame, list[str]]:
    """Adds ``_band<n>`` for each interval key; the names of the columns that a row is found by."""
    names = [f"_band{number}" for number in range(len(bands))]
    positions = [
        _position(frame, rows, band).alias(name) for band, name in zip(bands, names, strict=True)
    ]
    return frame.with_columns(positions), [*[key.source for key in keys], *names]


@dataclass(frozen=True)
class _Coded:
    """A key's values as numbers: ``number`` of a device stands for ``values[number]``."""

    number: pl.Expr
    values: Sequence[object]


_ELSE = object()
"""Stands for every value that no row of the table has."""


def _coded(key: Key, known: Mapping[object, int], dtype: pl.DataType) -> _Coded:
    """The values that the table knows or the field has, one for all others, and the blank."""
    value = pl.col(key.source)
    if isinstance(dtype, pl.Enum):
        choices = dtype.categories.to_list()
        return _Coded(value.to_physical().fill_null(len(choices)), [*choices, None])
    if dtype == pl.Boolean:
        return _Coded(value.cast(pl.UInt8).fill_null(2), [False, True, None])
    if dtype.is_numeric():
        values = sorted(float(str(each)) for each in known)
        place = _numbers_place(value.cast(pl.Float64), values)
        return _Coded(place.fill_null(len(values) + 1), [*values, _ELSE, None])
    words_ = [str(each) for each in known]
    place = value.cast(pl.Enum(words_), strict=False).to_physical()
    number = pl.when(value.is_null()).then(len(words_) + 1).otherwise(place.fill_null(len(words_)))
    return _Coded(number, [*words_, _ELSE, None])


def _numbers_place(value: pl.Expr, values: Sequence[float]) -> pl.Expr:
    """Where a number stands among the table's, behind the last where it is none of them."""
    if not values:
        return pl.when(value.is_not_null()).then(0)
    ordered = pl.lit(pl.Series(values, dtype=pl.Float64))
    place = ordered.search_sorted(value, "left")
    there = ordered.gather(pl.min_horizontal(place, len(values) - 1)) == value
    return pl.when(there).then(place).when(value.is_not_null()).then(len(values))


def _coded_band(rows: pl.DataFrame, band: Band) -> _Coded:
    """The positions among the table's bounds, and the blank."""
    bounds = made_of(
        rows, ("bounds", band), lambda: pl.Series(_bounds(rows, band), dtype=pl.Float64)
    )
    measure, ordered = pl.col(band.source).cast(pl.Float64), pl.lit(bounds)
    blank = 2 * len(bounds) + 1
    place = ordered.search_sorted(measure, "left") + ordered.search_sorted(measure, "right")
    number = pl.when(measure.is_null()).then(blank).otherwise(place)
    return _Coded(number, [*range(blank), None])


WIDEST = 1 << 62
"""How many combinations one column tells apart."""


class _Combined:
    """The keys of every device as few numbers, which are told apart and joined much faster."""

    def __init__(self, keys: Sequence[_Coded]) -> None:
        self.keys = keys
        self.groups: list[list[_Coded]] = [[]]
        size = 1
        for key in keys:
            if size * len(key.values) > WIDEST:
                self.groups.append([])
                size = 1
            size *= len(key.values)
            self.groups[-1].append(key)
        self.names = [f"_place{number}" for number in range(len(self.groups))]

    @cached_property
    def columns(self) -> dict[str, pl.Expr]:
        return {
            name: self._number(group) for name, group in zip(self.names, self.groups, strict=True)
        }

    @staticmethod
    def _number(group: Sequence[_Coded]) -> pl.Expr:
        number: pl.Expr = pl.lit(0, dtype=pl.Int64)
        for key in group:
            number = number * len(key.values) + key.number.cast(pl.Int64)
        return number

    @cached_property
    def numbers(self) -> list[pl.Expr]:
        """The keys' own numbers from the columns, in the order of the keys."""
        found: list[pl.Expr] = []
        for name, group in zip(self.names, self.groups, strict=True):
            number, own = pl.col(name), []
            for place, key in reversed(list(enumerate(group))):
                own.append((number % len(key.values)).alias(f"{name}_{place}"))
                number = number // len(key.values)
            found += reversed(own)
        return found


def _combined(
    index: RowIndex,
    rows: pl.DataFrame,
    keys: Sequence[Key],
    bands: Sequence[Band],
    types: Sequence[pl.DataType],
) -> _Combined:
    coded = [_coded(*each) for each in zip(keys, index.by_value, types, strict=False)]
    return _Combined([*coded, *[_coded_band(rows, band) for band in bands]])


def match_rows(
    frame: pl.DataFrame,
    rows: pl.DataFrame,
    keys: Sequence[Key],
    bands: Sequence[Band] | Band | None = (),
    open_fields: Collection[str] = (),
    columns: Sequence[str] = (),
) -> pl.DataFrame:
    """Adds ``_row_index`` (null when there is none), ``_row_missing`` ("" when there is one), and
    ``t:<column>`` of the row for each of ``columns``.

    ``bands``: one interval key or several. ``open_fields``: where nothing but some of these fields
    is blank, ``_rows_open`` lists the rows that are left; there is no such column where no device
    leaves any open.
    """
    bands = [bands] if isinstance(bands, Band) else list(bands or ())
    fields = [*[key.field for key in keys], *[band.field for band in bands]]
    index = index_rows(frame, rows, keys, bands)
    types = tuple(frame[key.source].dtype for key in keys)
    name = ("coded", *keys, *bands, *types)
    combined = made_of(rows, name, lambda: _combined(index, rows, keys, bands, types))
    frame = frame.with_columns(**combined.columns)
    combos = frame.select(combined.names).unique()
    found = _answers(index, fields, combined.keys, combos.select(combined.numbers))
    combos = combos.with_columns(
        pl.Series("_row_index", [i for i, _, _ in found], dtype=pl.UInt32),
        pl.Series("_row_missing", [missing for _, missing, _ in found], dtype=pl.String),
    )
    left = [
        _numbers(rows) if rows and open_fields and set(words(missing)) <= set(open_fields) else None
        for _, missing, rows in found
    ]
    if any(left):
        combos = combos.with_columns(pl.Series(ROWS_OPEN, left, dtype=pl.List(pl.UInt32)))
    if columns:
        combos = take(combos, rows, columns)
    joined = frame.join(combos, on=combined.names, how="left", maintain_order="left")
    return joined.drop(combined.names)


def take(frame: pl.DataFrame, rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Adds ``t:<column>`` of the matched row for each of ``columns``."""
    picked = rows.select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("_row_index"),
        *[pl.col(c).alias("t:" + c) for c in columns],
    )
    return frame.join(picked, on="_row_index", how="left", maintain_order="left")
