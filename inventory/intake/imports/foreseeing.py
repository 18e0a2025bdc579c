"""What the new rows of an import will be, found out before the transactions that write them.

Of a large file a second process finds it out, while this one keeps, compares and writes rows. What
a row will be follows from how it is told, so that it can be asked before anybody knows which rows
are new.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date
from itertools import islice
from typing import NamedTuple, TypeVar

from inventory.intake.imports.candidates import Candidate
from inventory.intake.imports.matching import Matcher
from inventory.judgement.ledger.foretelling import Foretold, Told, foretell
from inventory.judgement.ledger.helping import Asked, Helper, worth_it
from inventory.judgement.ledger.writing import Origin
from inventory.judgement.library import current

# So many rows are judged together: each run has its fixed costs, and memory grows with it.
TOGETHER = 4_000
# With help: first few, so that writing begins soon, then as many as one transaction writes.
FIRST, NEXT = 2_500, 5_000
# From so many rows on starting a process is worth it; so many bytes of a workbook hold them.
MANY, MANY_BYTES = 5_000, 500_000


Row = TypeVar("Row")


class Part(NamedTuple):
    """Some rows of an import, and what those of them will be that are new, by row id.

    Rows that turn out to change a device are judged again, with what the device has besides.
    """

    rows: Sequence[Candidate]
    foretold: Mapping[int, Foretold]


class Foresight:
    """Asks a second process what rows will be, and has its answers part by part."""

    def __init__(self, helper: Helper) -> None:
        self._helper = helper
        self._asked: tuple[str, date, int] | None = None
        self._answers: Iterator[tuple[Sequence[Told], Sequence[Foretold]]] = iter(())

    def ask(self, rows: Sequence[Told], as_of: date, horizon: int) -> None:
        """Ask of all rows of an import, in its order, as soon as they are read.

        Not of a kind that may turn into another one: what those are is told when they are met.
        """
        kinds = current.load().kinds
        if all(kinds[kind].turns is None for kind in {row.kind for row in rows}):
            self._ask(list(_chunks(rows)), as_of, horizon)

    def answers(
        self, parts: Sequence[Sequence[Told]], as_of: date, horizon: int
    ) -> Iterator[Mapping[Told, Foretold]]:
        """What the rows of each part will be; less of it, where the helper is gone or was asked of
        others. Asks now, unless that was done by the same library for the same day."""
        if self._asked != (current.load().version, as_of, horizon):
            self._ask(parts, as_of, horizon)
        taken = 0
        for number, part in enumerate(parts):
            found: Mapping[Told, Foretold] = {}
            if part:  # else nobody waits for its answer
                for rows, told in islice(self._answers, number + 1 - taken):
                    found = dict(zip(rows, told, strict=True))
                taken = number + 1
            yield found

    def _ask(self, parts: Sequence[Sequence[Told]], as_of: date, horizon: int) -> None:
        version = current.load().version
        self._asked = version, as_of, horizon
        self._helper.ask(Asked(current.read(), version, as_of, horizon, parts))
        self._answers = zip(_given_away(parts), self._helper.answers(), strict=False)


@contextmanager
def helped(many: bool) -> Iterator[Foresight | None]:
    """A second process for a large import, where there is a processor for it."""
    if not many or not worth_it():
        yield None
        return
    with closing(Helper()) as helper:
        yield Foresight(helper)


def parts(
    rows: Sequence[Candidate], matcher: Matcher, origin: Origin, foresight: Foresight | None
) -> Iterator[Part]:
    """The rows, some at a time, with what they will be."""
    if foresight is None:
        for at in range(0, len(rows), TOGETHER):
            chunk = rows[at : at + TOGETHER]
            yield _part(chunk, _told(chunk, matcher), {}, origin)
        return
    chunks = list(_chunks(rows))
    told = [_told(chunk, matcher) for chunk in chunks]
    asked = [list(part.values()) for part in told]
    answers = foresight.answers(asked, origin.as_of, origin.horizon)
    for chunk, part, found in zip(chunks, _given_away(told), answers, strict=True):
        yield _part(chunk, part, found, origin)


def _part(
    chunk: Sequence[Candidate],
    told: Mapping[int, Told],
    found: Mapping[Told, Foretold],
    origin: Origin,
) -> Part:
    left = [row for row in told.values() if row not in found]
    more = foretell(current.load(), left, origin.as_of, origin.horizon) if left else []
    every = {**found, **dict(zip(left, more, strict=True))}
    return Part(chunk, {key: every[row] for key, row in told.items()})


def _chunks(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    yield rows[:FIRST]
    for start in range(FIRST, len(rows), NEXT):
        yield rows[start : start + NEXT]


def _given_away(parts: Iterable[Row]) -> Iterator[Row]:
    """Each part, and nothing of it is kept: the texts of 20,000 rows are 20 MB."""
    left = deque(parts)
    del parts
    while left:
        yield left.popleft()


def _told(chunk: Sequence[Candidate], matcher: Matcher) -> dict[int, Told]:
    """The rows that are new, by their ids."""
    return {
        item.row: Told(item.kind, item.text, item.region, item.sources_json)
        for item in chunk
        if matcher.is_new(item)
    }
