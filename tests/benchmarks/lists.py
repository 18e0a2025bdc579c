"""Scanned and photographed lists: how many cells are read rightly, by what happened to the page.

``python -m tests.benchmarks.lists``. Lists are made (tests/papers): with and without lines, each
in five conditions.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from inventory.core.apart import Apart
from inventory.registry.papers import asking, scan_child
from inventory.registry.reading.pages import SURE
from tests.benchmarks.process import peak_mb, report
from tests.papers.lists import Style, devices
from tests.papers.scans import CONDITIONS, counted, scan

ROWS = devices(22)
STYLES = (Style(), Style(lines="none"))
# A machine that does other things beside takes minutes for a page.
PATIENCE = 900.0


def main() -> None:
    process = Apart(scan_child.__name__)
    cells = wrong = pages = 0
    seconds = 0.0
    _read(process, scan(ROWS[:1], "clean"))  # loads the models
    for condition in CONDITIONS:
        of_condition = right = 0
        for style in STYLES:
            content = scan(ROWS, condition, style)
            began = time.perf_counter()
            page = _read(process, content)
            seconds, pages = seconds + time.perf_counter() - began, pages + 1
            counts = counted(page, ROWS, SURE)
            of_condition, right, wrong = (
                of_condition + counts[0],
                right + counts[1],
                wrong + counts[2],
            )
        cells += of_condition
        share = 100 * right / of_condition
        report(f"cells of lists right, {condition}", share, "%", "at least 97")
    report("cells wrong and yet sure", 100 * wrong / cells, "%", "under 0.5", f"of {cells} cells")
    report("a page of a list, models loaded", seconds / pages, "s", "under 20", f"mean of {pages}")
    report("largest memory of its process", peak_mb(process.pid), "MB", "under 1500")
    process.close()


def _read(process: Apart, content: bytes) -> Mapping[str, Any]:
    process.ask(asking.question(content, asking.Asked(most=1)))
    process.answer(PATIENCE)
    return process.answer(PATIENCE)


if __name__ == "__main__":
    main()
