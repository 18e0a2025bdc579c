"""Counting in the ledger how far a target of a plan is."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

import standards
from inventory.core.access import Actor
from inventory.judgement.library import current
from inventory.judgement.potential import reading
from inventory.judgement.potential.reading import Batch, Section
from standards.checks.facing import together
from standards.kinds import Kind
from standards.outcomes import NOT_JUDGED_STATES

COUNTERS = Path(__file__).parent / "counting.toml"
IN_USE = "在用"
# When a device left service, for the kinds that hold the date.
LEFT_ON = "scrapped_on"


@dataclass(frozen=True)
class Scope:
    """Devices of a kind that a target names; ``where`` conditions as rules write them."""

    kind: str
    where: Sequence[Sequence[Any]] = ()


@dataclass(frozen=True)
class Counter:
    """How one target is counted.

    ``scopes`` says which devices it is about, else its ``rules`` do; what the rules eliminate is
    still to be done. ``having`` makes it a share: of the devices in use, those that have it.
    ``yearly`` counts the year in which one asks; ``unit`` adds up their quantity instead of them.
    """

    region: str
    task_no: str
    indicator: str
    since: date
    rules: tuple[str, ...] = ()
    scopes: tuple[Scope, ...] = ()
    having: Sequence[Sequence[Any]] = ()
    overhaul: str = ""
    unit: str = ""
    yearly: bool = False
    partial: bool = False

    def on(self, day: date) -> Counter:
        """As it counts on a day."""
        return replace(self, since=date(day.year, 1, 1)) if self.yearly else self


@dataclass(frozen=True)
class Count:
    """Devices of a target: done, still to be done, and done on an unknown day (part of done)."""

    done: float = 0
    remaining: float = 0
    undated: float = 0
    partial: bool = False

    def plus(self, other: Count) -> Count:
        return Count(
            self.done + other.done,
            self.remaining + other.remaining,
            self.undated + other.undated,
            self.partial,
        )


@lru_cache(maxsize=1)
def counters() -> dict[tuple[str, str, str], Counter]:
    """Every counter by region, task and indicator; a key that no counter has is refused."""
    written = tomllib.loads(COUNTERS.read_text("utf-8"))["counter"]
    found = [_read(item) for item in written]
    return {(item.region, item.task_no, item.indicator): item for item in found}


def _read(item: dict[str, Any]) -> Counter:
    scopes = tuple(Scope(**scope) for scope in item.pop("scopes", ()))
    return Counter(**{**item, "rules": tuple(item.get("rules", ()))}, scopes=scopes)


DONE, REMAINING, UNDATED = "done", "remaining", "undated"
STATES = (DONE, REMAINING, UNDATED)


def count(actor: Actor, counter: Counter, as_of: date) -> Count:
    """How far a target is, in what the actor may see of the plan's region."""
    total = Count(partial=counter.partial)
    for states in _states(actor, counter.on(as_of), as_of):
        numbers = states.select(pl.col(*STATES) * pl.col("amount")).sum().row(0)
        total = total.plus(Count(*numbers))
    return total


def devices(actor: Actor, counter: Counter, as_of: date, state: str) -> list[int]:
    """The devices behind one of the numbers of `count`, by kind and id."""
    found: list[int] = []
    for states in _states(actor, counter.on(as_of), as_of):
        found += states.filter(state)["device"].to_list()
    return found


def _states(actor: Actor, counter: Counter, as_of: date) -> Iterator[pl.DataFrame]:
    """device, amount, done, remaining, undated of the devices that the target is about, batch by
    batch.
    """
    library = current.load()
    rules = tuple(rule for rule in library.rules if rule.id in counter.rules)
    named = [scope.kind for scope in counter.scopes] or [rule.kind for rule in rules]
    narrowed = replace(library, rules=rules)
    for kind in dict.fromkeys(named):
        for batch in reading.batches(actor, Section(kind, counter.region)):
            yield _batch_states(narrowed, counter, batch, as_of)


def _batch_states(
    library: standards.Library, counter: Counter, batch: Batch, as_of: date
) -> pl.DataFrame:
    frame, kind = batch.frame, library.kind(batch.kind)
    gone = pl.col("use_state").cast(pl.String).is_in(NOT_JUDGED_STATES).fill_null(False)
    wanted = _wanted(library, counter, batch, as_of)
    states = frame.with_columns(
        device=pl.Series(batch.ids, dtype=pl.Int64),
        gone=gone,
        left=pl.col(LEFT_ON) if LEFT_ON in frame.columns else pl.lit(None, dtype=pl.Date),
        overhauled=(pl.col(counter.overhaul) >= counter.since).fill_null(False)
        if counter.overhaul
        else pl.lit(False),
        amount=_amount(counter, batch),
        wanted=wanted,
        about=_named(kind, counter) if counter.scopes else wanted,
        has=together(kind, counter.having).fill_null(False),
    ).filter("about")
    return states.select("device", "amount", **_shares() if counter.having else _gone(counter))


def _shares() -> dict[str, pl.Expr]:
    """Of what is in use: what has the thing wanted, and what has not."""
    used = ~pl.col("gone")
    return {DONE: used & pl.col("has"), REMAINING: used & ~pl.col("has"), UNDATED: pl.lit(False)}


def _gone(counter: Counter) -> dict[str, pl.Expr]:
    """What has left service, and what is still to leave it."""
    left = pl.col("left")
    # A device that left before the plan, or the year, does not count; a year needs the exact day.
    in_time = (left >= counter.since).fill_null(not counter.yearly)
    return {
        DONE: (pl.col("gone") & in_time) | (~pl.col("gone") & pl.col("overhauled")),
        REMAINING: pl.col("wanted") & ~pl.col("gone") & ~pl.col("overhauled"),
        UNDATED: pl.col("gone") & left.is_null() & in_time,
    }


def _amount(counter: Counter, batch: Batch) -> pl.Expr:
    """How much of the target a record is: the devices that it stands for, or its amount."""
    if not counter.unit:
        return pl.lit(pl.Series(batch.quantities, dtype=pl.Float64))
    stated = pl.col("quantity_unit") == counter.unit
    return pl.when(stated).then(pl.col("quantity")).fill_null(0.0)


def _named(kind: Kind, counter: Counter) -> pl.Expr:
    """The devices in one of the counter's scopes."""
    scopes = [scope for scope in counter.scopes if scope.kind == kind.id]
    return pl.any_horizontal([together(kind, scope.where).fill_null(False) for scope in scopes])


def _wanted(library: standards.Library, counter: Counter, batch: Batch, as_of: date) -> pl.Series:
    """Which devices the rules would eliminate if they were in use."""
    if not counter.rules:
        return pl.Series([False] * len(batch.ids))
    states = batch.frame["use_state"].dtype
    frame = batch.frame.with_columns(use_state=pl.lit(IN_USE).cast(states))
    result = standards.assess(library, batch.kind, frame, as_of)
    wanted = [
        found.filter(~pl.col("outcome").cast(pl.String).is_in(["meets", "unknown", "due"]))["row"]
        for _, found in result.by_rule
    ]
    rows = pl.concat(wanted) if wanted else pl.Series("row", [], dtype=pl.UInt32)
    return pl.int_range(len(batch.ids), dtype=pl.UInt32, eager=True).is_in(rows.implode())
