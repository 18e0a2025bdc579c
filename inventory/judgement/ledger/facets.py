"""How many records each further filter of a list would leave, and how many devices there are.

A facet's numbers leave its own filter aside and keep all others: each equals the total of the list
once that value is chosen, in records. A record may stand for several devices: `devices` and
`devices_by` add them up. Sums that the writes keep answer what they know; all else is one grouped
query each, over an index that covers it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from peewee import SQL, Expression, Field, ModelSelect, Value, fn

import standards
from inventory.core import region_codes
from inventory.core.access import REGIONAL, Actor, Role
from inventory.core.database import is_postgres
from inventory.core.kinds import known_kinds
from inventory.core.regions import service as regions
from inventory.core.regions.models import Region
from inventory.judgement.assessments.models import Finding
from inventory.judgement.ledger import listing, planning, summed
from inventory.judgement.ledger.listing import BLANK, Filters
from inventory.judgement.ledger.searching import Search
from inventory.judgement.library import current
from inventory.registry.equipment.models import Equipment
from inventory.registry.equipment.verdicts import NOT_JUDGED

NOT_JUDGED_NAME = ("不判定", "Not judged")
BLANK_NAME = ("未填", "Blank")
RECORDS = fn.COUNT(Equipment.id)
DEVICES = fn.SUM(Equipment.quantity)


@dataclass(frozen=True)
class Count:
    """A value of a filter, what it is called, and how many records it leaves."""

    value: str
    name: str
    name_en: str
    count: int


@dataclass(frozen=True)
class ByRegion:
    """The divisions below one, and the records outside all of them."""

    items: list[Count]
    rest: int


@dataclass(frozen=True)
class Facets:
    """Facets of a list: `total` in records, `devices` as they add up to."""

    total: int
    devices: int
    kind: list[Count]
    verdict: list[Count]
    rule: list[Count]
    use_state: list[Count]
    level: list[Count]
    region: ByRegion


# What a facet counts by.
COLUMNS: Mapping[str, Field] = {
    "kind": Equipment.kind,
    "verdict": Equipment.verdict_rank,
    "use_state": Equipment.use_state,
    "level": Equipment.level,
}
# (value of its column, records) of a facet, by its name.
Counts = Callable[[str], Iterable[tuple[Any, int]]]


def facets(actor: Actor, filters: Filters) -> Facets:
    """All facets of a list."""
    if filters.q:
        return _of_search(actor, filters)
    return Facets(
        total=listing.count(actor, filters),
        devices=devices(actor, filters),
        rule=by_rule(actor, filters),
        region=by_region(actor, filters),
        **_by_columns(lambda facet: grouped(actor, _without(filters, facet), COLUMNS[facet])),
    )


def _of_search(actor: Actor, filters: Filters) -> Facets:
    """The facets of what a search finds: no sums know it, so all are counted in one passage."""
    whole = _without(filters, *COLUMNS)
    columns = (Equipment.region, *COLUMNS.values())
    search = Search(filters.q)
    naming, found = listing.counting(actor, whole, search, _naming)
    query = listing.query(actor, whole, naming, found)
    texts = dict.fromkeys(("region", *COLUMNS), pl.String)
    schema = {**texts, "verdict": pl.Int64, "records": pl.Int64, "devices": pl.Int64}
    frame = pl.DataFrame(_groups(query, naming, columns, RECORDS, DEVICES), schema, orient="row")
    chosen = {
        name: listing.stored(name, text) for name in COLUMNS if (text := getattr(filters, name))
    }

    def left(without: str = "") -> pl.DataFrame:
        kept = [pl.col(name) == value for name, value in chosen.items() if name != without]
        return frame.filter(kept) if kept else frame

    def counts(facet: str, within: pl.DataFrame) -> list[tuple[Any, int]]:
        return within.group_by(facet).agg(pl.sum("records")).rows()

    divisions = below_of(actor, filters.region)
    codes = [region.code for region in divisions]
    return Facets(
        total=int(left()["records"].sum()),
        devices=int(left()["devices"].sum()),
        rule=by_rule(actor, filters, search),
        region=_regions(divisions, *fold(counts("region", left()), codes)),
        **_by_columns(lambda facet: counts(facet, left(facet))),
    )


def _without(filters: Filters, *names: str) -> Filters:
    blank: dict[str, Any] = dict.fromkeys(names, "")
    return replace(filters, **blank)


def _by_columns(counts: Counts) -> dict[str, list[Count]]:
    return {
        "kind": _kinds(counts("kind")),
        "verdict": [_verdict(rank, count) for rank, count in sorted(counts("verdict"))],
        "use_state": _plain(counts("use_state"), _use_states()),
        "level": _plain(counts("level"), LEVEL_NAMES),
    }


def grouped(actor: Actor, filters: Filters, *columns: Field) -> list[tuple[Any, ...]]:
    """(values of the columns …, count of records) of what the filters leave."""
    known = summed.grouped(actor, filters, _names(columns), summed.RECORDS)
    return _grouped(actor, filters, RECORDS, columns) if known is None else known


def devices_by(actor: Actor, filters: Filters, *columns: Field) -> list[tuple[Any, ...]]:
    """(values of the columns …, devices) of what the filters leave."""
    known = summed.grouped(actor, filters, _names(columns), summed.DEVICES)
    return _grouped(actor, filters, DEVICES, columns) if known is None else known


def devices(actor: Actor, filters: Filters) -> int:
    """How many devices the filters leave."""
    return sum(count or 0 for (count,) in devices_by(actor, filters))


def below(
    actor: Actor, filters: Filters, codes: Sequence[str], *columns: Field, in_devices: bool = True
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """(one of the divisions `codes`, values of the columns …, count) of what the filters leave;
    and (values of the columns …, count) of what stands in none of these divisions."""
    measure, name = (DEVICES, summed.DEVICES) if in_devices else (RECORDS, summed.RECORDS)
    inside = summed.by_place(actor, filters, codes, _names(columns), name)
    whole = summed.grouped(actor, filters, _names(columns), name)
    if inside is not None and whole is not None:
        left = {row[:-1]: row[-1] for row in whole}
        for found in inside:
            left[found[1:-1]] = left.get(found[1:-1], 0) - found[-1]
        return inside, [(*split, count) for split, count in left.items() if count > 0]
    return _folded(_grouped(actor, filters, measure, (Equipment.region, *columns)), codes)


def _folded(
    rows: Iterable[tuple[Any, ...]], codes: Sequence[str]
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The same from rows of single regions."""
    by_values: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for region, *values, count in rows:
        by_values.setdefault(tuple(values), []).append((region, count))
    inside, outside = [], []
    for split, parts in by_values.items():
        counts, rest = fold(parts, codes)
        inside += [(code, *split, count) for code, count in counts.items()]
        outside += [(*split, rest)] if rest else []
    return inside, outside


def _names(columns: Sequence[Field]) -> list[str]:
    return [column.name for column in columns]


def _grouped(
    actor: Actor, filters: Filters, measure: Expression, columns: Sequence[Field]
) -> list[tuple[Any, ...]]:
    naming = _naming(actor, filters)
    return _groups(listing.query(actor, filters, naming), naming, columns, measure)


def _groups(
    query: ModelSelect, naming: planning.Naming, columns: Sequence[Field], *measures: Expression
) -> list[tuple[Any, ...]]:
    groups = [naming(column) for column in columns]
    return list(query.select(*groups, *measures).group_by(*groups).tuples().iterator())


def by_fact(actor: Actor, filters: Filters, field_id: str) -> dict[str, int]:
    """Devices by the value of a field; blank as ""."""
    column = listing.fact_column(field_id)
    if isinstance(column, Field):
        return dict(devices_by(actor, filters, column))
    query = listing.query(actor, filters).select(column, DEVICES)
    # By place: PostgreSQL takes two expressions with parameters for different ones.
    return dict(query.group_by(SQL("1")).tuples())


def _naming(actor: Actor, filters: Filters) -> planning.Naming:
    """How to name columns so that SQLite counts in the one index that holds them all.

    Left alone it takes a narrower index and looks up every device: five times slower. Where a
    filter leaves few devices and is not in that index, the planner chooses well by itself.
    """
    if filters.disputed and not is_postgres():
        return planning.unindexed  # but for the index of the few that are disputed
    narrow = filters.q or filters.rule or filters.enterprise or filters.ids or filters.fleet
    few = narrow or actor.role is Role.ENTERPRISE
    return planning.plainly if few or is_postgres() else _overview


# SQLite reads a column that it computes out of the index only by its own name.
OVERVIEW_NAMED = frozenset({"region", "since_year", "emission_stage", "quantity"})


def _overview(column: Field) -> Any:
    """The column with a unary plus, which keeps SQLite from using its index."""
    return column if column.name in OVERVIEW_NAMED else Expression(SQL(""), "+", column)


def _kinds(rows: Iterable[tuple[str, int]]) -> list[Count]:
    counts = dict(rows)
    kinds = known_kinds()
    return [
        Count(kind.id, kind.name_zh, kind.name_en, counts[kind.id])
        for kind in kinds.values()
        if counts.get(kind.id)
    ]


def _verdict(rank: int, count: int) -> Count:
    """The worst come first; last what is not judged, as "none"."""
    if rank == NOT_JUDGED:
        return Count(BLANK, *NOT_JUDGED_NAME, count)
    word = standards.OUTCOMES[rank]
    return Count(word, standards.OUTCOME_ZH[word], word, count)


def by_rule(actor: Actor, filters: Filters, search: Search | None = None) -> list[Count]:
    """Rules with a standing finding other than `meets`, the most frequent first."""
    rows = summed.by_rule(actor, _without(filters, "rule"))
    if rows is None:
        rows = _rules(actor, _without(filters, "rule"), search)
    titles = {rule.id: rule for rule in current.load().rules}
    counts = [
        Count(key, titles[key].title_zh, titles[key].title_en, count)
        if key in titles
        else Count(key, key, key, count)  # a rule of an earlier library
        for key, count in rows.items()
    ]
    return sorted(counts, key=lambda item: (-item.count, item.value))


def _rules(actor: Actor, filters: Filters, search: Search | None) -> dict[str, int]:
    if search is None:
        devices = listing.query(actor, filters)
    else:
        naming, found = listing.counting(actor, filters, search, _naming)
        devices = listing.query(actor, filters, naming, found)
    rows = (
        Finding.select(Finding.rule, fn.COUNT(fn.DISTINCT(Finding.equipment)))
        # A comparison, since SQLite uses an index only for a compared column.
        .where(
            (Finding.current == Value(True)) & Finding.equipment.in_(devices.select(Equipment.id))
        )
        .group_by(Finding.rule)
    )
    return dict(rows.tuples())


def _use_states() -> Mapping[str, tuple[str, str]]:
    """What the states of use are called; the field is common to all kinds."""
    field = next(iter(known_kinds().values())).field("use_state")
    return {word: (word, field.word_en(word)) for word in field.choices}


LEVEL_NAMES: Mapping[str, tuple[str, str]] = {
    **{word: (name, word) for word, name in standards.LEVEL_ZH.items()},
    "below": ("未达准入", "below access"),
    "unknown": ("待补充", "unknown"),
}


def _plain(
    rows: Iterable[tuple[str | None, int]], names: Mapping[str, tuple[str, str]] | None = None
) -> list[Count]:
    """Counts of a column's own words, the most frequent first; a blank one is "none"."""
    counts = [
        Count(word, *(names or {}).get(word, (word, word)), count)
        if word
        else Count(BLANK, *BLANK_NAME, count)
        for word, count in rows
    ]
    return sorted(counts, key=lambda item: (-item.count, item.value))


def by_region(actor: Actor, filters: Filters) -> ByRegion:
    """The divisions directly below the filtered one; without, below what the actor sees."""
    divisions = below_of(actor, filters.region)
    codes = [region.code for region in divisions]
    inside, outside = below(actor, filters, codes, in_devices=False)
    return _regions(divisions, dict(inside), sum(count for (count,) in outside))


def _regions(divisions: Sequence[Region], counts: Mapping[str, int], rest: int) -> ByRegion:
    items = [
        Count(region.code, region.name, region.name, counts[region.code])
        for region in divisions
        if counts.get(region.code)
    ]
    return ByRegion(items, rest)


def below_of(actor: Actor, code: str) -> list[Region]:
    """The divisions that a list of division `code` can be narrowed to."""
    if code:
        return regions.children(code)
    own = _outermost(actor.regions) if actor.role in REGIONAL else []
    if len(own) == 1:
        return regions.children(own[0])
    return regions.by_codes(own) if own else regions.children()


def _outermost(codes: Sequence[str]) -> list[str]:
    """Divisions that no other one of them contains, so that nothing is counted twice."""
    return sorted(
        code
        for code in set(codes)
        if not any(code != other and region_codes.covers(other, code) for other in codes)
    )


def fold(rows: Iterable[tuple[Any, ...]], outer: Sequence[str]) -> tuple[dict[str, int], int]:
    """(division, count) rows added up by the outer divisions, and the count outside all of them."""
    by_prefix = {region_codes.prefix(code): code for code in outer}
    lengths = sorted({len(start) for start in by_prefix}, reverse=True)
    counts: dict[str, int] = {}
    rest = 0
    for code, count in rows:
        starts = (code[:length] for length in lengths)
        owner = next((by_prefix[start] for start in starts if start in by_prefix), None)
        if owner is None:
            rest += count
        else:
            counts[owner] = counts.get(owner, 0) + count
    return counts, rest
