"""Work that may harm is done by a process of its own, with bounded memory and time.

The process has no settings, no database and no secrets in its environment. It is given bytes and
only JSON is taken from it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import structlog

import standards
from inventory.core import environment

log = structlog.get_logger()
START_SECONDS = 60.0
# glibc keeps the memory of one picture for the next, which it fits badly: pieces from 8 MB on are
# given back. Sixteen plates then take 583 MB instead of up to 828, and a sixth more time.
GIVEN_BACK = {"MALLOC_MMAP_THRESHOLD_": str(8 << 20)}


class Stopped(Exception):
    """The process gave no answer: ``code`` slow, broken, or missing where it did not start."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Apart:
    """A process that runs ``work(handle)`` of a module, started with the first question."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process, for those that measure it."""
        assert self._process is not None
        return self._process.pid

    def ask(self, content: bytes) -> None:
        """Send a question; raises Stopped."""
        if self._process is None:
            self._start()
        try:
            self._pipe.send_bytes(content)
        except OSError as problem:
            self._stop(problem)
            raise Stopped("broken") from problem

    def answer(self, seconds: float) -> Mapping[str, Any]:
        """The next answer; raises Stopped, after which the next question starts another process."""
        try:
            if self._pipe.poll(seconds):
                answer: Mapping[str, Any] = json.loads(self._pipe.recv_bytes())
                return answer
        except (EOFError, OSError, ValueError) as problem:
            self._stop(problem)
            raise Stopped("broken") from problem
        self._stop("slow")
        raise Stopped("slow")

    def _start(self) -> None:
        self._pipe, theirs = Pipe()
        # Not `multiprocessing.Process`, which would run the main program's file once more.
        home = str(Path(standards.__file__).parents[1])
        code = f"import sys; sys.path.insert(0, {home!r}); from {self._module} import work; "
        self._process = subprocess.Popen(
            [sys.executable, "-c", f"{code}work({theirs.fileno()})"],
            pass_fds=[theirs.fileno()],
            env={**environment.bare(), **GIVEN_BACK},
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        try:
            self.answer(START_SECONDS)
        except Stopped as problem:
            raise Stopped("missing") from problem

    def _stop(self, problem: object) -> None:
        log.warning("process_apart_stopped", module=self._module, problem=str(problem))
        self.close()

    def close(self) -> None:
        """End the process, whatever it does."""
        if self._process is None:
            return
        self._pipe.close()
        self._process.kill()
        self._process.wait()
        self._process = None
