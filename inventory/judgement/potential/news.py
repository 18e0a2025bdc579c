"""News of subsidies: devices that match one which opens or closes within a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import polars as pl

from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.database import db
from inventory.core.messages import Sentence
from inventory.judgement.library import current
from inventory.judgement.potential import reading
from inventory.judgement.potential.reading import Section
from inventory.registry.notifications.emitting import News, emit
from standards.potential import Programme
from standards.subsidies import subsidies

SOON = timedelta(days=30)
OPENING, CLOSING = "subsidy_opening", "subsidy_closing"


def sweep() -> int:
    """Tell each enterprise and officer once of every window that concerns their devices.

    The ledger is read only for the kinds of programmes that open or close. Returns how many news
    there are, told before or not.
    """
    news = [item for event in (OPENING, CLOSING) for item in _matching(event)]
    with db.atomic():
        emit(news)
    return len(news)


def _matching(event: str) -> Iterator[News]:
    """News of the programmes of a sort: one for each programme, enterprise and division."""
    today = clock.today()
    programmes = {p.id: p for p in current.load().programmes if _is_soon(event, p, today)}
    for kind in sorted({kind for p in programmes.values() for kind in p.kinds}):
        for day in sorted({_day(event, p, today) for p in programmes.values() if kind in p.kinds}):
            meant = {p.id: p for p in programmes.values() if _day(event, p, today) == day}
            yield from _of_kind(event, kind, meant, day)


def _is_soon(event: str, programme: Programme, today: date) -> bool:
    if event == OPENING:
        return today < programme.valid_from <= today + SOON
    last = programme.valid_to
    return last is not None and programme.valid_from <= today <= last <= today + SOON


def _day(event: str, programme: Programme, today: date) -> date:
    """The day as of which the conditions are checked."""
    return programme.valid_from if event == OPENING else today


def _of_kind(event: str, kind: str, programmes: dict[str, Programme], day: date) -> Iterable[News]:
    library = current.load()
    found: dict[tuple[str, int, str], int] = defaultdict(int)
    for batch in reading.batches(SYSTEM, Section(kind=kind)):
        answers = subsidies(library, kind, batch.frame, day).answers
        matches = answers.filter(
            (pl.col("status") == "matches") & pl.col("programme").is_in(list(programmes))
        )
        for row, programme in matches.select("row", "programme").iter_rows():
            place = (programme, batch.enterprises[row], batch.regions[row])
            found[place] += batch.quantities[row]
    return [
        _news(event, kind, programmes[programme], enterprise, region, count)
        for (programme, enterprise, region), count in found.items()
    ]


def _news(
    event: str, kind: str, programme: Programme, enterprise: int, region: str, count: int
) -> News:
    day = programme.valid_from if event == OPENING else programme.valid_to
    return News(
        event,
        {
            "programme": Sentence(programme.title_zh, programme.title_en),
            "day": str(day),
            "devices": count,
        },
        key=f"{event}:{programme.id}:{day}:{enterprise}:{region}:{kind}"[:160],
        region=region,
        kind=kind,
        enterprise=enterprise,
        count=count,
    )
