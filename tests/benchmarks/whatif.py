"""What-if runs over 1,000,000 stored devices in SQLite: read, judge twice, keep who changes.

``python -m tests.benchmarks.whatif [--devices N]``; the ledger is that of the lists' benchmark.
Two questions in one process, each from the asking to the summary that the page shows: a lower age
limit, which few devices notice, and the last day of next year, which a great part of them does.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import standards
from inventory.core import access
from inventory.core.database import db
from inventory.core.settings import Settings
from inventory.judgement.whatif import judging, service, summing
from seeds.county import REFERENCE_DAY
from tests.benchmarks.ledger import DEVICES, PATTERN, fill
from tests.benchmarks.process import report

HORIZON = 365
YEAR_END = date(REFERENCE_DAY.year + 1, 12, 31)
AGE = {"rule": "pressure_vessel.design-life", "key": "params.years", "value": 15}
STAGE = {"rule": "truck.stage-national", "key": "params.at_most", "value": "国四"}
LIMIT = "at most 60"
QUESTIONS = {
    "a lower age and a later stage": service.Question(
        "age and stage", REFERENCE_DAY, REFERENCE_DAY, HORIZON, (AGE, STAGE)
    ),
    "the last day of next year": service.Question("year end", REFERENCE_DAY, YEAR_END, HORIZON),
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--devices", type=int, default=DEVICES)
    devices = max(parser.parse_args().devices, PATTERN)
    with tempfile.TemporaryDirectory() as folder:
        fill(replace(Settings(), data_dir=Path(folder)), devices)
        standards.load()
        for name, question in QUESTIONS.items():
            asked(name, question)
        db.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report("memory at its peak", peak, "MB", note="filling the ledger included")


def asked(name: str, question: service.Question) -> None:
    """Ask, compute, and read the summary as the page does."""
    started = time.perf_counter()
    what_if = service.request(access.SYSTEM, question)
    found = judging.run(what_if.id, lambda _done, _total: None)
    computed = time.perf_counter()
    # The command line owns nothing; what it asked is read as its own here.
    owner = replace(access.SYSTEM, id=0)
    what_if.owner = owner.id
    what_if.save(only=["owner"])
    summing.summary(owner, what_if.id)
    ended = time.perf_counter()
    note = f"{found['judged']:,} judged twice, {found['changed']:,} change"
    report(name, computed - started, "s", LIMIT, note)
    report(f"{name}: its summary", ended - computed, "s")


if __name__ == "__main__":
    main()
