"""Devices in columns, within what somebody may see: for figures over the whole ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_

import polars as pl
from peewee import Expression, fn

import standards
from inventory.core import access, region_codes
from inventory.core.access import Actor
from inventory.core.kinds import known_kind, known_kinds
from inventory.registry.equipment import lookup
from inventory.registry.equipment.lookup import Window
from inventory.registry.equipment.models import Equipment
from inventory.registry.reading.quantities import QUANTITY

BATCH = 50_000
# What is read of a device.
COLUMNS = (
    *(Equipment.id, lookup.FACTS_TEXT, Equipment.region),
    *(Equipment.enterprise, lookup.SOURCES_TEXT),
)


@dataclass(frozen=True)
class Section:
    """Which devices; blank means all that the actor may see."""

    kind: str = ""
    region: str = ""
    enterprise: int | None = None
    place: str = ""  # the first six digits of the region: one division, without those below a city


@dataclass(frozen=True, eq=False)
class Batch:
    """Some records of one kind: the columns of a row are the same record's.

    ``quantities``: how many like devices each stands for; the frame describes one of them.
    """

    kind: str
    ids: list[int]
    regions: list[str]
    enterprises: list[int]
    frame: pl.DataFrame
    quantities: list[int]


def kinds(part: Section) -> list[str]:
    """The kinds that a part may hold."""
    return [kind for kind in known_kinds() if part.kind in ("", kind)]


def count(actor: Actor, part: Section) -> int:
    """How many records there are."""
    return Equipment.select().where(*_conditions(actor, part)).count()


def _conditions(actor: Actor, part: Section) -> list[Expression]:
    conditions = [
        access.scope(actor, Equipment.region, Equipment.enterprise),
        lookup.STANDING,
    ]
    if part.kind:
        conditions.append(Equipment.kind == part.kind)
    if part.region:
        conditions.append(region_codes.inside(Equipment.region, part.region))
    if part.place:
        conditions.append(region_codes.inside(Equipment.region, part.place))
        conditions.append(fn.SUBSTR(Equipment.region, 1, 6) == part.place)
    if part.enterprise is not None:
        conditions.append(Equipment.enterprise == part.enterprise)
    return conditions


def windows(actor: Actor, part: Section) -> list[Window]:
    """The devices of a part in the windows that `batches` reads one after another."""
    known = Equipment.kind.in_(kinds(part))
    return lookup.windows(reduce(and_, [*_conditions(actor, part), known]), BATCH)


def batches(actor: Actor, part: Section) -> Iterator[Batch]:
    """Devices of a part, those of a kind by id; each batch is read when it is asked for."""
    for window in windows(actor, part):
        batch = batch_of(actor, part, window)
        if batch is not None:
            yield batch


def batch_of(actor: Actor, part: Section, window: Window) -> Batch | None:
    """The devices of a window; None where none is left."""
    rows = lookup.read(window, COLUMNS, reduce(and_, _conditions(actor, part)))
    if not rows:
        return None
    ids, read, places, owners, sources = (list(column) for column in zip(*rows, strict=True))
    facts = lookup.facts_read(read)
    frame = standards.frame_of_json(
        known_kind(window.kind),
        facts,
        pl.Series("region", places, dtype=pl.String),
        pl.Series("sources", sources, dtype=pl.String),
    )
    return Batch(window.kind, ids, places, owners, frame, _quantities(ids, facts))


def _quantities(ids: list[int], facts: pl.Series) -> list[int]:
    """How many devices each record stands for: one, where its facts do not say it.

    SQLite parses all facts again for each quantity, which takes twice as long as reading them.
    """
    named = facts.str.contains(f'"{QUANTITY}":', literal=True).arg_true().to_list()
    said = lookup.quantities([ids[row] for row in named])
    return [said.get(key, 1) for key in ids] if said else [1] * len(ids)
