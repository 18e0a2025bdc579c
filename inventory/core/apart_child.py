"""The other end of `apart`: how a process that may be harmed lives. It loads nothing of ours."""

from __future__ import annotations

import json
import resource
from collections.abc import Callable, Iterator, Mapping
from multiprocessing.connection import Connection
from typing import Any

MEGABYTE = 1024 * 1024
Answers = Iterator[Mapping[str, Any]]


def live(handle: int, memory: int, prepare: Callable[[], Callable[[bytes], Answers]]) -> None:
    """The life of the process: `handle` is its end of the pipe, `memory` the address space.

    `prepare` loads what is needed and gives the function that answers a question.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asking = Connection(handle)
    answers = prepare()
    asking.send_bytes(b'{"ready": true}')
    try:
        while True:
            for answer in answers(asking.recv_bytes()):
                asking.send_bytes(json.dumps(answer).encode())
    except (EOFError, OSError):
        return
