"""``make bench``: every benchmark in a process of its own; prints the results and writes them down.

Names on the command line choose single benchmarks, `short` those that together take less than ten
minutes on a quiet machine; then nothing is written, unless `keep` stands before them: the other
results stay as they are, and each section tells its day. `charts` draws the kept results anew and
measures nothing. What was measured is kept in docs/benchmarks/results.json, from which the page
and the charts are made. A benchmark prints one JSON object a line (see `process.report`); other
lines of its output are shown as they are.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.metadata import version
from typing import Any

from tests.benchmarks import charts
from tests.benchmarks.process import BENCH_PYTHON, ROOT, run

BENCHMARKS = {
    "judge": "Judging",
    "openfisca": "One rule beside OpenFisca-Core",
    "imports": "Import",
    "notices": "Notices",
    "cases": "Cases",
    "ledger": "Ledger lists",
    "counts": "Pages that count",
    "night": "The night",
    "exports": "Exports",
    "scale": "How costs grow with the ledger",
    "partitions": "Partitions of PostgreSQL",
    "load": "Many people at once",
    "soak": "A long while",
    "search": "Search of the ledger",
    "pages": "Pages in a browser",
    "lines": "Pages on a slow line",
    "whatif": "What if",
    "reports": "Reports",
    "library": "Library",
    "notifications": "Notifications",
    "photo": "Photographed nameplates",
    "lists": "Scanned lists",
}
SHORT = ("judge", "counts", "load", "notices", "reports", "library")
PAGE = ROOT / "docs" / "BENCHMARKS.md"
RESULTS = charts.FOLDER / "results.json"
PICTURES = (
    ("Beside its peers", "peers.svg"),
    ("Beside what was asked for", "asked.svg"),
)
OUR_LIBRARIES = ("polars", "peewee", "python-calamine", "reportlab")
PEER_LIBRARIES = ("django", "django-import-export", "weasyprint", "datasette", "openfisca-core")


# What people write above and below a table, in results.json.
WORDS = ("intro", "after")


@dataclass
class Section:
    """The results of one benchmark."""

    title: str
    measured_on: str = field(default_factory=lambda: date.today().isoformat())
    rows: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def main(names: list[str]) -> None:
    if names == ["charts"]:
        charts.write(json.loads(RESULTS.read_text("utf-8"))["sections"])
        return
    keeping = not names or names[0] == "keep"
    chosen = names[1:] if names[:1] == ["keep"] else names
    chosen = [each for name in chosen for each in (SHORT if name == "short" else (name,))]
    unknown = set(chosen) - set(BENCHMARKS)
    if unknown:
        sys.exit(f"No benchmark {', '.join(sorted(unknown))}; there are: {', '.join(BENCHMARKS)}")
    sections = [measure(name) for name in chosen or BENCHMARKS]
    if keeping:
        keep(sections, whole=not chosen)


def keep(sections: list[Section], *, whole: bool) -> None:
    """Write down what was measured; `whole`: all of it, so that machine and libraries are these."""
    before = json.loads(RESULTS.read_text("utf-8"))
    kept = merged(before, [asdict(section) for section in sections])
    if whole:
        kept |= {
            "measured_on": date.today().isoformat(),
            "machine": machine(),
            "libraries": libraries(),
        }
    RESULTS.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    charts.write(kept["sections"])
    PAGE.write_text(page(kept), "utf-8")
    print(f"Written to {PAGE.relative_to(ROOT)}")
    for section in sections:
        for part in WORDS:
            for line in _words(kept, section.title, part):
                print(f"{section.title}: is this still true? {line}")


def _words(kept: dict[str, Any], title: str, part: str) -> list[str]:
    return next((each.get(part, []) for each in kept["sections"] if each["title"] == title), [])


def measure(name: str) -> Section:
    """Run one benchmark and show its results as they are read."""
    section = Section(BENCHMARKS[name])
    print(f"{section.title} …", flush=True)
    try:
        output = run([sys.executable, "-m", f"tests.benchmarks.{name}"]).output
    except subprocess.CalledProcessError as failure:
        sys.exit(f"{failure.output}\n{name} ended with status {failure.returncode}")
    for line in filter(None, map(str.strip, output.splitlines())):
        row = parsed(line)
        if row is None:
            section.remarks.append(line)
            print(f"  {line}")
        else:
            section.rows.append(row)
            print("  " + " | ".join(cells(row)))
    return section


def parsed(line: str) -> dict[str, Any] | None:
    """The result on a line, or None for any other line."""
    if not line.startswith("{"):
        return None
    row = json.loads(line)
    return row if "measure" in row else None


def merged(before: dict[str, Any], sections: list[dict[str, Any]]) -> dict[str, Any]:
    """New results with the words that people wrote over the tables; what was not run stays."""
    fresh = {section["title"]: section for section in sections}
    there = [old["title"] for old in before["sections"]]
    words = {
        old["title"]: {part: old[part] for part in WORDS if part in old}
        for old in before["sections"]
    }
    kept = [
        {**fresh[old["title"]], **words.get(old["title"], {})} if old["title"] in fresh else old
        for old in before["sections"]
    ]
    return {**before, "sections": kept + [new for new in sections if new["title"] not in there]}


def cells(row: dict[str, Any]) -> list[str]:
    value, unit = row["value"], row.get("unit", "")
    if value is None:
        shown = row["shown"]  # more than one figure
    else:
        shown = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return [row["measure"], f"{shown} {unit}".strip(), row.get("limit", ""), row.get("note", "")]


def page(kept: dict[str, Any]) -> str:
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`. The product and its peers ran on one machine, one after another:",
        "compare ratios, not seconds.",
        "",
        f"Measured on {kept['measured_on']}: {kept['machine']}. Libraries: {kept['libraries']}.",
    ]
    for title, name in PICTURES:
        lines += ["", f"![{title}](benchmarks/{name})"]
    for section in kept["sections"]:
        lines += ["", f"## {section['title']}"]
        own = section.get("measured_on", kept["measured_on"])
        if own != kept["measured_on"]:
            lines += ["", f"Measured on {own}."]
        lines += _body(section)
    return "\n".join(lines) + "\n"


def _body(section: dict[str, Any]) -> Iterator[str]:
    if section.get("intro"):
        yield from ("", *section["intro"])
    if section["rows"]:
        measure = f"measure ({section['scope']})" if section.get("scope") else "measure"
        yield from ("", f"| {measure} | result | asked for | remark |", "|---|---|---|---|")
        yield from ("| " + " | ".join(cells(row)) + " |" for row in section["rows"])
    if section.get("remarks"):
        yield from ("", "```", *section["remarks"], "```")
    if section.get("after"):
        yield from ("", *section["after"])


def machine() -> str:
    """The machine in general words; nothing that tells which one it is."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"{cores} cores ({platform.machine()}), {memory:.0f} GB of memory, {platform.system()}, "
        f"Python {platform.python_version()}"
    )


def libraries() -> str:
    ours = [f"{name} {version(name)}" for name in OUR_LIBRARIES]
    code = "import importlib.metadata as m, sys; [print(n, m.version(n)) for n in sys.argv[1:]]"
    peers = run([BENCH_PYTHON, "-c", code, *PEER_LIBRARIES]).output.splitlines()
    return ", ".join(ours + peers)


if __name__ == "__main__":
    main(sys.argv[1:])
