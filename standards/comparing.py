"""What changes between two libraries or two days: which device, by which rule, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import is_
from typing import Final

import polars as pl

from standards.assessing import Assessment, assess
from standards.checks.base import OUTCOME
from standards.model import Library
from standards.outcomes import OUTCOMES
from standards.twice import assess_twice

NONE_RANK: Final = len(OUTCOMES)
"""Where nothing is found at all: behind every outcome, the mildest."""


def rank(outcome: pl.Expr) -> pl.Expr:
    """0 for the worst outcome, one more than the mildest's for none."""
    ranks = {word: i for i, word in enumerate(OUTCOMES)}
    return outcome.replace_strict(ranks, default=NONE_RANK, return_dtype=pl.Int8)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two judgements of one frame, row by row.

    ``null`` as an outcome stands for no finding, as a verdict for nothing to judge.
    """

    before: Assessment
    after: Assessment

    @cached_property
    def verdicts(self) -> pl.DataFrame:
        """row, before, after: the devices whose verdict changes, in the frame's order."""
        after = self.after.verdicts.select("row", pl.col("verdict").alias("after"))
        return (
            self.before.verdicts.select("row", pl.col("verdict").alias("before"))
            .join(after, on="row", how="left", maintain_order="left")
            .filter(pl.col("before").ne_missing(pl.col("after")))
        )

    @cached_property
    def rules(self) -> pl.DataFrame:
        """row, rule, before, after: every finding whose outcome changes, by row."""
        before, after = _by_rule(self.before), _by_rule(self.after)
        order = dict.fromkeys([*before, *after])
        pairs = [(rule, before.get(rule, []), after.get(rule, [])) for rule in order]
        parts = [_changed(*pair) for pair in pairs if not _is_same(*pair[1:])]
        return pl.concat(parts).sort("row", maintain_order=True) if parts else _changed("", [], [])

    def summary(self) -> pl.DataFrame:
        """before, after, devices: how many verdicts change how, the largest number first."""
        return _counted(self.verdicts, ["before", "after"])

    def by_rule(self) -> pl.DataFrame:
        """rule, before, after, devices."""
        return _counted(self.rules, ["rule", "before", "after"])

    def by_region(self, digits: int = 6) -> pl.DataFrame:
        """region (its first digits, null where unknown), worse, better: devices by direction."""
        region = self.before.frame.select(
            pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"),
            pl.col("region").str.slice(0, digits),
        )
        worse = rank(pl.col("after")) < rank(pl.col("before"))
        return (
            self.verdicts.join(region, on="row", how="left")
            .group_by("region")
            .agg(worse=worse.sum(), better=(~worse).sum())
            .sort("region")
        )


def _by_rule(result: Assessment) -> dict[str, list[pl.DataFrame]]:
    """What each rule finds; the windows of one id follow each other and are one rule."""
    found: dict[str, list[pl.DataFrame]] = {}
    for rule, findings in result.by_rule:
        found.setdefault(rule.id, []).append(findings)
    return found


def _is_same(before: Sequence[pl.DataFrame], after: Sequence[pl.DataFrame]) -> bool:
    """Whether both are what was judged once (twice.py)."""
    return len(before) == len(after) and all(map(is_, before, after))


def _changed(
    rule: str, before: Sequence[pl.DataFrame], after: Sequence[pl.DataFrame]
) -> pl.DataFrame:
    return (
        _outcomes("before", before)
        .join(_outcomes("after", after), on="row", how="full", coalesce=True)
        .filter(pl.col("before").ne_missing(pl.col("after")))
        .select("row", pl.lit(rule).alias("rule"), pl.col("before", "after").cast(pl.String))
    )


def _outcomes(name: str, findings: Sequence[pl.DataFrame]) -> pl.DataFrame:
    none = pl.DataFrame(schema={"row": pl.UInt32, "outcome": OUTCOME})
    parts = [none, *(each.select("row", "outcome") for each in findings)]
    return pl.concat(parts).rename({"outcome": name})


def _counted(changes: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    return (
        changes.group_by(keys)
        .agg(devices=pl.len())
        .sort(["devices", *keys], descending=[True, *[False] * len(keys)])
    )


def touched_kinds(before: Library, after: Library, days: tuple[date, date]) -> set[str]:
    """The kinds of which a device may be found otherwise: a device is judged by the rules of its
    kind, the tables and the day, and where only rules differ, by no other kind's.
    """
    same = days[0] == days[1] and _rules_alone(before, after)
    if not same:
        return {*before.kinds, *after.kinds}
    common = {*map(id, before.rules)} & {*map(id, after.rules)}
    named = {rule.kind for rule in (*before.rules, *after.rules) if id(rule) not in common}
    # A lorry of the kind of all vehicles is judged as a truck.
    turning = {k.id for k in before.kinds.values() if k.turns is not None and k.turns.kind in named}
    return named | turning


def _rules_alone(before: Library, after: Library) -> bool:
    """Whether nothing but rules differs."""
    return (
        before.kinds is after.kinds
        and before.documents is after.documents
        and before.tables.keys() == after.tables.keys()
        and all(table is after.tables[name] for name, table in before.tables.items())
        and before.plans is after.plans
        and before.factors is after.factors
    )


def compare(
    before: Library,
    after: Library,
    kind_id: str,
    frame: pl.DataFrame,
    days: tuple[date, date],
    horizon: int = 365,
) -> Comparison:
    """Judges a frame by ``before`` on the first day and by ``after`` on the second.

    ``frame`` as ``frame_of`` gives it; both libraries must have the kind with these fields.
    Raises: StandardsError for an unknown kind.
    """
    if _rules_alone(before, after):
        return Comparison(*assess_twice((before, after), kind_id, frame, days, horizon))
    return Comparison(
        assess(before, kind_id, frame, days[0], horizon),
        assess(after, kind_id, frame, days[1], horizon),
    )
