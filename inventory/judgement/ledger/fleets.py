"""How many devices the ledger has of an enterprise, as one of a few bands."""

from __future__ import annotations

from collections.abc import Mapping

from peewee import ModelSelect, fn

from inventory.registry.equipment.models import GONE_RANK, Equipment

# How many devices the ledger has of an enterprise: the lowest and the highest of each band.
FLEETS: Mapping[str, tuple[int, int | None]] = {
    "1-9": (1, 9),
    "10-49": (10, 49),
    "50-199": (50, 199),
    "200+": (200, None),
}
Owned = Equipment.alias()


def owned() -> ModelSelect:
    """The devices of the ledger by their enterprise."""
    return Owned.select().where(Owned.verdict_rank < GONE_RANK).group_by(Owned.enterprise)


def fleets() -> dict[int, str]:
    """For each enterprise with devices the word of FLEETS that it belongs to."""
    rows = owned().select(Owned.enterprise, fn.SUM(Owned.quantity)).tuples()
    return {key: _fleet(count) for key, count in rows}


def _fleet(count: int) -> str:
    return next(word for word, (_, high) in FLEETS.items() if high is None or count <= high)
