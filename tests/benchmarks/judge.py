"""Judging a million devices, all rules, from frames in memory: the four core kinds, then all.

``python -m tests.benchmarks.judge [--rows N]``. The floor is one pass of polars over the same
frames in the same run: it counts the distinct values of every column once. Each of the two runs is
a process of its own, for its peak memory.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import polars as pl

import standards
from standards.dates import FIRST
from standards.frames import field_columns
from tests.benchmarks.process import report, run

AS_OF = date(2026, 11, 21)
LIMITS = {"core": ("at most 1.2", "under 3,000", "30"), "all": ("at most 1.2", "under 4,000", "")}
REGIONS = ["360704", "360704100", "360281", "440704", "140522", "350504", "110101", "360702"]
Pool = dict[str, list[object]]


def _days(rng: random.Random, count: int, start: int, end: int) -> list[object]:
    first, span = date(start, 1, 1), (date(end, 12, 31) - date(start, 1, 1)).days
    return [first + timedelta(days=rng.randrange(span)) for _ in range(count)]


def _boiler(rng: random.Random) -> Pool:
    return {
        "model": [f"SZL{n}-1.25-AII" for n in range(1, 60)] + ["KZG1-8", "WNS4-1.25-Q"],
        "fuel": ["烟煤", "烟煤", "天然气", "天然气", "油", "生物质", "电", None],
        "combustion": ["层燃", "室燃", "室燃", "流化床", None],
        "boiler_type": ["蒸汽锅炉", "热水锅炉"],
        "coal_class": ["Ⅱ类", "Ⅲ类", None],
        "condensing": [True, False, None],
        "fixed_grate": [True, False, False, None],
        "built_up_area": [True, False, None],
        "power_generation": [True, False, None],
        "ultra_low_emission": [True, False, None],
        "rated_capacity_tph": [0.5, 2.0, 4.0, 10.0, 15.0, 20.0, 35.0, 75.0, None],
        "rated_power_mw": [None, None, 7.0, 14.0],
        "design_efficiency_pct": [80.0, 82.0, 88.0, 92.0, 94.0, 96.0, 103.0, None],
        "tested_efficiency_pct": [80.0, 90.0, None],
        "pm_mg_m3": [10.0, 45.0, 90.0, None],
        "so2_mg_m3": [100.0, 450.0, None],
        "nox_mg_m3": [100.0, 350.0, None],
        "made_on": _days(rng, 5000, 1990, 2026),
        "in_service_on": [*_days(rng, 5000, 1990, 2026), None],
        "last_external_inspection_on": [*_days(rng, 2000, 2024, 2026), None],
        "last_internal_inspection_on": [*_days(rng, 2000, 2023, 2026), None],
    }


def _transformer(rng: random.Random) -> Pool:
    sizes = [30, 50, 100, 160, 200, 250, 315, 400, 500, 630, 800, 1000, 1600, 2500]
    series = ["S7", "S8", "S9-M", "S11-M", "S13-M.RL", "S20-M", "SCB10", "SBH15-M", "SL7", "SGB8"]
    return {
        "model": [f"{s}-{c}/10" for s in series for c in sizes] + ["ZX-400", None],
        "rated_capacity_kva": [float(c) for c in sizes] + [350.0, None],
        "voltage_kv": [10.0, 10.0, 10.0, 10.0, 35.0, None],
        "insulation_medium": ["油浸", "油浸", "干式", None],
        "core": ["电工钢带", "电工钢带", "非晶合金", None],
        "connection": ["Dyn11", "Yyn0", "Yzn11", None],
        "insulation_class": ["B", "F", "H", None],
        "no_load_loss_w": [float(n) for n in range(60, 2500, 7)] + [None] * 80,
        "load_loss_w": [float(n) for n in range(500, 20000, 90)] + [None] * 60,
        "distribution": [True, None, None, False],
        "made_on": [*_days(rng, 5000, 1980, 2026), None],
        "in_service_on": [*_days(rng, 5000, 1980, 2026), None],
    }


def _elevator(rng: random.Random) -> Pool:
    return {
        "elevator_type": ["曳引驱动乘客电梯"],
        "residential": [True, True, False, None],
        "delivered_on": [*_days(rng, 5000, 2000, 2024), None],
        "use_registered_on": [*_days(rng, 3000, 2000, 2024), None],
        "in_service_on": [*_days(rng, 3000, 2000, 2024), None],
        "supervision_inspected_on": [*_days(rng, 5000, 2000, 2024), None],
        "modified_on": [None, None, None, *_days(rng, 2, 2015, 2024)],
        "last_inspected_on": [*_days(rng, 5000, 2020, 2026), None],
        "next_inspection_on": [None, None, *_days(rng, 3, 2025, 2029)],
        "last_maintained_on": [*_days(rng, 300, 2026, 2026), None],
        "design_life_years": [15.0, 20.0, 25.0, None],
        "safety_assessment": ["继续使用", "修理", "改造", "更新", "报废", *[None] * 10],
        "safety_assessed_on": [*_days(rng, 300, 2015, 2026), None],
    }


def _truck(rng: random.Random) -> Pool:
    return {
        "vehicle_type": [
            "轻型载货",
            "中型载货",
            "重型载货",
            "半挂牵引车",
            "三轮汽车",
            "专项作业车",
        ],
        "hazmat": [True, False, None, None],
        "fuel": ["柴油", "柴油", "柴油", "天然气", "纯电动"],
        "use_nature": ["营运", "营运", "非营运", None],
        "emission_stage": ["国二", "国三", "国四", "国五", "国六a", None, None],
        "registered_on": [*_days(rng, 5000, 2005, 2025), None],
        "inspection_valid_to": [*_days(rng, 3000, 2020, 2027), None],
        "mileage_km": [*[float(n) for n in range(10_000, 900_000, 777)], None],
    }


NUMBERS: dict[str, list[object]] = {
    "rated_power_kw": [0.75, 7.5, 11.0, 37.0, 100.0, 1200.0],
    "poles": [2, 4, 4, 6, 8],
    "frame_size_mm": [90.0, 160.0, 280.0, None],
    "rated_voltage_v": [380.0, 660.0, None],
    "drive_power_kw": [7.5, 37.0, 110.0],
    "discharge_pressure_mpa": [0.7, 0.8, 1.0],
    "machine_no": [3.0, 4.5, 5.0, 10.0],
    "pressure_coefficient": [0.3, 0.5, 1.1],
    "specific_speed": [20.0, 40.0, 60.0],
    "hub_ratio": [0.3, 0.6],
    "stages": [1, 1, 1, 8],
    "cooling_capacity_kw": [100.0, 300.0, 1200.0],
    "heating_capacity_kw": [9.0, 35.0, 300.0],
    "lifting_moment_knm": [630.0, 1250.0],
    "design_life_years": [8.0, 15.0, 20.0, None],
}
MODELS: list[object] = [
    "JO2-51-4",
    "Y112M-2",
    "YB-160M-4",
    "3BA-9",
    "Y5-47No.4C",
    "L-10/8",
    "ZX5-315",
    *[f"YE{n}-132M-{p}" for n in (3, 4, 5) for p in (2, 4, 6, 8)],
    *[f"IS{n}-65-160" for n in range(50, 100)],
]


def _any_kind(rng: random.Random, kind: standards.Kind) -> Pool:
    """A pool for a kind that has none of its own: dates, choices and plausible numbers."""
    pool: Pool = {"model": [*MODELS, None]}
    for field in kind.fields:
        if field.type == "choice":
            pool[field.id] = [*field.choices, None]
        elif field.type == "date":
            pool[field.id] = [*_days(rng, 3000, 1990, 2028), None]
        elif field.type == "yesno":
            pool[field.id] = [True, False, None]
        elif field.id in NUMBERS:
            pool[field.id] = NUMBERS[field.id]
        elif field.type == "number":
            low, high = field.minimum or 0.0, field.maximum or 100.0
            pool[field.id] = [round(low + (high - low) * n / 300, 1) for n in range(1, 300)]
    return pool


POOLS: dict[str, Callable[[random.Random], Pool]] = {
    "boiler": _boiler,
    "transformer": _transformer,
    "elevator": _elevator,
    "truck": _truck,
}


def made_up(kind: standards.Kind, rows: int, seed: int) -> pl.DataFrame:
    """A frame of one kind with random facts; one date in fifty is known by its year only."""
    rng = random.Random(seed)
    own = POOLS.get(kind.id)
    pool = own(rng) if own is not None else _any_kind(rng, kind)
    pool |= {"region": REGIONS, "use_state": ["在用"] * 20 + ["停用", "报废"]}
    columns = []
    for name, dtype in field_columns(kind).items():
        if name.endswith(FIRST):
            continue
        values = pl.Series(name, pool.get(name, [None]), dtype=dtype, strict=False)
        columns.append(values.sample(rows, with_replacement=True, seed=rng.randrange(2**31)))
    frame = pl.DataFrame(columns)
    dates = [n for n, t in field_columns(kind).items() if t == pl.Date and not n.endswith(FIRST)]
    coarse = pl.int_range(pl.len()) % 50 == 0
    return (
        frame.with_columns(
            [
                pl.when(coarse)
                .then(pl.date(pl.col(n).dt.year(), 1, 1))
                .otherwise(pl.col(n))
                .alias(n + FIRST)
                for n in dates
            ]
        )
        .with_columns(
            [
                pl.when(coarse)
                .then(pl.date(pl.col(n).dt.year(), 12, 31))
                .otherwise(pl.col(n))
                .alias(n)
                for n in dates
            ]
        )
        .select(list(field_columns(kind)))
    )


def _read_once(frame: pl.DataFrame) -> int:
    return int(frame.select(pl.all().n_unique()).sum_horizontal().item())


def measure(rows: int, kinds: Sequence[str] = tuple(POOLS)) -> dict[str, float]:
    """Seconds for judging and for the floor, findings, peak megabytes, one device in
    milliseconds.
    """
    library = standards.load()
    per_kind = rows // len(kinds)
    frames = {k: made_up(library.kinds[k], per_kind, seed=i) for i, k in enumerate(kinds)}
    start = time.perf_counter()
    for frame in frames.values():
        _read_once(frame)
    floor = time.perf_counter() - start
    start = time.perf_counter()
    total, judged = 0, 0
    for kind_id, frame in frames.items():
        result = standards.assess(library, kind_id, frame, AS_OF)
        judged += result.verdicts.height
        total += sum(found.height for _, found in result.by_rule)
        del result
    seconds = time.perf_counter() - start
    return {
        "kinds": len(kinds),
        "devices": judged,
        "findings": total,
        "seconds": round(seconds, 2),
        "floor_seconds": round(floor, 2),
        "ratio": round(seconds / floor, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "one_device_ms": round(_one_device(library, kinds), 1),
    }


def _one_device(library: standards.Library, kinds: Sequence[str]) -> float:
    """The slowest kind's median for one device, with sentences, warm."""
    medians = []
    for kind_id in kinds:
        frame = made_up(library.kinds[kind_id], 30, seed=7)
        times = []
        for row in range(30):
            one = frame[row : row + 1]
            start = time.perf_counter()
            standards.assess(library, kind_id, one, AS_OF).findings()
            times.append((time.perf_counter() - start) * 1000)
        medians.append(statistics.median(times[5:]))
    return max(medians)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="devices in all kinds together")
    parser.add_argument("--kinds", choices=LIMITS, help="measure these kinds in this process")
    options = parser.parse_args()
    if options.kinds:
        kinds = tuple(POOLS) if options.kinds == "core" else tuple(standards.load().kinds)
        print(json.dumps(measure(options.rows, kinds)))
        return
    for kinds in LIMITS:
        told(kinds, options.rows)


def told(kinds: str, rows: int) -> None:
    """Measure in a process of its own, and report."""
    asked = LIMITS[kinds]
    command = [sys.executable, "-m", "tests.benchmarks.judge", "--kinds", kinds]
    found = json.loads(run([*command, "--rows", str(rows)]).output.splitlines()[-1])
    note = f"{found['kinds']} kinds, {found['findings']:,} findings"
    report(f"{kinds} kinds: {found['devices']:,} devices", found["seconds"], "s", asked[0], note)
    report("against the floor", found["ratio"], "times", note="one pass of polars over the frames")
    report("peak memory", found["peak_mb"], "MB", asked[1])
    report("one device, slowest kind", found["one_device_ms"], "ms", asked[2], "with sentences")


if __name__ == "__main__":
    main()
