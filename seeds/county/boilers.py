"""Industrial boilers: coal, biomass, gas, oil and electric."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from seeds.county.model import (
    Facts,
    Place,
    as_named,
    as_recorded,
    chance,
    day_between,
    made_and_commissioned,
    state_of_use,
    weighted,
    with_blanks,
)

_MANUFACTURERS = ("珠江锅炉厂（演示）", "晋东锅炉有限公司（演示）", "闽南热能设备有限公司（演示）")
_MEGAWATTS_PER_TPH = 0.7


@dataclass(frozen=True, slots=True)
class Design:
    """One way to build a boiler: plate, firing, sizes in t/h, efficiencies in % as sold."""

    plate: str
    fuels: tuple[str, ...]
    combustion: str
    sizes: tuple[float, ...]
    efficiency: tuple[float, float]
    first_year: int
    last_year: int
    weight: float
    condensing: bool | None = None
    fixed_grate: bool | None = None


_COAL = ("烟煤", "烟煤", "烟煤", "贫煤", "无烟煤", "褐煤")
# Dust, sulphur dioxide and nitrogen oxides of a boiler that is well kept, in mg/m³.
_USUAL = {"煤": (14, 90, 110), "生物质": (10, 18, 90), "天然气": (4, 12, 32), "油": (7, 60, 110)}
_DESIGNS = (
    Design("DZL{}-1.25-AⅡ", _COAL, "层燃", (4, 6, 10), (78, 84), 2004, 2014, 1.5),
    Design("SZL{}-1.25-AⅡ", _COAL, "层燃", (15, 20, 35, 40), (83, 88), 2010, 2023, 7),
    Design("DZG{}-0.7-AⅡ", _COAL, "层燃", (1, 2), (68, 76), 1998, 2010, 0.7, fixed_grate=True),
    Design("QXF{}-1.6-A", _COAL, "流化床", (40, 75), (88, 92), 2010, 2024, 4),
    Design("DZL{}-1.25-T", ("生物质",), "层燃", (4, 6, 10, 15), (84, 90), 2014, 2025, 12),
    Design("DZL{}-0.7-T", ("生物质",), "层燃", (1, 2), (78, 84), 2010, 2018, 1),
    Design("WNS{}-1.25-Q", ("天然气",), "室燃", (1, 2, 4, 6, 10, 20), (92, 97), 2010, 2026, 34),
    Design("WNS{}-1.25-QL", ("天然气",), "室燃", (2, 4, 6, 10), (99, 104), 2017, 2026, 22, True),
    Design("WNS{}-1.25-Y", ("油",), "室燃", (1, 2, 4), (90, 95.5), 2008, 2020, 3),
    Design("LDR{}-0.7", ("电",), "电加热", (0.5, 1, 2, 4), (97.1, 99), 2015, 2026, 14),
)


def boiler(random: Random, place: Place) -> Facts:
    """Facts of one boiler."""
    design = weighted(random, {d: d.weight for d in _DESIGNS})
    last = min(place.as_of, date(design.last_year, 12, 31))
    made, in_service = made_and_commissioned(random, design.first_year, last)
    size = random.choice(design.sizes)
    efficiency = round(random.uniform(*design.efficiency), 1)
    facts: Facts = {
        "name": f"{random.randint(1, 4)}号锅炉",
        "model": design.plate.format(f"{size:g}"),
        "serial_no": f"{made.year}{place.serial:05d}",
        "manufacturer": random.choice(_MANUFACTURERS),
        "made_on": as_recorded(random, made),
        "in_service_on": as_recorded(random, in_service),
        "location": "锅炉房",
        "use_state": state_of_use(random),
        "registration_no": f"锅10{place.region[:6]}{place.serial:05d}({in_service.year % 100:02d})",
        "device_code": f"1100{place.region[:5]}{made.year}{place.serial:05d}",
        "annual_hours": random.randrange(1200, 7800, 100),
        **_capacity(random, size),
        "rated_pressure_mpa": random.choice((0.7, 1.0, 1.25, 1.6)),
        **_firing(random, design),
        "design_efficiency_pct": efficiency,
        "built_up_area": chance(random, 0.12),
        "power_generation": False,
        **_inspections(random, place.as_of, in_service),
    }
    if chance(random, 0.45):
        facts |= _tested(random, design.fuels[0], efficiency)
    return with_blanks(
        random,
        as_named("boiler", facts),
        ("made_on", "design_efficiency_pct", "built_up_area", "last_external_inspection_on"),
    )


def _capacity(random: Random, size: float) -> Facts:
    kind = weighted(random, {"蒸汽锅炉": 70, "热水锅炉": 22, "有机热载体锅炉": 8})
    if kind == "蒸汽锅炉":
        return {"boiler_type": kind, "rated_capacity_tph": size}
    return {"boiler_type": kind, "rated_power_mw": round(size * _MEGAWATTS_PER_TPH, 3)}


def _firing(random: Random, design: Design) -> Facts:
    fuel = random.choice(design.fuels)
    firing: Facts = {"fuel": fuel, "combustion": design.combustion}
    if fuel in ("烟煤", "无烟煤"):
        firing["coal_class"] = random.choice(("Ⅱ类", "Ⅲ类"))
    if fuel in _COAL or fuel == "生物质":
        firing["fixed_grate"] = bool(design.fixed_grate)
    if fuel in _COAL:
        firing["ultra_low_emission"] = chance(random, 0.8)
    if fuel == "天然气":
        firing["condensing"] = bool(design.condensing)
    return firing


def _inspections(random: Random, as_of: date, in_service: date) -> Facts:
    """External inspection yearly, internal every second year; one in forty is late."""

    def last(cycle_days: int) -> str:
        late = random.randint(5, 120) if chance(random, 0.025) else 0
        first = as_of - timedelta(days=cycle_days - 20 + late)
        newest = as_of - timedelta(days=cycle_days if late else 1)
        return max(in_service, day_between(random, first, max(first, newest))).isoformat()

    return {"last_external_inspection_on": last(365), "last_internal_inspection_on": last(730)}


def _tested(random: Random, fuel: str, design_efficiency: float) -> Facts:
    """A test report: efficiency in %, emissions in mg/m³ at the reference oxygen content."""
    tested: Facts = {
        "tested_efficiency_pct": round(design_efficiency - random.uniform(-0.5, 1.2), 1)
    }
    if fuel == "电":
        return tested
    usual = _USUAL["煤" if fuel in _COAL else fuel]
    high = random.uniform(2.5, 4) if chance(random, 0.05) else 1.0
    pm, so2, nox = (value * high * random.uniform(0.6, 1.3) for value in usual)
    return tested | {"pm_mg_m3": round(pm, 1), "so2_mg_m3": round(so2), "nox_mg_m3": round(nox)}
