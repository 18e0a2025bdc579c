"""Trucks, mostly diesel, by type, emission stage and use."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from seeds.county.model import (
    Facts,
    Place,
    anniversary,
    chance,
    day_between,
    state_of_use,
    weighted,
    with_blanks,
)

_PLATE_PREFIX = {"3607": "赣B", "3602": "赣H", "4407": "粤J", "1405": "晋E", "3505": "闽C"}
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"

# each row: (model, gross masses in kg, axles, km a year, weight)
_TYPES: dict[str, tuple[str, tuple[int, ...], tuple[int, ...], int, int]] = {
    "微型载货": ("YS1020", (1600, 1800), (2,), 18_000, 3),
    "轻型载货": ("YS1041", (3495, 4495), (2,), 30_000, 26),
    "中型载货": ("YS1100", (7500, 9900, 11_995), (2,), 38_000, 14),
    "重型载货": ("YS1250", (16_000, 18_000, 25_000, 31_000), (2, 3, 4), 55_000, 28),
    "半挂牵引车": ("YS4250", (18_000, 25_000), (2, 3), 85_000, 24),
    "专项作业车": ("YS5160", (16_000, 25_000), (2, 3), 15_000, 5),
}

# Emission stages of new diesel trucks: the day from which each was usual, newest first.
_STAGES = (
    (date(2023, 7, 1), "国六b"),
    (date(2021, 7, 1), "国六a"),
    (date(2017, 7, 1), "国五"),
    (date(2014, 6, 1), "国四"),
    (date(2008, 1, 1), "国三"),
    (date(2004, 9, 1), "国二"),
)

_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))


def truck(random: Random, place: Place) -> Facts:
    """Facts of one truck."""
    kind = weighted(random, {name: spec[4] for name, spec in _TYPES.items()})
    model, masses, axles, yearly_km, _ = _TYPES[kind]
    first = weighted(random, {2009: 4, 2013: 16, 2017: 40, 2020: 40})
    registered = day_between(random, date(first, 1, 1), place.as_of)
    age = (place.as_of - registered).days / 365.25
    facts: Facts = {
        "name": kind,
        "model": model,
        "made_on": (registered - timedelta(days=random.randint(20, 200))).isoformat(),
        "use_state": state_of_use(random),
        "plate_no": _plate(place),
        "vin": vin(random, registered.year, place.serial),
        "vehicle_type": kind,
        "hazmat": kind == "重型载货" and chance(random, 0.05),
        "fuel": _fuel(random, registered),
        "registered_on": registered.isoformat(),
        "use_nature": weighted(random, {"营运": 85, "非营运": 15}),
        "gross_mass_kg": random.choice(masses),
        "axles": random.choice(axles),
        "mileage_km": round(yearly_km * age * random.uniform(0.5, 1.2)),
        "inspection_valid_to": _valid_to(random, registered, place.as_of).isoformat(),
        "annual_km": int(yearly_km * random.uniform(0.6, 1.1)),
    }
    if facts["fuel"] in ("柴油", "天然气", "汽油"):
        facts["emission_stage"] = _stage(registered)
    # GB 9417: two digits of the name are the gross mass in tonnes.
    tonnes = round(float(facts["gross_mass_kg"]) / 1000)  # type: ignore[arg-type]
    facts["model"] = f"{model[:3]}{tonnes:02d}{model[5:]}"
    return with_blanks(random, facts, ("emission_stage", "use_nature", "mileage_km"), 0.05)


def vin(random: Random, year: int, serial: int) -> str:
    """A vehicle identification number whose check digit is right (GB 16735)."""
    year_code = "123456789ABCDEFGHJKLMNPRSTVWXY"[(year - 2001) % 30]
    maker = "LDM" + "".join(random.choice("ABCDEFGH0123456789") for _ in range(5))
    number = f"{maker}0{year_code}D{serial % 1_000_000:06d}"
    return f"{number[:8]}{check_digit(number)}{number[9:]}"


def check_digit(number: str) -> str:
    """The ninth character that the other sixteen of a VIN ask for (GB 16735)."""
    total = sum(
        weight * int(_VIN_VALUES.get(character, character))
        for weight, character in zip(_VIN_WEIGHTS, number, strict=True)
    )
    return "0123456789X"[total % 11]


def _plate(place: Place) -> str:
    """A plate of its own for every serial number: a letter and four digits, or two and three."""
    prefix = _PLATE_PREFIX.get(place.region[:4], "粤Z")
    high, low = divmod(place.serial, 10_000)
    if high < len(_LETTERS):
        return f"{prefix}{_LETTERS[high]}{low:04d}"
    pair, low = divmod(place.serial - len(_LETTERS) * 10_000, 1000)
    return f"{prefix}{_LETTERS[pair // 24 % 24]}{_LETTERS[pair % 24]}{low:03d}"


def _fuel(random: Random, registered: date) -> str:
    electric = 28 if registered.year >= 2021 else 0
    return weighted(random, {"柴油": 85, "天然气": 7, "纯电动": electric, "汽油": 3})


def _stage(registered: date) -> str:
    return next((stage for usual_from, stage in _STAGES if usual_from <= registered), "国一")


def _valid_to(random: Random, registered: date, as_of: date) -> date:
    """The end of the month in which the inspection runs out; some are late, a few by years."""
    years_behind = weighted(random, {0: 975, 1: 17, 2: 5, 4: 3})
    newest = anniversary(registered, as_of.year - registered.year - years_behind)
    if newest <= as_of and not years_behind:
        newest = anniversary(newest, 1)
    return max(newest, anniversary(registered, 1))
