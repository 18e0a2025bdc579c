"""A container's first process gets only the signals that it asks for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
# What the installed command does, as process 1; it says when it may be told to stop.
COMMAND = """
import os, sys
from inventory.app.cli import commands, run
if {first}: os.getpid = lambda: 1
def schedule(*_):
    print("runs", flush=True)
    sys.stdin.read()
commands.RUN["schedule"] = schedule
sys.argv[1:] = ["schedule"]
run()
"""


@pytest.mark.parametrize(("first", "status"), [(True, 143), (False, -signal.SIGTERM)])
def test_the_first_process_asks_for_the_signal_to_stop(
    tmp_path: Path, first: bool, status: int
) -> None:
    command = (sys.executable, "-c", COMMAND.format(first=first))
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "HUANXIN_DATA_DIR": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"runs\n"
        process.terminate()
        assert process.wait(timeout=30) == status
