"""Judging: pick the rules in force, run their checks, rank the outcomes. Pure and columnar, for
one device or a million.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from itertools import product
from math import ceil

import polars as pl

from standards.checks import CHECKS
from standards.checks.base import NOTHING, Context
from standards.checks.steps import Steps, run
from standards.columns import columns_of
from standards.dates import FIRST, add_years
from standards.doubts import INFERRED, Doubts, has_inferred, presuming, without_inferred
from standards.frames import frame_of
from standards.kinds import Kind
from standards.model import Finding, Library, Rule
from standards.narrowing import Open, agreed, narrowed
from standards.outcomes import NOT_JUDGED_STATES, OUTCOMES, STOPPED_STATE
from standards.preparing import prepare
from standards.rendering import as_findings, render
from standards.turning import turned, turned_doubts, turned_frame, turned_rows

TOGETHER = 20_000
"""From so many devices on, rules are judged by several threads: of fewer, starting them costs more
than it saves."""

KEPT = frozenset({"row", "use_state", INFERRED})
"""Columns of a prepared frame that judging needs beside those that rules name."""

DAYS_BETWEEN = 10
"""In how many days between its ends a range of dates is read as well: every year of a decade."""


@dataclass(frozen=True, eq=False)
class Assessment:
    """The judgement of one frame on one day.

    ``verdicts``: row UInt32, verdict String|null, incomplete Boolean; one per device, in the
    frame's order.
    """

    library: Library
    kind_id: str
    as_of: date
    horizon: int
    frame: pl.DataFrame
    by_rule: Sequence[tuple[Rule, pl.DataFrame]]
    frames: Mapping[str, pl.DataFrame]
    """The same rows as each kind has them that judged some of them (turning.py)."""

    @cached_property
    def verdicts(self) -> pl.DataFrame:
        devices = self.frame.height
        found = [f.select("row", "outcome") for _, f in self.by_rule if f.height]
        outcomes = dict(pl.concat(found).partition_by("outcome", as_dict=True)) if found else {}
        worst = pl.repeat(None, devices, dtype=pl.UInt32, eager=True)
        incomplete = pl.repeat(False, devices, eager=True)
        # the worst one comes last, and stays
        for rank, outcome in reversed(list(enumerate(OUTCOMES))):
            rows = outcomes[(outcome,)]["row"] if (outcome,) in outcomes else ()
            worst = worst.scatter(rows, rank)
            if outcome == "unknown":
                incomplete = incomplete.scatter(rows, True)
        return pl.DataFrame(
            {
                "row": pl.int_range(devices, dtype=pl.UInt32, eager=True),
                "verdict": pl.Series(OUTCOMES, dtype=pl.String).gather(worst),
                "incomplete": incomplete,
            }
        )

    def of(self, rows: Sequence[int]) -> Assessment:
        """The same with nothing but the findings of some rows of the frame."""
        wanted = pl.Series(rows, dtype=pl.UInt32).implode()
        found = [(rule, each.filter(pl.col("row").is_in(wanted))) for rule, each in self.by_rule]
        return replace(self, by_rule=found)

    def findings(
        self, outcomes: Collection[str] | None = None, messages: bool = True
    ) -> pl.DataFrame:
        """The findings, by row and in the library's order of rules.

        Columns: row, rule, outcome, presumed, level, grade, document, clause, measured and limit
        (JSON text or null),
        due, then, missing (list), message, message_en (null without ``messages``).
        """
        return render(self.library, self.frames, self.by_rule, outcomes, messages)


def _looked_at(rule: Rule) -> pl.Expr:
    """Whether a rule looks at a device: in its region, and in use where it is a duty of use."""
    here = pl.lit(True)
    if rule.region_prefix is not None:
        here &= pl.col("region").str.starts_with(rule.region_prefix).fill_null(False)
    if rule.only_in_use:
        here &= (pl.col("use_state") != STOPPED_STATE).fill_null(True)
    return here


def _seen(ctx: Context, frame: Steps) -> Steps:
    """Adds ``_here`` (the rule looks at the device) and ``_coarse`` (a date is not exact)."""
    return frame.with_columns(_here=_looked_at(ctx.rule), _coarse=_partial(ctx.rule.dates))


def _partial(names: Iterable[str]) -> pl.Expr:
    return pl.any_horizontal(
        [(pl.col(n) != pl.col(n + FIRST)).fill_null(False) for n in names] or [pl.lit(False)]
    )


def _ranged(names: Iterable[str]) -> pl.Expr:
    """Whether a date is a range of years: few are, and they are read in many ways."""
    return pl.any_horizontal(
        [(pl.col(n).dt.year() != pl.col(n + FIRST).dt.year()).fill_null(False) for n in names]
    )


def _readings(names: Sequence[str], years: int) -> list[list[pl.Expr]]:
    """Every way to read partial dates as their last or first day, and as days between them where
    a range is up to so many ``years`` wide; the all-last reading first.
    """
    days = [[None, pl.col(n + FIRST), *_between(n, years)] for n in names]
    return [
        [day.alias(n) for n, day in zip(names, choice, strict=True) if day is not None]
        for choice in product(*days)
    ]


def _between(name: str, years: int) -> Iterator[pl.Expr]:
    first, last = pl.col(name + FIRST), pl.col(name)
    for year in range(1, years, ceil(years / DAYS_BETWEEN)):
        yield pl.min_horizontal(add_years(first, year), last)


def _years_wide(frame: pl.DataFrame, names: Sequence[str]) -> int:
    """How many years the widest range of these dates covers; 1 for a date of month or year."""
    spans = [frame[n].dt.year() - frame[n + FIRST].dt.year() + 1 for n in names]
    widest: list[int] = [int(str(span.max() or 1)) for span in spans]
    return max(widest, default=1)


def _mildest(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Partial dates: the milder outcome of all readings, presumed if another reading has another
    one.

    Every reading is a row of its own, so that the check runs once. Emitting nothing is the mildest
    of all.
    """
    used = [n for n in ctx.rule.dates if frame.select(_partial([n]).any()).item()]
    readings = _readings(used, _years_wide(frame, used))
    count = len(readings)
    rows = [
        frame.with_columns(*exprs, row=pl.col("row").cast(pl.UInt64) * count + i)
        for i, exprs in enumerate(readings)
    ]
    findings = (
        CHECKS[ctx.rule.check]
        .judge(ctx, pl.concat(rows))
        .with_columns(
            row=(pl.col("row") // count).cast(pl.UInt32),
            _reading=pl.col("row") % count,
            _rank=pl.col("outcome").to_physical(),
        )
    )
    span = findings.group_by("row").agg(
        _mild=pl.col("_rank").max(), _harsh=pl.col("_rank").min(), _count=pl.len()
    )
    return (
        findings.join(span, on="row", how="left")
        .filter((pl.col("_count") == count) & (pl.col("_rank") == pl.col("_mild")))
        .sort("row", "_reading")
        .unique("row", keep="first", maintain_order=True)
        .with_columns(
            presumed=(pl.col("presumed") | (pl.col("_mild") != pl.col("_harsh")))
            & (pl.col("outcome") != "unknown")
        )
        .drop("_reading", "_rank", "_mild", "_harsh", "_count")
    )


def _run(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame | None:
    """The findings of one rule over the devices that it looks at; None when it looks at none."""
    judge, dates = CHECKS[ctx.rule.check].judge, ctx.rule.dates
    rows = run(ctx, frame[columns_of(ctx.library, ctx.rule, frame)], _seen)
    here, coarse = rows["_here"], rows["_coarse"]
    if not here.any():
        return None
    exact = here & ~coarse
    parts = []
    if exact.any():
        parts.append(judge(ctx, rows if exact.all() else rows.filter(exact)))
    if coarse.any():
        ranged, coarser = _ranged(dates), rows.filter(here & coarse)
        halves = (coarser.filter(~ranged), coarser.filter(ranged))
        parts += [_mildest(ctx, half) for half in halves if half.height]
    if len(parts) < 2:
        return parts[0] if parts else None
    return pl.concat(parts, how="diagonal")


def assess(
    library: Library,
    kind_id: str,
    frame: pl.DataFrame,
    as_of: date,
    horizon: int = 365,
    *,
    traced: bool = False,
) -> Assessment:
    """Judge every device of a frame (``frame_of``) by every rule in force on ``as_of``.

    ``horizon`` in days: how far ahead something counts as due; ``traced``: the findings carry the
    rows of tables that they rest on.
    Raises: StandardsError for an unknown kind.
    """
    frames, parts = parted(library, kind_id, frame)
    by_rule: list[tuple[Rule, pl.DataFrame]] = []
    for part in parts:
        rules = library.rules_for(part.kind.id, as_of)
        ready = readied(library, part, rules, as_of)
        contexts = [Context(library, rule, as_of, horizon, traced) for rule in rules]
        found = zip(rules, ready.judged(contexts), strict=True)
        by_rule += [pair for pair in found if pair[1].height]
    return Assessment(library, kind_id, as_of, horizon, frame, by_rule, frames)


@dataclass(frozen=True, eq=False)
class Part:
    """The devices of a frame that one kind's rules judge: ``rows`` as long as the frame, ``meant``
    whether a row is one of them."""

    kind: Kind
    rows: pl.DataFrame
    meant: pl.Expr


def parted(
    library: Library, kind_id: str, frame: pl.DataFrame
) -> tuple[dict[str, pl.DataFrame], list[Part]]:
    """The frame as each kind has it that judges some of it, and the parts."""
    kind = library.kind(kind_id)
    frames, apart = {kind_id: frame}, turned_rows(kind)
    parts = [Part(kind, frame, ~apart)]
    if kind.turns is not None and frame.select(apart.any()).item():
        other = library.kind(kind.turns.kind)
        frames[other.id] = turned_frame(library, kind.turns, frame)
        meant = pl.lit(frame.select(apart.alias("_")).to_series())
        parts.append(Part(other, frames[other.id], meant))
    return frames, parts


@dataclass(frozen=True, eq=False)
class Readied:
    """The devices of a part as rules look at them on a day: ``sure`` without what is inferred."""

    likely: tuple[pl.DataFrame, Open | None]
    sure: _Sure | None
    devices: int

    def judged(self, contexts: Sequence[Context]) -> Iterable[pl.DataFrame]:
        """What each rule finds."""
        judge = partial(_by_all, likely=self.likely, sure=self.sure)
        return _of_each(judge, contexts, self.devices)


def readied(library: Library, part: Part, rules: Sequence[Rule], as_of: date) -> Readied:
    """The columns that these rules look at, of the devices that are judged."""
    prepared = prepare(library, part.kind, part.rows, as_of)
    named = {name for rule in rules for name in columns_of(library, rule, prepared)}
    named |= {*KEPT, *part.meant.meta.root_names()}
    ready = prepared[[name for name in prepared.columns if name in named]]
    ready = ready.filter(_judged(), part.meant)
    sure = _sure(library, part.kind, part.rows, as_of, ready)
    return Readied(narrowed(part.kind, ready), sure, ready.height)


def _of_each(
    judge: Callable[[Context], pl.DataFrame], contexts: Sequence[Context], rows: int
) -> Iterable[pl.DataFrame]:
    """What each rule finds. Rules know nothing of each other: of many devices every processor
    takes the next one, and one more is begun, because each waits for polars' own threads at times.
    """
    if rows < TOGETHER:
        return map(judge, contexts)
    with ThreadPoolExecutor(pl.thread_pool_size() + 1) as threads:
        return list(threads.map(judge, contexts))


def _by_all(
    ctx: Context, likely: tuple[pl.DataFrame, Open | None], sure: _Sure | None
) -> pl.DataFrame:
    """The findings of a rule, presumed where they rest on what is only inferred."""
    found = _found(ctx, *likely)
    if sure is not None:
        found = presuming(found, _found(ctx, *sure.parts), sure.rows)
    return NOTHING if found is None else found


@dataclass(frozen=True, eq=False)
class _Sure:
    """The devices of which something is only inferred, without it."""

    parts: tuple[pl.DataFrame, Open | None]
    rows: pl.Series


def _sure(
    library: Library, kind: Kind, frame: pl.DataFrame, as_of: date, ready: pl.DataFrame
) -> _Sure | None:
    if not has_inferred(ready):
        return None
    rows = ready.filter(pl.col(INFERRED).is_not_null())["row"]
    certain = prepare(library, kind, without_inferred(kind, frame), as_of)
    return _Sure(narrowed(kind, certain.filter(pl.col("row").is_in(rows.implode()))), rows)


def _found(ctx: Context, exact: pl.DataFrame, left: Open | None) -> pl.DataFrame | None:
    """The findings of a rule, those of words that leave choices open as one for each device."""
    found = _run(ctx, exact)
    wide = None if left is None else _run(ctx, left.rows)
    if left is None or wide is None or wide.is_empty():
        return found
    one = agreed(wide, left)
    return one if found is None else pl.concat([found, one], how="diagonal")


def _judged() -> pl.Expr:
    """Leave out devices that are scrapped, removed or deregistered."""
    return ~pl.col("use_state").is_in(NOT_JUDGED_STATES).fill_null(False)


def assess_one(
    library: Library,
    kind_id: str,
    facts: Mapping[str, object],
    region: str | None,
    as_of: date,
    horizon: int = 365,
    doubts: Doubts | None = None,
) -> list[Finding]:
    """The findings of one device, in the library's order of rules.

    ``region`` stands beside the facts; facts may hold it too. ``doubts``: what its names leave in
    doubt, where somebody has looked. Raises: StandardsError as
    ``frame_of`` and ``assess``.
    """
    record = dict(facts) | ({} if region is None else {"region": region})
    doubts = turned_doubts(library, kind_id, record, doubts)
    kind_id, record = turned(library, kind_id, record)
    frame = frame_of(library.kind(kind_id), [record], None if doubts is None else [doubts])
    return as_findings(assess(library, kind_id, frame, as_of, horizon).findings())


def verdict_of(findings: Iterable[Finding]) -> tuple[str | None, bool]:
    """The worst outcome (None without findings), and whether any finding is unknown."""
    outcomes = {f.outcome for f in findings}
    worst = next((word for word in OUTCOMES if word in outcomes), None)
    return worst, "unknown" in outcomes
