"""Scanned lists and photographs of lists: recognised once, then kept.

Only where it is switched on and the libraries of the extra `photo` are there. Recognition takes
minutes of two processors, so one file is recognised at a time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Protocol

from inventory.core.registries import Registry
from inventory.registry.papers import picture_child, scan_child

from .messages import file_problem
from .model import FileProblem
from .paged import Page, pages_of

SECONDS = 110.0
WAIT_SECONDS = 5.0


class Keeper(Protocol):
    """Keeps what was recognised, by the digest of the file."""

    def get(self, digest: str) -> Sequence[Page] | None: ...

    def put(self, digest: str, pages: Sequence[Page]) -> None: ...


keepers: Registry[Keeper] = Registry("keeper of recognised pages")
_state = {"on": False}
_one_at_a_time = Lock()


def switch(on: bool) -> None:
    """Say whether this process may have pictures recognised: the setting."""
    _state["on"] = on


def ready() -> bool:
    """Whether pictures can be recognised here."""
    return _state["on"] and picture_child.installed()


def kept(content: bytes) -> Sequence[Page] | None:
    """The pages of a file that was recognised before."""
    digest = hashlib.sha256(content).hexdigest()
    return next((found for it in keepers.values() if (found := it.get(digest))), None)


def recognise(content: bytes) -> Sequence[Page]:
    """The pages of a file of pictures; raises FileProblem."""
    if not _one_at_a_time.acquire(timeout=WAIT_SECONDS):
        raise file_problem("scan_busy")
    try:
        pages = list(_read(content))
    finally:
        _one_at_a_time.release()
    for keeper in keepers.values():
        keeper.put(hashlib.sha256(content).hexdigest(), pages)
    return pages


def _read(content: bytes) -> Iterator[Page]:
    return pages_of(content, scan_child.__name__, SECONDS, "scan_slow", _refused)


def _refused(answer: Page) -> FileProblem:
    match answer["problem"]:
        case "scan_pages":
            return file_problem("scan_pages", count=answer["count"], limit=answer["limit"])
        case "damaged":
            return file_problem("scan_damaged")
        case _:
            return file_problem("pdf_heavy")
