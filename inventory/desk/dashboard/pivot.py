"""The ledger sliced two ways at once: every cell adds up, and opens its list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from peewee import Field

import standards
from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.errors import Invalid
from inventory.core.kinds import known_kinds
from inventory.desk.dashboard.numbers import Named, Number
from inventory.judgement.ledger import facets, fleets
from inventory.judgement.ledger.fleets import FLEETS
from inventory.judgement.ledger.listing import BLANK, Filters
from inventory.registry.equipment.models import Equipment
from inventory.registry.equipment.verdicts import NOT_JUDGED

AXES = ("region", "kind", "verdict", "age", "fleet")
BAND, BANDS = 5, 7  # years, the last band open
REST = "rest"  # what stands in no division below
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Bucket:
    """A line or column: its name, and how the list of it is narrowed further."""

    value: str
    name: str
    name_en: str
    narrowed: Mapping[str, Any]


@dataclass(frozen=True)
class Axis:
    """One way to slice: the column that is grouped by, the buckets, and whose a value is."""

    column: Field
    buckets: Sequence[Bucket]
    bucket_of: Callable[[Any], str]


@dataclass(frozen=True, kw_only=True)
class PivotRow:
    """A line: its cells in the order of the columns, and their sum."""

    value: str
    name: str
    name_en: str
    total: Number
    cells: Sequence[Number]


@dataclass(frozen=True, kw_only=True)
class Pivot:
    """Devices by two axes; rows and columns add up to the total."""

    rows: Sequence[PivotRow]
    columns: Sequence[Named]
    total: Number


def pivot(actor: Actor, by: str, across: str, base: Filters) -> Pivot:
    """Devices of a list by two different axes, from one grouped query."""
    if by == across:
        raise Invalid.of("dashboard.same_axes")
    one, other = _axis(actor, by, base), _axis(actor, across, base)
    counts: dict[tuple[str, str], int] = {}
    for first, second, count in _rows(actor, base, one.column, other.column):
        place = (one.bucket_of(first), other.bucket_of(second))
        counts[place] = counts.get(place, 0) + count
    columns = [
        Named(
            item.value,
            item.name,
            item.name_en,
            sum(count for (_, column), count in counts.items() if column == item.value),
            replace(base, **item.narrowed),
        )
        for item in other.buckets
    ]
    shown = [column for column in columns if column.count]
    kept = [item for item in other.buckets if any(c.value == item.value for c in shown)]
    rows = [_row(item, kept, counts, base) for item in one.buckets]
    return Pivot(
        rows=[row for row in rows if row.total.count],
        columns=shown,
        total=Number(sum(counts.values()), base),
    )


def _rows(actor: Actor, base: Filters, one: Field, other: Field) -> list[tuple[Any, ...]]:
    """Devices by both columns; regions only as far as they are told apart."""
    if one is not Equipment.region and other is not Equipment.region:
        return facets.devices_by(actor, base, one, other)
    column = other if one is Equipment.region else one
    codes = [region.code for region in facets.below_of(actor, base.region)]
    inside, outside = facets.below(actor, base, codes, column)
    rows = [*inside, *(("", *row) for row in outside)]
    return rows if one is Equipment.region else [(row[1], row[0], row[2]) for row in rows]


def _row(
    line: Bucket, columns: Sequence[Bucket], counts: Mapping[tuple[str, str], int], base: Filters
) -> PivotRow:
    cells = [
        Number(
            counts.get((line.value, column.value), 0),
            replace(base, **{**line.narrowed, **column.narrowed}),
        )
        for column in columns
    ]
    whole = Number(sum(cell.count for cell in cells), replace(base, **line.narrowed))
    return PivotRow(
        value=line.value, name=line.name, name_en=line.name_en, total=whole, cells=cells
    )


def _axis(actor: Actor, name: str, base: Filters) -> Axis:
    if name == "region":
        return _regions(actor, base)
    if name == "fleet":
        return _fleets()
    return {"kind": _kinds, "verdict": _verdicts, "age": _ages}[name]()


def _regions(actor: Actor, base: Filters) -> Axis:
    below = facets.below_of(actor, base.region)
    codes = [item.code for item in below]
    buckets = [Bucket(item.code, item.name, item.name, {"region": item.code}) for item in below]
    buckets.append(Bucket(REST, "未分到下级", "In none below", {"directly": True}))

    def owner(code: str) -> str:
        counts, _ = facets.fold([(code, 1)], codes)
        return next(iter(counts), REST)

    return Axis(Equipment.region, buckets, owner)


def _kinds() -> Axis:
    kinds = known_kinds().values()
    buckets = [Bucket(kind.id, kind.name_zh, kind.name_en, {"kind": kind.id}) for kind in kinds]
    return Axis(Equipment.kind, buckets, str)


def _verdicts() -> Axis:
    buckets = [
        Bucket(word, standards.OUTCOME_ZH[word], word, {"verdict": word})
        for word in standards.OUTCOMES
    ]
    buckets.append(Bucket(BLANK, *facets.NOT_JUDGED_NAME, {"verdict": BLANK}))
    words = dict(enumerate(standards.OUTCOMES)) | {NOT_JUDGED: BLANK}
    return Axis(Equipment.verdict_rank, buckets, words.__getitem__)


def _ages() -> Axis:
    """Bands of five years; a year to come is a mistake of the ledger and stands with the young."""
    this_year = clock.today().year
    buckets = [_band(index, this_year) for index in range(BANDS)]
    buckets.append(Bucket(UNKNOWN, "不详", "Unknown", {"since_known": False}))

    def band(year: int | None) -> str:
        if not year:
            return UNKNOWN
        return str(min(max(this_year - year, 0) // BAND, BANDS - 1))

    return Axis(Equipment.since_year, buckets, band)


def _band(index: int, this_year: int) -> Bucket:
    low, high, last = index * BAND, index * BAND + BAND - 1, index == BANDS - 1
    narrowed: dict[str, Any] = {} if last else {"since_from": this_year - high}
    if index:
        narrowed["since_to"] = this_year - low
    name = f"{low}年以上" if last else f"{low}–{high}年"
    return Bucket(str(index), name, f"{low}+ years" if last else f"{low}–{high} years", narrowed)


def _fleets() -> Axis:
    """Enterprises by how many devices the ledger has of theirs: nobody states another size."""
    sizes = fleets.fleets()
    buckets = [
        Bucket(word, f"有{_said(word)}台的单位", f"Users of {_said(word)}", {"fleet": word})
        for word in FLEETS
    ]
    return Axis(Equipment.enterprise, buckets, sizes.__getitem__)


def _said(word: str) -> str:
    return word.replace("-", "–")
