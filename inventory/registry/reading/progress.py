"""How far the reading of a file is, for whoever waits for it.

Whoever wants to know enters a listener; what reads tells it. A listener may raise, which ends the
reading: nobody waits for the file any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str, int, int], None]
"""Takes the stage, what is done of it and all of it; 0 of 0 where that is not known."""
# Stages: another scan is recognised first; the file is opened; its pages; those of them that are
# pictures; its rows.
WAITING, OPENING, PAGES, SCANS, ROWS = "waiting", "opening", "pages", "scans", "rows"
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def told_to(listener: Listener) -> Iterator[None]:
    """Within this block `listener` is told how far reading is."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def is_followed() -> bool:
    """Whether somebody follows: then the work runs in the background and may take its time."""
    return _listener.get() is not None


def tell(stage: str, done: int = 0, total: int = 0) -> None:
    """Tell how far the reading is, if somebody wants to know."""
    listener = _listener.get()
    if listener is not None:
        listener(stage, done, total)


class RowCount:
    """Counts rows as they are read: tables are read column by column, so rows count in parts."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._before = 0

    def part(self, rows: int, done: int, steps: int) -> None:
        """Of a table with so many rows, so many of its steps are done."""
        tell(ROWS, self._before + rows * done // max(1, steps), self._total)

    def end(self, rows: int) -> None:
        """A table has been read."""
        self._before += rows
        tell(ROWS, self._before, self._total)
