"""Import of a workbook of 20,000 transformers: parse, validate, match, write, judge.

Against django-import-export in bulk mode on the same workbook, which writes the cells as they are.
Both are whole processes, from start to exit, into SQLite. Reading alone is measured on twice the
rows too: it must stay linear.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from seeds.county import county
from seeds.county.workbook import write_workbook
from tests.benchmarks.process import BENCH_PYTHON, ROOT, Run, report, run

ROWS = 20_000
REGION = "440704"
KIND = "transformer"
READ = """
import sys, time
from datetime import date
from pathlib import Path
import standards
from inventory.registry.reading import read_file
library = standards.load()
began = time.process_time()
read_file(Path(sys.argv[1]), kind=None, library=library, today=date(2026, 11, 29))
print(time.process_time() - began)
"""
PEER = ROOT / "tests" / "benchmarks" / "peers" / "django_import.py"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        workbook, warm_up, twice = (place / f"{name}.xlsx" for name in ("ledger", "one", "twice"))
        for path, rows in ((workbook, ROWS), (warm_up, 1), (twice, 2 * ROWS)):
            write_workbook(county(devices=rows, region=REGION, kind=KIND), path, KIND)
        product(warm_up, place)  # makes the database, which the peer has no counterpart for
        ours = product(workbook, place)
        created = json.loads((place / "report.json").read_text("utf-8"))["totals"]["all"]["created"]
        looking = peer(workbook, place / "looking.db")
        blind = peer(workbook, place / "blind.db", "blind")
        read, read_twice = reading(workbook), reading(twice)
    report("rows created", created, "rows", f"at least {ROWS * 0.99:,.0f}")
    report("import", ours.seconds, "s", note="read, validate, match, write, judge, alerts")
    report("peak memory", ours.peak_mb, "MB", "under 400")
    report("django-import-export", looking.seconds, "s", note="bulk mode, knows existing rows")
    report(
        "times as fast",
        looking.seconds / ours.seconds,
        "×",
        "at least 3",
        peer="django-import-export",
    )
    report("django-import-export, blind", blind.seconds, "s", note="takes every row for a new one")
    report("times as fast", blind.seconds / ours.seconds, "×", note="against blind")
    report("reading alone", read, "s", note="processor time")
    report("reading twice the rows", read_twice / read, "×", "at most 2.3", f"{2 * ROWS:,} rows")


def reading(workbook: Path) -> float:
    """Seconds of the processor that reading takes, without starting: the best of three."""
    command = [sys.executable, "-c", READ, workbook]
    return min(float(run(command).output) for _ in range(3))


def product(workbook: Path, place: Path) -> Run:
    command = [sys.executable, "app.py", "import", workbook, "--region", REGION]
    return run(
        [*command, "--report", place / "report.json"], {"HUANXIN_DATA_DIR": str(place / "data")}
    )


def peer(workbook: Path, database: Path, *options: str) -> Run:
    return run([BENCH_PYTHON, PEER, workbook, database, "出厂编号", *options])


if __name__ == "__main__":
    main()
