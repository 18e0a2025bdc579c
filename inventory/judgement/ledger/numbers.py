"""The numbers by which devices are recognised: taken, freed, and kept as aliases after a merge."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from inventory.core import database
from inventory.core.bulk import bulk_insert
from inventory.core.kinds import known_kinds
from inventory.judgement.reentry.raising import is_out
from inventory.registry.equipment.identity import identities
from inventory.registry.equipment.models import EquipmentIdentity


class Numbered(NamedTuple):
    """A device with its numbers, (scheme, value), which its facts carry."""

    device: int
    kind: str
    facts: Mapping[str, Any]
    numbers: Sequence[tuple[str, str]]


def of(kind: str, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(scheme, value) of every number that facts of a kind carry."""
    return identities(known_kinds()[kind], facts)


def free(ids: Sequence[int]) -> None:
    """Free the numbers of devices, but for those that came to them with merged records."""
    if ids:
        EquipmentIdentity.delete().where(
            database.any_of(EquipmentIdentity.equipment, ids) & ~EquipmentIdentity.alias
        ).execute()


def take(rows: Sequence[Numbered], known: Collection[tuple[int, str, str]] = ()) -> None:
    """Take the numbers that the facts carry, but for those `known` already as aliases."""
    bulk_insert(
        EquipmentIdentity,
        ("kind", "scheme", "value", "equipment", "alias", "departed"),
        (
            (row.kind, scheme, value, row.device, False, row.device if is_out(row.facts) else 0)
            for row in rows
            for scheme, value in row.numbers
            if (row.device, scheme, value) not in known
        ),
    )


def take_beside_aliases(rows: Sequence[Numbered], ids: Sequence[int]) -> None:
    """Take the numbers of the devices `ids`, which may have aliases from merged records."""
    aliases = _aliases(ids)
    take(rows, aliases)
    if aliases:
        _move_aliases(rows)


def _aliases(ids: Sequence[int]) -> set[tuple[int, str, str]]:
    if not ids:
        return set()
    rows = EquipmentIdentity.select(
        EquipmentIdentity.equipment, EquipmentIdentity.scheme, EquipmentIdentity.value
    ).where(database.any_of(EquipmentIdentity.equipment, ids) & EquipmentIdentity.alias)
    return set(rows.tuples())


def _move_aliases(rows: Sequence[Numbered]) -> None:
    """Let the numbers that came with merged records follow a device into and out of service."""
    for out in (True, False):
        ids = [row.device for row in rows if is_out(row.facts) is out]
        departed = EquipmentIdentity.equipment if out else 0
        EquipmentIdentity.update(departed=departed).where(
            database.any_of(EquipmentIdentity.equipment, ids) & EquipmentIdentity.alias
        ).execute()
