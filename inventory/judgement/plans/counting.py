"""Counting in the ledger how far a target of a plan is."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

import standards
from inventory.core.access import Actor
from inventory.judgement.library import current
from inventory.judgement.potential import reading
from inventory.judgement.potential.reading import Batch, Part
from standards.model import NOT_JUDGED_STATES

COUNTERS = Path(__file__).parent / "counting.toml"
IN_USE = "在用"
# When a device left service, for the kinds that hold the date.
LEFT_ON = "scrapped_on"


@dataclass(frozen=True)
class Counter:
    """How one target is counted; either `rules` or `kinds` says which devices it is about."""

    region: str
    task_no: str
    indicator: str
    since: date
    rules: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    overhaul: str = ""
    partial: bool = False


@dataclass(frozen=True)
class Count:
    """Devices of a target: done, still to be done, and done on an unknown day (part of done)."""

    done: int = 0
    remaining: int = 0
    undated: int = 0
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
    found = [
        Counter(**{k: tuple(v) if isinstance(v, list) else v for k, v in item.items()})
        for item in written
    ]
    return {(item.region, item.task_no, item.indicator): item for item in found}


DONE, REMAINING, UNDATED = "done", "remaining", "undated"
STATES = (DONE, REMAINING, UNDATED)


def count(actor: Actor, counter: Counter, as_of: date) -> Count:
    """How far a target is, in what the actor may see of the plan's region."""
    total = Count(partial=counter.partial)
    for states in _states(actor, counter, as_of):
        numbers = states.select(pl.col(*STATES).sum()).row(0)
        total = total.plus(Count(*numbers))
    return total


def devices(actor: Actor, counter: Counter, as_of: date, state: str) -> list[int]:
    """The devices behind one of the numbers of `count`, by kind and id."""
    found: list[int] = []
    for states in _states(actor, counter, as_of):
        found += states.filter(state)["device"].to_list()
    return found


def _states(actor: Actor, counter: Counter, as_of: date) -> Iterator[pl.DataFrame]:
    """device, done, remaining, undated of the devices that the target is about, batch by batch."""
    library = current.load()
    rules = tuple(rule for rule in library.rules if rule.id in counter.rules)
    kinds = counter.kinds or tuple(dict.fromkeys(rule.kind for rule in rules))
    narrowed = replace(library, rules=rules)
    for kind in kinds:
        for batch in reading.batches(actor, Part(kind, counter.region), kind):
            yield _batch_states(narrowed, counter, batch, as_of)


def _batch_states(
    library: standards.Library, counter: Counter, batch: Batch, as_of: date
) -> pl.DataFrame:
    frame = batch.frame
    gone = pl.col("use_state").cast(pl.String).is_in(NOT_JUDGED_STATES).fill_null(False)
    states = frame.select(
        device=pl.Series(batch.ids, dtype=pl.Int64),
        gone=gone,
        left=pl.col(LEFT_ON) if LEFT_ON in frame.columns else pl.lit(None, dtype=pl.Date),
        overhauled=(pl.col(counter.overhaul) >= counter.since).fill_null(False)
        if counter.overhaul
        else pl.lit(False),
    )
    about = states.with_columns(_about(library, counter, batch, as_of)).filter("about")
    # One that left before the plan is not the plan's doing.
    too_early = (pl.col("left") < counter.since).fill_null(False)
    return about.select(
        "device",
        done=(pl.col("gone") & ~too_early) | (~pl.col("gone") & pl.col("overhauled")),
        remaining=~pl.col("gone") & ~pl.col("overhauled"),
        undated=pl.col("gone") & pl.col("left").is_null(),
    )


def _about(library: standards.Library, counter: Counter, batch: Batch, as_of: date) -> pl.Series:
    """Which devices the target is about: those that the plan wants out, were they still in use."""
    everything = pl.Series("about", [True] * len(batch.ids))
    if not counter.rules:
        return everything
    states = batch.frame["use_state"].dtype
    frame = batch.frame.with_columns(use_state=pl.lit(IN_USE).cast(states))
    result = standards.assess(library, batch.kind, frame, as_of)
    wanted = [
        found.filter(~pl.col("outcome").cast(pl.String).is_in(["meets", "unknown"]))["row"]
        for _, found in result.by_rule
    ]
    rows = pl.concat(wanted) if wanted else pl.Series("row", [], dtype=pl.UInt32)
    return (
        pl.int_range(len(batch.ids), dtype=pl.UInt32, eager=True)
        .is_in(rows.implode())
        .rename("about")
    )
