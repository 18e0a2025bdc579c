"""Finding many devices at once, for imports and re-judging; the callers have checked the scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from peewee import Expression, fn

from inventory.core import database
from inventory.core.database import db
from inventory.registry.equipment.models import (
    MERGED,
    WITHDRAWN,
    Equipment,
    EquipmentIdentity,
    EquipmentRevision,
)

# How many devices are judged together: enough for columns to pay, little enough for memory.
JUDGING_BATCH = 20_000
# As text, for the engine; null where nothing is known.
SOURCES_TEXT = fn.NULLIF(Equipment.sources, "").coerce(False)


def known_identities(kind: str, values: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """(scheme, value) → equipment id, for those that a device in service carries."""
    found = _holders(kind, set(values), EquipmentIdentity.departed == 0)
    return {number: key for number, key in found}


def departed_identities(
    kind: str, values: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], list[int]]:
    """(scheme, value) → ids of the devices out of service that carried it."""
    found: dict[tuple[str, str], list[int]] = {}
    for number, key in _holders(kind, set(values), EquipmentIdentity.departed != 0):
        found.setdefault(number, []).append(key)
    return found


def _holders(
    kind: str, wanted: set[tuple[str, str]], which: Expression
) -> list[tuple[tuple[str, str], int]]:
    if not wanted:
        return []
    rows = EquipmentIdentity.select(
        EquipmentIdentity.scheme, EquipmentIdentity.value, EquipmentIdentity.equipment
    ).where(
        (EquipmentIdentity.kind == kind)
        & database.any_of(EquipmentIdentity.scheme, {scheme for scheme, _ in wanted})
        & database.any_of(EquipmentIdentity.value, {value for _, value in wanted})
        & which
    )
    found = (((scheme, value), key) for scheme, value, key in rows.tuples())
    return [(number, key) for number, key in found if number in wanted]


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


Standing = tuple[int, str, str, str, str, str | None]


class Window(NamedTuple):
    """The devices of a kind with ids after one and up to another, and how many they are."""

    kind: str
    after: int
    last: int
    devices: int


def windows(kind: str) -> list[Window]:
    """The devices of a kind in windows of a batch each, in the order of their ids."""
    return windows_of(kind, _standing(kind), JUDGING_BATCH)


def windows_of(kind: str, which: Expression, size: int) -> list[Window]:
    """The same of some devices of a kind, so many at a time."""
    found: list[Window] = []
    after = 0
    while True:
        rest = Equipment.select(Equipment.id).where(which & (Equipment.id > after))
        part = rest.order_by(Equipment.id).limit(size).alias("part")
        ids = Equipment.select(fn.MAX(part.c.id), fn.COUNT(part.c.id)).from_(part)
        last, count = ids.tuples().get()
        if not count:
            return found
        found.append(Window(kind, after, last, count))
        after = last


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


def _standing(kind: str) -> Expression:
    return (Equipment.kind == kind) & (Equipment.gone == "")


def batches(kind: str, after: int = 0, last: int | None = None) -> Iterator[list[Standing]]:
    """(id, facts as JSON text, region, findings digest, level, sources as JSON text) of the
    devices of a kind, by id; of those after an id, up to another."""
    which = _standing(kind)
    if last is not None:
        which &= Equipment.id <= last
    while True:
        query = (
            Equipment.select(
                Equipment.id,
                # As text: the engine reads JSON faster than Python does.
                fn.COALESCE(Equipment.facts, "{}").coerce(False),
                Equipment.region,
                Equipment.findings_digest,
                Equipment.level,
                SOURCES_TEXT,
            )
            .where(which & (Equipment.id > after))
            .order_by(Equipment.id)
            .limit(JUDGING_BATCH)
        )
        # Texts and a number: they need no conversion.
        rows = list(db.execute(query).fetchall())
        if not rows:
            return
        yield rows
        after = rows[-1][0]


def unchanged(rows: Sequence[tuple[int, str, str, str | None]]) -> set[int]:
    """Of devices read as (id, facts as JSON text, region, sources), the ids of those that still
    stand so.

    Locks them until the transaction ends: what was judged is what the verdict is written to.
    """
    query = Equipment.select(
        Equipment.id,
        fn.COALESCE(Equipment.facts, "{}").coerce(False),
        Equipment.region,
        SOURCES_TEXT,
    ).where(database.any_of(Equipment.id, [row[0] for row in rows]) & (Equipment.gone == ""))
    if database.is_postgres():
        query = query.order_by(Equipment.id).for_update()
    return {row[0] for row in set(query.tuples()) & set(rows)}
