"""Finding the row of a table that a device belongs to."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import polars as pl

from standards.checks.base import made_of, words
from standards.checks.row_index import Band, Key, RowIndex, bounds_of, index_rows
from standards.errors import StandardsError
from standards.few import FEW
from standards.outcomes import OUTSIDE_TABLE

ROWS_OPEN = "_rows_open"


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
    index: RowIndex, fields: Sequence[str], combined: _Combined, combos: pl.DataFrame
) -> list[Answer]:
    """The answer of each combination of values. They are kept: the next devices have most of them
    again.
    """
    places, known = combos.rows(), combined.known
    new = [number for number, place in enumerate(places) if place not in known]
    if new and len(known) + len(new) > MOST_KNOWN:
        known = combined.known = {}
        new = list(range(len(places)))
    if new:
        answers = _worked_out(index, fields, combined.keys, combos[new].select(combined.numbers))
        known.update(zip([places[number] for number in new], answers, strict=True))
    return [known[place] for place in places]


def _worked_out(
    index: RowIndex, fields: Sequence[str], keys: Sequence[_Coded], combos: pl.DataFrame
) -> Iterator[Answer]:
    """The answers of combinations, of which many leave the same rows."""
    masks = [[index.of(number, value) for value in key.values] for number, key in enumerate(keys)]
    blanks = [len(key.values) - 1 for key in keys]
    same: dict[tuple[int, int], Answer] = {}
    for numbers in combos.iter_rows():
        found, blank = index.everything, 0
        for key, number in enumerate(numbers):
            found &= masks[key][number]
            if number == blanks[key]:
                blank |= 1 << key
        said = same.get((found, blank))
        if said is None:
            said = same[found, blank] = _answer(index, fields, found, blank)
        yield said


def _numbers(mask: int) -> list[int]:
    return [number for number in range(mask.bit_length()) if mask >> number & 1]


def _position(frame: pl.DataFrame, rows: pl.DataFrame, band: Band) -> pl.Series:
    """The position of every device's measure among the bounds: few distinct values, every
    comparison unchanged.
    """
    bounds = made_of(
        rows, ("bounds", band), lambda: pl.Series(bounds_of(rows, band), dtype=pl.Float64)
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
        rows, ("bounds", band), lambda: pl.Series(bounds_of(rows, band), dtype=pl.Float64)
    )
    measure, ordered = pl.col(band.source).cast(pl.Float64), pl.lit(bounds)
    blank = 2 * len(bounds) + 1
    place = ordered.search_sorted(measure, "left") + ordered.search_sorted(measure, "right")
    number = pl.when(measure.is_null()).then(blank).otherwise(place)
    return _Coded(number, [*range(blank), None])


MOST_KNOWN = 100_000
"""So many answers are kept for the keys of a table."""
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
        self.known: dict[tuple[int, ...], Answer] = {}

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
    missing: str | None = None,
) -> pl.DataFrame:
    """Adds ``_row_index`` (null when there is none), ``_row_missing`` ("" when there is one), and
    ``t:<column>`` of the row for each of ``columns``; with ``missing`` what is missing under that
    name, and no index.

    ``bands``: one interval key or several. ``open_fields``: where nothing but some of these fields
    is blank, ``_rows_open`` lists the rows that are left; there is no such column where no device
    leaves any open.
    """
    bands = [bands] if isinstance(bands, Band) else list(bands or ())
    fields = [*[key.field for key in keys], *[band.field for band in bands]]
    if not fields:
        raise StandardsError(
            "查表的规则须写明 keys 或 bands", "a rule with a table must say its keys or bands"
        )
    index = index_rows(frame, rows, keys, bands)
    if frame.height <= FEW:
        values = _values(frame, rows, keys, bands)
        found = [_answer(index, fields, *index.fitting(each)) for each in values]
        told = _told(found, open_fields, missing)
        return frame.hstack(told).hstack(_taken(rows, columns, _numbers_of(found, rows.height)))
    types = tuple(frame[key.source].dtype for key in keys)
    name = ("coded", *keys, *bands, *types)
    combined = made_of(rows, name, lambda: _combined(index, rows, keys, bands, types))
    frame = frame.with_columns(**combined.columns)
    combos = frame.select(combined.names).unique()
    found = _answers(index, fields, combined, combos)
    taken = _taken(rows, columns, _numbers_of(found, rows.height))
    combos = combos.hstack(_told(found, open_fields, missing)).hstack(taken)
    joined = frame.join(combos, on=combined.names, how="left", maintain_order="left")
    return joined.drop(combined.names)


def _numbers_of(found: Sequence[Answer], none: int) -> list[int]:
    return [none if number is None else number for number, _, _ in found]


def _told(
    found: Sequence[Answer], open_fields: Collection[str], missing: str | None
) -> list[pl.Series]:
    """The answers as columns; ``_rows_open`` where some leave only ``open_fields`` open."""
    asked = pl.Series(missing or "_row_missing", [said for _, said, _ in found], dtype=pl.String)
    if missing is not None:
        return [asked]
    index = pl.Series("_row_index", [number for number, _, _ in found], dtype=pl.UInt32)
    told = [index, asked]
    left = [
        _numbers(rows) if rows and open_fields and set(words(said)) <= set(open_fields) else None
        for _, said, rows in found
    ]
    return [*told, pl.Series(ROWS_OPEN, left, dtype=pl.List(pl.UInt32))] if any(left) else told


def _values(
    frame: pl.DataFrame, rows: pl.DataFrame, keys: Sequence[Key], bands: Sequence[Band]
) -> list[tuple[object, ...]]:
    """The values of the keys of each device, of the bands their positions."""
    places = [
        [
            _place_of(value, made_of(rows, ("ends", band), partial(bounds_of, rows, band)))
            for value in frame[band.source].to_list()
        ]
        for band in bands
    ]
    return list(zip(*[frame[key.source].to_list() for key in keys], *places, strict=True))


def _place_of(value: float | None, bounds: Sequence[float]) -> int | None:
    """The same as ``_position`` for one value."""
    if value is None:
        return None
    if math.isnan(value):  # sorts behind every number
        return 2 * len(bounds)
    return bisect_left(bounds, value) + bisect_right(bounds, value)


def _taken(
    rows: pl.DataFrame, columns: Sequence[str], numbers: pl.Series | Sequence[int]
) -> pl.DataFrame:
    """``t:<column>`` of these rows of a table; the number behind the last stands for none."""
    return made_of(rows, ("picked", *columns), lambda: _with_blank_row(rows, columns))[numbers]


def _with_blank_row(rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    named = rows.select(pl.col(c).alias("t:" + c) for c in columns)
    return pl.concat([named, named.clear(1)], rechunk=True)


def take(frame: pl.DataFrame, rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Adds ``t:<column>`` of the matched row for each of ``columns``."""
    return frame.hstack(_taken(rows, columns, frame["_row_index"].fill_null(rows.height)))
