"""Holding a piece of work: one thread of this process does it, another shows that it lives."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

import structlog
from peewee import PeeweeException

from inventory.core import database, lives

log = structlog.get_logger()


class Mine:
    """What this process is doing: a claim of its own life that is not here was left behind."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._keys: set[Hashable] = set()

    def __contains__(self, key: Hashable) -> bool:
        with self._guard:
            return key in self._keys

    @contextmanager
    def doing(self, key: Hashable) -> Iterator[bool]:
        """Whether nobody here is doing it; while the block lasts, this thread is."""
        with self._guard:
            free = key not in self._keys
            self._keys.add(key)
        try:
            yield free
        finally:
            if free:
                with self._guard:
                    self._keys.discard(key)


@contextmanager
def beating(beat: Callable[[], object]) -> Iterator[None]:
    """Call `beat` every few seconds, from a thread with a connection of its own."""
    ended = threading.Event()
    # In the caller's context: a stopped clock is stopped there too.
    run = contextvars.copy_context().run
    thread = threading.Thread(target=run, args=(_beat, beat, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _beat(beat: Callable[[], object], ended: threading.Event) -> None:
    while not ended.wait(lives.BEAT.total_seconds()):
        try:
            with database.connection():
                beat()
        except PeeweeException as error:
            # The database is away or busy for a moment: the work itself will tell.
            log.warning("no_heartbeat", error=str(error))
