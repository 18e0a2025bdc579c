"""Judging the whole ledger again, because the day or the library has changed.

Set-based: a kind at a time, in batches; only devices whose findings changed are written. A large
ledger is parted among the workers that are free, by kind and range of ids.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import polars as pl

import standards
from inventory.core import clock
from inventory.core.database import db
from inventory.judgement.alerts import syncing as alerts
from inventory.judgement.assessments import judging
from inventory.judgement.assessments import service as assessments
from inventory.judgement.ledger import news
from inventory.judgement.library import current
from inventory.judgement.sums import service as sums
from inventory.registry.equipment import lookup, verdicts
from inventory.registry.jobs import parts

# Kinds of jobs, entered in app/job_kinds.py: windows to judge, ranges whose alerts follow.
JUDGING, ALERTING = "rejudge_part", "alerts_part"


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
    windows = (window for kind in library.kinds for window in lookup.windows(kind))
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


def _judge_part(params: dict[str, Any]) -> dict[str, int]:
    library, as_of = current.load(), date.fromisoformat(params["as_of"])
    total = Rejudged()
    for kind, after, last, _devices in params["windows"]:
        for batch in lookup.batches(kind, after, last):
            horizon, is_new_law = params["horizon"], params["new_law"]
            total.changed += _rejudge(library, kind, batch, as_of, horizon, is_new_law)
            total.judged += len(batch)
    return asdict(total)


def _alert_part(params: dict[str, Any]) -> dict[str, int]:
    as_of = date.fromisoformat(params["as_of"])
    done = alerts.sync_range(as_of, params["first"], params["last"])
    return {"opened": done.opened, "moved": done.moved, "closed": done.closed}


WORKS: Mapping[str, Callable[[dict[str, Any]], dict[str, int]]] = {
    JUDGING: _judge_part,
    ALERTING: _alert_part,
}


def _rejudge(
    library: standards.Library,
    kind: str,
    batch: list[lookup.Standing],
    as_of: date,
    horizon: int,
    is_new_law: bool,
) -> int:
    ids, facts, regions, before, levels, sources = (
        list(column) for column in zip(*batch, strict=True)
    )
    frame = standards.frame_of_json(
        library.kinds[kind],
        pl.Series("facts", facts, dtype=pl.String),
        pl.Series("region", regions, dtype=pl.String),
        pl.Series("sources", sources, dtype=pl.String),
    )
    result = standards.assess(library, kind, frame, as_of=as_of, horizon=horizon)
    after = judging.digests(result, len(ids))
    changed = [row for row in range(len(ids)) if after[row] != before[row]]
    _keep_levels(ids, levels, judging.levels(result, len(ids)), set(changed))
    if not changed:
        return 0
    judged = judging.judge(
        library,
        kind,
        [facts[row] for row in changed],
        [regions[row] for row in changed],
        as_of,
        horizon,
        [sources[row] for row in changed],
    )
    pairs = [(ids[row], item) for row, item in zip(changed, judged, strict=True)]
    with db.atomic():
        # A device that was changed in the meantime has been judged by that change.
        still = lookup.unchanged(
            [(ids[row], facts[row], regions[row], sources[row]) for row in changed]
        )
        pairs = [pair for pair in pairs if pair[0] in still]
        if is_new_law:
            news.changed_by_law(pairs)
        verdicts.set_verdicts(pairs)
        assessments.record(pairs, as_of, library.version, horizon, new=False)
        sums.fold()
    return len(pairs)


def _keep_levels(
    ids: list[int], before: list[str], after: list[str], written_anyway: set[int]
) -> None:
    """A level can change with no stored finding: from saving to advanced, both of them good."""
    moved = [
        (ids[row], level)
        for row, level in enumerate(after)
        if level != before[row] and row not in written_anyway
    ]
    if moved:
        with db.atomic():
            verdicts.set_levels(moved)
            sums.fold()
