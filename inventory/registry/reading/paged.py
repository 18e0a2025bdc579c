"""The pages of a file that a process apart opens, one by one; the whole file has a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from time import monotonic
from typing import Any

from inventory.core.apart import Apart, Stopped

from .messages import file_problem
from .model import FileProblem
from .progress import PAGES, is_followed, tell

Page = Mapping[str, Any]


def pages_of(
    content: bytes,
    child: str,
    seconds: float,
    slow: str,
    refused: Callable[[Page], FileProblem],
    stage: str = PAGES,
) -> Iterator[Page]:
    """What the module `child` reads of a file; `slow` is the code of what takes too long.

    The whole file has so many seconds; where somebody follows from elsewhere, each of its pages.
    Raises FileProblem: that of `refused` for a problem that the child tells of.
    """
    process = Apart(child)
    patient = is_followed()
    end = monotonic() + seconds

    def answer() -> Page:
        told: Page = process.answer(seconds if patient else max(0.0, end - monotonic()))
        if "problem" in told:
            raise refused(told)
        return told

    try:
        process.ask(content)
        count = answer()["pages"]
        for number in range(count):
            tell(stage, number, count)
            yield answer()
        tell(stage, count, count)
    except Stopped as problem:
        if problem.code == "slow":
            raise file_problem(slow, seconds=int(seconds)) from None
        raise file_problem("pdf_heavy") from None
    finally:
        process.close()
