"""Measuring another process: wall time and peak memory, and how results are reported."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BENCH_PYTHON = ROOT / ".venv-bench" / "bin" / "python"


@dataclass(frozen=True)
class Run:
    """Wall time in s and peak resident memory in MB of one finished process; its output."""

    seconds: float
    peak_mb: float
    output: str


def run(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> Run:
    """Run a command in the repository's root. Raises CalledProcessError, with what it printed."""
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env={**_usual(os.environ), **(environment or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        # wait4 gives this child's own peak; getrusage would give the largest of all children.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode(errors="replace")
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args, text)
    return Run(seconds, usage.ru_maxrss / 1024, text)


def _usual(environment: Mapping[str, str]) -> dict[str, str]:
    """Without what would have every process compile its sources anew, as no installation does, and
    without warnings of libraries among the results."""
    kept = {k: v for k, v in environment.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONWARNINGS": "ignore"}


def peak_mb(pid: int) -> float:
    """Peak resident memory in MB of a process that runs."""
    status = Path(f"/proc/{pid}/status").read_text()
    (line,) = (one for one in status.splitlines() if one.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def busy(pid: int) -> float:
    """Processor time in s that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class OwnMemory(threading.Thread):
    """The most memory in MB that this process had for itself while the block lasted.

    Pages of the ledger's file that the system lends it are not counted, and so nobody has to give
    them back: the system does when others need memory.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0.0
        self._done = threading.Event()

    def __enter__(self) -> OwnMemory:
        self.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self._done.set()
        self.join()

    def run(self) -> None:
        while not self._done.wait(0.05):
            status = Path("/proc/self/status").read_text()
            (line,) = (one for one in status.splitlines() if one.startswith("RssAnon:"))
            self.peak = max(self.peak, int(line.split()[1]) / 1024)


def report(
    measure: str, value: float, unit: str, limit: str = "", note: str = "", peer: str = ""
) -> None:
    """Print one result as the line of JSON that `tests.benchmarks.run` makes a table of.

    `peer` names the other program where the value is how many times as fast as it we are.
    """
    row = {"measure": measure, "value": value, "unit": unit, "limit": limit, "note": note}
    row |= {"peer": peer} if peer else {}
    print(json.dumps(row, ensure_ascii=False), flush=True)
