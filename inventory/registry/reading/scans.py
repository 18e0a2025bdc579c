"""Scanned lists and photographs of lists: recognised once, then kept.

Only where it is switched on and the libraries of the extra `photo` are there. Recognition takes
minutes of two processors, so one file is recognised at a time: a request is told so, a job waits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from threading import Lock
from typing import Protocol

from inventory.core.registries import Registry
from inventory.registry.papers import picture_child, scan_child
from inventory.registry.papers.asking import ALL, Asked, question

from .messages import file_problem
from .model import FileProblem
from .paged import Page, pages_of
from .progress import SCANS, WAITING, is_followed, tell

# Of a request for all pages, of a job for each: a page takes some ten seconds.
SECONDS = 110.0
MOST_AT_ONCE, MOST_PAGES = 5, 30
WAIT_SECONDS, LOOK_SECONDS = 5.0, 1.0


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


def _as_it_is(pages: list[Page]) -> Sequence[Page]:
    return pages


def recognise(
    content: bytes,
    asked: Asked = ALL,
    merge: Callable[[list[Page]], Sequence[Page]] = _as_it_is,
) -> Sequence[Page]:
    """The pages of a file, those that are pictures recognised; raises FileProblem.

    `merge` puts those that were `asked` for among the others; what it gives is kept.
    """
    _wait()
    try:
        known = kept(content)  # the same file may have come twice
        if known is not None:
            return known
        most = MOST_PAGES if is_followed() else MOST_AT_ONCE
        pages = merge(list(_read(content, replace(asked, most=most))))
    finally:
        _one_at_a_time.release()
    for keeper in keepers.values():
        keeper.put(hashlib.sha256(content).hexdigest(), pages)
    return pages


def _wait() -> None:
    """Until no other file is recognised here."""
    if is_followed():
        while not _one_at_a_time.acquire(timeout=LOOK_SECONDS):
            tell(WAITING)  # raises where nobody wants it any more
    elif not _one_at_a_time.acquire(timeout=WAIT_SECONDS):
        raise file_problem("scan_busy")


def _read(content: bytes, asked: Asked) -> Iterator[Page]:
    sent = question(content, asked)
    return pages_of(sent, scan_child.__name__, SECONDS, "scan_slow", _refused, SCANS)


def _refused(answer: Page) -> FileProblem:
    match answer["problem"]:
        case "scan_pages":
            return file_problem("scan_pages", count=answer["count"], limit=answer["limit"])
        case "damaged":
            return file_problem("scan_damaged")
        case _:
            return file_problem("pdf_heavy")
