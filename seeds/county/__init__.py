"""A repeatable county: the same seed, size, region and day give the same bytes.

Everything in it is fictional. Mixes and figures are near the usual ones, so that every verdict
occurs; nothing here is used for judging.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

from seeds.county.boilers import boiler
from seeds.county.elevators import elevator
from seeds.county.enterprises import enterprises
from seeds.county.model import County, Device, Enterprise, Facts, Place, weighted
from seeds.county.transformers import transformer
from seeds.county.trucks import truck

__all__ = ["REFERENCE_DAY", "County", "Device", "Enterprise", "county"]

REFERENCE_DAY = date(2026, 11, 21)
_DEVICES_PER_ENTERPRISE = 10

_MAKERS: dict[str, Callable[[Random, Place], Facts]] = {
    "boiler": boiler,
    "transformer": transformer,
    "elevator": elevator,
    "truck": truck,
}

# How many of each kind a trade has, against its other kinds.
_MIX: dict[str, dict[str, float]] = {
    "factory": {"transformer": 58, "boiler": 27, "elevator": 9, "truck": 6},
    "property": {"elevator": 90, "transformer": 10},
    "logistics": {"truck": 90, "transformer": 6, "boiler": 1, "elevator": 3},
    "public": {"elevator": 60, "transformer": 25, "boiler": 15},
    "power": {"transformer": 98, "truck": 2},
}


def county(
    seed: int = 2024,
    devices: int = 2000,
    region: str = "440704",
    *,
    as_of: date = REFERENCE_DAY,
    kind: str | None = None,
) -> County:
    """A county of ``devices`` devices in ``region`` (6 digits) as its ledgers stood on ``as_of``.

    With ``kind``, every device is of that kind. Raises KeyError for an unknown region or kind.
    """
    random = Random(seed)
    users = enterprises(random, region, max(1, devices // _DEVICES_PER_ENTERPRISE))
    return County(
        seed=seed,
        region=region,
        as_of=as_of,
        enterprises=users,
        devices=tuple(_device(random, users, as_of, n, kind) for n in range(1, devices + 1)),
    )


def _device(
    random: Random, users: tuple[Enterprise, ...], as_of: date, serial: int, kind: str | None
) -> Device:
    user = random.randrange(len(users))
    enterprise = users[user]
    kind = kind or weighted(random, _MIX[enterprise.trade])
    place = Place(enterprise.region, as_of, enterprise.trade, serial)
    return Device(kind, enterprise.region, user, _MAKERS[kind](random, place))
