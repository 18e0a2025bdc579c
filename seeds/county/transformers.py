"""Distribution transformers at 10 kV, from S7 to S22, with losses near the usual ones."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from seeds.county.model import (
    Facts,
    Place,
    as_recorded,
    chance,
    made_and_commissioned,
    state_of_use,
    weighted,
    with_blanks,
)

_MANUFACTURERS = ("南岭变压器厂（演示）", "东江电气有限公司（演示）", "太岳变压器有限公司（演示）")


@dataclass(frozen=True, slots=True)
class Series:
    """When a performance series was sold, how it is written on the plate, how common it is."""

    losses: str
    plates: tuple[str, ...]
    first_year: int
    last_year: int
    weight: float
    dry: bool = False
    amorphous: bool = False


_SERIES = (
    Series("S7", ("S7-{}/10", "SL7-{}/10"), 1985, 1998, 2),
    Series("S9", ("S9-{}/10",), 1993, 1997, 1),
    Series("S9", ("S9-{}/10", "S9-M-{}/10"), 1998, 2009, 9),
    Series("S11", ("S11-M-{}/10", "S11-{}/10", "S11-M·R-{}/10"), 2004, 2020, 20),
    Series("S13", ("S13-M-{}/10", "S13-M·RL-{}/10"), 2012, 2023, 13),
    Series("SBH15", ("SBH15-M-{}/10",), 2010, 2023, 7, amorphous=True),
    Series("S20", ("S20-M-{}/10-NX2",), 2021, 2026, 13),
    Series("S22", ("S22-M-{}/10-NX1",), 2021, 2026, 12),
    Series("SCB10", ("SCB10-{}/10", "SCB10-{}/10-0.4"), 2003, 2020, 7, dry=True),
    Series("SCB12", ("SCB12-{}/10",), 2018, 2024, 4, dry=True),
    Series("SCB14", ("SCB14-{}/10",), 2021, 2026, 6, dry=True),
    Series("SCB18", ("SCB18-{}/10",), 2021, 2026, 6, dry=True),
)


@cache
def _typical_losses() -> dict[str, dict[int, tuple[int, int]]]:
    """No-load and load loss in W by series and capacity in kVA."""
    losses: dict[str, dict[int, tuple[int, int]]] = {}
    path = Path(__file__).with_name("typical_losses.csv")
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pair = int(row["no_load_loss_w"]), int(row["load_loss_w"])
            losses.setdefault(row["series"], {})[int(row["rated_capacity_kva"])] = pair
    return losses


def transformer(random: Random, place: Place) -> Facts:
    """Facts of one transformer."""
    series = weighted(random, {s: s.weight for s in _SERIES})
    capacity = random.choice(list(_typical_losses()[series.losses]))
    last = min(place.as_of, date(series.last_year, 12, 31))
    made, in_service = made_and_commissioned(random, series.first_year, last)
    facts: Facts = {
        "name": f"{random.randint(1, 12)}号配电变压器",
        "model": random.choice(series.plates).format(capacity),
        "serial_no": f"{made.year % 100:02d}{place.serial:05d}",
        "manufacturer": random.choice(_MANUFACTURERS),
        "made_on": as_recorded(random, made),
        "in_service_on": as_recorded(random, in_service),
        "location": f"{random.randint(1, 9)}号配电房",
        "use_state": state_of_use(random),
        "annual_hours": 8760,
        "rated_capacity_kva": capacity,
        "voltage_kv": 10,
        "insulation_medium": "干式" if series.dry else "油浸",
        "core": "非晶合金" if series.amorphous else "电工钢带",
        "connection": weighted(random, {"Dyn11": 85, "Yyn0": 15}),
        "load_rate_pct": random.randint(12, 80),
        "distribution": True,
    }
    if series.dry:
        facts["insulation_class"] = "F"
    if not chance(random, 0.06):
        facts |= _losses(random, series.losses, capacity)
    return with_blanks(random, facts, ("made_on", "core", "insulation_class", "location"))


def _losses(random: Random, series: str, capacity: int) -> Facts:
    """Measured losses in W: just under the usual ones as sold, somewhat above them now and then."""
    factor = random.uniform(1.01, 1.12) if chance(random, 0.02) else random.uniform(0.965, 1.0)
    no_load, load = _typical_losses()[series][capacity]
    return {"no_load_loss_w": int(no_load * factor), "load_loss_w": int(load * factor)}
