"""The night over a large ledger: all devices judged again, changes and alerts written.

``python -m tests.benchmarks.night [--devices N] [--postgres] [--keep FOLDER] [--first N]``; the
ledger is that of the lists' benchmark with findings and alerts: copies of one county, so that a
first night finds many of them judged by the law of another place. Then the next night by one
process alone, and the one after that with a worker that is a process of its own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from threading import Event

from inventory.app import processes
from inventory.core.database import db
from inventory.core.settings import Settings
from inventory.judgement.ledger import rejudging
from inventory.registry.jobs import parts
from inventory.registry.jobs.queue import Queue
from seeds.county import REFERENCE_DAY
from tests.benchmarks.counts import ledger
from tests.benchmarks.load import surroundings
from tests.benchmarks.process import ROOT, OwnMemory, busy, report

DAY = timedelta(days=1)
LIMIT = "at most 15"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--devices", type=int, default=1_000_000)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--keep", type=Path, help="a folder of data to use again")
    parser.add_argument("--first", type=int, default=0, help="nights that a kept ledger has had")
    asked = parser.parse_args()
    with ledger(asked.devices, asked.keep, postgres=asked.postgres) as settings:
        first = asked.first
        if not first:
            night("one process, each by the law of its place", settings, REFERENCE_DAY)
            first = 1
        with OwnMemory() as memory:
            night("one process", settings, REFERENCE_DAY + first * DAY)
        report("memory of its own at its peak", memory.peak, "MB", "", "that night alone")
        with worker(settings) as other, closing(Queue(settings)) as queue, parts.waking(queue.send):
            night("with a worker", settings, REFERENCE_DAY + (first + 1) * DAY, other)


def night(name: str, settings: Settings, as_of: date, other: int | None = None) -> None:
    """`other`: the number of the worker's process."""
    started, worked = time.perf_counter(), time.process_time()
    before = busy(other) if other else 0.0
    done = rejudging.rejudge_all(as_of, settings.horizon_days)
    took, here = time.perf_counter() - started, time.process_time() - worked
    note = f"{done.changed:,} changed, {here:.1f} s of processor time here"
    if other:
        note += f", {busy(other) - before:.1f} s in the worker"
    report(f"{done.judged:,} judged again, {name}", took, "s", LIMIT, note)


@contextmanager
def worker(settings: Settings) -> Iterator[int]:
    """The number of a worker that is a process of its own, once it shows life."""
    command = [sys.executable, "app.py", "worker"]
    process = subprocess.Popen(command, cwd=ROOT, env=surroundings(settings))
    try:
        while _is_missing():
            assert process.poll() is None, "the worker has ended"
            db.close()  # a snapshot of before would never show it
            db.connect()
            Event().wait(0.2)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def _is_missing() -> bool:
    return any(
        standing.role == processes.WORKER and standing.state != processes.READY
        for standing in processes.standings()
    )


if __name__ == "__main__":
    main()
