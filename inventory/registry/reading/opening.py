"""Opening a file: what it is by its contents, and its sheets."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from .beside import read_sheets
from .grids import Grids, sniff


class Opened(NamedTuple):
    """A file as it is opened; one of JSON lines (``form`` "jsonl") has no sheets."""

    form: str
    grids: Grids


def opened(path: Path, title: str) -> Opened:
    """Open a file; ``title`` names the sheet of one that has none. Raises FileProblem."""
    form = sniff(path)
    return Opened(form, Grids([]) if form == "jsonl" else read_sheets(path, form, title))


class Opening:
    """A file that a thread opens while its reader gets ready: most of that is not Python."""

    def __init__(self, path: Path) -> None:
        thread = ThreadPoolExecutor(1)
        self._opened: Future[Opened] | None = thread.submit(opened, path, path.stem)
        thread.shutdown(wait=False)

    def take(self, path: Path, title: str) -> Opened:
        """The file; opened again for who asks again, because readers change what they get."""
        ahead, self._opened = self._opened, None
        return opened(path, title) if ahead is None else ahead.result()
