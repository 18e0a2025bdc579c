"""Exports of a large ledger: the file of all devices as .csv, and with all findings as .xlsx.

``python -m tests.benchmarks.exports [--devices N] [--postgres] [--keep FOLDER]``; the ledger is
that of the lists' benchmark with its findings. One county of 20,000 devices is exported first: time
must grow with the rows only, and memory hardly.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path
from typing import Any

from inventory.core import access
from inventory.core.settings import Settings
from inventory.desk.exports import service
from inventory.registry.jobs import service as jobs
from tests.benchmarks.counts import ledger
from tests.benchmarks.ledger import COUNTIES, PATTERN
from tests.benchmarks.process import report

LIMITS = {"csv": "at most 10", "xlsx": "at most 40"}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--devices", type=int, default=200_000)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--keep", type=Path, help="a folder of data to use again")
    asked = parser.parse_args()
    with ledger(asked.devices, asked.keep, postgres=asked.postgres) as settings:
        county, times = {"region": COUNTIES[0]}, asked.devices / PATTERN
        for form, limit in LIMITS.items():
            made(settings, form, county)
            before = _peak()
            few, _ = made(settings, form, county)
            took, note = made(settings, form, {})
            report(f"{form} of {asked.devices:,} devices", took, "s", limit, note)
            limit = f"at most {1.2 * times:.3g}"
            report(f"for {times:.0f} times the rows", took / few, "times as long", limit)
            report("more memory at its peak", _peak() - before, "MB")


def made(settings: Settings, form: str, filters: dict[str, Any]) -> tuple[float, str]:
    """Seconds from the beginning of the work to the finished file, and what is in it."""
    wanted = service.ExportRequest(filters, (), form)
    export = service.request(access.SYSTEM, wanted, settings.data_dir)
    worked = time.process_time()
    started = time.perf_counter()
    job = jobs.run(export.job_id)
    took = time.perf_counter() - started
    assert job.status == "done", job.error
    found = service.Export.get_by_id(export.id)
    size, busy = found.size / 1e6, time.process_time() - worked
    return took, f"{found.findings:,} findings, {size:.0f} MB, {busy:.1f} s of processor time"


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
