"""Elevators, with the inspection calendar that their supervision inspection starts."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from seeds.county.model import (
    Facts,
    Place,
    anniversary,
    as_recorded,
    chance,
    day_between,
    made_and_commissioned,
    state_of_use,
    weighted,
    with_blanks,
)

_MANUFACTURERS = ("云梯电梯有限公司（演示）", "高升电梯厂（演示）", "平川电梯有限公司（演示）")
_MAINTAINERS = ("安行电梯维保有限公司（演示）", "常青机电服务有限公司（演示）")
_CALENDAR_YEARS = (1, 4, 7, 9, 11, 13, 15)

# each row: (catalogue code of the variety, model, weight)
_TYPES: dict[str, tuple[str, str, int]] = {
    "曳引驱动乘客电梯": ("3110", "YT-VF", 72),
    "曳引驱动载货电梯": ("3120", "YT-HF", 13),
    "液压电梯": ("3210", "YT-HY", 2),
    "杂物电梯": ("3430", "YT-ZW", 3),
    "自动扶梯": ("3310", "YT-FT", 8),
    "自动人行道": ("3320", "YT-RX", 2),
}


def elevator(random: Random, place: Place) -> Facts:
    """Facts of one elevator."""
    variety = weighted(random, {name: spec[2] for name, spec in _TYPES.items()})
    code, model, _ = _TYPES[variety]
    made, in_service = made_and_commissioned(random, 2006, place.as_of - timedelta(days=30))
    supervised = max(made, in_service - timedelta(days=random.randint(5, 25)))
    residential = place.trade == "property" and variety == "曳引驱动乘客电梯"
    facts: Facts = {
        "name": f"{random.randint(1, 40)}号{variety[-2:]}",
        "model": model,
        "serial_no": f"L{made.year % 100:02d}{place.serial:05d}",
        "manufacturer": random.choice(_MANUFACTURERS),
        "made_on": as_recorded(random, made),
        "in_service_on": in_service.isoformat(),
        "location": f"{random.randint(1, 30)}栋{random.randint(1, 3)}单元",
        "use_state": state_of_use(random),
        "registration_no": f"梯11{place.region[:6]}{place.serial:05d}({in_service.year % 100:02d})",
        "device_code": f"{code}{place.region[:5]}{made.year}{place.serial:05d}",
        "elevator_type": variety,
        "rated_load_kg": random.choice((630, 800, 1000, 1050, 1600, 2000)),
        "rated_speed_mps": random.choice((0.5, 1.0, 1.5, 1.75, 2.5)),
        "stations": random.randint(2, 33),
        "residential": residential,
        "use_registered_on": in_service.isoformat(),
        "supervision_inspected_on": supervised.isoformat(),
        "last_inspected_on": _last_inspection(random, supervised, place.as_of).isoformat(),
        "maintenance_company": random.choice(_MAINTAINERS),
        "last_maintained_on": _last_maintenance(random, place.as_of).isoformat(),
        "annual_failures": random.choice((0, 0, 0, 1, 1, 2, 3, 5)),
        **_life(random, in_service, place.as_of),
    }
    if residential:
        facts["delivered_on"] = as_recorded(random, in_service)
    return with_blanks(
        random,
        facts,
        ("supervision_inspected_on", "last_inspected_on", "last_maintained_on", "annual_failures"),
        0.03,
    )


def _last_inspection(random: Random, supervised: date, as_of: date) -> date:
    """The newest inspection: up to 50 days before its due day, sometimes one inspection behind."""
    yearly = range(_CALENDAR_YEARS[-1] + 1, as_of.year - supervised.year + 2)
    past = [
        due
        for years in (*_CALENDAR_YEARS, *yearly)
        if (due := anniversary(supervised, years)) <= as_of + timedelta(days=20)
    ]
    if past and chance(random, 0.015):
        past.pop()
    if not past:
        return supervised
    return min(as_of, past[-1] - timedelta(days=random.randint(0, 50)))


def _last_maintenance(random: Random, as_of: date) -> date:
    days = random.randint(16, 45) if chance(random, 0.02) else random.randint(0, 15)
    return as_of - timedelta(days=days)


def _life(random: Random, in_service: date, as_of: date) -> Facts:
    if chance(random, 0.3):
        return {}
    years = random.choice((15, 20, 20, 25))
    life: Facts = {"design_life_years": years}
    end = anniversary(in_service, years)
    if end <= as_of and chance(random, 0.95):
        conclusions = {"继续使用": 60, "修理": 25, "改造": 8, "更新": 6, "报废": 1}
        life["safety_assessment"] = weighted(random, conclusions)
        life["safety_assessed_on"] = day_between(random, end, as_of).isoformat()
    return life
