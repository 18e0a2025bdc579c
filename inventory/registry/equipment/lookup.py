"""Finding many devices at once, for imports and re-judging; the callers have checked the scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

import polars as pl
from peewee import SQL, Expression, Value, fn

from inventory.core import database
from inventory.core.database import db
from inventory.registry.equipment.models import (
    GONE_RANK,
    MERGED,
    WITHDRAWN,
    Equipment,
    EquipmentIdentity,
    EquipmentRevision,
)

# How many devices are judged together: enough for columns to pay, little enough for memory.
JUDGING_BATCH = 30_000
# In so many blocks of ids a window is counted.
BLOCKS = 20
# The ledger's devices, by what the indexes hold: the same as `gone == ""`.
STANDING = Equipment.verdict_rank < GONE_RANK
ALL = Value(1) == 1
# As text, for the engine, which reads JSON faster than Python does; sources: null = nothing known.
FACTS_TEXT = fn.COALESCE(Equipment.facts, "{}").coerce(False)
FACTS_BYTES = FACTS_TEXT.cast("BLOB")
SOURCES_TEXT = fn.NULLIF(Equipment.sources, "").coerce(False)


Number = tuple[str, str]  # scheme, value


class Holders(NamedTuple):
    """Who carries some numbers: the one device in service, those out of service."""

    known: Mapping[Number, int]
    departed: Mapping[Number, Sequence[int]]


def holders(kind: str, values: Iterable[Number]) -> Holders:
    """Who carries numbers of a kind, by number; a query for each scheme.

    One for all schemes would look for each value under each of them.
    """
    by_scheme: dict[str, list[str]] = {}
    for scheme, value in sorted(set(values)):
        by_scheme.setdefault(scheme, []).append(value)
    known: dict[Number, int] = {}
    departed: dict[Number, list[int]] = {}
    for scheme, wanted in by_scheme.items():
        rows = EquipmentIdentity.select(
            EquipmentIdentity.value, EquipmentIdentity.equipment, EquipmentIdentity.departed
        ).where(
            (EquipmentIdentity.kind == kind)
            & (EquipmentIdentity.scheme == scheme)
            & database.any_of(EquipmentIdentity.value, wanted)
        )
        for value, key, out in rows.tuples():
            if out:
                departed.setdefault((scheme, value), []).append(key)
            else:
                known[scheme, value] = key
    return Holders(known, departed)


def known_identities(kind: str, values: Sequence[Number]) -> Mapping[Number, int]:
    """(scheme, value) → equipment id, for those that a device in service carries."""
    return holders(kind, values).known


def known_fingerprints(values: Sequence[str]) -> dict[str, int]:
    """fingerprint → id of the device whose last imported row it is.

    The row of a device that has been merged stands for the one that it was merged into.
    """
    if not values:
        return {}
    rows = Equipment.select(
        Equipment.fingerprint, Equipment.id, Equipment.gone, Equipment.merged_into
    ).where(database.any_of(Equipment.fingerprint, values) & (Equipment.gone != WITHDRAWN))
    return {
        mark: _survivor(into) if gone == MERGED else key for mark, key, gone, into in rows.tuples()
    }


def _survivor(equipment_id: int) -> int:
    """Where a chain of merges ends."""
    while True:
        device = Equipment.get_by_id(equipment_id)
        if device.merged_into_id is None:
            return device.id
        equipment_id = device.merged_into_id


def by_ids(ids: Sequence[int]) -> dict[int, Equipment]:
    """Devices of the ledger by id, of any owner."""
    if not ids:
        return {}
    rows = Equipment.select().where(database.any_of(Equipment.id, ids) & (Equipment.gone == ""))
    return {device.id: device for device in rows}


def split(ids: Sequence[int]) -> set[int]:
    """Of some devices, those whose records others were split off from, or that were split off."""
    if not ids:
        return set()
    rows = (
        EquipmentRevision.select(EquipmentRevision.equipment)
        .where(
            database.any_of(EquipmentRevision.equipment, ids)
            & EquipmentRevision.source.startswith("split:")
        )
        .distinct()
    )
    return {key for (key,) in rows.tuples()}


def of_enterprises(enterprise_ids: Sequence[int], kinds: Sequence[str]) -> list[Equipment]:
    """All devices of some enterprises, for suggesting matches."""
    if not enterprise_ids:
        return []
    return list(
        Equipment.select().where(
            database.any_of(Equipment.enterprise, enterprise_ids)
            & Equipment.kind.in_(list(kinds))
            & (Equipment.gone == "")
        )
    )


def called(
    enterprise_ids: Sequence[int], kinds: Sequence[str], numbers: Sequence[str]
) -> list[Equipment]:
    """The devices of some enterprises that people call by one of these numbers."""
    if not numbers:
        return []
    return list(
        Equipment.select().where(
            Equipment.kind.in_(list(kinds))
            & database.any_of(Equipment.identifier, numbers)
            & database.any_of(Equipment.enterprise, enterprise_ids)
            & (Equipment.gone == "")
        )
    )


class Window(NamedTuple):
    """The devices of a kind with ids after one and up to another, and how many they are."""

    kind: str
    after: int
    last: int
    devices: int


def windows(which: Expression, size: int) -> list[Window]:
    """Some devices in windows of about so many, each of one kind, by kind and in the order of ids.

    Ids are counted in blocks: to number every device would have the database sort them all.
    """
    block = max(1, size // BLOCKS)
    counted = (
        Equipment.select(
            Equipment.kind, (Equipment.id / block).alias("block"), fn.COUNT(Equipment.id)
        )
        .where(which & STANDING)
        .group_by(SQL("1"), SQL("2"))
        .order_by(SQL("1"), SQL("2"))
    )
    found: list[Window] = []
    for kind, number, devices in counted.tuples():
        after, last = number * block - 1, (number + 1) * block - 1
        if found and found[-1].kind == kind and found[-1].devices + devices <= size:
            found[-1] = found[-1]._replace(last=last, devices=found[-1].devices + devices)
        else:
            found.append(Window(kind, after, last, devices))
    return found


def bundled(windows: Iterable[Window], devices: int) -> Iterator[list[Window]]:
    """Windows that hold about so many devices together."""
    bundle: list[Window] = []
    for window in windows:
        if bundle and sum(each.devices for each in bundle) + window.devices > devices:
            yield bundle
            bundle = []
        bundle.append(window)
    if bundle:
        yield bundle


def read(window: Window, columns: Sequence[Any], which: Expression = ALL) -> list[tuple[Any, ...]]:
    """Columns of the devices of a window, the id first, in its order; texts and numbers, as the
    database has them, and FACTS_TEXT for `facts_read`.
    """
    inside = (Equipment.kind == window.kind) & STANDING & which
    inside &= (Equipment.id > window.after) & (Equipment.id <= window.last)
    if database.is_postgres():
        # It would sort them in files, texts and all; they come nearly in order.
        return sorted(db.execute(Equipment.select(*columns).where(inside)), key=itemgetter(0))
    # Else SQLite walks all rows of the kind for each window, and sorts them with their texts:
    # 1.7 s instead of 0.05 for a window of 20,000 in a ledger of a million.
    inside = Equipment.id.in_(Equipment.select(Equipment.id).where(inside))
    columns = [FACTS_BYTES if column is FACTS_TEXT else column for column in columns]
    query = Equipment.select(*columns).where(inside).order_by(Equipment.id)
    return list(db.execute(query).fetchall())


def facts_read(column: list[Any]) -> pl.Series:
    """Facts as `read` gives them, for the engine.

    SQLite gives bytes: as Python's texts they would be decoded and encoded again, which takes as
    long as reading them.
    """
    if column and isinstance(column[0], bytes):
        return pl.Series("facts", column, dtype=pl.Binary).cast(pl.String)
    return pl.Series("facts", column, dtype=pl.String)


def quantities(ids: Sequence[int]) -> dict[int, int]:
    """How many devices each of some records stands for."""
    if not ids:
        return {}
    rows = Equipment.select(Equipment.id, Equipment.quantity)
    return dict(rows.where(database.any_of(Equipment.id, ids)).tuples())


def unchanged(rows: Sequence[tuple[int, str, str, str | None]]) -> set[int]:
    """Of devices read as (id, facts as JSON text, region, sources), the ids of those that still
    stand so.

    Locks them until the transaction ends: what was judged is what the verdict is written to.
    """
    query = Equipment.select(Equipment.id, FACTS_TEXT, Equipment.region, SOURCES_TEXT).where(
        database.any_of(Equipment.id, [row[0] for row in rows]) & (Equipment.gone == "")
    )
    if database.is_postgres():
        query = query.order_by(Equipment.id).for_update()
    return {row[0] for row in set(query.tuples()) & set(rows)}
