"""Savings, carbon and subsidies of a device, of an enterprise, and summed over the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

import standards
from inventory.core import clock, database, region_codes
from inventory.core.access import Actor
from inventory.core.errors import Conflict
from inventory.core.regions import service as regions
from inventory.judgement.library import current
from inventory.judgement.potential import figures, reading
from inventory.judgement.potential.figures import AMOUNTS
from inventory.judgement.potential.reading import Batch, Section
from inventory.judgement.potential.results import (
    Amount,
    DevicePotential,
    Programme,
    ProgrammeCount,
    SubsidyTotals,
    SumRow,
    Sums,
    Text,
)
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment import retrieval
from inventory.registry.jobs.service import Progress
from standards.places import english_place, printed_place
from standards.savings import savings
from standards.subsidies import subsidies
from standards.subsidy_amounts import UNIT_EN

# Above this number of devices sums run in the background.
AT_ONCE = 20_000
LISTED = 200
COUNTS = ("devices", "computed", "saving", "presumed", "by_default")


def of_device(actor: Actor, equipment_id: int) -> DevicePotential:
    """Every figure of one device, opened to its inputs; and the answer of each programme."""
    device = retrieval.get(actor, equipment_id)
    library, today = current.load(), clock.today()
    frame = standards.frame_of_json(
        library.kinds[device.kind],
        pl.Series("facts", [database.dump(device.facts)]),
        pl.Series("region", [device.region]),
        pl.Series("sources", [device.sources and database.dump(device.sources)], dtype=pl.String),
    )
    answers = subsidies(library, device.kind, frame, today)
    return DevicePotential(
        as_of=today,
        library=library.version,
        savings=savings(library, device.kind, frame, today).explain(0),
        subsidies=answers.explain(0),
        subsidy=next(iter(answers.best().select("amount", "amount_most").to_dicts()), None),
    )


def of_enterprise(actor: Actor, enterprise_id: int) -> Sums:
    """The sums of one enterprise, with each of its devices that would save or be paid for."""
    enterprises.get(actor, enterprise_id)
    return summed(actor, Section(enterprise=enterprise_id), clock.today())


def at_once(actor: Actor, part: Section) -> Sums:
    """The sums of a part of the ledger that is small enough for one request."""
    if reading.count(actor, part) > AT_ONCE:
        raise Conflict.of("potential.too_many_service", at_once=AT_ONCE)
    return summed(actor, part, clock.today())


@dataclass
class _Sums:
    """What has been added up so far, as small frames."""

    parts: dict[str, list[pl.DataFrame]] = field(default_factory=dict)

    def add(self, name: str, frame: pl.DataFrame, keys: Sequence[str]) -> None:
        sums = frame.group_by(keys).agg(pl.col(*COUNTS, *AMOUNTS).sum())
        self.parts.setdefault(name, []).append(sums)

    def total(self, name: str, keys: Sequence[str], limit: int | None = None) -> Sequence[SumRow]:
        parts = self.parts.get(name, [])
        if not parts:
            return []
        summed = (
            pl.concat(parts)
            .group_by(keys)
            .agg(pl.exclude(keys).sum())
            # Rounded to grams: smaller digits depend on the order of adding.
            .with_columns(pl.col(AMOUNTS).round(3))
        )
        ordered = summed.sort(["kgco2", *keys], descending=[True, *[False] * len(keys)])
        return (ordered if limit is None else ordered.head(limit)).to_dicts()


def summed(
    actor: Actor, part: Section, as_of: date, progress: Progress = lambda _done, _total: None
) -> Sums:
    """Sums in all, by kind, region, enterprise and catalogue item, per aim; and of subsidies.

    Energy in kgce and CO₂ in kg a year, each with its low and high end.
    """
    library = current.load()
    sums, paid = _Sums(), _Subsidies()
    total, done, devices = reading.count(actor, part), 0, 0
    for batch in reading.batches(actor, part):
        _add_savings(sums, figures.of_batch(library, batch, as_of))
        paid.add(library, batch, as_of)
        done += len(batch.ids)
        devices += sum(batch.quantities)
        progress(done, total)
    by_enterprise = sums.total("enterprise", ("enterprise", "aim"), LISTED)
    by_region = sums.total("region", ("region", "aim"))
    owners = enterprises.names(actor, {row["enterprise"] for row in by_enterprise})
    places = regions.names({row["region"] for row in by_region})
    return Sums(
        as_of=as_of,
        library=library.version,
        devices=devices,
        totals=sums.total("total", ("aim",)),
        by_kind=sums.total("kind", ("kind", "target", "aim")),
        by_region=_named(by_region, "region", places),
        by_enterprise=_named(by_enterprise, "enterprise", owners),
        by_item=_placed(library, sums.total("item", ("rule", "clause", "aim"), LISTED)),
        subsidies=paid.total(library),
    )


def _placed(library: standards.Library, items: Sequence[SumRow]) -> list[SumRow]:
    """The catalogue's items with the place that a reader finds in it."""
    documents = {rule.id: rule.document for rule in library.rules}
    placed = (
        (item, printed_place(library, documents.get(item["rule"], ""), item["clause"]))
        for item in items
    )
    return [{**item, "place": place, "place_en": english_place(place)} for item, place in placed]


def _add_savings(sums: _Sums, frame: pl.DataFrame | None) -> None:
    if frame is None:
        return
    each = pl.col("quantity")
    counted = frame.with_columns(
        pl.col(AMOUNTS).fill_null(0.0),
        devices=each,
        computed=pl.col("computed") * each,
        saving=pl.col("gains") * each,
        presumed=(pl.col("presumed") & pl.col("gains")) * each,
        by_default=((pl.col("defaults").list.len() > 0) & pl.col("gains")) * each,
    )
    sums.add("total", counted, ("aim",))
    sums.add("kind", counted, ("kind", "target", "aim"))
    sums.add("region", counted, ("region", "aim"))
    sums.add("enterprise", counted, ("enterprise", "aim"))
    saving = counted.filter(pl.col("gains"))
    if saving.height:
        found = figures.items(saving["equipment"].unique().to_list())
        sums.add("item", saving.join(found, on="equipment"), ("rule", "clause", "aim"))


class _Subsidies:
    """Answers counted by programme and status, and what the matching ones pay together."""

    def __init__(self) -> None:
        self._counts: list[pl.DataFrame] = []
        self._paid: list[pl.DataFrame] = []

    def add(self, library: standards.Library, batch: Batch, as_of: date) -> None:
        found = subsidies(library, batch.kind, batch.frame, as_of)
        each = pl.Series("devices", batch.quantities, dtype=pl.UInt32)
        answers = found.answers.with_columns(devices=each.gather(found.answers["row"]))
        self._counts.append(answers.group_by("programme", "status").agg(pl.col("devices").sum()))
        best = found.best()
        paid = best.select(pl.col("amount", "amount_most"), devices=each.gather(best["row"]))
        self._paid.append(
            paid.select(
                pl.col("devices").sum(),
                (pl.col("amount", "amount_most") * pl.col("devices")).sum(),
            )
        )

    def total(self, library: standards.Library) -> SubsidyTotals:
        if not self._counts:
            return SubsidyTotals(devices=0, amount=0.0, amount_most=0.0, programmes=())
        counts = (
            pl.concat(self._counts)
            .group_by("programme", "status")
            .agg(pl.col("devices").sum())
            .sort("programme", "status")
        )
        known = {item.id: item for item in library.programmes}
        paid = pl.concat(self._paid).sum().to_dicts()[0]
        programmes = [
            ProgrammeCount(
                programme=row["programme"],
                title=known[row["programme"]].title_zh,
                title_en=known[row["programme"]].title_en,
                status=row["status"],
                devices=row["devices"],
            )
            for row in counts.to_dicts()
        ]
        return SubsidyTotals(**paid, programmes=programmes)


def _named(rows: Sequence[SumRow], key: str, names: Mapping[Any, str]) -> list[SumRow]:
    """The rows with the name of what each is about."""
    return [{**row, "name": names.get(row[key], "")} for row in rows]


def programmes(kind: str = "", region: str = "", as_of: date | None = None) -> list[Programme]:
    """The subsidy programmes; with a day those that take applications on it."""
    return [
        Programme(
            id=item.id,
            kinds=list(item.kinds),
            title=item.title_zh,
            title_en=item.title_en,
            document=item.document,
            region=item.region,
            valid_from=item.valid_from,
            valid_to=item.valid_to,
            window_certainty=item.window_certainty,
            conditions=[Text(zh=c.zh, en=c.en) for c in item.conditions],
            asked=[Text(zh=a.zh, en=a.en) for a in item.asked],
            amounts=_amounts(item.amounts),
            group=item.group,
            stacking=item.stacking_zh,
            stacking_en=item.stacking_en,
            certainty=item.certainty,
            note=item.note,
        )
        for item in current.load().programmes
        if (not kind or kind in item.kinds)
        and (not region or item.region is None or region_codes.covers(item.region, region))
        and (
            as_of is None
            or (item.valid_from <= as_of and (item.valid_to is None or as_of <= item.valid_to))
        )
    ]


def _amounts(amounts: Iterable[Any]) -> list[Amount]:
    return [
        Amount(
            item=item.item_zh,
            item_en=item.item_en,
            value=item.value,
            unit=item.unit,
            unit_en=UNIT_EN.get(item.unit, item.unit),
            part=item.part,
            choice=item.choice,
            certainty=item.certainty,
        )
        for item in amounts
    ]
