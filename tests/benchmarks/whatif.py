"""What-if runs over 1,000,000 stored devices in SQLite: read, judge twice, keep who changes.

``python -m tests.benchmarks.whatif [--devices N] [--keep FOLDER]``; the ledger is that of the
lists' benchmark with findings. Two questions, each from the asking to the summary that the page
shows: a lower age limit and a later stage, which touch two kinds, and the last day of next year,
which touches all and a great part of the devices. By one process, and with a worker beside.
"""

from __future__ import annotations

import argparse
import time
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import standards
from inventory.core import access
from inventory.judgement.whatif import service, summing
from inventory.registry.jobs import parts
from inventory.registry.jobs import service as jobs
from inventory.registry.jobs.queue import Queue
from seeds.county import REFERENCE_DAY
from tests.benchmarks.counts import ledger
from tests.benchmarks.ledger import DEVICES, PATTERN
from tests.benchmarks.night import worker
from tests.benchmarks.process import OwnMemory, busy, report

HORIZON = 365
YEAR_END = date(REFERENCE_DAY.year + 1, 12, 31)
AGE = {"rule": "pressure_vessel.design-life", "key": "params.years", "value": 15}
STAGE = {"rule": "truck.stage-national", "key": "params.at_most", "value": "国四"}
LIMIT = "at most 10"
QUESTIONS = {
    "a lower age and a later stage": service.Question(
        "age and stage", REFERENCE_DAY, REFERENCE_DAY, HORIZON, (AGE, STAGE)
    ),
    "the last day of next year": service.Question("year end", REFERENCE_DAY, YEAR_END, HORIZON),
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--devices", type=int, default=DEVICES)
    parser.add_argument("--keep", type=Path, help="a folder of data to use again")
    wanted = parser.parse_args()
    with ledger(max(wanted.devices, PATTERN), wanted.keep, postgres=False) as settings:
        standards.load()
        with OwnMemory() as memory:
            for name, question in QUESTIONS.items():
                asked(name, question)
        report("memory of its own at its peak", memory.peak, "MB", "", "one process")
        with worker(settings) as other, closing(Queue(settings)) as queue, parts.waking(queue.send):
            for name, question in QUESTIONS.items():
                asked(f"{name}, with a worker", question, other)


def asked(name: str, question: service.Question, other: int | None = None) -> None:
    """Ask, compute, and read the summary as the page does; `other` is the worker's process."""
    started, worked = time.perf_counter(), time.process_time()
    before = busy(other) if other else 0.0
    what_if = service.request(access.SYSTEM, question)
    # As a worker does: by the job, so that the other one takes parts and not the whole.
    found = jobs.run(what_if.job_id).result
    computed, here = time.perf_counter(), time.process_time() - worked
    # The command line owns nothing; what it asked is read as its own here.
    owner = replace(access.SYSTEM, id=0)
    what_if.owner = owner.id
    what_if.save(only=["owner"])
    summing.summary(owner, what_if.id)
    ended = time.perf_counter()
    note = f"{found['judged']:,} judged twice, {found['changed']:,} change, {here:.1f} s of"
    note += " processor time here"
    if other:
        note += f", {busy(other) - before:.1f} s in the worker"
    report(name, computed - started, "s", LIMIT, note)
    report(f"{name}: its summary", ended - computed, "s")


if __name__ == "__main__":
    main()
