"""How what things cost grows with the ledger, on both databases, and what a province would cost.

``python -m tests.benchmarks.scale [--sizes N,N,N] [--engines sqlite,postgresql]``: for each size
the lists' ledger with findings and alerts; pages are asked as the administrator, a night judges all
again, a list of 20,000 transformers is imported beside them, the month's end is kept and a county's
report made. A straight line through the two largest sizes gives what stands for
3 million devices (a province) and 30 million (the nation); that is no measurement.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from inventory.core import access, clock, database
from inventory.core.database import db
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.desk.reports import service as reports
from inventory.desk.reports import snapshots
from inventory.enforcement.agencies import service as agencies
from inventory.judgement.ledger import rejudging
from seeds.county import REFERENCE_DAY, county
from seeds.county.workbook import write_workbook
from tests.benchmarks.counts import PAGES, ledger, timed
from tests.benchmarks.ledger import COUNTIES
from tests.benchmarks.load import surroundings
from tests.benchmarks.process import report, run

SIZES = (20_000, 100_000, 1_000_000)
ROWS = 20_000
BEYOND = {"a province of 3 million": 3_000_000, "30 million": 30_000_000}
# What the pages of a first view ask, by the names of the benchmark of pages that count.
ASKED = ("first page of the ledger", "search for a model", "statistics", "workbench")
# Limits that were asked for a million devices.
LIMITS = {"first page of the ledger": "at most 50", "search for a model": "at most 50"}
LIMITS |= {"statistics": "at most 300"}
Costs = dict[str, tuple[float, str]]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--engines", default="sqlite,postgresql")
    asked = parser.parse_args()
    sizes = [int(size) for size in asked.sizes.split(",")]
    for engine in asked.engines.split(","):
        costs = {size: measured(size, postgres=engine == "postgresql") for size in sizes}
        for name in costs[sizes[-1]]:
            tell(f"{name}, {engine}", {size: costs[size][name] for size in sizes}, name)


def measured(size: int, *, postgres: bool) -> Costs:
    """What each thing costs on a ledger of that size, with its unit."""
    costs: Costs = {}

    @contextmanager
    def watch(name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        costs[name] = (time.perf_counter() - started, "s")

    with ledger(size, None, postgres=postgres) as settings:
        costs["disk"] = (_disk(settings) / 1e6, "MB")
        with clock.frozen(REFERENCE_DAY):
            for name in ASKED:
                costs[name] = (timed(partial(PAGES[name][1], access.SYSTEM)), "ms")
        # The copies of the county are judged by the laws of their places; then a usual night.
        rejudging.rejudge_all(REFERENCE_DAY, settings.horizon_days)
        with watch("night"):
            rejudging.rejudge_all(REFERENCE_DAY + timedelta(days=1), settings.horizon_days)
        with watch(f"import of {ROWS:,} rows, the program's start with it"):
            _import(settings)
        _report(settings, watch)
    return costs


def _import(settings: Settings) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        write_workbook(
            county(devices=ROWS, region=COUNTIES[0], kind="transformer"), path, "transformer"
        )
        command: list[str | Path] = [
            sys.executable,
            "app.py",
            "import",
            path,
            "--region",
            COUNTIES[0],
        ]
        db.close()
        run(command, surroundings(settings))
        db.connect()


def _report(settings: Settings, watch: Callable[[str], Any]) -> None:
    agencies.load_packs()
    files = FileStore(settings.files_dir)
    with clock.frozen(date(2026, 11, 1)):
        snapshots.take(files, "2026-10")
    with clock.frozen(date(2026, 12, 1)), watch("keeping the month's end"):
        snapshots.take(files, "2026-11")
    wanted = reports.Wanted("monthly", COUNTIES[0], date(2026, 11, 30))
    with clock.frozen(date(2026, 12, 3)), watch("a county's monthly report"):
        reports.make(access.SYSTEM, files, wanted)


def _disk(settings: Settings) -> float:
    """Bytes of the database."""
    if database.is_postgres():
        (size,) = db.execute_sql("SELECT pg_database_size(current_database())").fetchone()
        return float(size)
    return float(settings.sqlite_path.stat().st_size)


def tell(name: str, costs: Mapping[int, tuple[float, str]], limit: str) -> None:
    """The cost at the largest size; the others and what a line through the last two gives."""
    sizes = sorted(costs)
    unit = costs[sizes[-1]][1]
    values = {size: costs[size][0] for size in sizes}
    measured_at = [f"{size:,}: {values[size]:,.3g}" for size in sizes[:-1]]
    beyond = [
        f"{who} ≈ {on(values, sizes, size):,.3g}" for who, size in BEYOND.items() if len(sizes) > 1
    ]
    report(
        f"{name} at {sizes[-1]:,}",
        values[sizes[-1]],
        unit,
        LIMITS.get(limit, "") if sizes[-1] == SIZES[-1] else "",
        "; ".join([*measured_at, *beyond]),
    )


def on(values: Mapping[int, float], sizes: Sequence[int], size: int) -> float:
    """A straight line through the two largest, at `size`; what shrinks is taken to stay."""
    one, two = sizes[-2:]
    slope = max(0.0, (values[two] - values[one]) / (two - one))
    return values[two] + slope * (size - two)


if __name__ == "__main__":
    main()
