"""The monthly report of a county of 100,000 devices: made from its snapshots, printed, its list."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.files import FileStore
from inventory.core.paging import Slice
from inventory.core.settings import Settings
from inventory.desk.reports import behind, service, snapshots
from inventory.enforcement.agencies import service as agencies
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment
from tests.benchmarks.ledger import fill
from tests.benchmarks.process import report

DEVICES = 100_000
COUNTY = "440704"
Result = TypeVar("Result")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(Settings(), data_dir=Path(folder), database_url="")
        fill(settings, DEVICES)
        agencies.load_packs()
        Enterprise.update(region=COUNTY).execute()
        Equipment.update(region=COUNTY).execute()
        files = FileStore(settings.files_dir)
        for month, day in (("2026-10", date(2026, 11, 1)), ("2026-11", date(2026, 12, 1))):
            with clock.frozen(day):
                _timed("snapshot of the month's end", partial(snapshots.take, files, month))
        with clock.frozen(date(2026, 12, 3)):
            wanted = service.Wanted("monthly", COUNTY, date(2026, 11, 30))
            made = _timed("monthly report made", lambda: service.make(SYSTEM, files, wanted), "< 5")
            _timed("published: PDF, xlsx, docx", lambda: service.publish(SYSTEM, files, made.id))
            place = ("total", "total", "all")
            _timed(
                "list behind a number",
                lambda: behind.behind(SYSTEM, files, made.id, place, Slice(size=50)),
            )


def _timed(measure: str, work: Callable[[], Result], limit: str = "") -> Result:
    started, used = time.perf_counter(), time.process_time()
    result = work()
    waited, used = time.perf_counter() - started, time.process_time() - used
    told = f"{DEVICES:,} devices, {used:.2f} s of processor time"
    report(measure, round(waited, 2), "s", limit, told)
    return result


if __name__ == "__main__":
    main()
