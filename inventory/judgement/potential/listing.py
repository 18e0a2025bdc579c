"""The devices behind a sum: as many as it counts, the most carbon first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

import standards
from inventory.core import clock, database
from inventory.core.access import Actor
from inventory.core.errors import Conflict
from inventory.core.paging import FIRST, Slice
from inventory.judgement.library import current
from inventory.judgement.potential import figures, reading
from inventory.judgement.potential.figures import AMOUNTS
from inventory.judgement.potential.reading import Batch, Section
from inventory.judgement.potential.results import DeviceFigure, FigurePage
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment.lines import line_of
from inventory.registry.equipment.models import Equipment
from standards.subsidies import subsidies

# Devices of which the figures are made again for a page of the list.
AT_MOST = 100_000
WANTED = ("saving", "missing")
FIGURES = ("target", "saved", "unit", *AMOUNTS, "presumed", "defaults", "missing")


@dataclass(frozen=True)
class DeviceFilters:
    """Which of the devices: those that would save for an aim, those whose facts do not suffice,
    those that a standing finding names, those that a programme answers in one way.
    """

    aim: str
    want: str = WANTED[0]
    rule: str = ""
    clause: str = ""
    programme: str = ""
    status: str = "matches"


def page(actor: Actor, part: Section, wanted: DeviceFilters, asked: Slice = FIRST) -> FigurePage:
    """One page, and how many there are in all.

    Raises: Conflict where the part holds more devices than can be computed within a request.
    """
    today = clock.today()
    found = _found(actor, part, wanted, today)
    shown = found.slice((asked.number - 1) * asked.size, asked.size)
    return FigurePage(as_of=today, total=found.height, items=_rows(actor, shown))


def _found(actor: Actor, part: Section, wanted: DeviceFilters, today: date) -> pl.DataFrame:
    library = current.load()
    kinds = [kind for kind in reading.kinds(part) if _may_hold(library, kind, wanted)]
    if sum(reading.count(actor, _of(part, kind)) for kind in kinds) > AT_MOST:
        raise Conflict.of("potential.too_many_listing", at_most=AT_MOST)
    parts = [
        frame
        for kind in kinds
        for batch in reading.batches(actor, _of(part, kind))
        for frame in _chosen(library, batch, wanted, today)
    ]
    if not parts:
        return pl.DataFrame(schema={"equipment": pl.Int64})
    found = pl.concat(parts)
    return found.sort("kgco2", "equipment", descending=[True, False], nulls_last=True)


def _of(part: Section, kind: str) -> Section:
    return Section(kind, part.region, part.enterprise, part.place)


def _may_hold(library: standards.Library, kind: str, wanted: DeviceFilters) -> bool:
    if wanted.programme:
        return any(p.id == wanted.programme and kind in p.kinds for p in library.programmes)
    return kind in library.factors.savings


def _chosen(
    library: standards.Library, batch: Batch, wanted: DeviceFilters, today: date
) -> Iterator[pl.DataFrame]:
    frame = figures.of_batch(library, batch, today)
    if frame is not None:
        frame = frame.filter(pl.col("aim") == wanted.aim).select("equipment", *FIGURES, "gains")
    if wanted.programme:
        yield _answered(library, batch, wanted, today, frame)
    elif frame is not None:
        chosen = pl.col("gains") if wanted.want == "saving" else pl.col("saved").is_null()
        yield _named(frame.filter(chosen).drop("gains"), wanted)


def _answered(
    library: standards.Library,
    batch: Batch,
    wanted: DeviceFilters,
    today: date,
    frame: pl.DataFrame | None,
) -> pl.DataFrame:
    answers = subsidies(library, batch.kind, batch.frame, today).answers.filter(
        (pl.col("programme") == wanted.programme) & (pl.col("status") == wanted.status)
    )
    ids = pl.Series("equipment", batch.ids)
    devices = answers.select(ids.gather(answers["row"]).alias("equipment"))
    if frame is None:
        frame = pl.DataFrame(schema=_SCHEMA)
    return devices.join(frame.drop("gains", strict=False), on="equipment", how="left")


_SCHEMA: dict[str, Any] = {
    "equipment": pl.Int64,
    "target": pl.Int8,
    "saved": pl.Float64,
    "unit": pl.String,
    **dict.fromkeys(AMOUNTS, pl.Float64),
    "presumed": pl.Boolean,
    "defaults": pl.List(pl.String),
    "missing": pl.List(pl.String),
}


def _named(frame: pl.DataFrame, wanted: DeviceFilters) -> pl.DataFrame:
    """Those with a current finding of the rule and clause; all without such a filter."""
    if not wanted.rule or frame.is_empty():
        return frame
    found = figures.items(frame["equipment"].to_list()).filter(
        (pl.col("rule") == wanted.rule) & (pl.col("clause") == wanted.clause)
    )
    return frame.join(found, on="equipment", how="semi")


def _rows(actor: Actor, shown: pl.DataFrame) -> list[DeviceFigure]:
    ids = shown["equipment"].to_list()
    devices = {
        device.id: device for device in Equipment.select().where(database.any_of(Equipment.id, ids))
    }
    owners = enterprises.names(actor, {device.enterprise_id for device in devices.values()})
    return [_row(devices[row["equipment"]], owners, row) for row in shown.to_dicts()]


def _row(device: Equipment, owners: Mapping[int, str], row: Mapping[str, Any]) -> DeviceFigure:
    """`row` has the columns FIGURES, or none of them where nothing was computed."""
    return DeviceFigure(
        **vars(line_of(device, owners)),
        **{name: row[name] for name in FIGURES if row.get(name) is not None},
    )
