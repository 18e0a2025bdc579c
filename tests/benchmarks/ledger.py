"""Ledger lists over 1,000,000 devices in SQLite: filter, order, page and exact count.

A county of judged devices is repeated under other regions and numbers and written straight into the
product's tables; then mixed queries go through the service that the API calls. Datasette answers
the same questions about the same file, with the same indexes, in the same run.
"""

from __future__ import annotations

import json
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from inventory.app import wiring
from inventory.core import access, clock, database, migrating, region_codes
from inventory.core.bulk import bulk_insert
from inventory.core.database import db, dump
from inventory.core.regions import service as regions
from inventory.core.searchtext import BETWEEN, folded, text_of
from inventory.core.settings import Settings
from inventory.judgement.alerts import stages
from inventory.judgement.alerts.models import Alert
from inventory.judgement.assessments import judging
from inventory.judgement.assessments import service as assessments
from inventory.judgement.assessments.models import Assessment, Finding
from inventory.judgement.ledger import listing
from inventory.judgement.ledger.listing import Filters
from inventory.judgement.sums import service as sums
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment import verdicts
from inventory.registry.equipment.identity import identifier, search_text
from inventory.registry.equipment.models import NEVER, Equipment
from seeds.county import REFERENCE_DAY, County, county
from seeds.divisions import divisions
from standards import OUTCOMES, load
from tests.benchmarks.process import BENCH_PYTHON, report

DEVICES = 1_000_000
PATTERN = 20_000
QUERIES = 60
# One province first, so that its leader sees a ledger of a usual size whole; in it the county that
# has an agency, and so a report.
COUNTIES = tuple(
    sorted(
        (place.code for place in divisions() if place.level == "county"),
        key=lambda code: (code != "440704", not code.startswith("44"), code),
    )
)
COLUMNS = (
    "kind",
    "enterprise",
    "region",
    "name",
    "model",
    "identifier",
    "search",
    "use_state",
    "facts",
    *verdicts.COLUMNS,
    "fingerprint",
    "version",
    "created_at",
    "updated_at",
)
USER_COLUMNS = (
    "id",
    "name",
    "search",
    "region",
    "address",
    "contact",
    "phone",
    "version",
    "created_at",
    "updated_at",
)


@dataclass(frozen=True)
class Row:
    """One judged device of the pattern, as the table holds it."""

    kind: str
    enterprise: int
    facts: str
    name: str
    model: str
    identifier: str
    search: str
    use_state: str
    verdict: str | None
    rank: int
    incomplete: bool
    next_due: date
    due_for: str
    digest: str
    level: str
    findings: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Question:
    """A list that somebody opens."""

    filters: Filters
    sort: str


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(Settings(), data_dir=Path(folder))
        fill(settings)
        asked = questions(Random(1))
        ours = [timed(lambda q=question: ask(q)) for question in asked]
        with datasette(settings.sqlite_path) as base:
            theirs = [timed(lambda q=question: ask_datasette(base, q)) for question in asked]
        db.close()
    report("devices", DEVICES, "rows")
    report("95 of 100 lists within", percentile(ours), "ms", "at most 50", f"{QUERIES} queries")
    report("median", statistics.median(ours), "ms")
    report("slowest", max(ours), "ms")
    report("datasette, 95 of 100 within", percentile(theirs), "ms", note="same file, same indexes")
    report("datasette, median", statistics.median(theirs), "ms")
    report(
        "times as fast",
        percentile(theirs) / percentile(ours),
        "×",
        note="95 of 100",
        peer="datasette",
    )


def fill(settings: Settings, devices: int = DEVICES, *, whole: bool = False) -> None:
    """A new database with the pattern repeated until there are so many devices; `whole`: with
    their assessments, findings and alerts, as the ledger's own writer leaves them.
    """
    wiring.wire()  # a list asks the upper bands what stands beside its devices
    database.connect(settings)
    migrating.migrate()
    db.connect(reuse_if_open=True)
    regions.load_divisions()
    pattern = county(devices=PATTERN)
    rows = judged(pattern)
    now = clock.now().replace(tzinfo=None).isoformat(" ")
    users = len(pattern.enterprises)
    with db.atomic():
        for copy in range(devices // PATTERN):
            bulk_insert(
                Enterprise,
                USER_COLUMNS,
                (
                    (
                        copy * users + n,
                        f"{user.name}{copy}",
                        text_of((f"{user.name}{copy}",)),
                        COUNTIES[copy],
                        user.address,
                        "",
                        "",
                        1,
                        now,
                        now,
                    )
                    for n, user in enumerate(pattern.enterprises, start=1)
                ),
            )
            bulk_insert(Equipment, COLUMNS, (stored(row, copy, users, now) for row in rows))
            if whole:
                judge_as_stored(rows, copy * len(rows) + 1, now)
            sums.fold()
    if database.is_postgres():
        _count_on()
    else:
        # Rows that are written past the ledger's own writer are not in its index yet.
        db.execute_sql("INSERT INTO equipment_search(equipment_search) VALUES ('rebuild')")
    db.execute_sql("ANALYZE")


def _count_on() -> None:
    """Have PostgreSQL give numbers after those that were written here."""
    for model in (Enterprise, Assessment):
        name = model._meta.table_name
        db.execute_sql(
            f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), MAX(id)) FROM {name}"
        )


def judged(pattern: County) -> list[Row]:
    """The pattern's devices with verdict and next date, as an import would store them."""
    library, found = load(), []
    for kind in library.kinds:
        devices = [device for device in pattern.devices if device.kind == kind]
        texts = [dump(device.facts) for device in devices]
        places = [device.region for device in devices]
        results = judging.judge(library, kind, texts, places, REFERENCE_DAY, 365)
        for device, text, result in zip(devices, texts, results, strict=True):
            facts = device.facts
            found.append(
                Row(
                    kind,
                    device.enterprise + 1,
                    text,
                    str(facts["name"]),
                    str(facts["model"]),
                    identifier(library.kinds[kind], facts),
                    search_text(facts, ""),
                    str(facts["use_state"]),
                    result.verdict,
                    result.rank,
                    result.incomplete,
                    result.next_due or NEVER,
                    result.due_for,
                    result.digest,
                    result.level,
                    result.findings,
                )
            )
    return found


def judge_as_stored(rows: Sequence[Row], first: int, now: str) -> None:
    """What stands against devices whose ids begin at `first`, and the alerts of it."""
    found = list(enumerate(rows, start=first))
    bulk_insert(
        Assessment,
        ("id", "equipment", "as_of", "library", "horizon", "verdict", "incomplete", "created_at"),
        (
            (key, key, REFERENCE_DAY, "", 365, row.verdict, row.incomplete, now)
            for key, row in found
        ),
    )
    bulk_insert(
        Finding,
        assessments.FINDING_COLUMNS,
        (
            assessments._finding_row(key, key, finding)
            for key, row in found
            for finding in row.findings
        ),
    )
    bulk_insert(
        Alert,
        ("equipment", "rule", "open_key", "outcome", "due", "stage", "opened_at", "stage_at")
        + ("closed_reason", "snooze_reason", "step"),
        (
            (key, rule, f"{key}:{rule}", item["outcome"], item["due"], stage, now, now, "", "", 0)
            for key, row in found
            for item in row.findings
            for rule, stage in [
                (item["rule"], stages.stage_of(item["outcome"], item["due"], REFERENCE_DAY))
            ]
            if stage
        ),
    )


def stored(row: Row, copy: int, users: int, now: str) -> tuple[object, ...]:
    return (
        row.kind,
        copy * users + row.enterprise,
        COUNTIES[copy],
        row.name,
        row.model,
        f"{row.identifier}-{copy}",
        f"{row.search}{BETWEEN}{folded(row.identifier)}{copy}",
        row.use_state,
        row.facts,
        row.verdict,
        row.rank,
        row.incomplete,
        row.next_due.isoformat(),
        row.due_for,
        row.digest,
        row.level,
        "",
        1,
        now,
        now,
    )


def questions(random: Random) -> list[Question]:
    """Filters of every kind of user, alone and together, in every order the list offers."""
    asked = []
    for _ in range(QUERIES):
        filters = Filters(
            kind=random.choice(("", "boiler", "transformer", "elevator", "truck")),
            region=random.choice(("", "440000", "440300", random.choice(COUNTIES[:50]))),
            verdict=random.choice(("", "", *OUTCOMES)),
            incomplete=random.choice((None, None, None, True)),
            due_to=random.choice((None, None, REFERENCE_DAY)),
        )
        sort = random.choice(tuple(listing.ORDERS))
        asked.append(Question(filters, random.choice(("", "-")) + sort))
    return asked


def ask(question: Question) -> None:
    listing.page(access.SYSTEM, question.filters, question.sort)


def ask_datasette(base: str, question: Question) -> None:
    """The same list by datasette's JSON: same filters, same order, rows and their exact count."""
    filters, column = question.filters, question.sort.lstrip("-")
    column = {"verdict": "verdict_rank", "due": "next_due"}.get(column, column)
    arguments = {"_size": "50", "_nofacet": "1", "_shape": "objects"}
    arguments["_sort_desc" if question.sort.startswith("-") else "_sort"] = column
    if filters.kind:
        arguments["kind__exact"] = filters.kind
    if filters.region:
        start = region_codes.prefix(filters.region)
        arguments["region__gte"] = start
        arguments["region__lt"] = start[:-1] + chr(ord(start[-1]) + 1)
    if filters.verdict:
        arguments["verdict_rank__exact"] = str(OUTCOMES.index(filters.verdict))
    if filters.incomplete is not None:
        arguments["incomplete__exact"] = str(int(filters.incomplete))
    if filters.due_to:
        arguments["next_due__lte"] = filters.due_to.isoformat()
    with urllib.request.urlopen(f"{base}?{urllib.parse.urlencode(arguments)}") as answer:
        content = json.load(answer)
    if content["filtered_table_rows_count"] is None:
        raise RuntimeError(f"datasette gave no count for {arguments}")


@contextmanager
def datasette(path: Path) -> Iterator[str]:
    """A datasette serving the file on a free port; gives the address of the table's JSON."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--port", str(port), "--setting", "sql_time_limit_ms", "60000"]
    process = subprocess.Popen(
        [BENCH_PYTHON, "-m", "datasette", "serve", str(path), *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        await_start(process)
        yield f"http://127.0.0.1:{port}/{path.stem}/{Equipment._meta.table_name}.json"
    finally:
        process.terminate()
        process.wait()


def await_start(server: subprocess.Popen[str]) -> None:
    """Read the server's log until it says that it listens."""
    said = []
    for line in server.stderr:
        if "running on" in line:
            return
        said.append(line)
    raise RuntimeError("datasette did not start: " + "".join(said))


def timed(call: Callable[[], None]) -> float:
    """Milliseconds of one call."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def percentile(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
