"""The dashboard: devices by kind, verdict, age, level, date, region, and as kinds are counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import standards
from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.errors import Invalid
from inventory.core.kinds import known_kinds
from inventory.core.regions import service as regions
from inventory.core.regions.models import Region
from inventory.desk.dashboard.numbers import (
    Named,
    Number,
    Period,
    by_due,
    by_month_for,
    next_month,
    number,
)
from inventory.desk.dashboard.results import (
    Calendar,
    Dashboard,
    Due,
    DuePart,
    KindAges,
    KindLevels,
    KindStatistic,
    KindVerdicts,
    RegionVerdicts,
)
from inventory.judgement.assessments.judging import INSPECTION, LEVELS, RETIREMENT
from inventory.judgement.ledger import facets
from inventory.judgement.ledger.listing import BLANK, Filters
from inventory.judgement.library import current
from inventory.registry.equipment.models import Equipment
from inventory.registry.equipment.verdicts import NOT_JUDGED
from standards import Field, Kind

MONTHS = 24
# What a first date is for. Blank: an older release judged the device, and the night will say.
DUE_NAMES = {
    INSPECTION: ("检验、检测与维保", "Inspection and upkeep"),
    RETIREMENT: ("到寿、淘汰与更新", "End of life and renewal"),
    "": ("待今晚重算后区分", "Told apart by tonight's run"),
}
# Bands of the age pyramid in years, the last one open.
BAND, BANDS = 5, 7
LONGEST_BY_DAY, LONGEST_BY_MONTH = timedelta(days=400), timedelta(days=3660)


def dashboard(actor: Actor, region: str = "") -> Dashboard:
    """All numbers of a region, or of all that the actor sees."""
    place = regions.get(region) if region else None
    base = Filters(region=region)
    today = clock.today()
    overall, kinds = _verdicts(actor, base)
    divisions, rest = _regions(actor, base)
    return Dashboard(
        region=region,
        region_name=place.full_name if place else "",
        as_of=today,
        total=number(actor, base),
        verdicts=overall,
        kinds=kinds,
        ages=_ages(actor, base, today),
        levels=_levels(actor, base),
        due=_due(actor, base, today),
        statistics=_statistics(actor, base),
        regions=divisions,
        rest=rest,
    )


def _verdicts(actor: Actor, base: Filters) -> tuple[list[Named], list[KindVerdicts]]:
    """Devices by verdict, and by kind and verdict, from one query."""
    rows = facets.devices_by(actor, base, Equipment.kind, Equipment.verdict_rank)
    by_kind: dict[str, dict[int, int]] = {}
    overall: dict[int, int] = {}
    for kind, rank, count in rows:
        by_kind.setdefault(kind, {})[rank] = count
        overall[rank] = overall.get(rank, 0) + count
    kinds = [
        KindVerdicts(
            kind=kind.id,
            name=kind.name_zh,
            name_en=kind.name_en,
            total=Number(sum(ranks.values()), replace(base, kind=kind.id)),
            verdicts=verdicts(ranks, replace(base, kind=kind.id)),
        )
        for kind in known_kinds().values()
        if (ranks := by_kind.get(kind.id))
    ]
    return verdicts(overall, base), kinds


def verdicts(ranks: dict[int, int], base: Filters) -> list[Named]:
    """Counts by verdict, the worst first, last what is not judged."""
    named = []
    for rank, count in sorted(ranks.items()):
        if rank == NOT_JUDGED:
            item = (BLANK, *facets.NOT_JUDGED_NAME)
        else:
            word = standards.OUTCOMES[rank]
            item = (word, standards.OUTCOME_ZH[word], word)
        named.append(Named(*item, count, replace(base, verdict=item[0])))
    return named


def _kinds_of(rows: Iterable[tuple[Any, ...]]) -> list[Kind]:
    there = {row[0] for row in rows}
    return [kind for kind in known_kinds().values() if kind.id in there]


def _ages(actor: Actor, base: Filters, today: date) -> list[KindAges]:
    """Devices by kind and age: by the year of registration, service or manufacture."""
    rows = facets.devices_by(actor, base, Equipment.kind, Equipment.since_year)
    return [
        KindAges(
            kind=kind.id,
            name=kind.name_zh,
            name_en=kind.name_en,
            bands=_bands(
                {year: count for key, year, count in rows if key == kind.id},
                replace(base, kind=kind.id),
                today.year,
            ),
            unknown=Number(
                sum(count for key, year, count in rows if key == kind.id and not year),
                replace(base, kind=kind.id, since_known=False),
            ),
        )
        for kind in _kinds_of(rows)
    ]


def _bands(by_year: dict[int, int], base: Filters, this_year: int) -> list[Named]:
    bands = []
    for index in range(BANDS):
        low, high = index * BAND, index * BAND + BAND - 1
        last = index == BANDS - 1
        # A year to come is a mistake in the ledger; it stands with the youngest.
        newest = this_year - low if index else None
        oldest = None if last else this_year - high
        count = sum(
            found
            for year, found in by_year.items()
            if year and (oldest is None or year >= oldest) and (newest is None or year <= newest)
        )
        name = f"{low}年以上" if last else f"{low}–{high}年"
        name_en = f"{low}+ years" if last else f"{low}–{high} years"
        chosen = replace(base, since_from=oldest, since_to=newest)
        bands.append(Named(f"{low}+" if last else f"{low}-{high}", name, name_en, count, chosen))
    return bands


def _levels(actor: Actor, base: Filters) -> list[KindLevels]:
    """Devices by kind and efficiency level, of the kinds that a rule grades."""
    graded = {rule.kind for rule in current.load().rules if rule.check == "grade"}
    rows = facets.devices_by(actor, base, Equipment.kind, Equipment.level)
    return [
        KindLevels(
            kind=kind.id,
            name=kind.name_zh,
            name_en=kind.name_en,
            levels=[
                Named(
                    level or BLANK,
                    *facets.LEVEL_NAMES.get(level, ("不适用", "not graded")),
                    count,
                    replace(base, kind=kind.id, level=level or BLANK),
                )
                for level in (*LEVELS, "")
                if (count := sum(row[2] for row in rows if row[:2] == (kind.id, level)))
            ],
        )
        for kind in _kinds_of(rows)
        if kind.id in graded
    ]


def _due(actor: Actor, base: Filters, today: date) -> Due:
    """Devices by the month of their first date: overdue, then 24 months beginning today."""
    end = today
    for _ in range(MONTHS):
        end = next_month(end)
    past = replace(base, due_to=today - timedelta(days=1))
    parts = by_month_for(actor, base, today, end - timedelta(days=1))
    over = dict(facets.devices_by(actor, past, Equipment.due_for))
    return Due(
        overdue=Number(sum(over.values()), past),
        months=[_together(months, base) for months in zip(*parts.values(), strict=True)],
        parts=[
            DuePart(
                value=word or BLANK,
                name=DUE_NAMES[word][0],
                name_en=DUE_NAMES[word][1],
                overdue=Number(over.get(word, 0), replace(past, due_for=word or BLANK)),
                months=months,
            )
            for word, months in parts.items()
            if word or over.get(word) or any(month.count for month in months)
        ],
    )


def _together(parts: Sequence[Period], base: Filters) -> Period:
    """The same month of all parts."""
    first = parts[0]
    whole = replace(base, due_from=first.begin, due_to=first.end)
    return replace(first, count=sum(part.count for part in parts), filters=whole)


def _statistics(actor: Actor, base: Filters) -> list[KindStatistic]:
    """The choices by which kinds are counted, of the kinds that there are."""
    counted = [
        (kind, kind.field(name)) for kind in _kinds_counted(actor, base) for name in kind.statistics
    ]
    return [
        KindStatistic(
            kind=kind.id,
            name=kind.name_zh,
            name_en=kind.name_en,
            field=field.id,
            heading=field.heading_zh,
            heading_en=field.heading_en,
            values=_by_choice(actor, replace(base, kind=kind.id), field),
        )
        for kind, field in counted
    ]


def _kinds_counted(actor: Actor, base: Filters) -> list[Kind]:
    wanted = [kind for kind in known_kinds().values() if kind.statistics]
    return [kind for kind in wanted if number(actor, replace(base, kind=kind.id)).count]


def _by_choice(actor: Actor, base: Filters, field: Field) -> list[Named]:
    """Devices by the choices of a field in their order; what is not known comes last."""
    rows = facets.by_fact(actor, base, field.id)
    labels = dict(zip(field.choices, field.labels or field.choices, strict=True))
    return [
        Named(
            choice or BLANK,
            labels.get(choice, "未知"),
            field.word_en(choice) or "unknown",
            rows[choice],
            replace(base, fact=f"{field.id}:{choice or BLANK}"),
        )
        for choice in (*field.choices, "")
        if rows.get(choice)
    ]


def _regions(actor: Actor, base: Filters) -> tuple[list[RegionVerdicts], int]:
    """Devices of the divisions below with their verdicts, and how many stand in none of them."""
    below = facets.below_of(actor, base.region)
    codes = [region.code for region in below]
    inside, outside = facets.below(actor, base, codes, Equipment.verdict_rank)
    counts: dict[str, dict[int, int]] = {}
    for code, rank, count in inside:
        counts.setdefault(code, {})[rank] = count
    items = [
        _division(region, counts[region.code], replace(base, region=region.code))
        for region in below
        if region.code in counts
    ]
    return items, sum(count for _, count in outside)


def _division(region: Region, counts: dict[int, int], inside: Filters) -> RegionVerdicts:
    return RegionVerdicts(
        region=region.code,
        name=region.name,
        total=Number(sum(counts.values()), inside),
        verdicts=verdicts(counts, inside),
    )


def calendar(
    actor: Actor, begin: date, end: date, region: str = "", kind: str = "", *, months: bool
) -> Calendar:
    """Devices that become due from `begin` to `end`, by day or by month."""
    longest = LONGEST_BY_MONTH if months else LONGEST_BY_DAY
    if not timedelta(0) <= end - begin <= longest:
        raise Invalid.of("dashboard.bad_span", days=longest.days)
    periods = by_due(actor, Filters(region=region, kind=kind), begin, end, months=months)
    whole = Filters(region=region, kind=kind, due_from=begin, due_to=end)
    return Calendar(total=number(actor, whole), periods=periods)
