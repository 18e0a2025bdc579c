"""Photographed nameplates: how many fields are read rightly, by what happened to the picture.

``python -m tests.benchmarks.photo``. Plates are made (tests/plates): 13 layouts over 8 kinds, each
in seven conditions. The process that recognises text is measured alone.
"""

from __future__ import annotations

import time

import standards
from inventory.core import clock
from inventory.registry.plates.plate import read_plate
from inventory.registry.plates.recogniser import Recogniser
from tests.benchmarks.process import peak_mb, report
from tests.plates.certificates import CERTIFICATES
from tests.plates.drawing import CONDITIONS
from tests.plates.layouts import PLATES
from tests.plates.measuring import Score, picture, score

LIMITS = {"clean": "at least 97"}
# A machine that does other things beside must not end the benchmark.
PATIENCE = 300.0


def main() -> None:
    library, today = standards.load(), clock.today()
    whole, seconds, count = Score(), 0.0, 0
    with Recogniser(PATIENCE) as recogniser:
        recogniser.read(picture(PLATES[0], "clean"))  # loads the models
        for condition in CONDITIONS:
            found = Score()
            for plate in PLATES:
                content = picture(plate, condition)
                began = time.perf_counter()
                seen = recogniser.read(content)
                seconds, count = seconds + time.perf_counter() - began, count + 1
                found.add(score(plate, read_plate(seen.lines, library, today)))
            limit = LIMITS.get(condition, "at least 90")
            report(f"fields right, {condition}", 100 * found.accuracy, "%", limit)
            whole.add(found)
        of_papers = Score()
        for paper in CERTIFICATES:
            for condition in CONDITIONS:
                seen = recogniser.read(picture(paper, condition))
                of_papers.add(score(paper, read_plate(seen.lines, library, today)))
        share = 100 * of_papers.accuracy
        note = f"of {of_papers.fields} fields in all conditions"
        report("fields right, licences and reports", share, "%", "at least 90", note)
        whole.add(of_papers)
        peak = peak_mb(recogniser.pid)
    wrong = 100 * whole.wrong_but_sure / whole.fields
    report("fields wrong and yet sure", wrong, "%", "under 0.5", f"of {whole.fields} fields")
    report("a plate, models loaded", seconds / count, "s", "under 2", f"mean of {count}")
    report("largest memory of the process", peak, "MB", "under 700")


if __name__ == "__main__":
    main()
