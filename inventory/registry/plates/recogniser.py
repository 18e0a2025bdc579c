"""Has pictures read by a process of its own, with limits of memory and time."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing import Pipe
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog

import standards
from inventory.core import environment
from inventory.registry.plates import child
from inventory.registry.plates.lines import Line, line_of

log = structlog.get_logger()
START_SECONDS = 60.0
PICTURE_SECONDS = 60.0
# A process that has read so many pictures is replaced: what libraries leak ends with it.
MOST_PICTURES = 200


class NotRecognised(Exception):
    """A picture could not be read: ``code`` slow, broken or missing."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Recognised:
    """The lines on a picture, and its size in pixels."""

    lines: list[Line]
    width: int
    height: int


class Recogniser:
    """The process, started with the first picture; a context that ends it."""

    def __init__(self, seconds: float = PICTURE_SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._done = 0

    def __enter__(self) -> Recogniser:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The process, for those that measure it."""
        assert self._process is not None
        return self._process.pid

    def read(self, content: bytes) -> Recognised:
        """The lines on a picture; raises NotRecognised, after which the next one is tried anew."""
        if not child.installed():
            raise NotRecognised("missing")
        if self._process is None or self._done >= MOST_PICTURES:
            self._start()
        self._done += 1
        try:
            self._pipe.send_bytes(content)
            answer = self._answer(self._seconds)
        except (EOFError, OSError) as problem:
            self._stop(problem)
            raise NotRecognised("broken") from problem
        lines = [line_of(line) for line in answer["lines"]]
        return Recognised(lines, int(answer["width"]), int(answer["height"]))

    def _start(self) -> None:
        self.close()
        self._pipe, theirs = Pipe()
        # Not `multiprocessing.Process`, which would run the main program's file once more.
        home = str(Path(standards.__file__).parents[1])
        code = f"import sys; sys.path.insert(0, {home!r}); from {child.__name__} import work; "
        self._process = subprocess.Popen(
            [sys.executable, "-c", f"{code}work({theirs.fileno()})"],
            pass_fds=[theirs.fileno()],
            env=environment.bare(),
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        self._done = 0
        try:
            self._answer(START_SECONDS)
        except (EOFError, OSError) as problem:
            self._stop(problem)
            raise NotRecognised("missing") from problem

    def _answer(self, seconds: float) -> Mapping[str, Any]:
        """What the process says; only JSON is taken from it."""
        if not self._pipe.poll(seconds):
            self._stop("slow")
            raise NotRecognised("slow")
        answer: Mapping[str, Any] = json.loads(self._pipe.recv_bytes())
        return answer

    def _stop(self, problem: object) -> None:
        log.warning("recogniser_stopped", problem=str(problem))
        self.close()

    def close(self) -> None:
        """End the process, whatever it does."""
        if self._process is None:
            return
        self._pipe.close()
        self._process.kill()
        self._process.wait()
        self._process = None
