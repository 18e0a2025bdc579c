"""A second process that foretells what many devices will be, while this one reads and writes.

It is given texts and gives results; it opens no database and ends with the process that began it.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import chain
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import structlog

import standards
from inventory.judgement.ledger.foretelling import Foretold, Told, foretell
from inventory.judgement.library import current
from inventory.judgement.library.current import Overlay

log = structlog.get_logger()


class Asked(NamedTuple):
    """Rows, in the parts in which they are to be judged, and what by."""

    overlay: Overlay
    library: str  # its version, as the asking process has it
    as_of: date
    horizon: int
    parts: Sequence[Sequence[Told]]


class Helper:
    """A process of our own, for one long piece of work at a time; close it in the end."""

    def __init__(self) -> None:
        self._ours, theirs = Pipe()
        # Not `multiprocessing.Process`, which would run the main program's file once more.
        home = str(Path(standards.__file__).parents[1])
        code = f"import sys; sys.path.insert(0, {home!r}); from {__name__} import work; "
        self._process = subprocess.Popen(
            [sys.executable, "-c", f"{code}work({theirs.fileno()})"],
            pass_fds=[theirs.fileno()],
        )
        theirs.close()

    def ask(self, asked: Asked) -> None:
        """Hand rows over; `answers` gives what they will be."""
        try:
            self._ours.send(asked)
        except OSError as problem:
            log.warning("helper_gone", problem=str(problem))

    def answers(self) -> Iterator[list[Foretold]]:
        """What the rows will be, part by part; ends early if the helper is gone."""
        try:
            while (part := self._ours.recv()) is not None:
                yield part
        except (EOFError, OSError) as problem:
            log.warning("helper_gone", problem=str(problem))

    def close(self) -> None:
        """End the process, whatever it does."""
        self._ours.close()
        self._process.terminate()
        self._process.wait()


def worth_it() -> bool:
    """Whether a second processor is free: a process of its own costs as much again in starting."""
    if not hasattr(os, "sched_getaffinity"):
        return False
    processors = len(os.sched_getaffinity(0))
    return processors > 1 and _running() < processors


def _running() -> int:
    """How many threads want a processor at this moment, our own among them.

    Not the load average, which tells of the minute before and of those who wait for a disk.
    """
    return int(Path("/proc/loadavg").read_text("ascii").split()[3].split("/")[0])


def work(handle: int) -> None:
    """The life of the second process; `handle` is its end of the pipe."""
    gc.disable()  # as the import itself does: millions of small objects, no cycles among them
    asking = Connection(handle)
    current.laid_over(current.NOTHING)
    try:
        while True:
            asked: Asked = asking.recv()
            # Sent by a thread: a part waits until it is taken, and the next one is begun meanwhile.
            with ThreadPoolExecutor(1) as sender:
                parts = chain(answered(asked), (None,))
                sent = [sender.submit(asking.send, part) for part in parts]
            for each in sent:
                each.result()
    except (EOFError, OSError):
        return


def answered(asked: Asked) -> Iterator[list[Foretold]]:
    """What the second process answers: nothing where it has another library."""
    library = current.laid_over(asked.overlay)
    if library.version != asked.library:
        return
    for part in asked.parts:
        yield foretell(library, part, asked.as_of, asked.horizon)
