"""What the new rows of an import will be, found out before the transactions that write them.

Of a large file a second process finds it out, while this one writes what is known already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import NamedTuple

from inventory.intake.imports.candidates import Candidate
from inventory.intake.imports.matching import Matcher
from inventory.judgement.ledger.foretelling import Foretold, Told, foretell
from inventory.judgement.ledger.helping import Asked, Helper, worth_it
from inventory.judgement.ledger.writing import Origin
from inventory.judgement.library import current

# So many rows are judged together: each run has its fixed costs, and memory grows with it.
TOGETHER = 7_000
# With help: first few, so that writing begins soon, then as many as are written meanwhile.
FIRST, NEXT = 2_500, 9_000
# From so many rows on starting a process is worth it; so many bytes of a workbook hold them.
MANY, MANY_BYTES = 5_000, 500_000


class Part(NamedTuple):
    """Some rows of an import, and what those of them will be that are new, by row id.

    Rows that turn out to change a device are judged again, with what the device has besides.
    """

    rows: Sequence[Candidate]
    foretold: Mapping[int, Foretold]


@contextmanager
def helped(many: bool) -> Iterator[Helper | None]:
    """A second process for a large import, where there is a processor for it."""
    if not many or not worth_it():
        yield None
        return
    with closing(Helper()) as helper:
        yield helper


def parts(
    rows: Sequence[Candidate], matcher: Matcher, origin: Origin, helper: Helper | None
) -> Iterator[Part]:
    """The rows, some at a time, with what they will be."""
    sizes = (TOGETHER, TOGETHER) if helper is None else (FIRST, NEXT)
    chunks = list(_chunks(rows, *sizes))
    new = [[item for item in chunk if matcher.is_new(item)] for chunk in chunks]
    answers: Iterator[list[Foretold]] = iter(())
    if helper is not None:
        overlay, version = current.read(), current.load().version
        told = [[_told(item) for item in part] for part in new]
        helper.ask(Asked(overlay, version, origin.as_of, origin.horizon, told))
        answers = helper.answers()
    for chunk, part in zip(chunks, new, strict=True):
        found = next(answers, None)
        if found is None:
            rest = [_told(item) for item in part]
            found = foretell(current.load(), rest, origin.as_of, origin.horizon)
        ids = (item.row for item in part)
        yield Part(chunk, dict(zip(ids, found, strict=True)))


def _chunks(rows: Sequence[Candidate], first: int, size: int) -> Iterator[Sequence[Candidate]]:
    yield rows[:first]
    for start in range(first, len(rows), size):
        yield rows[start : start + size]


def _told(item: Candidate) -> Told:
    return Told(item.kind, item.text, item.region, item.sources_json)
