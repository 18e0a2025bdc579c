"""Steps over a frame that are written down once and run together.

To build the expressions of a rule takes longer than to judge one device by them, and a plan for
each small step as long again. What a step says depends on the rule and the day, never on the rows:
so it is written down for the first frame, and the next ones run it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import polars as pl

from standards.kinds import Kind
from standards.model import Library, Rule

if TYPE_CHECKING:
    from standards.checks.base import Context

MOST_KEPT = 4_000
"""So many lists of steps are kept for a library; a rule has three or four of them."""
AS_WRITTEN = pl.QueryOptFlags._eager()
"""As polars runs each step of a frame that is there: the steps stand in the order in which they are
best run, and to look for a better one takes four times as long as to judge a device.
"""


WITH_COLUMNS, SELECT = "with_columns_seq", "select_seq"
"""Expressions one by one: to share those of few devices between threads takes longer than to work
them out, and of many devices rules share the threads.
"""


Noted = list[tuple[str, list[pl.Expr]]]


class Steps:
    """A frame of which only the ``columns`` are known: it notes what is asked of it."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = list(columns)
        self.noted: Noted = []

    def with_columns(self, *exprs: pl.Expr | Iterable[pl.Expr], **named: object) -> Steps:
        added = _listed(exprs, named)
        self.noted.append((WITH_COLUMNS, added))
        names = [each.meta.output_name() for each in added]
        self.columns += [name for name in names if name not in self.columns]
        return self

    def filter(self, condition: pl.Expr) -> Steps:
        self.noted.append(("filter", [condition]))
        return self

    def select(self, *exprs: pl.Expr | Iterable[pl.Expr], **named: object) -> Steps:
        chosen = _listed(exprs, named)
        self.noted.append((SELECT, chosen))
        self.columns = [each.meta.output_name() for each in chosen]
        return self

    def drop(self, *names: str) -> Steps:
        return self.select(pl.col(name) for name in self.columns if name not in names)


def _listed(
    exprs: Iterable[pl.Expr | Iterable[pl.Expr]], named: dict[str, object]
) -> list[pl.Expr]:
    found: list[pl.Expr] = []
    for each in exprs:
        found += [each] if isinstance(each, pl.Expr) else each
    return [*found, *[_as_expr(value).alias(name) for name, value in named.items()]]


def _as_expr(value: object) -> pl.Expr:
    if isinstance(value, pl.Expr):
        return value
    return pl.col(value) if isinstance(value, str) else pl.lit(value)


Step = Callable[..., Steps]
"""Takes the context, the steps so far, and further arguments that decide what it says."""
_kept: WeakKeyDictionary[Library, dict[Hashable, tuple[Rule | Kind, Noted]]] = WeakKeyDictionary()


def run(
    ctx: Context, frame: pl.DataFrame, *steps: Step, given: tuple[Any, ...] = ()
) -> pl.DataFrame:
    """The frame after these steps, which get the values ``given`` as well."""
    columns = frame.columns

    def note() -> Noted:
        noting = Steps(columns)
        for step in steps:
            noting = step(ctx, noting, *given)
        return noting.noted

    if not ctx.keeps_steps:
        return written(frame, note())
    key = (ctx.as_of, ctx.horizon, ctx.traced, *steps, *given, *columns)
    return written(frame, kept(ctx.library, ctx.rule, key, note))


def written(frame: pl.DataFrame, noted: Noted) -> pl.DataFrame:
    """The frame after steps that were noted."""
    plan = frame.lazy()
    for method, exprs in noted:
        plan = getattr(plan, method)(exprs)
    return plan.collect(optimizations=AS_WRITTEN)


def found(
    ctx: Context, frame: pl.DataFrame, *steps: Step, given: tuple[Any, ...] = ()
) -> pl.DataFrame:
    """The findings that these steps end in (``emit``), without those that have no outcome."""
    findings = run(ctx, frame, *steps, given=given)
    outcome = findings["outcome"]
    without = outcome.null_count()
    if without == findings.height:
        return findings.clear()
    return findings.filter(outcome.is_not_null()) if without else findings


def kept(
    library: Library, owner: Rule | Kind, key: tuple[Hashable, ...], note: Callable[[], Noted]
) -> Noted:
    """What ``note`` writes down for a rule or a kind, kept as long as the library."""
    known = _kept.setdefault(library, {})
    place = (id(owner), *key)
    found = known.get(place)
    if found is not None and found[0] is owner:
        return found[1]
    if len(known) >= MOST_KEPT:
        known.clear()
    noted = note()
    known[place] = owner, noted
    return noted
