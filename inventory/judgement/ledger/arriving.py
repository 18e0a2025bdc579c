"""Devices that come from the ledger of another installation, with their lives there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inventory.core import database
from inventory.core.bulk import bulk_insert, bulk_update
from inventory.core.database import dump
from inventory.judgement.ledger.writing import REVISION, Change, Origin, write
from inventory.registry.equipment.models import Equipment, EquipmentRevision

# A revision of another installation: its numbers of imports, merges and people are not ours.
ELSEWHERE = "elsewhere"
SOURCE = "county"
REASON = 300


@dataclass(frozen=True)
class Past:
    """A revision that a device had elsewhere, and its state after it; None: not in the ledger."""

    at: datetime
    source: str
    reason: str
    after: dict[str, Any] | None


@dataclass(frozen=True)
class Arrival:
    """A device as it stood elsewhere, and its revisions there, the oldest first."""

    number: int  # its own elsewhere
    change: Change
    past: Sequence[Past]


def arrived(origin: Origin) -> dict[int, int]:
    """Number elsewhere → device, of what has come in from this source before."""
    rows = EquipmentRevision.select(EquipmentRevision.request_id, EquipmentRevision.equipment)
    return {int(number): key for number, key in rows.where(_of(origin)).tuples()}


def arrive(arrivals: Sequence[Arrival], origin: Origin) -> list[int]:
    """Write devices that are new here, judged as of today; returns their ids in this order.

    Call inside a write transaction. Each keeps its revisions of elsewhere before the one by which
    it came in; that one names the device's number there, so that what broke off can go on.
    """
    ids = write([item.change for item in arrivals], origin)
    came = dict(zip(ids, arrivals, strict=True))
    own = EquipmentRevision.select(EquipmentRevision.id, EquipmentRevision.equipment)
    own = own.where(database.any_of(EquipmentRevision.equipment, ids)).tuples()
    revisions = {device: key for key, device in own}
    # The last first: its number must be free before the past takes 1 and what follows.
    bulk_update(
        EquipmentRevision,
        ("version", "before", "request_id"),
        [
            (len(item.past) + 1, _state(item.past, -1), str(item.number), revisions[key])
            for key, item in came.items()
        ],
    )
    bulk_insert(
        EquipmentRevision,
        REVISION,
        (row for key, item in came.items() for row in _rows(key, item.past)),
    )
    bulk_update(Equipment, ("version",), [(len(item.past) + 1, key) for key, item in came.items()])
    return ids


def _of(origin: Origin) -> Any:
    return EquipmentRevision.source == origin.source


def _rows(key: int, past: Sequence[Past]) -> list[tuple[Any, ...]]:
    return [
        (
            key,
            number + 1,
            database.instant(item.at),
            None,
            f"{ELSEWHERE}:{item.source}"[:64],
            item.reason[:REASON],
            _state(past, number - 1) if number else None,
            _state(past, number),
            "",
            "",
        )
        for number, item in enumerate(past)
    ]


def _state(past: Sequence[Past], number: int) -> str | None:
    after = past[number].after if past else None
    return None if after is None else dump(after)
