"""The library: read at the start of a process, and checked on the command line.

``python -m tests.benchmarks.library``. Each of the processes is a new one; the best of three.
"""

from __future__ import annotations

import sys

from tests.benchmarks.process import ROOT, report, run

TIMES = 3
LOAD = """
import time
import standards
began = time.perf_counter()
standards.load()
print(time.perf_counter() - began)
"""


def main() -> None:
    loaded = min(float(run([sys.executable, "-c", LOAD]).output) for _ in range(TIMES))
    report("library read at the start of a process", loaded, "s", "under 1", "without imports")
    command = [sys.executable, ROOT / "app.py", "library", "check"]
    checked = min(run(command).seconds for _ in range(TIMES))
    report("app.py library check, the whole command", checked, "s", "under 5")


if __name__ == "__main__":
    main()
