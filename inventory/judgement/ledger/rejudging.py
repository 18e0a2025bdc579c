"""Judging the whole ledger again, because the day or the library has changed.

Set-based: a kind at a time, in batches; only devices whose findings changed are written. A large
ledger is parted among the workers that are free, by kind and range of ids.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import polars as pl
from peewee import chunked

import standards
from inventory.core import clock
from inventory.core.database import db
from inventory.core.garbage import uncollected
from inventory.judgement.alerts import syncing as alerts
from inventory.judgement.assessments import judging
from inventory.judgement.assessments import service as assessments
from inventory.judgement.ledger import news
from inventory.judgement.library import current
from inventory.judgement.sums import service as sums
from inventory.registry.equipment import lookup, verdicts
from inventory.registry.equipment.models import Equipment
from inventory.registry.jobs import parts

# Kinds of jobs, entered in app/job_kinds.py: windows to judge, ranges whose alerts follow.
JUDGING, ALERTING = "rejudge_part", "alerts_part"
# How many devices are written in a transaction.
WRITTEN = 5_000
# What is read of a device.
STANDING = (
    *(Equipment.id, lookup.FACTS_TEXT, Equipment.region),
    *(Equipment.findings_digest, Equipment.level, Equipment.due_for, lookup.SOURCES_TEXT),
)


@dataclass
class Rejudged:
    """What a run over the ledger did."""

    judged: int = 0
    changed: int = 0
    opened: int = 0
    moved: int = 0
    closed: int = 0

    def add(self, done: Mapping[str, int]) -> None:
        for name, count in done.items():
            setattr(self, name, getattr(self, name) + count)


def rejudge_all(
    as_of: date, horizon: int, progress: Callable[[int], None] = lambda _done: None
) -> Rejudged:
    """Judge every device as of a day; `progress` is told how many are done.

    Each batch is a transaction of its own, so a killed run leaves a ledger that the next run
    simply completes. Alerts follow at the end, from the findings and the day.
    """
    library = current.load()
    last = assessments.last_run()
    # Alerts tell of changes by date; only a change of law is news.
    is_new_law = last is not None and last.library != library.version
    asked = {"as_of": as_of.isoformat(), "day": clock.today().isoformat()}
    terms = {**asked, "horizon": horizon, "new_law": is_new_law}
    total = Rejudged()
    windows = lookup.windows(Equipment.kind.in_(list(library.kinds)), lookup.JUDGING_BATCH)
    bundles = lookup.bundled(windows, lookup.JUDGING_BATCH)
    portions = [{"windows": part, **terms} for part in bundles]
    for done in parts.shared(JUDGING, portions, WORKS[JUDGING]):
        total.add(done)
        progress(total.judged)
    ranges = [{"first": first, "last": last, **asked} for first, last in alerts.ranges()]
    for done in parts.shared(ALERTING, ranges, WORKS[ALERTING]):
        total.add(done)
    with db.atomic():
        assessments.record_run(as_of, library.version, total.judged, total.changed)
    return total


def part(kind: str, params: dict[str, Any]) -> dict[str, int] | None:
    """A part as a job of its own; None on another day than that on which the whole was begun: one
    that a dead run left behind must not write yesterday's verdicts over today's.
    """
    if clock.today().isoformat() != params["day"]:
        return None
    return WORKS[kind](params)


@uncollected()
def _judge_part(params: dict[str, Any]) -> dict[str, int]:
    terms = _Terms(
        current.load(),
        date.fromisoformat(params["as_of"]),
        params["horizon"],
        params["new_law"],
    )
    total = Rejudged()
    for window in map(lookup.Window._make, params["windows"]):
        judged, changed = _rejudge(terms, window)
        total.judged += judged
        total.changed += changed
    return asdict(total)


@uncollected()
def _alert_part(params: dict[str, Any]) -> dict[str, int]:
    as_of = date.fromisoformat(params["as_of"])
    done = alerts.sync_range(as_of, params["first"], params["last"])
    return {"opened": done.opened, "moved": done.moved, "closed": done.closed}


WORKS: Mapping[str, Callable[[dict[str, Any]], dict[str, int]]] = {
    JUDGING: _judge_part,
    ALERTING: _alert_part,
}


@dataclass(frozen=True)
class _Terms:
    """What a run judges by."""

    library: standards.Library
    as_of: date
    horizon: int
    is_new_law: bool


def _rejudge(terms: _Terms, window: lookup.Window) -> tuple[int, int]:
    """How many devices of a window were judged, and how many of them changed."""
    standing = lookup.read(window, STANDING)
    if not standing:
        return 0, 0
    ids, read, regions, before, levels, dated, sources = (
        list(column) for column in zip(*standing, strict=True)
    )
    facts = lookup.facts_read(read)
    found = judging.outcomes(
        terms.library, window.kind, facts, regions, terms.as_of, terms.horizon, sources
    )
    differs = found.digest != pl.Series(before, dtype=pl.String)
    # A level can change with no stored finding: from saving to advanced, both of them good. What
    # the first date is for is not known of devices that an older release judged.
    moves = found.level != pl.Series(levels, dtype=pl.String)
    moves |= found.due_for != pl.Series(dated, dtype=pl.String)
    changed, moved = differs.arg_true().to_list(), (~differs & moves).arg_true().to_list()
    written = 0
    # The one writer of SQLite is held for a moment at a time.
    for rows in chunked(changed, WRITTEN):
        judged = found.judged(rows, [sources[row] for row in rows])
        with db.atomic():
            still = _unchanged(rows, ids, facts, regions, sources)
            pairs = [(ids[row], item) for row, item in zip(rows, judged, strict=True)]
            written += _write(terms, [pair for pair in pairs if pair[0] in still])
    for rows in chunked(moved, WRITTEN):
        with db.atomic():
            still = _unchanged(rows, ids, facts, regions, sources)
            marks = zip(found.level[rows], found.due_for[rows], strict=True)
            marked = zip((ids[row] for row in rows), marks, strict=True)
            verdicts.set_marks([pair for pair in marked if pair[0] in still])
            sums.fold()
    return len(ids), written


def _unchanged(rows: Sequence[int], *columns: Sequence[Any] | pl.Series) -> set[int]:
    """The ids of those that stand as they were read: one that was changed in the meantime has been
    judged by that change.
    """
    return lookup.unchanged([tuple(column[row] for column in columns) for row in rows])


def _write(terms: _Terms, pairs: Sequence[tuple[int, verdicts.Judged]]) -> int:
    if terms.is_new_law:
        news.changed_by_law(pairs)
    verdicts.set_verdicts(pairs)
    assessments.record(pairs, terms.as_of, terms.library.version, terms.horizon, new=False)
    sums.fold()
    return len(pairs)
