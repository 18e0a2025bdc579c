"""Frames added up by township, department and kind; rows always add up to the total. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from inventory.core import region_codes
from inventory.desk.reports.content import Numbers, Row, Sums
from inventory.desk.reports.frames import SEVERAL
from inventory.desk.reports.measures import MEASURES, Measure
from inventory.desk.reports.periods import Period
from standards import Kind

# What stands in none of the divisions below, or under no department.
NONE = "none"
ALL = "all"
BY = ("region", "department", "kind")
TITLES = {
    "region": ("按镇街", "By township"),
    "department": ("按部门", "By department"),
    "kind": ("按设备种类", "By kind"),
}


@dataclass(frozen=True)
class Held:
    """The frames of one moment; None is what was not held then."""

    period: Period
    frames: Mapping[str, pl.DataFrame | None]


@dataclass(frozen=True)
class Names:
    """What the lines of the tables are called, in their order."""

    regions: Mapping[str, str]
    kinds: Mapping[str, Kind]


def keyed(frame: pl.DataFrame, names: Names) -> pl.DataFrame:
    """The frame with the line in which each row stands, for each table."""
    return frame.with_columns(
        by_region=_division(list(names.regions)),
        by_kind=pl.when(pl.col("kind").is_in(list(names.kinds)))
        .then(pl.col("kind"))
        .otherwise(pl.lit(SEVERAL)),
        by_department=pl.col("kind").replace_strict(
            {kind.id: kind.department or NONE for kind in names.kinds.values()},
            default=SEVERAL,
            return_dtype=pl.String,
        ),
    )


def _division(codes: Sequence[str]) -> pl.Expr:
    found = pl.lit(NONE)
    for code in codes:
        starts = pl.col("region").str.starts_with(region_codes.prefix(code))
        found = pl.when(starts).then(pl.lit(code)).otherwise(found)
    return found


def tables(now: Held, before: Held, year_before: Held, names: Names) -> tuple[Row, list[Sums]]:
    """The total, and a table for each dimension."""
    counted = [_counted(held, names) for held in (now, before, year_before)]
    total = _row(ALL, ("合计", "Total"), counted, "total")
    sums = []
    for by in BY:
        keys = _order(by, names, counted)
        rows = [_row(key, _name(by, key, names), counted, by) for key in keys]
        sums.append(Sums(by, *TITLES[by], _ranked(rows)))
    return total, sums


# (dimension, line) → numbers
Counted = Mapping[tuple[str, str], dict[str, int]]


@dataclass(frozen=True)
class _Moment:
    numbers: Counted
    held: frozenset[str]  # the measures that can be told


def _counted(held: Held, names: Names) -> _Moment:
    numbers: dict[tuple[str, str], dict[str, int]] = {}
    told = set()
    for measure in MEASURES.values():
        frame = held.frames[measure.frame]
        if frame is None:
            continue
        told.add(measure.id)
    for name, frame in held.frames.items():
        if frame is not None:
            _count(frame, [m for m in MEASURES.values() if m.frame == name], held, names, numbers)
    return _Moment(numbers, frozenset(told))


def _count(
    frame: pl.DataFrame,
    measures: Sequence[Measure],
    held: Held,
    names: Names,
    numbers: dict[tuple[str, str], dict[str, int]],
) -> None:
    """One pass for all measures of a frame, then one grouping for each table."""
    marked = keyed(frame, names).with_columns(
        pl.when(measure.counts(held.period)).then(pl.col("quantity")).otherwise(0).alias(measure.id)
        for measure in measures
    )
    sums = [pl.col(measure.id).sum() for measure in measures]
    for by in BY:
        for line in marked.group_by(f"by_{by}").agg(sums).iter_rows(named=True):
            numbers.setdefault((by, line.pop(f"by_{by}")), {}).update(line)
    (whole,) = marked.select(sums).iter_rows(named=True)
    numbers.setdefault(("total", ALL), {}).update(whole)


def _row(key: str, name: tuple[str, str], moments: Sequence[_Moment], by: str) -> Row:
    now, before, year_before = (_numbers(moment, by, key) for moment in moments)
    asked, settled = now["asked"], now["settled"]
    rate = round(settled / asked, 4) if asked and settled is not None else None
    return Row(key, *name, now, before, year_before, rate)


def _numbers(moment: _Moment, by: str, key: str) -> Numbers:
    found = moment.numbers.get((by, key), {})
    return {name: found.get(name, 0) if name in moment.held else None for name in MEASURES}


def _order(by: str, names: Names, moments: Sequence[_Moment]) -> list[str]:
    """The lines of a table: townships all, of the others those that have a number."""
    there = {key for moment in moments for table, key in moment.numbers if table == by}
    if by == "region":
        return [*names.regions, *([NONE] if NONE in there else [])]
    if by == "kind":
        return [key for key in (*names.kinds, SEVERAL) if key in there]
    departments = dict.fromkeys(kind.department or NONE for kind in names.kinds.values())
    return [key for key in (*departments, SEVERAL) if key in there]


def _name(by: str, key: str, names: Names) -> tuple[str, str]:
    if key == SEVERAL:
        return "涉及多类设备的案件", "Cases of several kinds"
    if key == NONE:
        return (
            ("未分到镇街", "Not assigned to a township")
            if by == "region"
            else ("未定部门", "No department")
        )
    if by == "region":
        return names.regions[key], names.regions[key]
    if by == "kind":
        return names.kinds[key].name_zh, names.kinds[key].name_en
    return key, next(it.department_en for it in names.kinds.values() if it.department == key)


def _ranked(rows: Sequence[Row]) -> list[Row]:
    """Ranks by the rate; equal rates share a rank, lines without one have none."""
    rates = sorted((row.rate for row in rows if row.rate is not None), reverse=True)
    return [
        row if row.rate is None else replace(row, rank=rates.index(row.rate) + 1) for row in rows
    ]
