"""What a formula rests on: facts or their named defaults, and the limits of the edition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from standards.checks.base import Context
from standards.checks.grading import concerned
from standards.checks.limit_sources import SOURCES
from standards.checks.series import presume_from_series
from standards.checks.steps import run
from standards.model import Library
from standards.outcomes import OUTSIDE_TABLE
from standards.potential import Saving

AS_GIVEN, LOW, HIGH = "", "~", "^"
"""Readings of an input: with the middle of its default, and with the ends of its range."""
Read = Callable[[str], pl.Expr]


@dataclass(frozen=True)
class Method:
    """One formula. ``inputs`` become columns ``v:<name>``; ``saved`` gives the saving of a target
    grade from them, in the unit of the saved energy; ``ready`` adds the inputs to a frame.
    ``sizes`` are the inputs of a machine that its record must hold.
    """

    ready: Callable[[Work, pl.DataFrame], pl.DataFrame]
    saved: Callable[[Read, int], pl.Expr]
    inputs: Sequence[str]
    targets: Sequence[str]
    sizes: Sequence[str] = ()


@dataclass(frozen=True)
class Work:
    """One kind's formula on one day, under one library."""

    library: Library
    saving: Saving
    as_of: date
    method: Method

    @property
    def context(self) -> Context:
        return self._context_of(self.saving.rule)

    @property
    def contexts(self) -> list[Context]:
        """Of the grade rules of every standard of the kind."""
        return [self._context_of(rule) for rule in (self.saving.rule, *self.saving.also)]

    def _context_of(self, rule_id: str | None) -> Context:
        windows = [r for r in self.library.rules if r.id == rule_id]
        rule = next((r for r in windows if r.in_force(self.as_of)), windows[0])
        return Context(self.library, rule, self.as_of, 0)


def with_defaults(work: Work, frame: pl.DataFrame, field: str) -> pl.DataFrame:
    """Adds ``v:``, ``v:~`` and ``v:^`` of a field, and ``d:`` whether its default was used.

    A default that is no field of the kind is used for every device.
    """
    known = work.library.kind(work.saving.kind).has(field)
    given = pl.col(field) if known else pl.lit(None, dtype=pl.Float64)
    value = given.cast(pl.Float64)
    ends: dict[str, pl.Expr] = {AS_GIVEN: value, LOW: value, HIGH: value}
    used = pl.lit(False)
    for default in work.saving.defaults:
        if default.field != field:
            continue
        fits = [pl.col(k).cast(pl.String) == v for k, v in default.where.items()]
        here = pl.all_horizontal([given.is_null(), *fits]).fill_null(False)
        used = used | here
        numbers = {AS_GIVEN: default.value, LOW: default.low, HIGH: default.high}
        for end, number in numbers.items():
            ends[end] = pl.when(here).then(number).otherwise(ends[end])
    return frame.with_columns(
        *[expr.alias("v:" + end + field) for end, expr in ends.items()], used.alias("d:" + field)
    )


def replacement(work: Work, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds the limits ``t:…`` of the edition in force on the day, ``_row_missing``, and ``v:…`` the
    present measures (read from the series of a transformer where they are blank).

    A device that none of the kind's grade rules is about has no figure: its row is left out.
    """
    parts = [(ctx, run(ctx, frame, concerned)) for ctx in work.contexts]
    found = [_of_edition(work, ctx, rows) for ctx, rows in parts if rows.height]
    if not found:
        return _of_edition(work, work.context, frame.clear())
    return pl.concat(found, how="diagonal").sort("row", maintain_order=True)


def _of_edition(work: Work, ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    measures = [str(name) for name in ctx.rule.params["measures"]]
    columns = [f"{m}__grade{g}" for m in measures for g in (1, 2, 3)] + ["clause", "certainty"]
    edition = next(
        (
            e
            for e in ctx.rule.editions
            if e.valid_from <= work.as_of and (e.valid_to is None or work.as_of < e.valid_to)
        ),
        None,
    )
    if edition is None:
        frame = frame.with_columns(
            *[pl.lit(None, dtype=pl.Float64).alias("t:" + c) for c in columns[:-2]],
            *[pl.lit(None, dtype=pl.String).alias("t:" + c) for c in columns[-2:]],
            _row_missing=pl.lit(OUTSIDE_TABLE),
            _limit_presumed=pl.lit(False),
            _document=pl.lit(None, dtype=pl.String),
        )
        return presume_from_series(ctx, frame, measures)
    table = work.library.tables[edition.table].rows
    frame = SOURCES[str(ctx.param("limits", "table"))](ctx, frame, table, columns)
    return presume_from_series(ctx, frame, measures).with_columns(
        _document=pl.lit(edition.document)
    )


def joined(*lists: pl.Expr) -> pl.Expr:
    """Lists of field ids as ``missing_list`` gives them, as one; blank ones add nothing."""
    return pl.concat_str([x.replace("", None) for x in lists], separator=";", ignore_nulls=True)
